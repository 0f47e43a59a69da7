//! Runs that end early: a panic, a dropped future, a server that goes away.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Duration;

use ambix::{Config, Migrations, command};
use ambix_tests::servers::Database;
use ambix_tests::subject::connect;

use super::{LOCKS, Op, Revision, code, on_every_driver, plain, stepwise, two, versions, with_code};

fn with_panic() -> Migrations {
    fn panics<'a>(op: Op<'a, '_>) -> Revision<'a> {
        Box::pin(async move {
            op.execute("INSERT INTO a VALUES (1)").await?;
            panic!("in the middle")
        })
    }
    let folder = two();
    folder.write("migrations/c.rs", &code("c", "b"));
    with_code(folder.load(), "c", panics)
}

#[test]
fn a_panic_rolls_back() {
    let migrations = with_panic();
    on_every_driver(|subject| {
        assert!(catch_unwind(AssertUnwindSafe(|| subject.upgrade(&migrations, "head", &plain))).is_err());
        assert_eq!(subject.value("SELECT now() = statement_timestamp()"), "t", "no transaction is open");
        assert_eq!(subject.texts("SELECT count(*) FROM a"), ["0"]);
        assert_eq!(versions(subject), ["b -"]);
        assert_eq!(subject.value(LOCKS), "0", "unlocked");
    });
}

#[test]
fn a_connection_that_is_ended_by_the_server() {
    fn ends<'a>(op: Op<'a, '_>) -> Revision<'a> {
        Box::pin(async move {
            op.execute("INSERT INTO a VALUES (1)").await?;
            op.execute("SELECT pg_terminate_backend(pg_backend_pid())").await
        })
    }
    let folder = two();
    folder.write("migrations/c.rs", &code("c", "b"));
    let migrations = with_code(folder.load(), "c", ends);
    on_every_driver(|subject| {
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!((error.code(), error.is_temporary()), ("cannot-connect", true), "{error:?}");
        assert_eq!(versions(subject), ["b -"]);
        let error = subject.upgrade(&migrations, "head", &plain).unwrap_err();
        assert_eq!(error.code(), "cannot-connect", "{error:?}");
    });
}

#[test]
fn dropped_at_each_await_point() {
    let folder = two();
    let body =
        "INSERT INTO a VALUES (1);\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nINSERT INTO a VALUES (2);";
    folder.write("migrations/c.sql", &stepwise("c", "b", body, "DROP INDEX CONCURRENTLY a_id;"));
    let migrations = folder.load();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (mut in_doubt, mut polls, mut finished) = (0, 0, false);
    while !finished {
        let database = Database::new();
        let second = runtime.block_on(async {
            let mut client = connect(database.config()).await;
            let mut config = Config::new(&migrations).connection(&mut client);
            let mut future = command::upgrade(&mut config, "head");
            let mut left = polls;
            finished = poll_fn(|context| match future.as_mut().poll(context) {
                Poll::Ready(_) => Poll::Ready(true),
                Poll::Pending if left == 0 => Poll::Ready(false),
                Poll::Pending => {
                    left -= 1;
                    Poll::Pending
                }
            })
            .await;
            drop(future);
            drop(config);
            let ask = format!("SELECT now() <> statement_timestamp(), ({LOCKS})");
            let state = client.simple_query(&ask).await.unwrap();
            let row = state.iter().find_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => Some((row.get(0), row.get(1))),
                _ => None,
            });
            assert_eq!(row, Some((Some("f"), Some("0"))), "dropped after {polls} polls");
            // The next command on the same connection is not inside a transaction that was left open.
            let mut config = Config::new(&migrations).connection(&mut client);
            command::upgrade(&mut config, "head").await
        });
        match second {
            Ok(_) => {
                assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["c NULL"]);
                assert_eq!(database.texts("SELECT id FROM a ORDER BY 1"), ["1", "2"], "after {polls} polls");
            }
            Err(error) => {
                assert_eq!(error.code(), "in-doubt", "dropped after {polls} polls: {error:?}");
                in_doubt += 1;
            }
        }
        polls += 1;
    }
    assert!(polls > 20, "{polls} await points");
    // How often a future is polled is not quite the same every time, so the very statement may be missed.
    assert!(in_doubt <= 4, "{in_doubt} in doubt");
}

#[test]
fn dropped_while_the_server_builds_an_index() {
    let folder = two();
    let index = "CREATE INDEX CONCURRENTLY a_id ON a (id);";
    folder.write("migrations/c.sql", &stepwise("c", "b", index, "DROP INDEX CONCURRENTLY a_id;"));
    let migrations = folder.load();
    let database = Database::new();
    command::upgrade(&mut Config::new(&migrations).connection(database.connect()), "b").unwrap();
    let mut writer = database.connect();
    // An index is not built while somebody who wrote has not committed.
    writer.batch_execute("BEGIN; INSERT INTO a VALUES (1)").unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let client = runtime.block_on(async {
        let mut client = connect(database.config()).await;
        let mut config = Config::new(&migrations).connection(&mut client);
        let run = command::upgrade(&mut config, "head");
        assert!(tokio::time::timeout(Duration::from_millis(700), run).await.is_err());
        client
    });
    assert_eq!(database.texts(LOCKS), ["1"], "the server still works on it");
    writer.batch_execute("COMMIT").unwrap();
    let error =
        command::upgrade(&mut Config::new(&migrations).connection(database.connect()), "head").unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().number), ("in-doubt", 1), "{error:?}");
    assert_eq!(database.texts(LOCKS), ["0"], "the dropped run has unlocked");
    drop(client);
}
