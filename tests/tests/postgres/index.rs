//! Indexes that are built concurrently, and whose build does not end.

use ambix::{Config, Event, InvalidIndex, Migrations, command};
use ambix_tests::servers::Database;
use ambix_tests::set::{Folder, revision};
use postgres::Client;

fn set(statement: &str) -> Migrations {
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n")
        .write("migrations/a.sql", &revision("a", "none", "CREATE TABLE t (id INTEGER);", "DROP TABLE t;"))
        .write(
            "migrations/b.sql",
            &revision("b", "a\n-- transaction: off", statement, "DROP INDEX CONCURRENTLY \"By id\";"),
        );
    folder.load()
}

const UNIQUE: &str = "SELECT 1;\nCREATE UNIQUE INDEX CONCURRENTLY \"By id\" ON t (id);";
const INDEXES: &str = "SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 't'::regclass";

/// A database at `a` whose rows are in the way of the index.
fn with_duplicates(migrations: &Migrations) -> (Database, Client) {
    let database = Database::new();
    let mut client = database.connect();
    command::upgrade(&mut Config::new(migrations).connection(&mut client), "a").unwrap();
    client.batch_execute("INSERT INTO t VALUES (1), (1)").unwrap();
    (database, client)
}

/// The state that a run leaves which was killed while it built the index: announced, not confirmed, invalid.
fn killed(migrations: &Migrations) -> (Database, Client) {
    let (database, mut client) = with_duplicates(migrations);
    let error = command::upgrade(&mut Config::new(migrations).connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "statement-failed");
    client
        .batch_execute(
            "UPDATE ambix_journal SET outcome = 'started' WHERE statement = 2 AND outcome = 'failed'",
        )
        .unwrap();
    client.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY \"By id\" ON t (id)").unwrap_err();
    client.batch_execute("DELETE FROM t").unwrap();
    assert_eq!(database.texts(INDEXES), ["\"By id\" f"]);
    (database, client)
}

#[test]
fn what_a_failed_build_leaves_is_dropped() {
    let migrations = set(UNIQUE);
    let (database, mut client) = with_duplicates(&migrations);
    let (send, events) = std::sync::mpsc::channel();
    let config = Config::new(&migrations).on_event(move |event| {
        if let Event::InvalidIndexDropped { revision, index } = event {
            send.send(format!("{revision} {index}")).unwrap();
        }
    });
    let error = command::upgrade(&mut config.connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "statement-failed", "{error:?}");
    assert!(error.to_string().contains("could not create unique index"), "{error}");
    assert_eq!(events.iter().collect::<Vec<_>>(), ["b \"By id\""]);
    assert_eq!(database.texts(INDEXES), [""; 0]);

    client.batch_execute("DELETE FROM t").unwrap();
    command::upgrade(&mut Config::new(&migrations).connection(&mut client), "head").unwrap();
    assert_eq!(database.texts(INDEXES), ["\"By id\" t"]);
}

#[test]
fn what_a_killed_build_left_is_built_again() {
    let migrations = set(UNIQUE);
    let (database, mut client) = killed(&migrations);
    let report = command::upgrade(&mut Config::new(&migrations).connection(&mut client), "head").unwrap();
    assert_eq!(report.heads, ["b"]);
    assert_eq!(database.texts(INDEXES), ["\"By id\" t"]);
}

#[test]
fn what_a_killed_build_left_can_be_reported() {
    let migrations = set(UNIQUE);
    let (database, mut client) = killed(&migrations);
    let config = Config::new(&migrations).invalid_index(InvalidIndex::Report);
    let error = command::upgrade(&mut config.connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "in-doubt");
    assert!(format!("{error:?}").contains("index `By id` is there, but invalid"), "{error:?}");
    assert_eq!(database.texts(INDEXES), ["\"By id\" f"], "for somebody to look at");
}

#[test]
fn an_invalid_index_of_that_name_is_no_index() {
    let migrations = set("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"By id\" ON t (id);");
    let (database, mut client) = with_duplicates(&migrations);
    client.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY \"By id\" ON t (id)").unwrap_err();
    let error = command::upgrade(&mut Config::new(&migrations).connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "invalid-index", "{error:?}");
    assert!(format!("{error:?}").contains("DROP INDEX CONCURRENTLY \"By id\""), "{error:?}");
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["a NULL"]);
    assert_eq!(database.texts(INDEXES), ["\"By id\" f"], "it is somebody else's");
}

#[test]
fn an_index_that_somebody_else_builds_is_left_alone() {
    let migrations = set(UNIQUE);
    let (database, mut client) = with_duplicates(&migrations);
    // To the catalog, one that is being built looks the same.
    client.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY \"By id\" ON t (id)").unwrap_err();
    let error = command::upgrade(&mut Config::new(&migrations).connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "statement-failed", "{error:?}");
    assert!(error.to_string().contains("already exists"), "{error}");
    assert_eq!(database.texts(INDEXES), ["\"By id\" f"]);
}
