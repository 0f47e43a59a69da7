//! Runs that end early: a panic, a connection that is lost.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use ambix::driver::DriverErrorKind;
use ambix::{Config, command};
use ambix_tests::servers::mariadb::Database;
use ambix_tests::set::revision;
use mysql::prelude::Queryable;
use mysql::{Conn, Opts, OptsBuilder};

use super::{
    IN_TRANSACTION, Op, Revision, kind, lock_is_free, on_every_driver, plain, two, versions, with_code,
};

#[test]
fn a_panic_leaves_nothing_behind() {
    fn panics<'a>(op: Op<'a, '_>) -> Revision<'a> {
        Box::pin(async move {
            op.execute("INSERT INTO a VALUES (3)").await?;
            panic!("in the middle")
        })
    }
    let migrations = with_code(panics);
    on_every_driver(|subject| {
        assert!(catch_unwind(AssertUnwindSafe(|| subject.upgrade(&migrations, "head", &plain))).is_err());
        assert_eq!(versions(subject), ["b -"]);
        assert_eq!(subject.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"]);
        assert!(lock_is_free(subject));
        if subject.driver().answer == ambix_tests::subject::Answer::Blocking {
            assert_eq!(subject.value(IN_TRANSACTION), "0");
            assert_eq!(subject.value("SELECT @@lock_wait_timeout = @@global.lock_wait_timeout"), "1");
        }
    });
}

#[test]
fn a_connection_that_is_killed_in_the_middle_of_a_statement() {
    let folder = two();
    let body = "INSERT INTO a VALUES (3);\nINSERT INTO a SELECT SLEEP(30);";
    folder.write("migrations/c.sql", &revision("c", "b", body, "DELETE FROM a WHERE id > 2;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "b", &plain).unwrap();
        let id = subject.value("SELECT CONNECTION_ID()");
        let mut other = subject.another();
        let killer = thread::spawn(move || {
            let asleep = format!(
                "SELECT count(*) FROM information_schema.processlist WHERE id = {id} AND info LIKE '%SLEEP%'"
            );
            while other.value(&asleep) == "0" {
                thread::sleep(Duration::from_millis(20));
            }
            other.execute(&format!("KILL CONNECTION {id}"));
        });
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        killer.join().unwrap();
        assert_eq!(kind(&error), DriverErrorKind::Connection, "{error:?}");
        assert!(error.is_temporary(), "{error:?}");
        assert!(!format!("{error:?}").contains("hush"), "{error:?}");
        assert_eq!(versions(subject), ["b -"]);
        assert_eq!(subject.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"]);
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(kind(&error), DriverErrorKind::Connection, "{error:?}");
        assert!(lock_is_free(subject));
    });
}

#[test]
fn a_statement_that_is_killed_alone_is_refused() {
    let folder = two();
    let body = "INSERT INTO a VALUES (3);\nINSERT INTO a SELECT SLEEP(30);";
    folder.write("migrations/c.sql", &revision("c", "b", body, "DELETE FROM a WHERE id > 2;"));
    let migrations = folder.load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "b", &plain).unwrap();
        let id = subject.value("SELECT CONNECTION_ID()");
        let mut other = subject.another();
        let killer = thread::spawn(move || {
            let asleep = format!(
                "SELECT count(*) FROM information_schema.processlist WHERE id = {id} AND info LIKE '%SLEEP%'"
            );
            while other.value(&asleep) == "0" {
                thread::sleep(Duration::from_millis(20));
            }
            other.execute(&format!("KILL QUERY {id}"));
        });
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        killer.join().unwrap();
        assert_eq!(
            (kind(&error), error.code()),
            (DriverErrorKind::Statement, "statement-failed"),
            "{error:?}"
        );
        assert_eq!(subject.value(IN_TRANSACTION), "0");
        assert_eq!(versions(subject), ["b -"]);
    });
}

/// The driver would read the answer to the statement, once it is there, as that to the next question.
#[test]
fn a_connection_that_did_not_wait_long_enough() {
    let folder = two();
    folder.write("migrations/c.sql", &revision("c", "b", "INSERT INTO a SELECT SLEEP(2);", "DELETE FROM a;"));
    let migrations = folder.load();
    let database = Database::new();
    let impatient = OptsBuilder::from_opts(Opts::from_url(&database.url()).unwrap())
        .read_timeout(Some(Duration::from_millis(700)));
    let mut connection = Conn::new(impatient).unwrap();
    let mut config = Config::new(&migrations).connection(&mut connection);
    let error = command::upgrade(&mut config, "head").unwrap_err();
    assert_eq!(kind(&error), DriverErrorKind::Connection, "{error:?}");
    let others =
        "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    let begun = Instant::now();
    while database.texts(others) != ["0"] {
        assert!(begun.elapsed() < Duration::from_secs(30), "the server has not ended it");
        thread::sleep(Duration::from_millis(20));
    }
    let error = command::current(&mut config, Default::default()).unwrap_err();
    assert_eq!(kind(&error), DriverErrorKind::Connection, "{error:?}");
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["b"]);
    command::upgrade(&mut Config::new(&migrations).connection(database.connect()), "head").unwrap();
    assert_eq!(database.texts("SELECT id FROM a ORDER BY 1"), ["0", "1", "2"], "once");
}

#[test]
fn a_statement_of_the_callers_that_was_given_up() {
    let migrations = two().load();
    let database = Database::new();
    command::upgrade(&mut Config::new(&migrations).connection(database.connect()), "head").unwrap();
    let impatient = OptsBuilder::from_opts(Opts::from_url(&database.url()).unwrap())
        .read_timeout(Some(Duration::from_millis(500)));
    let mut connection = Conn::new(impatient).unwrap();
    connection.query_drop("DO SLEEP(0.7)").unwrap_err();
    let mut config = Config::new(&migrations).connection(&mut connection);
    let error = command::current(&mut config, Default::default()).unwrap_err();
    assert_eq!(kind(&error), DriverErrorKind::Connection, "{error:?}");
}
