//! Revisions run up, down and up again, as an application's own test does it.

use ambix::Migrations;
use ambix_tests::servers::Database;
use ambix_tests::set::{Folder, revision};

fn set(dialect: &str, revisions: &[(&str, &str, &str, &str)]) -> Migrations {
    let folder = Folder::new();
    folder.write("ambix.toml", &format!("[ambix]\ndialects = [\"{dialect}\"]\nheads = \"many\"\n"));
    for (id, parents, upgrade, downgrade) in revisions {
        folder.write(&format!("migrations/{id}.sql"), &revision(id, parents, upgrade, downgrade));
    }
    folder.load()
}

fn verified(revisions: &[(&str, &str, &str, &str)]) -> ambix::Result<String> {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    set("sqlite", revisions).verify_with(&mut connection).map(|verified| verified.to_string())
}

const A: (&str, &str, &str, &str) =
    ("a", "", "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER);", "DROP TABLE a;");

#[test]
fn branches_and_merges_go_up_down_and_up() {
    let text = verified(&[
        A,
        ("b", "a", "CREATE INDEX b ON a (n);", "DROP INDEX b;"),
        ("c", "a", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"),
        ("d", "b, c", "CREATE VIEW d AS SELECT n FROM a;", "DROP VIEW d;"),
        ("e", "", "CREATE TABLE e (id INTEGER);", "DROP TABLE e;"),
    ]);
    assert_eq!(text.unwrap(), "5 revisions up, down and up again\n");
}

#[test]
fn what_is_irreversible_goes_up_alone() {
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"sqlite\"]\n");
    folder.write("migrations/a.sql", &revision("a", "", A.2, A.3));
    folder.write(
        "migrations/b.sql",
        "-- revision: b\n-- down_revision: a\n\n-- ambix:upgrade\nDELETE FROM a;\n\n-- ambix:irreversible: the rows are gone\n",
    );
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    let verified = folder.load().verify_with(&mut connection).unwrap();
    assert_eq!(verified.irreversible, ["b"]);
    assert_eq!(verified.to_string(), "2 revisions up, down and up again; up alone: b\n");
}

#[test]
fn every_downgrade_that_does_not_restore_is_told() {
    let error = verified(&[
        A,
        ("b", "a", "ALTER TABLE a ADD COLUMN m INTEGER;", "SELECT 1;"),
        (
            "c",
            "b",
            "CREATE TABLE c (id INTEGER); CREATE INDEX c_id ON c (id);",
            "DROP TABLE c; DROP TABLE a;",
        ),
        ("d", "c", "CREATE TABLE d (id INTEGER);", "DROP TABLE d;"),
    ])
    .unwrap_err();
    assert_eq!(error.code(), "not-restored");
    assert_eq!(
        error.message(),
        "the downgrade of `b` does not restore what was there before; it would take:\n   drop column a.m\n\
         the downgrade of `c` does not restore what was there before; it would take:\n   add table a"
    );
}

#[test]
fn a_database_with_something_in_it_is_left_alone() {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE users (id INTEGER)").unwrap();
    let error = set("sqlite", &[A]).verify_with(&mut connection).unwrap_err();
    assert_eq!(error.code(), "not-empty");
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 1);
}

#[test]
fn on_an_async_connection() {
    let database = Database::new();
    let migrations = set("postgres", &[A, ("b", "a", "CREATE TYPE b AS ENUM ('x');", "DROP TYPE b;")]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let verified = runtime.block_on(async {
        let (mut client, connection) = database.config().connect(tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        migrations.verify_with(&mut client).await
    });
    assert_eq!(verified.unwrap().revisions, 2);
}
