//! README.md and its plots, from what was measured.

mod budgets;
mod build;
mod graph;
mod number;
mod plot;
mod run;
mod table;

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::results::{Bench, Figure, Results};

/// What was not measured is left out.
pub fn write(results: &Results, folder: &Path) -> Result<(), Box<dyn Error>> {
    let machine = if results.machine.is_empty() { "not recorded" } else { &results.machine };
    let parts = [
        include_str!("introduction.md").replace("{machine}", machine),
        budgets::text(results),
        run::text(results),
        build::text(results),
        graph::text(results),
    ];
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    fs::write(folder.join("README.md"), parts.join("\n\n") + "\n")?;
    for (name, plot) in [("start.svg", plot::start(results)?), ("rebuild.svg", plot::rebuild(results)?)] {
        if let Some(plot) = plot {
            fs::write(folder.join(name), plot)?;
        }
    }
    Ok(())
}

/// The figures of one kind.
#[derive(Clone, Copy)]
struct Figures<'r> {
    results: &'r Results,
    bench: Bench,
    ground: &'r str,
}

impl<'r> Figures<'r> {
    fn new(results: &'r Results, bench: Bench, ground: &'r str) -> Self {
        Figures { results, bench, ground }
    }

    fn get(self, tool: &str, count: usize) -> Option<&'r Figure> {
        self.results.find(self.bench, self.ground, tool, count)
    }

    fn all(self) -> impl Iterator<Item = &'r Figure> {
        self.results
            .figures
            .iter()
            .filter(move |figure| figure.bench == self.bench && figure.ground == self.ground)
    }

    /// The tools, in the order in which they were measured.
    fn tools(self) -> Vec<&'r str> {
        let mut tools: Vec<&str> = Vec::new();
        for figure in self.all() {
            if !tools.contains(&figure.tool.as_str()) {
                tools.push(&figure.tool);
            }
        }
        tools
    }

    /// The numbers of migrations for which there are figures, but for none.
    fn counts(self) -> Vec<usize> {
        let mut counts: Vec<usize> =
            self.all().map(|figure| figure.count).filter(|&count| count > 0).collect();
        counts.sort_unstable();
        counts.dedup();
        counts
    }
}

/// The grounds of the figures of that kind, in the order in which they were measured.
fn grounds(results: &Results, bench: Bench) -> Vec<&str> {
    let mut grounds: Vec<&str> = Vec::new();
    for figure in results.figures.iter().filter(|figure| figure.bench == bench) {
        if !grounds.contains(&figure.ground.as_str()) {
            grounds.push(&figure.ground);
        }
    }
    grounds
}
