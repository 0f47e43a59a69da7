//! An async command that is dropped at each of its await points, and one that panics.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Waker};

use ambix::{BoxFuture, Config, Migrations, Operations, command};
use ambix_tests::pending::Pending;
use ambix_tests::polls::{answers_after_polls, poll_times};
use ambix_tests::set::{Folder, revision, with_function};
use ambix_tests::subject::texts;

/// Every kind of step: in a transaction, statement by statement, a rebuild, in Rust.
fn migrations() -> Migrations {
    let folder = Folder::new();
    let tables = "CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES owner (id) ON DELETE CASCADE);
INSERT INTO owner VALUES (1, 'ada'), (2, NULL);
INSERT INTO pet VALUES (10, 1), (11, 2);";
    let rebuild = "CREATE TABLE owner_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO owner_new SELECT id, coalesce(name, '?') FROM owner;
DROP TABLE owner;
ALTER TABLE owner_new RENAME TO owner;";
    let off = revision(
        "c",
        "b",
        "INSERT INTO pet VALUES (12, 2);\nVACUUM;\nINSERT INTO pet VALUES (13, 1);",
        "DELETE FROM pet WHERE id > 11;",
    )
    .replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade");
    let code = "//! In Rust\n//!\n//! revision: d\n//! down_revision: c\n\npub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\npub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> { Ok(()) }\n";
    folder
        .write("migrations/a.sql", &revision("a", "", tables, "DROP TABLE pet; DROP TABLE owner;"))
        .write("migrations/b.sql", &revision("b", "a", rebuild, "SELECT 1;"))
        .write("migrations/c.sql", &off)
        .write("migrations/d.rs", code);
    with_function(folder.load(), "d", in_rust, None)
}

fn in_rust<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, ambix::Result<()>> {
    Box::pin(async move {
        for row in op.query("SELECT id FROM pet ORDER BY id", []).await? {
            let id = row.integer(0);
            op.execute_with("UPDATE pet SET id = ?1 + 100 WHERE id = ?1", [id.into()]).await?;
        }
        Ok(())
    })
}

fn contents(path: &Path) -> Vec<String> {
    let mut contents = texts(path, "SELECT version_num, state FROM ambix_version");
    contents.extend(texts(path, "SELECT * FROM owner ORDER BY id"));
    contents.extend(texts(path, "SELECT * FROM pet ORDER BY id"));
    contents.extend(texts(path, "SELECT type, name FROM sqlite_schema ORDER BY 1, 2"));
    contents
}

/// Polls a future `polls` times and drops it. Whether it was done by then.
fn done_after<F: Future + Unpin>(mut future: F, polls: usize) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).any(|_| Pin::new(&mut future).poll(&mut context).is_ready())
}

#[test]
fn dropped_at_each_await_point() {
    let migrations = migrations();
    let folder = Folder::new();
    let undisturbed = folder.path().join("undisturbed.db");
    let mut connection = rusqlite::Connection::open(&undisturbed).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head").unwrap();
    let expected = contents(&undisturbed);

    let mut in_doubt = 0;
    for polls in 0.. {
        let path = folder.path().join(format!("{polls}.db"));
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 1234").unwrap();
        let mut config = Config::new(&migrations).connection(Pending(connection));
        let done = done_after(command::upgrade(&mut config, "head"), polls);
        let Pending(mut connection) = config.into_connection();
        assert!(connection.is_autocommit(), "no transaction is left open, dropped after {polls} polls");
        let setting =
            |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(
            (setting("foreign_keys"), setting("busy_timeout")),
            (1, 1234),
            "dropped after {polls} polls"
        );
        // No lock is left either.
        rusqlite::Connection::open(&path).unwrap().execute_batch("BEGIN IMMEDIATE; ROLLBACK").unwrap();
        match command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head") {
            Ok(_) => assert_eq!(contents(&path), expected, "dropped after {polls} polls"),
            Err(error) => {
                assert_eq!(error.code(), "in-doubt", "dropped after {polls} polls: {error:?}");
                in_doubt += 1;
            }
        }
        if done {
            break;
        }
    }
    // `VACUUM` between its announcement and its confirmation: four polls.
    assert!((1..=6).contains(&in_doubt), "{in_doubt} in doubt");
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_on_sqlx_at_each_await_point() {
    use sqlx::ConnectOptions as _;

    let migrations = migrations();
    let folder = Folder::new();
    let mut finished = false;
    let mut polls = 0;
    while !finished {
        let path = folder.path().join(format!("{polls}.db"));
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut connection =
            options.busy_timeout(std::time::Duration::from_millis(1234)).connect().await.unwrap();
        answers_after_polls(&mut connection).await;
        let mut config = Config::new(&migrations).connection(&mut connection);
        finished = poll_times(command::upgrade(&mut config, "head"), polls).await.is_some();
        let setting = async |connection: &mut sqlx::SqliteConnection, name: &str| {
            let query = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("PRAGMA {name}")));
            query.fetch_one(connection).await.unwrap()
        };
        assert_eq!(setting(&mut connection, "foreign_keys").await, 1, "dropped after {polls} polls");
        assert_eq!(setting(&mut connection, "busy_timeout").await, 1234, "dropped after {polls} polls");
        // The next command on the same connection is not inside a transaction that was left open.
        let mut config = Config::new(&migrations).connection(&mut connection);
        match command::upgrade(&mut config, "head").await {
            Ok(_) => assert_eq!(texts(&path, "SELECT version_num FROM ambix_version"), ["d"]),
            Err(error) => assert_eq!(error.code(), "in-doubt", "dropped after {polls} polls: {error:?}"),
        }
        polls += 1;
    }
    assert!(polls > 20, "{polls} await points");
}

#[test]
fn a_panic_rolls_back() {
    fn panics<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, ambix::Result<()>> {
        Box::pin(async move {
            op.execute("DELETE FROM pet").await?;
            panic!("in the middle")
        })
    }
    let migrations = with_function(migrations(), "d", panics, None);
    let folder = Folder::new();
    let path = folder.path().join("panic.db");
    let mut connection = rusqlite::Connection::open(&path).unwrap();
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head")
    }));
    assert!(outcome.is_err());
    assert!(connection.is_autocommit());
    assert_eq!(texts(&path, "SELECT count(*) FROM pet"), ["4"]);
    assert_eq!(texts(&path, "SELECT version_num FROM ambix_version"), ["c"]);
}

#[test]
fn a_foreign_await_on_a_blocking_connection() {
    fn waits<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, ambix::Result<()>> {
        Box::pin(async move {
            op.execute("DELETE FROM pet").await?;
            std::future::pending().await
        })
    }
    let migrations = with_function(migrations(), "d", waits, None);
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    let error =
        command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head").unwrap_err();
    assert_eq!(error.code(), "foreign-await");
    assert_eq!(connection.query_row("SELECT count(*) FROM pet", [], |row| row.get::<_, i64>(0)).unwrap(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_await_on_an_async_connection() {
    fn waits<'a>(op: &'a mut Operations<'_>) -> BoxFuture<'a, ambix::Result<()>> {
        Box::pin(async move {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            op.execute("DELETE FROM pet").await
        })
    }
    let migrations = with_function(migrations(), "d", waits, None);
    let connection = <sqlx::SqliteConnection as sqlx::Connection>::connect("sqlite::memory:").await.unwrap();
    let mut config = Config::new(&migrations).connection(connection);
    let report = tokio::spawn(async move { command::upgrade(&mut config, "head").await }).await.unwrap();
    assert_eq!(report.unwrap().applied().len(), 4);
}
