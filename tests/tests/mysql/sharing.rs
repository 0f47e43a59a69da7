//! Inside a transaction of the caller's.

use std::time::Duration;

use ambix::{Config, Migrations, command};
use ambix_tests::servers::mariadb::{Database, texts};
use mysql::prelude::Queryable;

use super::proxy::{self, Rewrite};
use super::{IN_TRANSACTION, on_every_driver, plain, two, versions};

#[test]
fn the_callers_transaction_decides() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "a", &plain).unwrap();
        for commit in [false, true] {
            subject.transaction(commit, &mut |commands| {
                assert_eq!(commands.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
                commands.execute("INSERT INTO a VALUES (3)");
                assert_eq!(commands.downgrade(&migrations, "a", &plain).unwrap().applied().len(), 1);
                assert_eq!(commands.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1);
            });
            let expected: (&[&str], &[&str]) = if commit { (&["b -"], &["1", "2"]) } else { (&["a -"], &[]) };
            assert_eq!(versions(subject), expected.0);
            assert_eq!(subject.texts("SELECT id FROM a ORDER BY 1"), expected.1);
        }
    });
}

#[test]
fn ddl_would_commit_the_callers_transaction() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.execute("CREATE TABLE own (id INTEGER)");
        for tables in [false, true] {
            if tables {
                subject.ensure_version(&migrations, &plain).unwrap();
            }
            subject.transaction(false, &mut |commands| {
                commands.execute("INSERT INTO own VALUES (1)");
                let error = commands.upgrade(&migrations, "head", &plain).unwrap_err();
                assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
            });
            assert_eq!(subject.texts("SELECT count(*) FROM own"), ["0"]);
        }
    });
}

/// Begun as text, or never begun because nothing commits by itself.
#[test]
fn a_transaction_that_the_driver_knows_nothing_of() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.upgrade(&migrations, "a", &plain).unwrap();
        for (begin, end) in [
            ("START TRANSACTION", "ROLLBACK"),
            ("SET autocommit = 0", "ROLLBACK; SET autocommit = 1"),
            ("SET autocommit = 0; INSERT INTO a VALUES (3)", "ROLLBACK; SET autocommit = 1"),
        ] {
            subject.execute(begin);
            assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 1, "{begin}");
            assert_eq!(subject.value("SELECT count(*) > 1 FROM a"), "1");
            assert_eq!(versions(subject), ["a -"], "{begin}: nothing is committed");
            subject.execute(end);
            assert_eq!(subject.value(IN_TRANSACTION), "0");
            assert_eq!(subject.texts("SELECT count(*) FROM a"), ["0"], "{begin}");
        }
    });
}

/// Nothing is open yet, but the caller said that nothing commits by itself.
#[test]
fn without_autocommit_nothing_commits_the_first_time_either() {
    let migrations = two().load();
    on_every_driver(|subject| {
        subject.execute("SET autocommit = 0");
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "needs-own-transaction", "{error:?}");
        assert_eq!(subject.texts("SHOW TABLES"), [""; 0]);
    });
}

const UNKNOWN: Rewrite = Rewrite { from: "@@in_transaction", to: "@@no_transaction" };

/// MySQL has no variable that tells. The server here is asked for one that it does not have either.
#[test]
fn a_server_without_the_variable() {
    let migrations = two().load();
    let database = Database::new();
    let url = proxy::url(&database, UNKNOWN);
    let mut connection = mysql::Conn::new(mysql::Opts::from_url(&url).unwrap()).unwrap();
    // It tells the truth of the proxy, too.
    assert!(connection.query_drop("SELECT @@in_transaction").unwrap_err().to_string().contains("1193"));
    check(&migrations, &database, &mut connection);

    let database = Database::new();
    let url = proxy::url(&database, UNKNOWN);
    let runtime = ambix_tests::subject::runtime();
    let connection = mysql_async::Conn::new(mysql_async::Opts::from_url(&url).unwrap());
    let mut connection = runtime.block_on(connection).unwrap();
    use mysql_async::prelude::Queryable as _;
    let upgrade = |connection: &mut mysql_async::Conn, target: &str| {
        let mut config = Config::new(&migrations).connection(connection);
        runtime.block_on(command::upgrade(&mut config, target))
    };
    upgrade(&mut connection, "a").unwrap();
    runtime.block_on(connection.query_drop("START TRANSACTION")).unwrap();
    upgrade(&mut connection, "head").unwrap();
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["a"], "nothing is committed");
    runtime.block_on(connection.query_drop("ROLLBACK")).unwrap();
    upgrade(&mut connection, "head").unwrap();
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["b"]);
}

fn check(migrations: &Migrations, database: &Database, connection: &mut mysql::Conn) {
    let upgrade = |connection: &mut mysql::Conn, target: &str| {
        let config = Config::new(migrations).lock_timeout(Duration::from_secs(5));
        command::upgrade(&mut config.connection(connection), target)
    };
    upgrade(connection, "a").unwrap();
    connection.query_drop("START TRANSACTION").unwrap();
    upgrade(connection, "head").unwrap();
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["a"], "nothing is committed");
    assert_eq!(texts(connection, "SELECT version_num FROM ambix_version"), ["b"]);
    connection.query_drop("ROLLBACK").unwrap();
    upgrade(connection, "head").unwrap();
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["b"]);
}
