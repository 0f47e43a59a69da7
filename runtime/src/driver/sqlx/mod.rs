//! sqlx: async. One implementation for all its databases; what they differ in has a file each.
//!
//! sqlx's own transaction is used, rather than `BEGIN` as text: it rolls back when it is dropped.

#[cfg(feature = "sqlx-mysql")]
mod mysql;
#[cfg(feature = "sqlx-postgres")]
mod postgres;
#[cfg(feature = "sqlx-sqlite")]
mod sqlite;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection as _, Transaction};

use super::{Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request, timer};
use crate::value::{Row, Value};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What databases differ in.
trait Backend: sqlx::Database {
    const DIALECT: Dialect;
    /// Begins a transaction that may write.
    const BEGIN: &'static str;

    /// Whether the caller has a transaction open that sqlx may not know of.
    fn in_transaction(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<bool, DriverError>> + Send;

    /// Sends one statement with its values and answers with its rows.
    fn query(
        connection: &mut Self::Connection,
        sql: String,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<Row>, DriverError>> + Send;

    /// Sends a text as it stands.
    fn execute(
        connection: &mut Self::Connection,
        sql: String,
    ) -> impl Future<Output = Result<(), DriverError>> + Send;

    /// What the database's refusal means.
    fn error(error: sqlx::Error) -> DriverError;

    /// The same for the beginning of a transaction.
    fn begin_error(error: sqlx::Error) -> DriverError {
        Self::error(error)
    }

    /// Undoes what a run has left behind that ended while it did `doing`; sqlx has queued the rollback of a
    /// transaction that it knows of. Nobody can wait for an answer: a future can only be [started](start).
    fn undo(handle: &mut dyn Handle<Self>, doing: Doing, statements: Vec<String>);

    /// Called before, while a transaction of ours is open and nothing is under way on its connection. What it sends
    /// after the end of the transaction it takes from the engine.
    #[cfg(feature = "sqlx-mysql")]
    fn undo_with_transaction(_: &mut Self::Connection, _: &mut dyn FnMut() -> Vec<String>) {}
}

/// A connection, wherever it comes from.
trait Handle<B: Backend>: Send {
    fn connection(&mut self) -> &mut B::Connection;

    /// Sees to it that nobody gets the connection again, if it is a pool's.
    #[cfg(feature = "sqlx-mysql")]
    fn retire(&mut self) {}
}

impl<B: Backend> Handle<B> for PoolConnection<B> {
    fn connection(&mut self) -> &mut B::Connection {
        self
    }

    #[cfg(feature = "sqlx-mysql")]
    fn retire(&mut self) {
        self.close_on_drop();
    }
}

impl<B: Backend> Handle<B> for Transaction<'_, B> {
    fn connection(&mut self) -> &mut B::Connection {
        self
    }
}

macro_rules! connection {
    ($database:ty: $connection:ty) => {
        impl $crate::driver::sqlx::Handle<$database> for $connection {
            fn connection(&mut self) -> &mut Self {
                self
            }
        }

        $crate::driver::sqlx::connection!($database, $connection:
            $connection, sqlx::pool::PoolConnection<$database>, sqlx::Transaction<'_, $database>);
    };
    ($database:ty, $connection:ty: $($type:ty),*) => {
        $(impl $crate::driver::Connection for $type {
            type Answer<'a, T: Send + 'a>
                = $crate::driver::sqlx::BoxFuture<'a, T>
            where
                Self: 'a;

            fn dialect(&self) -> $crate::driver::Dialect {
                <$database as $crate::driver::sqlx::Backend>::DIALECT
            }

            fn is_transaction(&mut self) -> bool {
                sqlx::Connection::is_in_transaction(self as &$connection)
            }

            fn drive<'a, T: Send + 'a>(
                &'a mut self,
                engine: $crate::driver::Engine<'a, T>,
            ) -> $crate::driver::sqlx::BoxFuture<'a, T> {
                Box::pin($crate::driver::sqlx::drive::<$database, T>(self, engine))
            }
        })*
    };
}

use connection;

/// What a run is doing, for the case that it ends there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    /// It waits for a revision, or for a lock.
    Nothing,
    /// A transaction is being begun.
    Beginning,
    /// A statement, or the end of a transaction, is under way.
    Working,
    /// It is over.
    Over,
}

impl Doing {
    fn of(request: &Request) -> Self {
        if matches!(request, Request::Wait(_)) { Doing::Nothing } else { Doing::Working }
    }
}

/// Leaves the connection as it was, also when the future is dropped half-way. It is declared before any transaction,
/// so sqlx has queued its rollback by the time this one's statements are queued behind it.
struct Guard<'a, B: Backend, T> {
    handle: &'a mut dyn Handle<B>,
    engine: Engine<'a, T>,
    /// Whether the caller has a transaction open, once it is known: what is open later is ours.
    callers: Option<bool>,
    doing: Doing,
}

impl<B: Backend, T> Drop for Guard<'_, B, T> {
    fn drop(&mut self) {
        let statements = self.engine.restore();
        if self.doing != Doing::Over || !statements.is_empty() {
            B::undo(self.handle, self.doing, statements);
        }
    }
}

async fn next<T>(engine: &mut Engine<'_, T>) -> Next<T> {
    poll_fn(|context| engine.poll_next(context)).await
}

async fn drive<'a, B: Backend, T: Send + 'a>(handle: &'a mut dyn Handle<B>, engine: Engine<'a, T>) -> T {
    // A future that was dropped before may have left its answers here, and an error among them is not ours. If the
    // connection waits for nothing, this does nothing.
    while let Err(sqlx::Error::Database(_)) = handle.connection().flush().await {}
    let mut guard = Guard { handle, engine, callers: None, doing: Doing::Nothing };
    loop {
        let request = match next(&mut guard.engine).await {
            Next::Request(request) => request,
            Next::Done(answer) => {
                guard.doing = Doing::Over;
                return answer;
            }
        };
        let reply = match request {
            Request::InTransaction => guard.in_callers().await.map(Reply::Open),
            Request::Begin => match guard.in_callers().await {
                Ok(true) => Err(DriverError::already_open()),
                Ok(false) => {
                    guard.doing = Doing::Beginning;
                    match guard.handle.connection().begin_with(AssertSqlSafe(B::BEGIN)).await {
                        Ok(transaction) => {
                            guard.doing = Doing::Nothing;
                            guard.engine.reply(Ok(Reply::Done));
                            let ours = drive_transaction(transaction, &mut guard.engine, &mut guard.doing);
                            match ours.await {
                                Some(answer) => return answer,
                                None => continue,
                            }
                        }
                        Err(refused) => Err(B::begin_error(refused)),
                    }
                }
                Err(refused) => Err(refused),
            },
            request => {
                guard.doing = Doing::of(&request);
                perform::<B>(guard.handle.connection(), request).await
            }
        };
        guard.doing = Doing::Nothing;
        guard.engine.reply(reply);
    }
}

impl<B: Backend, T> Guard<'_, B, T> {
    async fn in_callers(&mut self) -> Result<bool, DriverError> {
        if let Some(known) = self.callers {
            return Ok(known);
        }
        let connection = self.handle.connection();
        let open = connection.is_in_transaction() || {
            self.doing = Doing::Working;
            B::in_transaction(connection).await?
        };
        self.callers = Some(open);
        Ok(open)
    }
}

/// A transaction of ours, for the case that the run ends inside it.
struct Ours<'r, 't, 'e, B: Backend, T> {
    /// Until it is ended.
    transaction: Option<Transaction<'t, B>>,
    engine: &'r mut Engine<'e, T>,
    doing: &'r mut Doing,
}

impl<B: Backend, T> Drop for Ours<'_, '_, '_, B, T> {
    fn drop(&mut self) {
        #[cfg(feature = "sqlx-mysql")]
        if let Some(transaction) = &mut self.transaction
            && *self.doing == Doing::Nothing
        {
            B::undo_with_transaction(transaction, &mut || self.engine.restore());
        }
    }
}

/// Performs requests until the transaction has ended; an answer if the engine ended first.
async fn drive_transaction<B: Backend, T>(
    transaction: Transaction<'_, B>,
    engine: &mut Engine<'_, T>,
    doing: &mut Doing,
) -> Option<T> {
    let mut ours = Ours { transaction: Some(transaction), engine, doing };
    loop {
        let request = match next(ours.engine).await {
            Next::Done(answer) => return Some(answer),
            Next::Request(request) => request,
        };
        *ours.doing = Doing::of(&request);
        let ends = matches!(request, Request::Commit | Request::Rollback);
        let reply = match (&mut ours.transaction, request) {
            (Some(transaction), request) if !ends => perform::<B>(transaction, request).await,
            (_, request) => {
                // An end that is refused drops the transaction, which queues a rollback.
                let ended = match (ours.transaction.take(), request) {
                    (Some(transaction), Request::Commit) => transaction.commit().await,
                    (Some(transaction), _) => transaction.rollback().await,
                    (None, _) => Ok(()),
                };
                *ours.doing = Doing::Nothing;
                ours.engine.reply(ended.map(|()| Reply::Done).map_err(B::error));
                return None;
            }
        };
        *ours.doing = Doing::Nothing;
        ours.engine.reply(reply);
    }
}

async fn perform<B: Backend>(connection: &mut B::Connection, request: Request) -> Result<Reply, DriverError> {
    match request {
        Request::Wait(duration) => {
            timer(duration).await;
            Ok(Reply::Done)
        }
        Request::Query { sql, values } => B::query(connection, sql, values).await.map(Reply::Rows),
        Request::Execute { sql } => B::execute(connection, sql).await.map(|()| Reply::Done),
        // Nothing of ours is open; what sqlx has queued is sent.
        Request::Rollback => connection.ping().await.map(|()| Reply::Done).map_err(B::error),
        Request::InTransaction | Request::Begin | Request::Commit => Ok(Reply::Done),
    }
}

/// Polls a future once: sqlx writes to the server, or to the thread of the connection, before it first waits.
fn start<F: Future>(future: F) {
    let mut future = pin!(future);
    let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
}

/// What is no answer of the database.
fn other(error: sqlx::Error) -> DriverError {
    let kind = match &error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::WorkerCrashed => DriverErrorKind::Connection,
        _ => DriverErrorKind::Statement,
    };
    DriverError::new(kind, error.to_string()).with_source(error)
}
