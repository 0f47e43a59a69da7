//! What every driver must do: each case runs on each driver whose database it is about, as a test of its own,
//! `driver::file::case`. At the end a table tells how many there were.

#[macro_use]
mod case;
mod bodies;
mod dialects;
mod ended;
mod failing;
mod functions;
mod graph;
mod helpers;
mod history;
mod hook;
mod index;
mod journal;
mod legacy;
mod locks;
mod misbehaving;
mod pending;
mod placement;
mod refused;
mod resuming;
mod running;
mod session;
mod sharing;
mod sqlite_file;
mod sqlite_rebuild;
mod stamping;
mod stepwise;
mod table;
mod values;

use std::process::ExitCode;
use std::sync::Arc;

use ambix_tests::subject::drivers;
use libtest_mimic::{Arguments, Trial};

use case::Case;
use table::Table;

const FILES: &[&[Case]] = &[
    bodies::CASES,
    dialects::CASES,
    ended::CASES,
    failing::CASES,
    functions::CASES,
    graph::CASES,
    history::CASES,
    index::CASES,
    journal::CASES,
    legacy::CASES,
    locks::CASES,
    misbehaving::CASES,
    pending::CASES,
    placement::CASES,
    refused::CASES,
    resuming::CASES,
    running::CASES,
    session::CASES,
    sharing::CASES,
    sqlite_file::CASES,
    sqlite_rebuild::CASES,
    stamping::CASES,
    stepwise::CASES,
    values::CASES,
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Most of the time a test waits for its server.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads.get_or_insert(2 * processors);
    let table = Arc::new(Table::new(drivers()));
    let mut trials = Vec::new();
    for (row, driver) in drivers().into_iter().enumerate() {
        for case in FILES.iter().copied().flatten().filter(|case| case.is_for(&driver)) {
            let table = Arc::clone(&table);
            table.listed(row);
            trials.push(Trial::test(format!("{}::{}", driver.name, case.path()), move || {
                (case.run)(&mut *driver.open());
                table.passed(row);
                Ok(())
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        print!("{table}");
    }
    conclusion.exit_code()
}
