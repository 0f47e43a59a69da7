//! PgBouncer in transaction mode.

use std::sync::Barrier;
use std::time::Duration;

use ambix::command;
use ambix_tests::servers::{Database, pgbouncer};
use postgres::NoTls;

use super::{pooler, set};

/// Locks that a session holds, and sessions that do not sit idle, the asking one apart.
const LEFT: &str = "SELECT (SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE locktype = 'advisory' AND datname = current_database()), \
                    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()), \
                    (SELECT count(*) FROM ambix_lease)";

fn expect_applied_once(database: &Database) {
    assert_eq!(database.texts("SELECT what FROM log ORDER BY what"), ["a", "b", "c"]);
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["c NULL"]);
    let applied =
        "SELECT revision FROM ambix_journal WHERE statement IS NULL AND outcome = 'done' ORDER BY id";
    assert_eq!(database.texts(applied), ["a", "b", "c"]);
    assert_eq!(
        database.texts("SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_name'::regclass"),
        ["t"]
    );
    assert_eq!(database.texts(LEFT), ["0 0 0"]);
}

#[test]
fn eight_instances_at_once() {
    let migrations = set();
    let database = Database::new();
    let start = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let config = postgres::Config::from(pgbouncer::config(&database));
                let mut client = config.connect(NoTls).unwrap();
                start.wait();
                let report =
                    command::upgrade(&mut pooler(&migrations).connection(&mut client), "head").unwrap();
                assert_eq!(report.heads, ["c"]);
            });
        }
    });
    expect_applied_once(&database);
}

#[test]
fn eight_async_instances_at_once() {
    let migrations = set();
    let database = Database::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = pgbouncer::config(&database);
    runtime.block_on(async {
        let mut runs = Vec::new();
        for _ in 0..8 {
            let (mut client, connection) = config.connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            let migrations = migrations.clone();
            runs.push(tokio::spawn(async move {
                command::upgrade(&mut pooler(&migrations).connection(&mut client), "head").await
            }));
        }
        for run in runs {
            assert_eq!(run.await.unwrap().unwrap().heads, ["c"]);
        }
    });
    expect_applied_once(&database);
}

#[test]
fn sessions_of_the_pool_stay_as_they_were() {
    let migrations = set();
    let database = Database::new();
    let connect = || postgres::Config::from(pgbouncer::config(&database)).connect(NoTls).unwrap();
    let mut clients: Vec<_> = (0..3).map(|_| connect()).collect();
    command::upgrade(&mut pooler(&migrations).connection(&mut clients[0]), "head").unwrap();
    command::downgrade(&mut pooler(&migrations).connection(&mut clients[0]), "base").unwrap();
    command::upgrade(&mut pooler(&migrations).connection(&mut clients[1]), "head").unwrap();
    // Held together, so that each has a session of its own.
    let mut transactions: Vec<_> = clients.iter_mut().map(|client| client.transaction().unwrap()).collect();
    for transaction in &mut transactions {
        let row = transaction.query_one("SHOW search_path", &[]).unwrap();
        assert_eq!(row.get::<_, &str>(0), "\"$user\", public");
        let row = transaction.query_one("SHOW statement_timeout", &[]).unwrap();
        assert_eq!(row.get::<_, &str>(0), "0");
    }
}

#[test]
fn a_run_that_is_dropped_gives_the_lease_back() {
    let migrations = set();
    let database = Database::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let config = pgbouncer::config(&database);
    runtime.block_on(async {
        let (mut client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        command::upgrade(&mut pooler(&migrations).connection(&mut client), "a").await.unwrap();
        // Somebody's transaction holds the index build up.
        let mut other = database.config().connect(NoTls).await.map(|(client, connection)| {
            tokio::spawn(connection);
            client
        });
        let other = other.as_mut().unwrap();
        let transaction = other.transaction().await.unwrap();
        transaction.execute("INSERT INTO people VALUES ('x')", &[]).await.unwrap();
        let mut pooled = pooler(&migrations).connection(&mut client);
        let run = tokio::time::timeout(Duration::from_millis(1500), command::upgrade(&mut pooled, "head"));
        assert!(run.await.is_err(), "the index build waits");
        drop(pooled);
        transaction.rollback().await.unwrap();
        // The statement goes on at the server; then the lease is given back, and the statement is in doubt.
        let error =
            command::upgrade(&mut pooler(&migrations).connection(&mut client), "head").await.unwrap_err();
        assert_eq!(error.code(), "in-doubt", "{error:?}");
        assert!(format!("{error:?}").contains("index `by_name` is there"), "{error:?}");
    });
    assert_eq!(database.texts(LEFT), ["0 0 0"]);
}
