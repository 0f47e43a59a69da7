//! The connection goes back as it came, and what a revision changes about it does not reach the bookkeeping.

use std::sync::{Arc, Mutex};

use ambix::{Config, Dialect, Event, Transactions};
use ambix_tests::subject::Subject;

use crate::case::{MYSQL, POSTGRES, SQLITE};
use crate::helpers::{assert_at_rest, chain, code, off, plain, tables, versions};
use crate::hook::{OnError, directed, sends};

cases! {
    SQLITE => pragmas;
    POSTGRES => settings_of_postgres;
    MYSQL => settings_of_mysql, sql_modes_of_the_caller, without_autocommit,
        autocommit_that_a_function_switches_off;
    crate::case::EVERYWHERE => after_a_failure, outside_a_transaction;
}

/// Statements that change the session, on the way up.
fn changes(subject: &dyn Subject) -> (&'static str, &'static [&'static str]) {
    match subject.dialect() {
        Dialect::Sqlite => (
            "PRAGMA recursive_triggers = ON;\nPRAGMA busy_timeout = 1;\nPRAGMA legacy_alter_table = ON;",
            &["recursive_triggers", "busy_timeout", "legacy_alter_table"],
        ),
        Dialect::Postgres => (
            "SET search_path = pg_catalog;\nSET lock_timeout = '7s';\nSET statement_timeout = '5min';\nSET ROLE pg_monitor;",
            &["search_path", "lock_timeout", "statement_timeout", "role"],
        ),
        Dialect::Mysql => (
            "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';\nSET foreign_key_checks = 0;\nSET time_zone = '+05:00';\nSET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nUSE information_schema;",
            &["sql_mode", "foreign_key_checks", "time_zone", "isolation", "database"],
        ),
    }
}

/// The session as its user sees it.
fn settings(subject: &mut dyn Subject) -> Vec<String> {
    let ask = match subject.dialect() {
        Dialect::Sqlite => {
            ["PRAGMA recursive_triggers", "PRAGMA busy_timeout", "PRAGMA legacy_alter_table"].to_vec()
        }
        Dialect::Postgres => {
            ["SHOW search_path", "SHOW lock_timeout", "SHOW statement_timeout", "SHOW role"].to_vec()
        }
        Dialect::Mysql => [
            "SELECT @@sql_mode",
            "SELECT @@foreign_key_checks",
            "SELECT @@time_zone",
            "SELECT @@tx_isolation",
            "SELECT @@autocommit",
            "SELECT @@lock_wait_timeout",
            "SELECT @@character_set_client",
            "SELECT database()",
        ]
        .to_vec(),
    };
    ask.into_iter().map(|sql| subject.value(sql)).collect()
}

/// Collects `revision setting` of whatever is put back.
fn listening(config: Config, restored: &Arc<Mutex<Vec<String>>>) -> Config {
    let restored = Arc::clone(restored);
    config.on_event(move |event| {
        if let Event::SessionRestored { revision, setting } = event {
            assert!(event.is_warning());
            restored.lock().unwrap().push(format!("{revision} {setting}"));
        }
    })
}

/// `a` makes a table, `b` changes the session, `c` makes a table as if nothing had happened.
fn go_back(subject: &mut dyn Subject, transaction: bool) {
    let (changes, names) = changes(subject);
    let table = ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    let folder =
        chain(subject, &[table, (changes, "SELECT 1;"), ("CREATE TABLE c (id INTEGER);", "DROP TABLE c;")]);
    if !transaction {
        folder.write("migrations/b.sql", &off("b", "a", changes, "SELECT 1;"));
    }
    let migrations = folder.load();
    let before = settings(subject);
    for transactions in [Transactions::Revision, Transactions::Run] {
        let restored = Arc::default();
        let options = |config: Config| listening(config, &restored).transactions(transactions);
        subject.upgrade(&migrations, "head", &options).unwrap();
        let restored = restored.lock().unwrap().join(", ");
        for name in names {
            assert!(restored.contains(name), "`{name}` in: {restored}");
        }
        assert_eq!(settings(subject), before);
        assert_eq!((versions(subject).join(" "), tables(subject).join(" ")), ("c".into(), "a c".into()));
        assert_at_rest(subject);
        subject.downgrade(&migrations, "base", &plain).unwrap();
    }
}

fn pragmas(subject: &mut dyn Subject) {
    go_back(subject, true);
}

fn settings_of_postgres(subject: &mut dyn Subject) {
    subject.execute("SET statement_timeout = '9min'");
    go_back(subject, true);
    assert_eq!(subject.value("SHOW statement_timeout"), "9min");
}

fn settings_of_mysql(subject: &mut dyn Subject) {
    subject.execute("SET time_zone = '-03:00'");
    go_back(subject, true);
    assert_eq!(subject.value("SELECT @@time_zone"), "-03:00");
}

fn outside_a_transaction(subject: &mut dyn Subject) {
    go_back(subject, false);
}

fn after_a_failure(subject: &mut dyn Subject) {
    let (changes, _) = changes(subject);
    let changes = format!("{changes}\nSELECT no_such_column;");
    let table = ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    let migrations = chain(subject, &[table, (&changes, "SELECT 1;")]).load();
    subject.upgrade(&migrations, "a", &plain).unwrap();
    let before = settings(subject);
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap_err().code(), "statement-failed");
    assert_eq!(settings(subject), before);
    assert_eq!(versions(subject), ["a"]);
    assert_at_rest(subject);
}

/// Whatever quotes and backslashes mean to the caller, what ambix writes is what it reads.
fn sql_modes_of_the_caller(subject: &mut dyn Subject) {
    for mode in [
        "ANSI",
        "NO_BACKSLASH_ESCAPES",
        "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT",
        "",
        "TRADITIONAL",
    ] {
        let migrations = crate::helpers::two(subject).load();
        subject.execute(&format!("SET sql_mode = '{mode}'"));
        let name = "it's a \"back\\slash\" `quote`";
        let named = |config: Config| config.version_table(name);
        assert_eq!(subject.upgrade(&migrations, "head", &named).unwrap().applied().len(), 2, "{mode}");
        assert_eq!(subject.upgrade(&migrations, "head", &named).unwrap().applied().len(), 0, "{mode}");
        subject.check(&migrations, &named).unwrap();
        assert_eq!(subject.downgrade(&migrations, "base", &named).unwrap().applied().len(), 2, "{mode}");
    }
}

/// For a caller without it a transaction is always open, and it is the caller's.
fn without_autocommit(subject: &mut dyn Subject) {
    let migrations = chain(
        subject,
        &[("CREATE TABLE a (id INTEGER);", "DROP TABLE a;"), ("INSERT INTO a VALUES (1);", "DELETE FROM a;")],
    )
    .load();
    subject.execute("SET autocommit = 0");
    let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
    assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
    subject.execute("SET autocommit = 1");
    subject.upgrade(&migrations, "a", &plain).unwrap();
    subject.execute("SET autocommit = 0");
    for (end, versions, ids) in [("ROLLBACK", "a", &[][..]), ("COMMIT", "b", &["1"][..])] {
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
        assert_eq!(subject.value("SELECT @@autocommit"), "0", "as it came");
        subject.execute(end);
        assert_eq!(crate::helpers::versions(subject), [versions], "{end}");
        assert_eq!(subject.texts("SELECT id FROM a"), ids, "{end}");
    }
}

/// A function can switch it, which no check sees.
fn autocommit_that_a_function_switches_off(subject: &mut dyn Subject) {
    for transaction in ["on", "off"] {
        let folder = chain(subject, &[("CREATE TABLE a (id INTEGER);", "DROP TABLE a;")]);
        folder.write("migrations/b.rs", &code("b", "a", &[&format!("transaction: {transaction}")]));
        let migrations = directed(&folder, "b");
        sends(OnError::Fail, &["SET autocommit = 0", "INSERT INTO a VALUES (1)"]);
        // Switching it on again commits.
        assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
        assert_eq!(
            (versions(subject), subject.texts("SELECT id FROM a")),
            (vec!["b".into()], vec!["1".into()])
        );
        assert_eq!(subject.value("SELECT @@autocommit"), "1", "as it came");
        assert_at_rest(subject);
        subject.execute("DROP TABLE a, ambix_version, ambix_journal");
    }
}
