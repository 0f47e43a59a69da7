//! What every driver must do, run for each of them.

mod failing;
mod history;
mod legacy;
mod running;
mod sharing;
mod stamping;
mod stepwise;

use ambix::{Config, Dialect};
use ambix_tests::subject::{Subject, drivers};

/// Runs a test on every driver, each on an empty database.
fn on_every_driver(test: impl Fn(&mut dyn Subject)) {
    for driver in drivers().iter().filter(|driver| driver.dialect == Dialect::Sqlite) {
        println!("on {}", driver.name);
        test(&mut *driver.open());
    }
}

/// No options.
fn plain(config: Config) -> Config {
    config
}

/// The rows of the version table, sorted.
fn versions(subject: &dyn Subject) -> Vec<String> {
    subject.texts("SELECT version_num FROM ambix_version ORDER BY 1")
}

/// The tables that are there, but for ambix's own.
fn tables(subject: &dyn Subject) -> Vec<String> {
    subject.texts(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'ambix_%' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    )
}
