//! What is asked of a graph.

use std::hint::black_box;

use ambix_graph::image::{Image, Writer};
use ambix_graph::{Declaration, Graph, Index, build};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Load,
    Open,
    Heads,
    All,
    Step,
    History,
}

impl Operation {
    pub const ALL: [Self; 6] = [Self::Load, Self::Open, Self::Heads, Self::All, Self::Step, Self::History];

    pub fn name(self) -> &'static str {
        match self {
            Operation::Load => "load",
            Operation::Open => "open",
            Operation::Heads => "heads",
            Operation::All => "plan of all",
            Operation::Step => "plan of the last",
            Operation::History => "history",
        }
    }

    /// Carries it out.
    pub fn run(self, history: &History) {
        let graph = Graph::new(Image::new(black_box(&history.tables), &history.text));
        let plan = |rows: &[Index]| graph.upgrade_plan(rows, &["heads"]).expect("a plan");
        match self {
            Operation::Load => drop(black_box(load(&history.declarations))),
            Operation::Open => drop(black_box(graph.len())),
            Operation::Heads => drop(black_box(graph.resolve("heads").expect("heads"))),
            Operation::All => drop(black_box(plan(&[]))),
            Operation::Step => drop(black_box(plan(&history.rows))),
            Operation::History => drop(black_box(graph.history(None, &[]).expect("a history"))),
        }
    }
}

/// Revisions as they are declared, and as they are read.
pub struct History {
    pub declarations: Vec<Declaration>,
    tables: Vec<u8>,
    text: String,
    /// All but the last are applied.
    rows: Vec<Index>,
}

impl History {
    pub fn new(declarations: Vec<Declaration>) -> Self {
        let (tables, text) = load(&declarations);
        let graph = Graph::new(Image::new(&tables, &text));
        let last = graph.revisions().last().expect("a revision");
        let rows: Vec<Index> = last.normalized_down().collect();
        assert_eq!(graph.upgrade_plan(&[], &["heads"]).expect("a plan").steps.len(), declarations.len());
        assert_eq!(graph.upgrade_plan(&rows, &["heads"]).expect("a plan").steps.len(), 1);
        History { declarations, tables, text, rows }
    }

    /// The ids of the rows.
    pub fn row_ids(&self) -> Vec<&str> {
        let graph = Graph::new(Image::new(&self.tables, &self.text));
        self.rows.iter().map(|&row| graph.revision(row).id()).collect()
    }
}

fn load(declarations: &[Declaration]) -> (Vec<u8>, String) {
    let mut writer = Writer::new(0);
    build(declarations).expect("a sound graph").write(&mut writer);
    writer.finish()
}
