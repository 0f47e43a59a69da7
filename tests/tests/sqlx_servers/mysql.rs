//! MySQL and MariaDB.

use ambix::{Config, Migrations, command};
use ambix_tests::servers::mariadb::Database;
use ambix_tests::set::{Folder, revision};
use ambix_tests::subject::runtime;
use sqlx::mysql::{MySqlConnection, MySqlPoolOptions};
use sqlx::{Connection as _, Row as _};

use super::dropped_after;

/// Statements that commit by themselves, then a transaction that changes a setting.
fn migrations() -> Migrations {
    let folder = Folder::new();
    let b = "INSERT INTO a VALUES (1);\nSET sql_mode = '';\nINSERT INTO a VALUES (2);";
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"mysql\"]\n")
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", b, "DELETE FROM a;"));
    folder.load()
}

fn value(connection: &mut MySqlConnection, sql: &'static str) -> String {
    let row = runtime().block_on(sqlx::raw_sql(sql).fetch_one(connection)).unwrap();
    row.try_get_unchecked(0).unwrap()
}

#[test]
fn a_connection_and_a_transaction() {
    let migrations = migrations();
    let database = Database::new();
    let mut connection = runtime().block_on(MySqlConnection::connect(&database.url())).unwrap();
    let mut config = Config::new(&migrations).connection(&mut connection);
    assert_eq!(runtime().block_on(command::upgrade(&mut config, "a")).unwrap().applied().len(), 1);
    runtime().block_on(async {
        let mut transaction = connection.begin().await.unwrap();
        let mut config = Config::new(&migrations).connection(&mut transaction);
        assert_eq!(command::upgrade(&mut config, "head").await.unwrap().applied().len(), 1);
        transaction.rollback().await.unwrap();
    });
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["a"]);
    let mut config = Config::new(&migrations).connection(&mut connection);
    assert_eq!(runtime().block_on(command::upgrade(&mut config, "head")).unwrap().applied().len(), 1);
    assert_eq!(database.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"]);
    assert_eq!(runtime().block_on(command::downgrade(&mut config, "base")).unwrap().applied().len(), 2);
    assert_eq!(database.texts("SHOW TABLES LIKE 'a'"), Vec::<String>::new());
}

#[test]
fn a_pool() {
    // A connection goes back to its pool on a task.
    let _inside = runtime().enter();
    let migrations = migrations();
    let (mut polls, mut finished) = (0, false);
    while !finished {
        let database = Database::new().relayed(true);
        let options = MySqlPoolOptions::new().max_connections(1);
        let pool = runtime().block_on(options.connect(&database.url())).unwrap();
        let mut connection = runtime().block_on(pool.acquire()).unwrap();
        let mode = value(&mut connection, "SELECT @@sql_mode");
        finished = dropped_after!(polls, &migrations, &mut connection);
        drop(connection);
        let mut connection = runtime().block_on(pool.acquire()).unwrap();
        assert_eq!(
            value(&mut connection, "SELECT CONCAT(@@in_transaction)"),
            "0",
            "dropped after {polls} polls"
        );
        assert_eq!(value(&mut connection, "SELECT @@sql_mode"), mode, "dropped after {polls} polls");
        let mut config = Config::new(&migrations).connection(&mut connection);
        match runtime().block_on(command::upgrade(&mut config, "head")) {
            Ok(_) => {
                assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["b NULL"]);
                assert_eq!(database.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"], "after {polls} polls");
            }
            Err(error) => assert_eq!(error.code(), "in-doubt", "dropped after {polls} polls: {error:?}"),
        }
        polls += 1;
    }
    assert!(polls > 20, "{polls} await points");
}
