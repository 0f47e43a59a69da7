//! SQLite through sqlx: async.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Connection as _, Decode, Row as _, Transaction, TypeInfo as _, ValueRef as _};

use super::{Connection, Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request, timer};
use crate::value::{Row, Value};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

macro_rules! connection {
    ($($type:ty),*) => {$(
        impl Connection for $type {
            type Answer<'a, T: Send + 'a>
                = BoxFuture<'a, T>
            where
                Self: 'a;

            fn dialect(&self) -> Dialect {
                Dialect::Sqlite
            }

            fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> BoxFuture<'a, T> {
                Box::pin(drive(self, engine))
            }
        }
    )*};
}

connection!(SqliteConnection, PoolConnection<Sqlite>, Transaction<'_, Sqlite>);

/// Undoes session settings when the future is dropped half-way. It is declared before any transaction, so sqlx
/// has queued its rollback by the time this one's statements are queued behind it.
struct Guard<'a, T> {
    connection: &'a mut SqliteConnection,
    engine: Engine<'a, T>,
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        for statement in self.engine.restore() {
            // sqlx hands a statement to the thread of the connection when its future is first polled.
            let mut sent = pin!(execute(self.connection, statement));
            let _ = sent.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

async fn next<T>(engine: &mut Engine<'_, T>) -> Next<T> {
    poll_fn(|context| engine.poll_next(context)).await
}

async fn drive<'a, T: Send + 'a>(connection: &'a mut SqliteConnection, engine: Engine<'a, T>) -> T {
    let mut guard = Guard { connection, engine };
    loop {
        match next(&mut guard.engine).await {
            Next::Done(answer) => return answer,
            Next::Request(Request::Begin) if guard.connection.is_in_transaction() => {
                let message = "a transaction is already open on this connection";
                guard.engine.reply(Err(DriverError::new(DriverErrorKind::AlreadyOpen, message)));
            }
            // sqlx's own transaction, rather than the text `BEGIN`, rolls back when it is dropped.
            Next::Request(Request::Begin) => match guard.connection.begin_with("BEGIN IMMEDIATE").await {
                Ok(transaction) => {
                    guard.engine.reply(Ok(Reply::Done));
                    if let Some(answer) = drive_transaction(transaction, &mut guard.engine).await {
                        return answer;
                    }
                }
                Err(refused) => {
                    guard.engine.reply(Err(begin_error(refused)));
                }
            },
            Next::Request(request) => {
                let reply = perform(guard.connection, request).await;
                guard.engine.reply(reply);
            }
        }
    }
}

/// Performs requests until the transaction has ended; an answer if the engine ended first.
async fn drive_transaction<T>(
    mut transaction: Transaction<'_, Sqlite>,
    engine: &mut Engine<'_, T>,
) -> Option<T> {
    loop {
        match next(engine).await {
            Next::Done(answer) => return Some(answer),
            Next::Request(Request::Commit) => {
                // A commit that is refused drops the transaction, which rolls back.
                let reply = transaction.commit().await.map(|()| Reply::Done).map_err(error);
                engine.reply(reply);
                return None;
            }
            Next::Request(Request::Rollback) => {
                let reply = transaction.rollback().await.map(|()| Reply::Done).map_err(error);
                engine.reply(reply);
                return None;
            }
            Next::Request(request) => {
                let reply = perform(&mut transaction, request).await;
                engine.reply(reply);
            }
        }
    }
}

async fn perform(connection: &mut SqliteConnection, request: Request) -> Result<Reply, DriverError> {
    match request {
        Request::InTransaction => Ok(Reply::Open(connection.is_in_transaction())),
        Request::Wait(duration) => {
            timer(duration).await;
            Ok(Reply::Done)
        }
        Request::Query { sql, values } => {
            query(connection, sql, values).await.map(Reply::Rows).map_err(error)
        }
        Request::Execute { sql } => execute(connection, sql).await.map(|()| Reply::Done).map_err(error),
        // Only a commit or a rollback without a transaction of ours gets here.
        Request::Begin | Request::Commit | Request::Rollback => Ok(Reply::Done),
    }
}

async fn execute(connection: &mut SqliteConnection, sql: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
}

async fn query(connection: &mut SqliteConnection, sql: String, values: Vec<Value>) -> sqlx::Result<Vec<Row>> {
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for value in values {
        query = match value {
            Value::Null => query.bind(None::<String>),
            Value::Integer(number) => query.bind(number),
            Value::Real(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Blob(bytes) => query.bind(bytes),
        };
    }
    query.fetch_all(connection).await?.iter().map(row).collect()
}

fn row(row: &SqliteRow) -> sqlx::Result<Row> {
    (0..row.len()).map(|index| value(row, index)).collect::<sqlx::Result<_>>().map(Row::new)
}

fn value(row: &SqliteRow, index: usize) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let name = raw.type_info().name().to_owned();
    let value = match name.as_str() {
        "INTEGER" | "BOOLEAN" => Decode::<Sqlite>::decode(raw).map(Value::Integer),
        "REAL" => Decode::<Sqlite>::decode(raw).map(Value::Real),
        "BLOB" => Decode::<Sqlite>::decode(raw).map(Value::Blob),
        _ => Decode::<Sqlite>::decode(raw).map(Value::Text),
    };
    value.map_err(sqlx::Error::Decode)
}

/// A transaction that was begun as text is unknown to sqlx; SQLite refuses the second `BEGIN` with its generic
/// code, and no other cause gives a syntactically right `BEGIN` that code.
fn begin_error(refused: sqlx::Error) -> DriverError {
    let generic = |database: &dyn sqlx::error::DatabaseError| database.code().as_deref() == Some("1");
    match refused.as_database_error() {
        Some(database) if generic(database) => {
            DriverError::new(DriverErrorKind::AlreadyOpen, database.message().to_owned()).with_source(refused)
        }
        _ => error(refused),
    }
}

fn error(error: sqlx::Error) -> DriverError {
    let Some(database) = error.as_database_error() else {
        let kind = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                DriverErrorKind::Connection
            }
            _ => DriverErrorKind::Statement,
        };
        return DriverError::new(kind, error.to_string()).with_source(error);
    };
    let code = database.code().map(|code| code.into_owned());
    // The primary result code is the low byte of the extended one: <https://sqlite.org/rescode.html>.
    let primary = code.as_deref().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
    let kind = match primary {
        Some(5 | 6) => DriverErrorKind::Busy,
        Some(8) => DriverErrorKind::ReadOnly,
        Some(11 | 26) => DriverErrorKind::NotADatabase,
        Some(14) => DriverErrorKind::CannotOpen,
        Some(10) => DriverErrorKind::Connection,
        _ => DriverErrorKind::Statement,
    };
    let mut answer = DriverError::new(kind, database.message().to_owned());
    if let Some(code) = code {
        answer = answer.with_code(code);
    }
    answer.with_source(error)
}
