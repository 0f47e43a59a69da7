//! Statements that run, or wait for a lock, for longer than they may.

use ambix::Dialect;
use ambix_tests::set::Folder;

use super::run::{project, refused, run};
use super::server::{Database, servers};

const A: (&str, &str) = ("a", "CREATE TABLE a (id INTEGER);");

/// A project at `a`, and a revision `b` with a line in its header.
fn with_limit(database: &Database, header: &str, sql: &str) -> Folder {
    let folder = project(database.server.dialect, &[A]);
    run(&folder, &database.owners(), &["upgrade", "head"]).succeeded();
    let text = format!(
        "-- revision: b\n-- down_revision: a\n-- {header}\n\n-- ambix:upgrade\n{sql}\n\n-- ambix:downgrade\nSELECT 1;\n"
    );
    folder.write("migrations/b.sql", &text);
    folder
}

#[test]
fn a_statement_that_takes_too_long() {
    for server in servers() {
        let database = server.database();
        let (sql, words) = match server.dialect {
            Dialect::Postgres => ("SELECT pg_sleep(60);", "statement timeout (57014)"),
            _ => ("INSERT INTO a SELECT SLEEP(60);", "(1969)"),
        };
        let folder = with_limit(&database, "statement_timeout: 500ms", sql);
        let before = database.state();
        let words = [words, "`statement_timeout`", "migrations/b.sql:6:1", "as it was"];
        refused(&folder, &database.owners(), &["upgrade", "head"], "statement-failed", 1, &words);
        assert_eq!(database.state(), before);
        assert_eq!(database.texts("SELECT * FROM a"), [""; 0]);
    }
}

#[test]
fn a_lock_that_is_not_to_be_had() {
    for server in servers() {
        let database = server.database();
        let sql = "ALTER TABLE a ADD COLUMN b INTEGER;";
        let folder = with_limit(&database, "statement_lock_timeout: 100ms", sql);
        let before = database.state();
        let (lock, words) = match server.dialect {
            Dialect::Postgres => (&["BEGIN", "LOCK TABLE a IN SHARE MODE"][..], "lock timeout (55P03)"),
            _ => (&["LOCK TABLES a READ"][..], "(1205)"),
        };
        let held = server.holding(&database.name, lock);
        // Not `refused`: it tries four times.
        let tried = run(&folder, &database.owners(), &["upgrade", "head"]);
        tried.failed(
            "lock-timeout",
            4,
            &[words, "`statement_lock_timeout`", "migrations/b.sql:6:1", "as it was"],
        );
        drop(held);
        assert_eq!(database.state(), before);
        run(&folder, &database.owners(), &["upgrade", "head"]).succeeded();
    }
}
