//! Who may take a lease over, on each server that has them.

use std::time::Duration;

use ambix::{Config, Migrations, command};
use ambix_tests::servers::{Database, mariadb};
use ambix_tests::set::{Folder, revision};

use super::{pooler, set};

const OTHERS: &str = "INSERT INTO ambix_lease (id, owner, host, application, heartbeat) VALUES (1, 'somebody', 'far', 'their app', ";

fn impatient(migrations: &Migrations) -> Config {
    pooler(migrations).lock_timeout(Duration::from_millis(400))
}

#[test]
fn taken_over_on_postgres() {
    let migrations = set();
    let database = Database::new();
    let mut client = database.connect();
    command::upgrade(&mut pooler(&migrations).connection(&mut client), "head").unwrap();
    command::downgrade(&mut pooler(&migrations).connection(&mut client), "a").unwrap();

    client.batch_execute(&format!("{OTHERS} now())")).unwrap();
    let error = command::upgrade(&mut impatient(&migrations).connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "lock-timeout");
    assert!(error.to_string().contains("another process, application `their app`, at `far`"), "{error}");

    // Not heard of for long, but a statement of theirs is running.
    client.batch_execute("UPDATE ambix_lease SET heartbeat = now() - interval '1 hour'").unwrap();
    let mut theirs = database.connect();
    let statement =
        std::thread::spawn(move || theirs.batch_execute("/* ambix somebody */ SELECT pg_sleep(3)"));
    let running =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '/* ambix somebody%' AND state = 'active'";
    while database.texts(running) != ["1"] {
        std::thread::yield_now();
    }
    let error = command::upgrade(&mut impatient(&migrations).connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "lock-timeout");
    statement.join().unwrap().unwrap();
    let report = command::upgrade(&mut pooler(&migrations).connection(&mut client), "head").unwrap();
    assert_eq!(report.heads, ["c"]);
    assert_eq!(database.texts("SELECT count(*) FROM ambix_lease"), ["0"]);
}

#[test]
fn taken_away_while_it_runs() {
    // The first statement of the revision gives the lease to somebody else.
    let folder = Folder::new();
    let text = "UPDATE ambix_lease SET owner = 'somebody';\nCREATE TABLE t (id INTEGER);\nVACUUM t;";
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n")
        .write("migrations/a.sql", &revision("a", "none\n-- transaction: off", text, "DROP TABLE t;"));
    let database = Database::new();
    let mut client = database.connect();
    let migrations = folder.load();
    let error = command::upgrade(&mut pooler(&migrations).connection(&mut client), "head").unwrap_err();
    assert_eq!(error.code(), "concurrent-change", "{error:?}");
    assert_eq!(database.texts("SELECT to_regclass('t')"), ["NULL"]);
    assert_eq!(database.texts("SELECT owner FROM ambix_lease"), ["somebody"], "it is theirs");
}

fn mysql_set() -> Migrations {
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"mysql\"]\npooler = true\n")
        .write(
            "migrations/a.sql",
            &revision(
                "a",
                "none",
                "CREATE TABLE t (id INTEGER);\nINSERT INTO t VALUES (1);",
                "DROP TABLE t;",
            ),
        )
        .write(
            "migrations/b.sql",
            &revision("b", "a", "INSERT INTO t VALUES (2);", "DELETE FROM t WHERE id = 2;"),
        );
    folder.load()
}

#[test]
fn taken_over_on_mysql() {
    let migrations = mysql_set();
    let database = mariadb::Database::new();
    let mut connection = database.connect();
    command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head").unwrap();
    command::downgrade(&mut Config::new(&migrations).connection(&mut connection), "base").unwrap();
    assert_eq!(database.texts("SELECT count(*) FROM ambix_lease"), ["0"]);

    mysql::prelude::Queryable::query_drop(&mut connection, format!("{OTHERS} UTC_TIMESTAMP(6))")).unwrap();
    let error =
        command::upgrade(&mut impatient(&migrations).connection(&mut connection), "head").unwrap_err();
    assert_eq!(error.code(), "lock-timeout");
    assert!(error.to_string().contains("application `their app`, at `far`"), "{error}");
    let old = "UPDATE ambix_lease SET heartbeat = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR";
    mysql::prelude::Queryable::query_drop(&mut connection, old).unwrap();
    command::upgrade(&mut impatient(&migrations).connection(&mut connection), "head").unwrap();
    assert_eq!(database.texts("SELECT id FROM t ORDER BY id"), ["1", "2"]);
    assert_eq!(database.texts("SELECT count(*) FROM ambix_lease"), ["0"]);
}

#[test]
fn eight_instances_on_mysql() {
    let migrations = mysql_set();
    let database = mariadb::Database::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut connection = database.connect();
                let report =
                    command::upgrade(&mut Config::new(&migrations).connection(&mut connection), "head")
                        .unwrap();
                assert_eq!(report.heads, ["b"]);
            });
        }
    });
    assert_eq!(database.texts("SELECT id FROM t ORDER BY id"), ["1", "2"]);
    assert_eq!(database.texts("SELECT count(*) FROM ambix_lease"), ["0"]);
}
