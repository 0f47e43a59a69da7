//! Many processes start at once on one empty database, as the instances of a service do.

use std::io::Write as _;

use ambix_tests::process::{Outcome, Process};
use ambix_tests::set::Folder;

use crate::MIGRATE;
use crate::databases::{Database, Mysql, Postgres, Sqlite};
use crate::sets::Set;

const CROWD: usize = 32;

const REVISIONS: [&str; 6] = ["r0", "r1", "r2", "r3", "r4", "r5"];

/// Starts them all on `database`; they end where one process alone does.
fn stampede<D: Database>(what: &str, set: &Folder, database: &D) {
    let alone = D::new();
    let run = Process::start(MIGRATE, &alone.url(), set.path(), &["upgrade", "head"]);
    let run = run.end().expect("nobody kills it");
    assert_eq!(run.applied, REVISIONS, "{}", run.text);

    let start = |_| Process::start(MIGRATE, &database.url(), set.path(), &["upgrade", "head", "wait"]);
    let mut crowd: Vec<Process> = (0..CROWD).map(start).collect();
    crowd.iter_mut().for_each(Process::until_ready);
    crowd.iter_mut().for_each(Process::go);
    let crowd: Vec<Outcome> = crowd.into_iter().map(|one| one.end().expect("nobody kills it")).collect();

    for outcome in &crowd {
        // Whoever waits longer than the timeout says `lock-timeout`.
        assert_eq!(outcome.code, None, "{}", outcome.text);
        assert_eq!(outcome.heads, ["r5"]);
    }
    let mut applied: Vec<&String> = crowd.iter().flat_map(|outcome| &outcome.applied).collect();
    applied.sort();
    assert_eq!(applied, REVISIONS, "each revision is applied by one of them");
    assert_eq!(database.contents(), alone.contents());
    let done = "SELECT revision FROM ambix_journal WHERE statement IS NULL AND outcome = 'done' ORDER BY id";
    assert_eq!(database.texts(done), REVISIONS);
    let longest = crowd.iter().map(|outcome| outcome.milliseconds).max().unwrap_or_default();
    let _ = writeln!(
        std::io::stderr(),
        "{what}: {CROWD} processes, one alone takes {} ms, the longest in the crowd {longest} ms",
        run.milliseconds
    );
}

fn on<D: Database>(transactions: &str, slow: bool) {
    let database = D::new();
    prepared(transactions, slow, &database, "");
}

fn prepared<D: Database>(transactions: &str, slow: bool, database: &D, note: &str) {
    let set = Set { dialect: D::DIALECT, slow }.chain();
    set.write(
        "ambix.toml",
        &format!("[ambix]\ndialects = [\"{}\"]\ntransactions = \"{transactions}\"\n", D::DIALECT),
    );
    stampede(&format!("{}{note}, transactions = {transactions}", D::DIALECT), &set, database);
}

#[test]
fn on_sqlite() {
    for mode in ["delete", "wal"] {
        for transactions in ["run", "revision"] {
            let database = Sqlite::new();
            database.execute(&format!("PRAGMA journal_mode = {mode}"));
            prepared(transactions, transactions == "run", &database, &format!(" ({mode})"));
        }
    }
}

#[test]
fn on_postgres() {
    on::<Postgres>("auto", true);
    on::<Postgres>("run", false);
}

#[test]
fn on_mysql() {
    on::<Mysql>("auto", true);
    on::<Mysql>("run", false);
}
