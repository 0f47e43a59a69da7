//! PostgreSQL.

use std::time::Duration;

use ambix::{Config, Migrations, command};
use ambix_tests::polls::poll_times;
use ambix_tests::servers::Database;
use ambix_tests::set::{Folder, revision};
use ambix_tests::subject::runtime;
use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::{Connection as _, Executor as _, Row as _};

use super::dropped_after;

const PROBE: &str = "SELECT now() <> statement_timestamp()";
const LOCKS: &str = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                     WHERE locktype = 'advisory' AND datname = current_database()";

/// A transaction that changes a setting, then statements that commit one by one.
fn postgres() -> Migrations {
    let folder = Folder::new();
    let b =
        "SET search_path = '';\nCREATE TABLE public.b (id INTEGER);\nSET SESSION statement_timeout = 5000;";
    let c = "INSERT INTO a VALUES (1);\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nINSERT INTO a VALUES (2);";
    let c = revision("c", "b", c, "DROP INDEX CONCURRENTLY a_id;");
    let c = c.replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade");
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n")
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", b, "DROP TABLE b;"))
        .write("migrations/c.sql", &c);
    folder.load()
}

/// Waits until the server has done what it was sent.
fn settled(done: impl Fn() -> bool) {
    for _ in 0..1000 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("ten seconds later it is still not done");
}

fn value(connection: &mut PgConnection, sql: &'static str) -> String {
    let row = runtime().block_on(sqlx::raw_sql(sql).fetch_one(connection)).unwrap();
    row.try_get_unchecked(0).unwrap()
}

/// The next command on `connection` finds it as it was, and ends where an undisturbed run does.
fn go_on(migrations: &Migrations, database: &Database, connection: &mut PgConnection, polls: usize) {
    assert_eq!(value(connection, PROBE), "f", "no transaction is open, dropped after {polls} polls");
    for (setting, expected) in [("SHOW search_path", "\"$user\", public"), ("SHOW statement_timeout", "0")] {
        assert_eq!(value(connection, setting), expected, "{setting}, dropped after {polls} polls");
    }
    let mut config = Config::new(migrations).connection(&mut *connection);
    match runtime().block_on(command::upgrade(&mut config, "head")) {
        Ok(_) => {
            assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["c NULL"]);
            assert_eq!(database.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"], "after {polls} polls");
        }
        Err(error) => assert_eq!(error.code(), "in-doubt", "dropped after {polls} polls: {error:?}"),
    }
}

#[test]
fn a_connection_to_postgres() {
    let migrations = postgres();
    let (mut polls, mut finished) = (0, false);
    while !finished {
        let database = Database::new().relayed(true);
        let mut connection = runtime().block_on(PgConnection::connect(&database.url())).unwrap();
        finished = dropped_after!(polls, &migrations, &mut connection);
        // Nobody uses the connection meanwhile.
        let open = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND datname = current_database()";
        settled(|| database.texts(LOCKS) == ["0"] && database.texts(open) == ["0"]);
        // Where a statement was refused that nobody waits for any more, sqlx tells the next one.
        let _ = runtime().block_on(connection.ping());
        go_on(&migrations, &database, &mut connection, polls);
        polls += 1;
    }
    assert!(polls > 20, "{polls} await points");
}

/// What the server says of a statement that was given up is not taken for the answer to another.
#[test]
fn an_answer_that_nobody_waits_for() {
    let migrations = postgres();
    for polls in 0..4 {
        let database = Database::new().relayed(true);
        let mut connection = runtime().block_on(PgConnection::connect(&database.url())).unwrap();
        runtime().block_on(poll_times(Box::pin(async { connection.execute("no SQL").await }), polls));
        let mut config = Config::new(&migrations).connection(&mut connection);
        runtime().block_on(command::upgrade(&mut config, "head")).unwrap();
    }
}

#[test]
fn a_pool_of_postgres() {
    // A connection goes back to its pool on a task.
    let _inside = runtime().enter();
    let migrations = postgres();
    let (mut polls, mut finished) = (0, false);
    while !finished {
        let database = Database::new().relayed(true);
        let options = PgPoolOptions::new().max_connections(1);
        let pool = runtime().block_on(options.connect(&database.url())).unwrap();
        let mut connection = runtime().block_on(pool.acquire()).unwrap();
        finished = dropped_after!(polls, &migrations, &mut connection);
        drop(connection);
        let mut connection = runtime().block_on(pool.acquire()).unwrap();
        assert_eq!(value(&mut connection, LOCKS), "0", "unlocked, dropped after {polls} polls");
        go_on(&migrations, &database, &mut connection, polls);
        polls += 1;
    }
    assert!(polls > 20, "{polls} await points");
}
