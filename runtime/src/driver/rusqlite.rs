//! SQLite through rusqlite: blocking.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, ToSql, params_from_iter};

use super::{Connection, Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request};
use crate::value::{Row, Value};

macro_rules! connection {
    ($($type:ty),*) => {$(
        impl Connection for $type {
            type Answer<'a, T: Send + 'a>
                = T
            where
                Self: 'a;

            fn dialect(&self) -> Dialect {
                Dialect::Sqlite
            }

            fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> T {
                drive(self, engine)
            }
        }
    )*};
}

connection!(rusqlite::Connection, rusqlite::Transaction<'_>, rusqlite::Savepoint<'_>);

fn drive<'a, T: Send + 'a>(connection: &'a rusqlite::Connection, engine: Engine<'a, T>) -> T {
    let mut guard = Guard { connection, engine, ours: connection.is_autocommit() };
    loop {
        match guard.engine.next_blocking() {
            Next::Done(answer) => return answer,
            Next::Request(request) => {
                let reply = guard.perform(request);
                guard.engine.reply(reply);
            }
        }
    }
}

/// Leaves the connection as it was, also when a revision panics.
struct Guard<'a, T> {
    connection: &'a rusqlite::Connection,
    engine: Engine<'a, T>,
    /// No transaction was open at the start, so whatever is open at the end is to be rolled back.
    ours: bool,
}

impl<T> Guard<'_, T> {
    fn perform(&mut self, request: Request) -> Result<Reply, DriverError> {
        match request {
            Request::InTransaction => Ok(Reply::Open(!self.connection.is_autocommit())),
            Request::Begin => {
                if !self.connection.is_autocommit() {
                    return Err(DriverError::already_open());
                }
                self.execute("BEGIN IMMEDIATE")?;
                Ok(Reply::Done)
            }
            Request::Commit => {
                self.execute("COMMIT")?;
                Ok(Reply::Done)
            }
            Request::Rollback => {
                if self.connection.is_autocommit() {
                    return Ok(Reply::Done);
                }
                self.execute("ROLLBACK")
            }
            Request::Wait(duration) => {
                std::thread::sleep(duration);
                Ok(Reply::Done)
            }
            Request::Query { sql, values } => {
                self.query(&sql, &values).map(Reply::Rows).map_err(|refused| error(refused, &sql))
            }
            Request::Execute { sql } => self.execute(&sql),
        }
    }

    /// A statement of a revision may give rows (`SELECT`, `PRAGMA`), which `rusqlite`'s `execute` refuses.
    fn execute(&self, sql: &str) -> Result<Reply, DriverError> {
        let run = || {
            let mut statement = self.connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        };
        run().map(|()| Reply::Done).map_err(|refused| error(refused, sql))
    }

    fn query(&self, sql: &str, values: &[Value]) -> rusqlite::Result<Vec<Row>> {
        let mut statement = self.connection.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values))?;
        let mut answer = Vec::new();
        while let Some(row) = rows.next()? {
            let values = (0..columns).map(|index| row.get_ref(index).map(value));
            answer.push(Row::new(values.collect::<rusqlite::Result<_>>()?));
        }
        Ok(answer)
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        if self.ours && !self.connection.is_autocommit() {
            // Nobody is left to be told: the connection is closing, or SQLite has rolled back by itself.
            let _ = self.execute("ROLLBACK");
        }
        for statement in self.engine.restore() {
            let _ = self.execute(&statement);
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(match str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(text).into_owned(),
        }),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
    }
}

fn error(error: rusqlite::Error, sql: &str) -> DriverError {
    let kind = match error.sqlite_error().map(|sqlite| sqlite.code) {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DriverErrorKind::Busy,
        Some(ErrorCode::ReadOnly) => DriverErrorKind::ReadOnly,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => DriverErrorKind::NotADatabase,
        Some(ErrorCode::CannotOpen) => DriverErrorKind::CannotOpen,
        Some(ErrorCode::SystemIoFailure) => DriverErrorKind::Connection,
        _ => DriverErrorKind::Statement,
    };
    let (message, offset) = match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => (message.clone(), None),
        other => place(other.to_string(), sql),
    };
    let mut answer = DriverError::new(kind, message);
    if let Some(sqlite) = error.sqlite_error() {
        answer = answer.with_code(sqlite.extended_code.to_string());
    }
    if let Some(offset) = offset {
        answer = answer.with_offset(offset);
    }
    answer.with_source(error)
}

/// Newer versions of rusqlite tell where in the text SQLite stumbled, in a variant of their error that exists only
/// with one of their features and so cannot be named here. Its text is `<message> in <sql> at offset <offset>`.
fn place(text: String, sql: &str) -> (String, Option<usize>) {
    let parts = text.split_once(&format!(" in {sql} at offset "));
    match parts.and_then(|(message, offset)| Some((message.to_owned(), offset.parse().ok()?))) {
        Some((message, offset)) => (message, Some(offset)),
        None => (text, None),
    }
}
