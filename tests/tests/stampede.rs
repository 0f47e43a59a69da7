//! Many connections start at once on one new database.

use std::sync::{Arc, Barrier};
use std::thread;

use ambix::{Config, Transactions, command};
use ambix_tests::set::{Folder, revision};
use ambix_tests::subject::texts;

fn stampede(journal_mode: &str, transactions: Transactions, stepwise: bool) {
    let folder = Folder::new();
    for number in 0..6 {
        let parent = if number == 0 { String::new() } else { format!("r{}", number - 1) };
        let mut text = revision(
            &format!("r{number}"),
            &parent,
            &format!("CREATE TABLE t{number} (id INTEGER);\nINSERT INTO t{number} VALUES ({number});"),
            "SELECT 1;",
        );
        if stepwise && number == 3 {
            text = text.replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade");
        }
        folder.write(&format!("migrations/r{number}.sql"), &text);
    }
    let migrations = folder.load();
    let path = folder.path().join("shared.db");
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "journal_mode", journal_mode).unwrap();
    let start = Arc::new(Barrier::new(8));
    let applied: usize = thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| {
                let (start, migrations, path) = (Arc::clone(&start), &migrations, &path);
                scope.spawn(move || {
                    let mut connection = rusqlite::Connection::open(path).unwrap();
                    // Whatever the caller set.
                    connection.busy_timeout(std::time::Duration::ZERO).unwrap();
                    let mut config =
                        Config::new(migrations).transactions(transactions).connection(&mut connection);
                    start.wait();
                    command::upgrade(&mut config, "head").unwrap().applied().len()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(applied, 6, "each revision is applied by one of them");
    assert_eq!(texts(&path, "SELECT version_num, state FROM ambix_version"), ["r5 NULL"]);
    for number in 0..6 {
        assert_eq!(texts(&path, &format!("SELECT id FROM t{number}")), [number.to_string()]);
    }
}

#[test]
fn one_transaction() {
    stampede("delete", Transactions::Run, false);
    stampede("wal", Transactions::Run, false);
}

#[test]
fn a_transaction_for_each_revision() {
    stampede("delete", Transactions::Revision, false);
    stampede("wal", Transactions::Revision, false);
}

#[test]
fn statement_by_statement() {
    stampede("delete", Transactions::Auto, true);
    stampede("wal", Transactions::Auto, true);
}
