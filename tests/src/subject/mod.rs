//! A driver under test: its connections behind one face, so that one suite serves them all.
//!
//! A driver is a file here and a line in [`drivers`].

#[macro_use]
mod commands;
mod database;
mod diesel;
mod held;
mod mysql;
mod mysql_async;
mod own_async;
mod postgres;
mod reused;
mod rusqlite;
mod sqlx;
mod tokio_postgres;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, LazyLock};

use ambix::Dialect;
use scheduled_thread_pool::ScheduledThreadPool;
use tokio::runtime::Runtime;

use crate::polls::poll_times;

pub use commands::{Commands, Configure};
pub use database::{Database, sqlite_texts as texts};
pub use tokio_postgres::connect;

/// Every driver, with pooled connections as drivers of their own.
pub fn drivers() -> Vec<Driver> {
    vec![
        rusqlite::DIRECT,
        rusqlite::POOLED,
        sqlx::sqlite::DIRECT,
        sqlx::sqlite::POOLED,
        diesel::sqlite::DIRECT,
        diesel::sqlite::POOLED,
        own_async::DIRECT,
        postgres::DIRECT,
        postgres::POOLED,
        sqlx::postgres::DIRECT,
        sqlx::postgres::POOLED,
        diesel::postgres::DIRECT,
        diesel::postgres::POOLED,
        tokio_postgres::DIRECT,
        tokio_postgres::POOLED,
        mysql::DIRECT,
        mysql::POOLED,
        mysql_async::DIRECT,
        mysql_async::POOLED,
        sqlx::mysql::DIRECT,
        sqlx::mysql::POOLED,
        diesel::mysql::DIRECT,
        diesel::mysql::POOLED,
    ]
}

/// A kind of connection.
#[derive(Clone, Copy, Debug)]
pub struct Driver {
    /// What tests of it are called.
    pub name: &'static str,
    /// The database at its other end.
    pub dialect: Dialect,
    /// How a command answers.
    pub answer: Answer,
    /// Opens a connection; from a pool of one, if this is about pools.
    pub connect: fn(Arc<Database>) -> Box<dyn Subject>,
}

/// How a command answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// At once.
    Blocking,
    /// With a future.
    Async,
}

impl Driver {
    /// A connection to a new, empty database.
    pub fn open(&self) -> Box<dyn Subject> {
        (self.connect)(Arc::new(Database::new(self.dialect)))
    }

    /// The same, with a relay before the server.
    pub fn open_relayed(&self) -> Box<dyn Subject> {
        (self.connect)(Arc::new(Database::relayed(self.dialect)))
    }
}

/// An open connection, which somebody else holds and commands borrow.
pub trait Subject: Commands + Send {
    /// The driver.
    fn driver(&self) -> Driver;

    /// The database.
    fn database(&self) -> &Arc<Database>;

    /// Runs `body` on a transaction that the caller began, and commits it or rolls it back.
    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands));

    /// The first value of a query on this connection, as text.
    fn value(&mut self, sql: &str) -> String;

    /// Gives a pooled connection back and takes it again, with whatever the pool does to it; nothing happens
    /// to one that is not from a pool.
    fn recycle(&mut self) {}
}

impl dyn Subject + '_ {
    /// The name of the driver.
    pub fn name(&self) -> &'static str {
        self.driver().name
    }

    /// The database at the other end.
    pub fn dialect(&self) -> Dialect {
        self.driver().dialect
    }

    /// Another connection of the same driver to the same database.
    pub fn another(&self) -> Box<dyn Subject> {
        (self.driver().connect)(Arc::clone(self.database()))
    }

    /// All rows of a query, seen from another connection: what is committed.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.database().texts(sql)
    }
}

/// A pool of one connection. Its threads are shared, as there are as many pools as tests.
fn r2d2_pool<M: r2d2::ManageConnection>(manager: M) -> r2d2::Pool<M> {
    static THREADS: LazyLock<Arc<ScheduledThreadPool>> =
        LazyLock::new(|| Arc::new(ScheduledThreadPool::new(2)));
    let builder = r2d2::Pool::builder().max_size(1).thread_pool(Arc::clone(&THREADS));
    builder.build(manager).expect("a pool")
}

/// The runtime of all async drivers.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
    });
    &RUNTIME
}

thread_local! {
    /// How often the next future is polled before it is dropped.
    static POLLS: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Waits for the answer of an async driver, unless [`polled`] does not let it.
fn wait<T>(answer: impl Future<Output = T> + Unpin) -> T {
    let Some(polls) = POLLS.take() else { return runtime().block_on(answer) };
    let done = runtime().block_on(poll_times(answer, polls));
    done.unwrap_or_else(|| resume_unwind(Box::new(Dropped)))
}

/// A future was dropped: what `wait` unwinds with, as it has no answer.
struct Dropped;

/// Runs `command` on an async driver, and drops its future if it is not ready after `polls` polls.
pub fn polled<T>(polls: usize, command: impl FnOnce() -> T) -> Option<T> {
    POLLS.set(Some(polls));
    let result = catch_unwind(AssertUnwindSafe(command));
    POLLS.set(None);
    match result {
        Ok(answer) => Some(answer),
        Err(panic) if panic.is::<Dropped>() => None,
        Err(panic) => resume_unwind(panic),
    }
}
