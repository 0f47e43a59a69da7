//! The same commands inside an application's own command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::future::Future;
use std::pin::{Pin, pin};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use ambix::driver::{DriverError, DriverErrorKind, Engine, Next, Reply, Request};
use ambix::{Config, Connection, Dialect, Migrations};
use clap::{CommandFactory as _, Parser};
use support::Folder;

#[derive(Parser)]
struct App {
    /// Of the application, not of ambix
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    command: Sub,
}

#[derive(clap::Subcommand)]
enum Sub {
    /// Serve requests
    Serve,
    /// Look after the database
    Db(ambix::cli::Command),
}

fn command(arguments: &[&str]) -> ambix::cli::Command {
    match App::try_parse_from(["app"].iter().chain(arguments)).unwrap().command {
        Sub::Db(command) => command,
        Sub::Serve => panic!("not a command of ambix"),
    }
}

fn set() -> (Folder, Migrations) {
    let folder = Folder::new();
    folder.ok(&["init"]);
    folder.ok(&["revision", "-m", "one", "--rev-id", "a1"]);
    folder.write(
        "migrations/b2_two.sql",
        "-- two\n--\n-- revision: b2\n-- down_revision: a1\n\n\
         -- ambix:upgrade\nCREATE TABLE two (id INTEGER PRIMARY KEY);\n\n-- ambix:downgrade\nDROP TABLE two;\n",
    );
    let migrations = Config::load(folder.path(), None).unwrap().migrations().clone();
    (folder, migrations)
}

#[track_caller]
fn assert_code(found: ExitCode, expected: u8) {
    assert_eq!(format!("{found:?}"), format!("{:?}", ExitCode::from(expected)));
}

#[test]
fn the_application_parses_it() {
    App::command().debug_assert();
    let command = command(&["--tenant", "acme", "db", "-x", "a=1", "upgrade", "head", "-x", "b", "-q"]);
    assert_eq!(command.x_arguments(), ["b"], "as clap does: the innermost `-x` counts");
    assert!(command.needs_database());
}

#[test]
fn by_url_with_no_files_present() {
    let (folder, migrations) = set();
    let url = format!("sqlite://{}", folder.path().join("app.db").display());
    let run = |arguments: &[&str]| {
        let mut line = vec!["db", "-q", "--url", &url];
        line.extend(arguments);
        command(&line).run(&migrations)
    };
    std::fs::remove_dir_all(folder.path().join("migrations")).unwrap();
    assert_code(run(&["check"]), 1);
    assert_code(run(&["upgrade", "a1"]), 0);
    assert_code(run(&["check"]), 3);
    assert_code(run(&["current", "-c"]), 3);
    assert_code(run(&["upgrade", "head"]), 0);
    assert_code(run(&["check"]), 0);
    assert_code(run(&["upgrade", "nope"]), 1);
    assert_code(run(&["heads"]), 0);
    assert_code(run(&["upgrade", "head", "--sql", "--version-table", "a'b"]), 0);
}

#[test]
fn the_default_database() {
    let (folder, migrations) = set();
    let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    let run = |line: &[&str]| command(line).default_url(url("default.db")).run(&migrations);
    assert_code(run(&["db", "-q", "upgrade", "head"]), 0);
    assert_code(run(&["db", "-q", "check"]), 0);
    assert_code(run(&["db", "-q", "check", "--url", &url("other.db")]), 1);
    assert!(folder.path().join("default.db").exists());
}

#[test]
fn a_url_is_refused_where_there_is_a_connection() {
    let (_folder, migrations) = set();
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    let mut config = Config::new(&migrations).connection(&mut connection);
    let line = ["db", "-q", "upgrade", "head", "--url", "sqlite://other.db"];
    assert_code(command(&line).run_with(&mut config), 2);
    assert_code(command(&["db", "-q", "heads", "--url", "sqlite://other.db"]).run_with(&mut config), 2);
    // What the application says for `run` is no contradiction.
    let with_default = command(&["db", "-q", "upgrade", "head"]).default_url("sqlite://other.db");
    assert_code(with_default.run_with(&mut config), 0);
}

#[test]
fn an_interrupted_revision_is_resolved() {
    let folder = Folder::new();
    folder.ok(&["init"]);
    folder.write(
        "migrations/a1_one.sql",
        "-- one\n--\n-- revision: a1\n-- down_revision: none\n-- transaction: off\n\n-- ambix:upgrade\n\
         CREATE TABLE one (id INTEGER);\n-- ambix:unchecked\nCREATE TABLE one (id INTEGER);\n\n-- ambix:downgrade\nDROP TABLE one;\n",
    );
    let migrations = Config::load(folder.path(), None).unwrap().migrations().clone();
    let database = folder.path().join("app.db");
    let mut connection = rusqlite::Connection::open(database).unwrap();
    let mut config = Config::new(&migrations).connection(&mut connection);
    assert_code(command(&["db", "-q", "upgrade", "head"]).run_with(&mut config), 1);
    assert_code(command(&["db", "-q", "resolve", "a1", "--redo-from", "9"]).run_with(&mut config), 1);
    assert_code(command(&["db", "-q", "resolve", "a1", "--done"]).run_with(&mut config), 0);
    assert_code(command(&["db", "-q", "check"]).run_with(&mut config), 0);
    assert_code(command(&["db", "-q", "resolve", "a1", "--done"]).run_with(&mut config), 1);
}

#[test]
fn on_a_connection_of_the_application() {
    let (_folder, migrations) = set();
    let events = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&events);
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    let mut config = Config::new(&migrations)
        .on_event(move |_| _ = counter.fetch_add(1, Ordering::Relaxed))
        .connection(&mut connection);
    assert_code(command(&["db", "-q", "upgrade", "head"]).run_with(&mut config), 0);
    let after_first = events.load(Ordering::Relaxed);
    assert!(after_first >= 2, "the listener of the application hears of every revision");
    assert_code(command(&["db", "-q", "downgrade", "base"]).run_with(&mut config), 0);
    assert!(events.load(Ordering::Relaxed) > after_first, "it has its place back after each command");
    assert_code(command(&["db", "-q", "history", "-r", "current:"]).run_with(&mut config), 0);
    assert_code(command(&["db", "-q", "check"]).run_with(&mut config), 3);
    drop(config);
    assert!(connection.is_autocommit());
}

#[test]
fn in_a_transaction_of_the_application() {
    let (_folder, migrations) = set();
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    let transaction = connection.transaction().unwrap();
    let mut config = Config::new(&migrations).connection(transaction);
    assert_code(command(&["db", "-q", "upgrade", "head"]).run_with(&mut config), 0);
    config.into_connection().rollback().unwrap();
    let mut config = Config::new(&migrations).connection(&mut connection);
    assert_code(command(&["db", "-q", "current", "--check-heads"]).run_with(&mut config), 3);
}

#[test]
fn on_an_async_connection() {
    let (_folder, migrations) = set();
    let mut connection = Async(rusqlite::Connection::open_in_memory().unwrap());
    let mut config = Config::new(&migrations).connection(&mut connection);
    assert_code(block_on(command(&["db", "-q", "check"]).run_with(&mut config)), 3);
    assert_code(block_on(command(&["db", "-q", "upgrade", "head"]).run_with(&mut config)), 0);
    assert_code(block_on(command(&["db", "-q", "check"]).run_with(&mut config)), 0);
    assert_code(block_on(command(&["db", "-q", "upgrade", "nope"]).run_with(&mut config)), 1);
    assert_code(block_on(command(&["db", "-q", "heads"]).run_with(&mut config)), 0);
    drop(config);
    assert!(connection.0.prepare("SELECT * FROM two").is_ok());
}

#[test]
fn authoring_beside_the_application() {
    let (folder, migrations) = set();
    let settings = folder.path().join("ambix.toml").display().to_string();
    let run = |arguments: &[&str]| {
        let mut line = vec!["db", "-q", "-c", &settings];
        line.extend(arguments);
        command(&line).run(&migrations)
    };
    assert_code(run(&["revision", "-m", "three", "--rev-id", "c3"]), 0);
    assert!(folder.read("migrations/c3_three.sql").contains("down_revision: b2"));
    assert_code(run(&["revision", "-m", "four", "--rev-id", "d4", "--head", "b2"]), 1);
    assert_code(run(&["revision", "-m", "four", "--rev-id", "d4", "--head", "b2", "--splice"]), 0);
    assert_code(run(&["merge", "--rev-id", "e5"]), 0);
    assert!(folder.read("migrations/e5_merge_c3_and_d4.sql").contains("down_revision: c3, d4"));
}

#[test]
fn what_is_wrong_with_a_directory_is_one_error() {
    let (folder, migrations) = set();
    let text = "-- three\n--\n-- revision: c3\n-- down_revision: nope\n\n-- ambix:upgrade\nCREAT x;\n-- ambix:downgrade\n";
    folder.write("migrations/c3_three.sql", text);
    let error = Config::load(folder.path(), None).err().unwrap();
    assert_eq!(error.code(), "missing-parent");
    let text = error.to_string();
    assert!(text.contains("migrations/c3_three.sql:4:19") && text.contains("[unknown-statement]"), "{text}");

    let mut config = Config::new(&migrations);
    let error = ambix::command::revision(&mut config, Default::default()).unwrap_err();
    assert_eq!(error.code(), "needs-script-directory");
}

/// A connection whose answers are futures, each of which is pending once.
struct Async(rusqlite::Connection);

impl Connection for Async {
    type Answer<'a, T: Send + 'a> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, mut engine: Engine<'a, T>) -> Self::Answer<'a, T> {
        Box::pin(async move {
            loop {
                match std::future::poll_fn(|context| engine.poll_next(context)).await {
                    Next::Done(answer) => return answer,
                    Next::Request(request) => {
                        Pending(false).await;
                        engine.reply(perform(&self.0, request));
                    }
                }
            }
        })
    }
}

struct Pending(bool);

impl Future for Pending {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

fn perform(connection: &rusqlite::Connection, request: Request) -> Result<Reply, DriverError> {
    let execute = |sql: &str| connection.execute_batch(sql).map(|()| Reply::Done);
    let reply = match request {
        Request::InTransaction => Ok(Reply::Open(!connection.is_autocommit())),
        Request::Begin => execute("BEGIN IMMEDIATE"),
        Request::Commit => execute("COMMIT"),
        Request::Rollback => execute("ROLLBACK"),
        Request::Execute { sql } => execute(&sql),
        Request::Query { sql, values } => query(connection, &sql, &values),
        other => panic!("unknown request {other:?}"),
    };
    reply.map_err(|error| DriverError::new(DriverErrorKind::Statement, error.to_string()))
}

fn query(connection: &rusqlite::Connection, sql: &str, values: &[ambix::Value]) -> rusqlite::Result<Reply> {
    use rusqlite::types::Value;
    let value = |value: Value| match value {
        Value::Null => ambix::Value::Null,
        Value::Integer(number) => ambix::Value::Integer(number),
        Value::Real(number) => ambix::Value::Real(number),
        Value::Text(text) => ambix::Value::Text(text),
        Value::Blob(bytes) => ambix::Value::Blob(bytes),
    };
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut answer = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|index| row.get(index).map(value));
        answer.push(ambix::Row::new(values.collect::<rusqlite::Result<_>>()?));
    }
    Ok(Reply::Rows(answer))
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut context) {
            return answer;
        }
    }
}
