//! The file of an SQLite database: what it may turn out to be.

use ambix_tests::subject::Subject;

use crate::case::SQLITE;
use crate::helpers::{chain, code, folder, plain, table, tables, versions};
use crate::hook::{OnError, directed, meanwhile, sends};

cases! {
    SQLITE => a_file_that_is_no_database, another_connection_holds_it, removed_under_the_run,
        replaced_under_the_run;
}

fn one(subject: &dyn Subject) -> ambix::Migrations {
    chain(subject, &[("CREATE TABLE a (id INTEGER);", "DROP TABLE a;")]).load()
}

fn a_file_that_is_no_database(subject: &mut dyn Subject) {
    let migrations = one(subject);
    let path = subject.database().path();
    // SQLite opens lazily, so the file may still be anything.
    let text = "This is a text of some length, and certainly not a database.".repeat(100);
    std::fs::write(&path, &text).unwrap();
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    // Only what the driver tells can have a code of its own.
    if subject.name() != "own async" {
        assert_eq!(error.code(), "not-a-database", "{error:?}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "nothing was written");
}

fn another_connection_holds_it(subject: &mut dyn Subject) {
    let migrations = one(subject);
    let holder = rusqlite::Connection::open(subject.database().path()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE; CREATE TABLE holder (id INTEGER);").unwrap();
    let before = subject.value("PRAGMA busy_timeout");
    let quick = |config: ambix::Config| config.lock_timeout(std::time::Duration::from_millis(50));
    let error = subject.upgrade(&migrations, "head", &quick).unwrap_err();
    assert_eq!((error.code(), error.is_temporary()), ("lock-timeout", true), "{error:?}");
    assert_eq!(subject.value("PRAGMA busy_timeout"), before, "the caller's setting is back");
    holder.execute_batch("ROLLBACK").unwrap();
    subject.upgrade(&migrations, "head", &quick).unwrap();
    assert_eq!(versions(subject), ["a"]);
}

/// A run whose file goes away in the middle of it.
fn removed(subject: &mut dyn Subject, then: impl FnOnce() + Send + 'static) {
    let folder = folder(subject);
    folder.write("migrations/a.sql", &table("a", "")).write("migrations/b.rs", &code("b", "a", &[]));
    let migrations = directed(&folder, "b");
    subject.upgrade(&migrations, "a", &plain).unwrap();
    let path = subject.database().path();
    sends(OnError::Fail, &["CREATE TABLE b (id INTEGER)"]);
    meanwhile(move || {
        std::fs::remove_file(path).unwrap();
        then();
    });
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "database-moved", "{error:?}");
}

fn removed_under_the_run(subject: &mut dyn Subject) {
    removed(subject, || {});
    assert!(!subject.database().path().exists());
}

fn replaced_under_the_run(subject: &mut dyn Subject) {
    let path = subject.database().path();
    removed(subject, move || {
        let other = rusqlite::Connection::open(path).unwrap();
        other.execute_batch("CREATE TABLE innocent (id INTEGER)").unwrap();
    });
    assert_eq!(tables(subject), ["innocent"], "the other file is as it was");
}
