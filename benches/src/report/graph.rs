//! Operations on a graph in memory.

use super::build::more_than;
use super::table::Table;
use super::{Figures, number};
use crate::graph::{ALEMBIC, AMBIX, COUNTS, LIMIT, Operation};
use crate::results::{Bench, Results};

pub fn text(results: &Results) -> String {
    let columns = || COUNTS.iter().map(|&count| number::count(count));
    let mut times = Table::new("", columns());
    let mut memory = Table::new("", columns());
    for operation in Operation::ALL.map(Operation::name) {
        let figures = Figures::new(results, Bench::Graph, operation);
        for tool in figures.tools() {
            let ambix = |count| figures.get(AMBIX, count).filter(|_| tool.starts_with(ALEMBIC));
            let cell = |&count: &usize| {
                let figure = figures.get(tool, count)?;
                if figure.values.is_empty() {
                    return Some(more_than(LIMIT.as_secs_f64()));
                }
                let seconds = number::seconds(figure.median());
                Some(match ambix(count) {
                    Some(ambix) => format!("{seconds}, {}", number::ratio(figure.median() / ambix.median())),
                    None => seconds,
                })
            };
            times.row(&format!("{operation}, {tool}"), COUNTS.iter().map(cell));
        }
        let figures = Figures::new(results, Bench::GraphMemory, operation);
        let bytes = |&count: &usize| figures.get(AMBIX, count).map(|figure| number::bytes(figure.median()));
        memory.row(operation, COUNTS.iter().map(bytes));
    }
    let text = times.titled("### Times") + &memory.titled("### Memory of ambix, at most at a time");
    if text.is_empty() { text } else { format!("{}\n\n{text}", include_str!("graph.md").trim()) }
}
