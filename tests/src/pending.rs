//! An async connection that is pending at every request, on top of rusqlite.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use ambix::driver::{Connection, Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request};
use ambix::{Row, Value};
use rusqlite::params_from_iter;
use rusqlite::types::Value as SqliteValue;

/// The connection. Its future is woken at once, but never ready at the first poll.
pub struct Pending(pub rusqlite::Connection);

impl Connection for Pending {
    type Answer<'a, T: Send + 'a> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> Self::Answer<'a, T> {
        Box::pin(async move {
            let mut guard = Guard { connection: &mut self.0, engine, open: false };
            loop {
                match std::future::poll_fn(|context| guard.engine.poll_next(context)).await {
                    Next::Done(answer) => return answer,
                    Next::Request(request) => {
                        Once(false).await;
                        if let Request::Wait(duration) = request {
                            ambix::driver::timer(duration).await;
                            guard.engine.reply(Ok(Reply::Done));
                            continue;
                        }
                        let reply = guard.perform(request);
                        Once(false).await;
                        guard.engine.reply(reply);
                    }
                }
            }
        })
    }
}

/// Pending once.
struct Once(bool);

impl Future for Once {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

struct Guard<'a, T> {
    connection: &'a mut rusqlite::Connection,
    engine: Engine<'a, T>,
    open: bool,
}

impl<T> Guard<'_, T> {
    fn perform(&mut self, request: Request) -> Result<Reply, DriverError> {
        let verb = match request {
            Request::InTransaction => return Ok(Reply::Open(!self.connection.is_autocommit())),
            Request::Query { sql, values } => return self.query(&sql, &values).map(Reply::Rows),
            Request::Execute { sql } => return self.query(&sql, &[]).map(|_| Reply::Done),
            Request::Begin => "BEGIN IMMEDIATE",
            Request::Commit => "COMMIT",
            Request::Rollback if self.connection.is_autocommit() => return Ok(Reply::Done),
            Request::Rollback => "ROLLBACK",
            other => panic!("a request that the connection does not know: {other:?}"),
        };
        self.query(verb, &[])?;
        self.open = verb.starts_with("BEGIN");
        Ok(Reply::Done)
    }

    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DriverError> {
        let error = |error: rusqlite::Error| {
            let busy = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy);
            let kind = if busy { DriverErrorKind::Busy } else { DriverErrorKind::Statement };
            DriverError::new(kind, error.to_string())
        };
        let mut statement = self.connection.prepare(sql).map_err(error)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(error)?;
        let mut answer = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            let value = |index| match row.get(index).expect("a column") {
                SqliteValue::Null => Value::Null,
                SqliteValue::Integer(number) => Value::Integer(number),
                SqliteValue::Real(number) => Value::Real(number),
                SqliteValue::Text(text) => Value::Text(text),
                SqliteValue::Blob(bytes) => Value::Blob(bytes),
            };
            answer.push(Row::new((0..columns).map(value).collect()));
        }
        Ok(answer)
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        if self.open && !self.connection.is_autocommit() {
            self.query("ROLLBACK", &[]).expect("a rollback");
        }
        for statement in self.engine.restore() {
            self.query(&statement, &[]).expect("a statement that restores");
        }
    }
}
