//! The server goes away in the middle of a statement.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use ambix::Dialect;
use ambix_tests::set::Folder;

use super::run::{Run, end, project, refused, run, start};
use super::server::{Database, Server, servers};

/// Waits in the middle of a revision while there is a row in `gate`.
fn slow(dialect: Dialect) -> [(&'static str, &'static str); 2] {
    let b = match dialect {
        Dialect::Postgres => {
            "CREATE TABLE b (id INTEGER);\n\
             INSERT INTO b SELECT 1 FROM (SELECT pg_sleep(60 * (SELECT count(*) FROM gate))) AS s;\n\
             CREATE TABLE c (id INTEGER);"
        }
        _ => {
            "CREATE TABLE b (id INTEGER);\n\
             INSERT INTO b SELECT 1 + SLEEP(60 * (SELECT count(*) FROM gate));\n\
             CREATE TABLE c (id INTEGER);"
        }
    };
    [("a", "CREATE TABLE gate (id INTEGER);\nINSERT INTO gate VALUES (1);"), ("b", b)]
}

/// The same on MariaDB, where the statement that waits commits by itself.
fn in_doubt() -> [(&'static str, &'static str); 2] {
    let [a, _] = slow(Dialect::Mysql);
    [a, ("b", "CREATE TABLE b AS SELECT 1 + SLEEP(60 * (SELECT count(*) FROM gate)) AS id;")]
}

/// Upgrades until the slow statement runs, does `harm`, and hears what the command says of it.
fn harmed(folder: &Folder, database: &Database, harm: impl FnOnce()) -> Run {
    // On its own: what a run commits is surely on disk when it ends.
    run(folder, &database.owners(), &["upgrade", "a"]).succeeded();
    let child = start(folder, &database.owners(), &["upgrade", "head"]);
    let begun = Instant::now();
    while !database.is_running("FROM gate)") {
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", end(child).stderr);
        thread::sleep(Duration::from_millis(20));
    }
    harm();
    end(child)
}

fn cut(database: &Database) {
    for number in database.running("FROM gate)") {
        database.server.admin(&match database.server.dialect {
            Dialect::Postgres => format!("SELECT pg_terminate_backend({number})"),
            _ => format!("KILL {number}"),
        });
    }
}

#[test]
fn the_connection_is_cut() {
    for server in servers() {
        let database = server.database();
        let folder = project(server.dialect, &slow(server.dialect));
        let cut = harmed(&folder, &database, || cut(&database));
        converges(&folder, &database, &cut);
    }
}

#[test]
fn the_server_is_killed_and_started_again() {
    for dialect in [Dialect::Postgres, Dialect::Mysql] {
        let Some(server) = Server::start(dialect) else { continue };
        let server = Arc::new(server);
        let database = Database::new(&server, "");
        let folder = project(dialect, &slow(dialect));
        let killed = harmed(&folder, &database, || server.private.kill());
        // Nobody is there meanwhile.
        run(&folder, &database.owners(), &["current"]).failed("cannot-connect", 4, &["refused"]);
        server.private.start_again();
        converges(&folder, &database, &killed);

        if dialect == Dialect::Postgres {
            continue;
        }
        let database = Database::new(&server, "");
        let folder = project(dialect, &in_doubt());
        let killed = harmed(&folder, &database, || server.private.kill());
        killed.failed("cannot-connect", 4, &["is lost", "nothing for certain of `b`"]);
        server.private.start_again();
        doubted(&folder, &database);
    }
}

/// Nobody knows by itself how the statement ended, so somebody has to look.
fn doubted(folder: &Folder, database: &Database) {
    let (before, url) = (database.state(), database.owners());
    refused(folder, &url, &["upgrade", "head"], "in-doubt", 1, &["revision `b`", "ambix resolve"]);
    assert_eq!(database.state(), before);
    database.admin("DELETE FROM gate");
    run(folder, &url, &["resolve", "b", "--redo-from", "1"]).succeeded();
    run(folder, &url, &["upgrade", "head"]).succeeded();
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["b NULL"]);
    database.state();
}

/// The statements that are committed are those that the notes say, and the next run brings the rest.
fn converges(folder: &Folder, database: &Database, broken: &Run) {
    let server = &database.server;
    broken.failed("cannot-connect", 4, &["the connection to the database is lost", "run the command again"]);
    match server.dialect {
        Dialect::Postgres => {
            assert!(broken.stderr.contains("nothing of this run is kept"), "{}", broken.stderr);
            assert_eq!(database.texts("SELECT to_regclass('b')"), ["NULL"]);
            assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["a"]);
        }
        _ => {
            assert!(broken.stderr.contains("statement 1 of `b`"), "{}", broken.stderr);
            assert_eq!(database.texts("SELECT id FROM b"), [""; 0]);
            assert_eq!(
                database.texts("SELECT version_num, state FROM ambix_version WHERE version_num = 'b'"),
                ["b upgrade"]
            );
        }
    }
    database.admin("DELETE FROM gate");
    run(folder, &database.owners(), &["upgrade", "head"]).succeeded();
    assert_eq!(database.texts("SELECT id FROM b"), ["1"]);
    assert_eq!(database.texts("SELECT id FROM c"), [""; 0]);
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["b NULL"]);
    database.state();
}
