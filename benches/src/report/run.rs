//! The start of a program.

use super::table::Table;
use super::{Figures, grounds, number};
use crate::results::{Bench, Results};

pub const SELECT: &str = "one bare `SELECT`";
pub const TOGETHER: &str = "the driver, one transaction";
pub const EACH: &str = "the driver, a transaction each";
pub const AMBIX_RUN: &str = "ambix, `run`";
pub const AMBIX_REVISION: &str = "ambix, `revision`";

/// Those that apply everything in one transaction.
const IN_ONE: &[&str] = &[AMBIX_RUN, "refinery, grouped", "rusqlite_migration"];

/// The driver in the same transactions.
pub fn driver_of(tool: &str) -> &'static str {
    if IN_ONE.contains(&tool) { TOGETHER } else { EACH }
}

pub fn text(results: &Results) -> String {
    let mut text = String::new();
    for ground in grounds(results, Bench::Start) {
        let figures = Figures::new(results, Bench::Start, ground);
        text += &table(figures, |_| SELECT).titled(&format!("### {ground}"));
    }
    if !text.is_empty() {
        text = format!("{}\n\n{text}", include_str!("start.md").trim());
    }
    let mut apply = String::new();
    for ground in grounds(results, Bench::Apply) {
        let figures = Figures::new(results, Bench::Apply, ground);
        apply += &table(figures, driver_of).titled(&format!("### {ground}"));
    }
    if !apply.is_empty() {
        text += &format!("{}\n\n{apply}", include_str!("apply.md").trim());
    }
    text
}

/// Times, each with how many times that of another it is.
fn table(figures: Figures<'_>, other: fn(&str) -> &'static str) -> Table {
    let counts = figures.counts();
    let mut table = Table::new("", counts.iter().map(|&count| number::count(count)));
    for tool in figures.tools() {
        let cell = |&count: &usize| {
            let figure = figures.get(tool, count)?;
            let seconds = number::seconds(figure.median());
            let is_base = tool == SELECT || tool == TOGETHER || tool == EACH;
            Some(match figures.get(other(tool), count).filter(|_| !is_base) {
                Some(other) => format!("{seconds}, {}", number::ratio(figure.ratio(other))),
                None => seconds,
            })
        };
        table.row(tool, counts.iter().map(cell));
    }
    table
}
