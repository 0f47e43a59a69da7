//! The build of a program.

use super::table::Table;
use super::{Figures, number};
use crate::build::LIMIT;
use crate::results::{Bench, Figure, Results, added};

pub fn text(results: &Results) -> String {
    let mut text = String::new();
    for (ground, title) in [
        ("main.rs, debug", "### Rebuild after a change of `main.rs`, debug"),
        ("main.rs, release", "### Rebuild after a change of `main.rs`, release"),
        ("a migration, debug", "### Rebuild after a change of a migration, debug"),
        ("a new migration, debug", "### Rebuild with one more migration, debug"),
    ] {
        text += &grown(Figures::new(results, Bench::Rebuild, ground)).titled(title);
    }
    text += &grown(Figures::new(results, Bench::Expand, "debug")).titled("### Expanding macros");
    let memory = Figures::new(results, Bench::CompilerMemory, "main.rs, debug");
    text += &plain(memory).titled("### Memory of the compiler, debug");
    text += &cold(results).titled("### A build with nothing there, debug");
    text += &over_bare(results, Bench::Binary, "stripped")
        .titled("### Size of the program over the one without the tool");
    for ground in ["nothing pending", "everything pending"] {
        let title = format!("### Memory of the program over the one without the tool, {ground}");
        text += &over_bare(results, Bench::Memory, ground).titled(&title);
    }
    if text.is_empty() { text } else { format!("{}\n\n{text}", include_str!("build.md").trim()) }
}

/// The name of a program for readers.
pub fn shown(tool: &str) -> &str {
    match tool {
        "ambix-unwatched" => "ambix, no build script",
        "bare-rusqlite" => "rusqlite alone",
        "bare-sqlx" => "sqlx without `migrate`",
        "bare-diesel" => "diesel alone",
        "diesel" => "diesel_migrations",
        other => other,
    }
}

/// The program with the same driver and no migrations tool.
pub fn bare_of(tool: &str) -> &'static str {
    match tool {
        "diesel" => "bare-diesel",
        "sqlx" => "bare-sqlx",
        _ => "bare-rusqlite",
    }
}

/// What a set of that many adds to a rebuild; what it was without a set stands first.
fn grown(figures: Figures<'_>) -> Table {
    let counts = figures.counts();
    let columns = counts.iter().map(|&count| format!("{} add", number::count(count)));
    let mut table = Table::new("", std::iter::once("no migrations".to_owned()).chain(columns));
    for tool in figures.tools() {
        let empty = figures.get(tool, 0);
        let more = |&count: &usize| match figures.get(tool, count)? {
            figure if figure.values.is_empty() => Some(more_than(LIMIT)),
            figure => Some(number::seconds(added(figure, empty?))),
        };
        let empty_cell = empty.map(|figure| number::seconds(figure.median()));
        table.row(shown(tool), std::iter::once(empty_cell).chain(counts.iter().map(more)));
    }
    table
}

fn plain(figures: Figures<'_>) -> Table {
    let counts: Vec<usize> = std::iter::once(0).chain(figures.counts()).collect();
    let mut table = Table::new("", counts.iter().map(|&count| number::count(count)));
    for tool in figures.tools() {
        let bytes = |&count: &usize| figures.get(tool, count).map(|figure| number::bytes(figure.median()));
        table.row(shown(tool), counts.iter().map(bytes));
    }
    table
}

fn over_bare<'r>(results: &'r Results, bench: Bench, ground: &'r str) -> Table {
    let figures = Figures::new(results, bench, ground);
    let counts: Vec<usize> = std::iter::once(0).chain(figures.counts()).collect();
    let mut table = Table::new("", counts.iter().map(|&count| number::count(count)));
    for tool in figures.tools().into_iter().filter(|tool| !tool.starts_with("bare-")) {
        let bare = figures.get(bare_of(tool), 0);
        let more = |&count: &usize| Some(number::bytes(added(figures.get(tool, count)?, bare?)));
        table.row(shown(tool), counts.iter().map(more));
    }
    table
}

fn cold(results: &Results) -> Table {
    let of = |bench| Figures::new(results, bench, "debug");
    let mut table = Table::new("", ["time", "time of all cores", "crates"].map(str::to_owned));
    for tool in of(Bench::Cold).tools() {
        let cell = |bench, text: fn(f64) -> String| {
            of(bench).get(tool, 0).map(|figure: &Figure| text(figure.median()))
        };
        table.row(
            shown(tool),
            [
                cell(Bench::Cold, number::seconds),
                cell(Bench::ColdCpu, number::seconds),
                cell(Bench::ColdCrates, |crates| number::count(crates as usize)),
            ],
        );
    }
    table
}

/// For what was given up.
pub fn more_than(seconds: f64) -> String {
    format!("more than {seconds:.0} s")
}
