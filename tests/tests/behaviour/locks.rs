//! One migrating process at a time.

use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::Duration;

use ambix::{Config, Dialect, Transactions};
use ambix_tests::subject::Subject;

use crate::case::{EVERYWHERE, POSTGRES};
use crate::helpers::{alone, code, folder, off, plain, revision, table, two, versions};
use crate::hook::{directed, meanwhile};

cases! {
    EVERYWHERE => a_run_under_way_is_waited_for, one_outside_transactions_too, four_start_at_once;
    POSTGRES => a_lock_that_is_held_names_its_holder, a_statement_that_waits_gives_way_and_is_tried_again;
}

/// While one runs a revision another waits for it, and not longer than it is told.
fn is_waited_for(subject: &mut dyn Subject, transaction: &'static str) {
    let folder = folder(subject);
    folder
        .write("migrations/a.sql", &table("a", ""))
        .write("migrations/b.rs", &code("b", "a", &[&format!("transaction: {transaction}")]));
    let migrations = directed(&folder, "b");
    subject.upgrade(&migrations, "a", &plain).unwrap();
    let (mut hasty, mut patient, set) = (subject.another(), subject.another(), migrations.clone());
    let (send, receive) = mpsc::channel();
    meanwhile(move || {
        let quick = |config: Config| config.lock_timeout(Duration::from_millis(60));
        let error = hasty.upgrade(&set, "head", &quick).unwrap_err();
        assert_eq!((error.code(), error.is_temporary()), ("lock-timeout", true), "{error:?}");
        let holder = match hasty.dialect() {
            // The file of the lock says who; the database file's own lock does not.
            Dialect::Sqlite if transaction == "on" => "another connection ",
            Dialect::Sqlite => "process ",
            Dialect::Postgres | Dialect::Mysql => "server process ",
        };
        assert!(error.to_string().contains(holder), "{error}");
        let waiting = thread::spawn(move || patient.upgrade(&set, "head", &plain));
        send.send(waiting).unwrap();
    });
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
    let waiting = receive.recv().unwrap().join().unwrap();
    assert_eq!(waiting.unwrap().applied().len(), 0, "the work was done when its turn came");
    assert_eq!(versions(subject), ["b"]);
}

fn a_run_under_way_is_waited_for(subject: &mut dyn Subject) {
    is_waited_for(subject, "on");
}

fn one_outside_transactions_too(subject: &mut dyn Subject) {
    is_waited_for(subject, "off");
}

fn four_start_at_once(subject: &mut dyn Subject) {
    let folder = two(subject);
    let body = format!("INSERT INTO a VALUES (1);\n{}\nINSERT INTO a VALUES (2);", alone(subject));
    folder
        .write("migrations/c.sql", &off("c", "b", &body, "SELECT 1;"))
        .write("migrations/d.sql", &revision("d", "c", "INSERT INTO a VALUES (3);", "SELECT 1;"));
    let migrations = folder.load();
    let start = Barrier::new(4);
    let applied: usize = thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|number| {
                let (mut subject, migrations, start) = (subject.another(), &migrations, &start);
                let transactions = if number % 2 == 0 { Transactions::Run } else { Transactions::Revision };
                scope.spawn(move || {
                    start.wait();
                    let options = |config: Config| config.transactions(transactions);
                    subject.upgrade(migrations, "head", &options).unwrap().applied().len()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(applied, 4, "each revision is applied by one of them");
    assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["1", "2", "3"]);
    assert_eq!(versions(subject), ["d"]);
}

fn a_lock_that_is_held_names_its_holder(subject: &mut dyn Subject) {
    let folder = folder(subject);
    folder.write("migrations/a.sql", &table("a", "")).write("migrations/b.rs", &code("b", "a", &[]));
    let migrations = directed(&folder, "b");
    subject.upgrade(&migrations, "a", &plain).unwrap();
    subject.execute("SET application_name = 'night job'");
    let (mut other, set) = (subject.another(), migrations.clone());
    meanwhile(move || {
        let quick = |config: Config| config.lock_timeout(Duration::from_millis(60));
        let error = other.upgrade(&set, "head", &quick).unwrap_err();
        assert!(error.to_string().contains("application `night job`, user `"), "{error}");
    });
    subject.upgrade(&migrations, "head", &plain).unwrap();
}

fn a_statement_that_waits_gives_way_and_is_tried_again(subject: &mut dyn Subject) {
    let folder = two(subject);
    let body = "CREATE TABLE c (id INTEGER);\nALTER TABLE a ADD COLUMN c INTEGER;";
    folder.write("migrations/c.sql", &revision("c", "b", body, "SELECT 1;"));
    let migrations = folder.load();
    subject.upgrade(&migrations, "b", &plain).unwrap();
    let quick = |config: Config| config.statement_lock_timeout(Duration::from_millis(50));
    let mut reader = subject.another();
    reader.execute("BEGIN");
    reader.execute("SELECT * FROM a");
    let error = subject.upgrade(&migrations, "head", &quick).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().number), ("lock-timeout", 2), "{error:?}");
    assert_eq!(versions(subject), ["b"]);
    let pause = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        reader.execute("ROLLBACK");
    });
    assert_eq!(subject.upgrade(&migrations, "head", &quick).unwrap().applied().len(), 1);
    pause.join().unwrap();
    assert_eq!(subject.value("SHOW lock_timeout"), "0", "the caller's setting");
}
