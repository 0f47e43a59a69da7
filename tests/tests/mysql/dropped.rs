//! A future of `mysql_async` that is dropped half-way.

use std::time::{Duration, Instant};

use ambix::{Config, Migrations, command};
use ambix_tests::polls::poll_times;
use ambix_tests::servers::mariadb::Database;
use ambix_tests::set::revision;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, Pool, PoolConstraints, PoolOpts};
use tokio::runtime::Runtime;

use super::two;

fn migrations() -> Migrations {
    let folder = two();
    let body = "INSERT INTO a VALUES (3);\nCREATE INDEX a_id ON a (id);\nINSERT INTO a VALUES (4);";
    folder.write("migrations/c.sql", &revision("c", "b", body, "DROP INDEX a_id ON a;"));
    folder.load()
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Begins an upgrade and drops it after `polls` polls. Whether it was done by then.
async fn drop_after(polls: usize, migrations: &Migrations, connection: &mut Conn) -> bool {
    let mut config = Config::new(migrations).connection(connection);
    poll_times(command::upgrade(&mut config, "head"), polls).await.is_some()
}

/// Waits until no connection but the asking one uses the database: the dropped one has ended.
fn wait_until_alone(database: &Database) {
    let others =
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    let mut connection = database.connect();
    let begun = Instant::now();
    while !ambix_tests::servers::mariadb::texts(&mut connection, others).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the connection is still there");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What a run that was dropped has left is brought to its end by the next one, or is in doubt.
fn finish(database: &Database, migrations: &Migrations, polls: usize) -> bool {
    let at_once = Config::new(migrations).lock_timeout(Duration::ZERO);
    match command::upgrade(&mut at_once.connection(database.connect()), "head") {
        Ok(_) => {
            assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["c NULL"]);
            assert_eq!(
                database.texts("SELECT id FROM a ORDER BY 1"),
                ["1", "2", "3", "4"],
                "after {polls} polls"
            );
            false
        }
        Err(error) => {
            assert_eq!(error.code(), "in-doubt", "dropped after {polls} polls: {error:?}");
            true
        }
    }
}

/// The caller keeps the connection, and the server ends it all the same.
#[test]
fn dropped_at_each_await_point() {
    let migrations = migrations();
    let runtime = runtime();
    let (mut polls, mut finished) = (0, false);
    while !finished {
        let database = Database::new().relayed(true);
        let options = Opts::from_url(&database.url()).unwrap();
        let mut connection = runtime.block_on(Conn::new(options)).unwrap();
        finished = runtime.block_on(drop_after(polls, &migrations, &mut connection));
        if connection.is_disconnected() {
            wait_until_alone(&database);
            // Nobody gets the answer to another question.
            let mut config = Config::new(&migrations).connection(&mut connection);
            let error = runtime.block_on(command::upgrade(&mut config, "head")).unwrap_err();
            assert_eq!(error.code(), "cannot-connect", "dropped after {polls} polls: {error:?}");
        } else {
            let ask = "SELECT @@in_transaction, @@lock_wait_timeout = @@global.lock_wait_timeout";
            let state: Option<(u8, u8)> = runtime.block_on(connection.query_first(ask)).unwrap();
            assert_eq!(state, Some((0, 1)), "dropped after {polls} polls");
        }
        finish(&database, &migrations, polls);
        drop(connection);
        polls += 1;
    }
    assert!(polls > 20, "{polls} await points");
}

/// The pool neither resets connections nor sees what was sent over them.
#[test]
fn nothing_open_goes_back_to_the_pool() {
    let migrations = migrations();
    let runtime = runtime();
    let (mut polls, mut finished) = (0, false);
    while !finished {
        let database = Database::new().relayed(true);
        let one = PoolOpts::default()
            .with_constraints(PoolConstraints::new(1, 1).unwrap())
            .with_reset_connection(false);
        let options = OptsBuilder::from_opts(Opts::from_url(&database.url()).unwrap()).pool_opts(one);
        runtime.block_on(async {
            let pool = Pool::new(options);
            let mut connection = pool.get_conn().await.unwrap();
            finished = drop_after(polls, &migrations, &mut connection).await;
            let first = connection.id();
            let lost = connection.is_disconnected();
            drop(connection);
            let mut connection = pool.get_conn().await.unwrap();
            assert_eq!(connection.id() != first, lost, "dropped after {polls} polls");
            let ask = "SELECT @@in_transaction, @@lock_wait_timeout = @@global.lock_wait_timeout";
            let state: Option<(u8, u8)> = connection.query_first(ask).await.unwrap();
            assert_eq!(state, Some((0, 1)), "dropped after {polls} polls");
            drop(connection);
            pool.disconnect().await.unwrap();
        });
        wait_until_alone(&database);
        finish(&database, &migrations, polls);
        polls += 3;
    }
}

/// The server does not notice that nobody waits any more. Whoever comes next waits for it, and then for nobody.
#[test]
fn dropped_while_the_server_works() {
    let folder = two();
    folder.write("migrations/c.sql", &revision("c", "b", "INSERT INTO a SELECT SLEEP(1);", "DELETE FROM a;"));
    let migrations = folder.load();
    let database = Database::new();
    let runtime = runtime();
    let connection = runtime.block_on(async {
        let mut connection = Conn::new(Opts::from_url(&database.url()).unwrap()).await.unwrap();
        let mut config = Config::new(&migrations).connection(&mut connection);
        let run = command::upgrade(&mut config, "head");
        assert!(tokio::time::timeout(Duration::from_millis(600), run).await.is_err());
        connection
    });
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["b"]);
    let config = Config::new(&migrations).lock_timeout(Duration::from_secs(20));
    command::upgrade(&mut config.connection(database.connect()), "head").unwrap();
    assert_eq!(database.texts("SELECT id FROM a ORDER BY 1"), ["0", "1", "2"], "once");
    drop(connection);
}

/// The driver would read the answer to the caller's query as that to ambix's first one.
#[test]
fn a_query_of_the_callers_that_was_dropped() {
    let migrations = migrations();
    let database = Database::new();
    let error = runtime().block_on(async {
        let mut connection = Conn::new(Opts::from_url(&database.url()).unwrap()).await.unwrap();
        let query = connection.query_drop("SELECT SLEEP(0.3)");
        assert!(tokio::time::timeout(Duration::from_millis(50), query).await.is_err());
        let mut config = Config::new(&migrations).connection(&mut connection);
        command::upgrade(&mut config, "head").await.unwrap_err()
    });
    assert_eq!(error.code(), "cannot-connect", "{error:?}");
    assert_eq!(database.texts("SHOW TABLES"), [""; 0]);
}
