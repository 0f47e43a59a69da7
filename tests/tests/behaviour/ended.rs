//! Runs that end early: a panic, a server that goes away, a future that is dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ambix::Dialect;
use ambix_tests::subject::{Subject, polled};

use crate::case::{EVERY_FUTURE, EVERYWHERE, SERVERS};
use crate::helpers::{alone, assert_at_rest, code, folder, off, plain, states, table, versions};
use crate::hook::{OnError, directed, panics, sends};

cases! {
    EVERYWHERE => a_panic_rolls_back, a_panic_outside_transactions_unlocks;
    SERVERS => a_connection_that_the_server_ends;
    EVERY_FUTURE => dropped_at_each_await_point;
}

fn set(subject: &dyn Subject, keys: &[&str]) -> ambix::Migrations {
    let folder = folder(subject);
    folder.write("migrations/a.sql", &table("a", "")).write("migrations/b.rs", &code("b", "a", keys));
    directed(&folder, "b")
}

/// sqlx cannot send anything to MySQL behind what it has queued itself, so the lock of a run that ended early goes with
/// the connection, which its pool closes. On one that is not from a pool it goes with the next run that has something to
/// do, or it is its holder's to close or unlock.
fn unlock(subject: &mut dyn Subject) {
    if subject.name().starts_with("sqlx-mysql") {
        subject.value("SELECT release_all_locks()");
    }
}

/// What a run that ended early has left on its connection is nothing; or it has no connection any more, as
/// mysql_async cannot find out what became of a statement that nobody waits for: then the next one is as good.
fn at_rest_or_replaced(subject: &mut dyn Subject) -> Option<Box<dyn Subject>> {
    if !subject.name().starts_with("mysql_async") {
        unlock(subject);
        assert_at_rest(subject);
        return None;
    }
    subject.recycle();
    let mut next = subject.another();
    assert_at_rest(&mut *next);
    Some(next)
}

fn a_panic_rolls_back(subject: &mut dyn Subject) {
    let migrations = set(subject, &["transaction: on"]);
    subject.upgrade(&migrations, "a", &plain).unwrap();
    sends(OnError::Fail, &["INSERT INTO a VALUES (1)"]);
    panics();
    catch_unwind(AssertUnwindSafe(|| drop(subject.upgrade(&migrations, "head", &plain)))).unwrap_err();
    let mut replaced = at_rest_or_replaced(subject);
    let subject = replaced.as_deref_mut().unwrap_or(subject);
    subject.recycle();
    assert_at_rest(subject);
    assert_eq!(subject.texts("SELECT count(*) FROM a"), ["0"]);
    assert_eq!(states(subject), ["a -"]);
    // The next one does not run inside what was left behind.
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
    assert_eq!(versions(subject), ["b"]);
}

fn a_panic_outside_transactions_unlocks(subject: &mut dyn Subject) {
    let migrations = set(subject, &["transaction: off"]);
    sends(OnError::Fail, &["INSERT INTO a VALUES (1)"]);
    panics();
    catch_unwind(AssertUnwindSafe(|| drop(subject.upgrade(&migrations, "head", &plain)))).unwrap_err();
    at_rest_or_replaced(subject);
    subject.recycle();
    assert_eq!(states(subject), ["a -", "b upgrade"]);
    let error = subject.another().upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "in-doubt", "nobody knows what the function has done: {error:?}");
}

fn a_connection_that_the_server_ends(subject: &mut dyn Subject) {
    let migrations = set(subject, &["transaction: on"]);
    subject.upgrade(&migrations, "a", &plain).unwrap();
    let end = match subject.dialect() {
        Dialect::Mysql => format!("KILL {}", subject.value("SELECT connection_id()")),
        _ => "SELECT pg_terminate_backend(pg_backend_pid())".to_owned(),
    };
    sends(OnError::Fail, &["INSERT INTO a VALUES (1)", &end]);
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!((error.code(), error.is_temporary()), ("cannot-connect", true), "{error:?}");
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "cannot-connect", "{error:?}");
    assert_eq!((versions(subject), subject.texts("SELECT id FROM a").len()), (vec!["a".to_owned()], 0));
    assert_eq!(subject.another().upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
}

/// Whenever it is dropped, the next command on the same connection goes on, or says what is in doubt.
fn dropped_at_each_await_point(subject: &mut dyn Subject) {
    let subject = &mut *subject.driver().open_relayed();
    let folder = folder(subject);
    let body = format!("INSERT INTO a VALUES (1);\n{}\nINSERT INTO a VALUES (2);", alone(subject));
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b.sql", &off("b", "a", &body, "DELETE FROM a;"));
    let migrations = folder.load();
    let (mut in_doubt, mut polls) = (0, 0);
    loop {
        let mut one = subject.another();
        let first = polled(polls, || one.upgrade(&migrations, "head", &plain));
        // The answer to a statement that nobody waited for, sqlx gives to the next one; so that is ambix's here.
        let mut replaced = if ["sqlx-postgres", "sqlx-mysql"].iter().any(|name| one.name().starts_with(name))
        {
            None
        } else {
            at_rest_or_replaced(&mut *one)
        };
        let next = replaced.as_deref_mut().unwrap_or(&mut *one);
        if polls % 2 == 1 {
            next.recycle();
        }
        let mut second = next.upgrade(&migrations, "head", &plain);
        if next.name().starts_with("sqlx-mysql")
            && second.as_ref().is_err_and(|error| error.code() == "needs-own-transaction")
        {
            // Dropped while a transaction began, which sqlx does not know of: refused until its holder ends it.
            next.execute("ROLLBACK");
            second = next.upgrade(&migrations, "head", &plain);
        }
        match second {
            Ok(_) => {
                assert_eq!(states(next), ["b -"], "after {polls} polls");
                assert_eq!(next.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"], "after {polls} polls");
            }
            Err(error) => {
                assert_eq!(error.code(), "in-doubt", "dropped after {polls} polls: {error:?}");
                in_doubt += 1;
            }
        }
        // If the dropped run had done everything but unlock, the next one had nothing to do, and did not unlock either.
        unlock(next);
        assert_at_rest(next);
        if let Some(done) = first {
            done.unwrap();
            break;
        }
        for name in crate::helpers::all_tables(subject) {
            subject.execute(&format!("DROP TABLE {name}"));
        }
        polls += 1;
    }
    assert!(polls > 10, "{polls} await points");
    // Only in what commits by itself, on MySQL the table, too; the rest is told from the journal.
    let alone = if subject.dialect() == Dialect::Mysql { 2 } else { 1 };
    assert!(in_doubt <= 10 * alone, "{in_doubt} in doubt");
}
