//! How long statements may wait and run: for a set, for a revision, and what happens when the time is over.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ambix::{Config, Event, Migrations, command};
use ambix_tests::servers::{Database, mariadb};
use ambix_tests::set::{Folder, revision};
use mysql::prelude::Queryable;

/// A table, then a revision with `header` and `statement`.
fn set(dialect: &str, header: &str, statement: &str) -> Migrations {
    let folder = Folder::new();
    folder
        .write("ambix.toml", &format!("[ambix]\ndialects = [\"{dialect}\"]\ndowngrade = \"optional\"\n"))
        .write("migrations/a.sql", &revision("a", "none", "CREATE TABLE t (id INTEGER);", "DROP TABLE t;"))
        .write("migrations/b.sql", &revision("b", &format!("a{header}"), statement, "SELECT 1;"));
    folder.load()
}

/// The events of a run, as text.
fn listening(migrations: &Migrations) -> (Config, Arc<Mutex<Vec<String>>>) {
    let events: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&events);
    let config = Config::new(migrations).on_event(move |event| {
        if let Event::Retrying { revision } = event {
            heard.lock().unwrap().push(revision.clone());
        }
    });
    (config, events)
}

#[test]
fn a_statement_runs_too_long_on_postgres() {
    for (header, off) in
        [("\n-- statement_timeout: 200ms", ""), ("\n-- statement_timeout: 200ms", "\n-- transaction: off")]
    {
        let migrations = set("postgres", &format!("{header}{off}"), "SELECT pg_sleep(30);");
        let database = Database::new();
        let mut client = database.connect();
        let error =
            command::upgrade(&mut Config::new(&migrations).connection(&mut client), "head").unwrap_err();
        assert_eq!(error.code(), "statement-failed", "{error:?}");
        assert!(error.to_string().contains("statement timeout"), "{error}");
        assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["a NULL"]);
        let timeout: String = client.query_one("SHOW statement_timeout", &[]).unwrap().get(0);
        assert_eq!(timeout, "0");
    }
}

#[test]
fn a_set_has_limits_and_a_revision_its_own_on_postgres() {
    let migrations = set("postgres", "\n-- statement_timeout: 0", "SELECT pg_sleep(0.6);");
    let database = Database::new();
    let mut client = database.connect();
    let config = || Config::new(&migrations).statement_timeout(Duration::from_millis(300));
    command::upgrade(&mut config().connection(&mut client), "head").unwrap();

    let migrations = set("postgres", "", "SELECT pg_sleep(30);");
    let database = Database::new();
    let mut client = database.connect();
    let config = || Config::new(&migrations).statement_timeout(Duration::from_millis(300));
    let error = command::upgrade(&mut config().connection(&mut client), "head").unwrap_err();
    assert!(error.to_string().contains("statement timeout"), "{error}");
}

#[test]
fn a_lock_that_does_not_come_on_postgres() {
    for off in ["", "\n-- transaction: off"] {
        let header = format!("\n-- statement_lock_timeout: 50ms{off}");
        let migrations = set("postgres", &header, "ALTER TABLE t ADD more INTEGER;");
        let database = Database::new();
        let mut client = database.connect();
        command::upgrade(&mut Config::new(&migrations).connection(&mut client), "a").unwrap();
        let mut other = database.connect();
        let mut transaction = other.transaction().unwrap();
        transaction.batch_execute("INSERT INTO t VALUES (1)").unwrap();
        let (config, events) = listening(&migrations);
        let error = command::upgrade(&mut config.connection(&mut client), "head").unwrap_err();
        assert_eq!((error.code(), error.is_temporary()), ("lock-timeout", true), "{error:?}");
        assert_eq!(*events.lock().unwrap(), ["b", "b", "b"]);
        assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["a NULL"]);
        transaction.commit().unwrap();
        command::upgrade(&mut Config::new(&migrations).connection(&mut client), "head").unwrap();
        let timeout: String = client.query_one("SHOW lock_timeout", &[]).unwrap().get(0);
        assert_eq!(timeout, "0");
    }
}

#[test]
fn a_statement_runs_too_long_on_mariadb() {
    // With DDL the revision runs statement by statement, without it in a transaction.
    for statement in ["SELECT SLEEP(30);", "SELECT SLEEP(30);\nCREATE TABLE u (id INTEGER);"] {
        let migrations = set("mysql", "\n-- statement_timeout: 500ms", statement);
        let database = mariadb::Database::new();
        let mut connection = database.connect();
        let error =
            command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head").unwrap_err();
        assert_eq!(error.code(), "statement-failed", "{error:?}");
        assert!(error.to_string().contains("max_statement_time"), "{error}");
        assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["a NULL"]);
        let timeout: f64 = connection.query_first("SELECT @@max_statement_time").unwrap().unwrap();
        assert_eq!(timeout, 0.0);
    }
}

#[test]
fn a_lock_that_does_not_come_on_mariadb() {
    let migrations = set("mysql", "\n-- statement_lock_timeout: 1s", "ALTER TABLE t ADD more INTEGER;");
    let database = mariadb::Database::new();
    let mut connection = database.connect();
    command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "a").unwrap();
    let mut other = database.connect();
    other.query_drop("START TRANSACTION").unwrap();
    other.query_drop("INSERT INTO t VALUES (1)").unwrap();
    let (config, events) = listening(&migrations);
    let error = command::upgrade(&mut config.connection(&mut connection), "head").unwrap_err();
    assert_eq!((error.code(), error.is_temporary()), ("lock-timeout", true), "{error:?}");
    assert_eq!(*events.lock().unwrap(), ["b", "b", "b"]);
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["a NULL"]);
    other.query_drop("COMMIT").unwrap();
    command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head").unwrap();
    let timeout: u64 = connection.query_first("SELECT @@lock_wait_timeout").unwrap().unwrap();
    assert!(timeout > 1000, "{timeout}");
}

#[test]
fn a_lock_that_comes_late_on_mariadb() {
    let migrations = set("mysql", "\n-- statement_lock_timeout: 1s", "ALTER TABLE t ADD more INTEGER;");
    let database = mariadb::Database::new();
    let mut connection = database.connect();
    command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "a").unwrap();
    let mut other = database.connect();
    other.query_drop("START TRANSACTION").unwrap();
    other.query_drop("INSERT INTO t VALUES (1)").unwrap();
    let other = Mutex::new(other);
    // The first try is given up; meanwhile the lock is let go.
    let config = Config::new(&migrations).on_event(move |event| {
        if matches!(event, Event::Retrying { .. }) {
            other.lock().unwrap().query_drop("COMMIT").unwrap();
        }
    });
    let report = command::upgrade(&mut config.connection(&mut connection), "head").unwrap();
    assert_eq!(report.heads, ["b"]);
    let entries = "SELECT statement, outcome FROM ambix_journal WHERE revision = 'b' ORDER BY id";
    assert_eq!(database.texts(entries), ["NULL started", "1 started", "1 done", "NULL done"]);
}
