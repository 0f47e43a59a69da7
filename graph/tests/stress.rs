//! Large graphs: nothing is recursive, and nothing grows faster than the graph. Only counts are checked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::HashMap;

use ambix_graph::{Declaration, Graph, Index, RowChange, Step, apply};
use support::OwnedGraph;

const REVISIONS: usize = 100_000;

fn revision(id: usize, down: &[usize]) -> Declaration {
    Declaration {
        id: name(id),
        down_revision: down.iter().map(|&id| name(id)).collect(),
        ..Declaration::default()
    }
}

fn name(id: usize) -> String {
    format!("r{id:06}")
}

fn linear() -> Vec<Declaration> {
    (0..REVISIONS)
        .map(|id| revision(id, if id == 0 { &[] } else { std::slice::from_ref(&id) }))
        .map(shift)
        .collect()
}

/// Makes the one parent, which is written as the revision itself, the one before.
fn shift(mut declaration: Declaration) -> Declaration {
    for parent in &mut declaration.down_revision {
        *parent = name(parent[1..].parse::<usize>().unwrap() - 1);
    }
    declaration
}

/// A fork and a merge in every four revisions.
fn diamonds() -> Vec<Declaration> {
    let down = |id: usize| match id % 4 {
        0 if id == 0 => vec![],
        0 | 1 => vec![id - 1],
        2 => vec![id - 2],
        _ => vec![id - 1, id - 2],
    };
    (0..REVISIONS).map(|id| revision(id, &down(id))).collect()
}

/// Two lines; every other revision of the first merges the second.
fn ladder() -> Vec<Declaration> {
    let down = |id: usize| match (id, id % 2) {
        (0, _) => vec![],
        (1 | 2, _) => vec![0],
        (_, 0) if id.is_multiple_of(4) => vec![id - 2, id - 1],
        _ => vec![id - 2],
    };
    (0..REVISIONS).map(|id| revision(id, &down(id))).collect()
}

/// A line with a head at every tenth revision.
fn side_heads() -> Vec<Declaration> {
    let down = |id: usize| match id % 10 {
        _ if id == 0 => vec![],
        1 if id > 1 => vec![id - 2],
        _ => vec![id - 1],
    };
    (0..REVISIONS).map(|id| revision(id, &down(id))).collect()
}

/// A main line as in `diamonds`, and a long side line; some of its revisions depend on the main line, the last of all
/// merges them.
fn two_lines() -> Vec<Declaration> {
    let (mut main, mut side): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let declaration = |id: usize| {
        if id == REVISIONS - 1 {
            return revision(id, &[&main[main.len() - 3..], &side[side.len() - 1..]].concat());
        }
        if id % 10 == 9 {
            let mut declaration = revision(id, &side[side.len().saturating_sub(1)..]);
            if id % 100 == 99 {
                declaration.depends_on.extend(main.last().copied().map(name));
            }
            side.push(id);
            return declaration;
        }
        let before = |back| main[main.len() - back];
        let down = match main.len() % 4 {
            0 if main.is_empty() => vec![],
            0 | 1 => vec![before(1)],
            2 => vec![before(2)],
            _ => vec![before(1), before(2)],
        };
        main.push(id);
        revision(id, &down)
    };
    (0..REVISIONS).map(declaration).collect()
}

/// Many heads on one base.
fn star() -> Vec<Declaration> {
    (0..REVISIONS).map(|id| revision(id, if id == 0 { &[] } else { &[0] })).collect()
}

fn apply_all(steps: &[Step], rows: &mut Vec<Index>) {
    let mut at: HashMap<Index, ()> = rows.drain(..).map(|row| (row, ())).collect();
    for change in steps.iter().flat_map(|step| &step.changes) {
        match *change {
            RowChange::Insert(index) => assert!(at.insert(index, ()).is_none()),
            RowChange::Delete(index) => assert!(at.remove(&index).is_some()),
            RowChange::Update { from, to } => {
                assert!(at.remove(&from).is_some());
                assert!(at.insert(to, ()).is_none());
            }
        }
    }
    rows.extend(at.into_keys());
}

fn up_and_down(declarations: &[Declaration]) {
    let owned = OwnedGraph::build(declarations).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let graph = owned.graph();
    assert_eq!(graph.len(), declarations.len());
    let up = graph.upgrade_plan(&[], &["heads"]).unwrap();
    assert_eq!(up.steps.len(), declarations.len());
    needs_before(graph, &up.steps);
    let mut rows = Vec::new();
    apply_all(&up.steps, &mut rows);
    rows.sort_unstable();
    let mut heads: Vec<Index> = graph.real_heads().collect();
    heads.sort_unstable();
    assert_eq!(rows, heads);
    assert!(graph.is_at_heads(&heads));
    assert!(graph.upgrade_plan(&rows, &["heads"]).unwrap().steps.is_empty());
    let down = graph.downgrade_plan(&rows, "base").unwrap();
    assert_eq!(down.steps.len(), declarations.len());
    let newest_first: Vec<Step> = down.steps.iter().rev().cloned().collect();
    needs_before(graph, &newest_first);
    apply_all(&down.steps, &mut rows);
    assert_eq!(rows, []);
    assert_eq!(graph.history(None, &[]).unwrap().len(), declarations.len());
}

fn needs_before(graph: Graph<'_>, steps: &[Step]) {
    let place: HashMap<Index, usize> =
        steps.iter().enumerate().map(|(at, step)| (step.revision, at)).collect();
    for step in steps {
        for parent in graph.revision(step.revision).normalized_down() {
            assert!(place[&parent] < place[&step.revision]);
        }
    }
}

#[test]
fn a_deep_line() {
    up_and_down(&linear());
}

#[test]
fn many_merges() {
    up_and_down(&diamonds());
    up_and_down(&ladder());
    up_and_down(&two_lines());
}

#[test]
fn many_heads() {
    up_and_down(&side_heads());
}

#[test]
fn a_star() {
    up_and_down(&star());
}

#[test]
fn a_deep_cycle_is_found() {
    let mut declarations = linear();
    declarations[0].down_revision.push(name(REVISIONS - 1));
    let errors = OwnedGraph::build(&declarations).err().unwrap();
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].code(), errors[0].related().len()), ("cycle", REVISIONS - 1));
}

#[test]
fn a_label_on_a_long_branch_costs_little() {
    let mut declarations = linear();
    declarations[10].branch_labels.push("label".to_owned());
    declarations[20].branch_labels.push("other".to_owned());
    let owned = OwnedGraph::build(&declarations).ok().unwrap();
    let graph = owned.graph();
    assert!(graph.revisions().all(|revision| revision.labels().eq(["label", "other"])));
    let more = owned.size() - OwnedGraph::build(&linear()).ok().unwrap().size();
    assert!(more < 100, "{more} bytes for two labels");
    // The rows after a step can be followed with the public function too.
    let mut rows = Vec::new();
    graph.upgrade_plan(&[], &["+3"]).unwrap().steps.iter().for_each(|step| apply(&step.changes, &mut rows));
    assert_eq!(rows, [Index::new(2)]);
}
