//! Revisions in Rust that swallow errors or play with transactions.

use ambix_tests::subject::Subject;

use crate::case::{EVERYWHERE, MYSQL, POSTGRES, SQLITE};
use crate::helpers::{assert_at_rest, code, folder, plain, revision, tables, versions};
use crate::hook::{OnError, directed, sends};

cases! {
    EVERYWHERE => ends_its_transaction, leaves_one_open, passes_an_error_on;
    SQLITE => ends_it_by_a_conflict, an_error_that_is_swallowed_is_no_harm;
    POSTGRES => an_error_that_is_swallowed_is_not_lost;
    MYSQL => promises_a_transaction_and_sends_ddl;
}

/// The table `a`, and `b` in Rust.
fn set(subject: &dyn Subject, transaction: &str) -> ambix::Migrations {
    let folder = folder(subject);
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER UNIQUE);", "DROP TABLE a;"))
        .write("migrations/b.rs", &code("b", "a", &[&format!("transaction: {transaction}")]));
    directed(&folder, "b")
}

/// Sends statements, whatever their outcome, and has ended its transaction by that.
fn ends_by(subject: &mut dyn Subject, statements: &[&str]) {
    let migrations = set(subject, "on");
    subject.upgrade(&migrations, "a", &plain).unwrap();
    sends(OnError::Swallow, statements);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "transaction-ended", "{statements:?}: {error:?}");
    assert_eq!(versions(subject), ["a"], "{statements:?}");
    assert_at_rest(subject);
    // The connection is as usable as before.
    sends(OnError::Fail, &["INSERT INTO a VALUES (7)"]);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1, "{statements:?}");
    assert_at_rest(subject);
    subject.stamp(&migrations, "base".into(), &plain).unwrap();
    subject.execute("DROP TABLE a");
}

fn ends_its_transaction(subject: &mut dyn Subject) {
    ends_by(subject, &["INSERT INTO a VALUES (1)", "ROLLBACK"]);
    ends_by(subject, &["INSERT INTO a VALUES (1)", "COMMIT"]);
    ends_by(subject, &["COMMIT"]);
}

fn ends_it_by_a_conflict(subject: &mut dyn Subject) {
    ends_by(subject, &["INSERT INTO a VALUES (1)", "INSERT OR ROLLBACK INTO a VALUES (1)"]);
}

fn promises_a_transaction_and_sends_ddl(subject: &mut dyn Subject) {
    ends_by(subject, &["INSERT INTO a VALUES (1)", "CREATE TABLE b (id INTEGER)"]);
}

fn leaves_one_open(subject: &mut dyn Subject) {
    let migrations = set(subject, "off");
    sends(OnError::Swallow, &["BEGIN", "INSERT INTO a VALUES (1)"]);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "transaction-left-open", "{error:?}");
    assert!(format!("{error:?}").contains("`ambix resolve` ends it"), "{error:?}");
    assert_eq!(subject.texts("SELECT * FROM a"), [""; 0]);
    assert_at_rest(subject);
}

fn passes_an_error_on(subject: &mut dyn Subject) {
    let migrations = set(subject, "on");
    sends(OnError::Fail, &["INSERT INTO a VALUES (1)", "INSERT INTO nowhere VALUES (1)"]);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
    assert!(format!("{error:?}").contains("`b`"), "{error:?}");
    assert_at_rest(subject);
    // Its transaction is the whole run's on SQLite.
    subject.upgrade(&migrations, "a", &plain).unwrap();
    assert_eq!((versions(subject), tables(subject).len()), (vec!["a".to_owned()], 1));
    assert_eq!(subject.texts("SELECT * FROM a"), [""; 0]);
}

fn an_error_that_is_swallowed_is_not_lost(subject: &mut dyn Subject) {
    let migrations = set(subject, "on");
    subject.upgrade(&migrations, "a", &plain).unwrap();
    sends(OnError::Swallow, &["INSERT INTO nowhere VALUES (1)"]);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "revision-failed", "{error:?}");
    assert!(error.to_string().contains("nowhere"), "{error}");
    assert_eq!(versions(subject), ["a"]);
}

fn an_error_that_is_swallowed_is_no_harm(subject: &mut dyn Subject) {
    let migrations = set(subject, "on");
    sends(OnError::Swallow, &["INSERT INTO nowhere VALUES (1)", "INSERT INTO a VALUES (1)"]);
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!((versions(subject), subject.texts("SELECT id FROM a")), (vec!["b".into()], vec!["1".into()]));
}
