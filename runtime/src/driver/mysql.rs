//! MySQL and MariaDB through `mysql`: blocking.

use std::error::Error as _;

use mysql::prelude::Queryable;
use mysql::{Conn, Error, PooledConn, Transaction};

use super::mysql_text::{
    Backslash, NO_SUCH_VARIABLE, PROBE, RELEASE, SAVEPOINT, error, inlined, is_open, is_released, row,
};
use super::{Connection, Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request};
use crate::value::Row;

/// What connections and transactions have in common.
trait Text {
    /// Sends a text, and keeps the rows if they are wanted. Whether it has columns.
    fn send(&mut self, sql: &str, rows: Option<&mut Vec<Row>>) -> Result<bool, Error>;
}

macro_rules! connection {
    ($($type:ty: $in_transaction:literal),*) => {$(
        impl Text for $type {
            fn send(&mut self, sql: &str, rows: Option<&mut Vec<Row>>) -> Result<bool, Error> {
                send(self, sql, rows)
            }
        }

        impl Connection for $type {
            type Answer<'a, T: Send + 'a>
                = T
            where
                Self: 'a;

            fn dialect(&self) -> Dialect {
                Dialect::Mysql
            }

            fn is_transaction(&mut self) -> bool {
                $in_transaction
            }

            fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> T {
                drive(self, $in_transaction, engine)
            }
        }
    )*};
}

connection!(Conn: false, PooledConn: false, Transaction<'_>: true);

/// Every result is looked at: a text may hold several statements, or call a procedure, and each can fail.
fn send(connection: &mut impl Queryable, sql: &str, mut rows: Option<&mut Vec<Row>>) -> Result<bool, Error> {
    let mut results = connection.query_iter(sql)?;
    let has_columns = !results.columns().as_ref().is_empty();
    while let Some(result) = results.iter() {
        for values in result {
            let values = values?;
            if let Some(rows) = &mut rows {
                rows.push(row(values.unwrap_raw().into_iter().map(bytes)));
            }
        }
    }
    Ok(has_columns)
}

fn bytes(value: Option<mysql::Value>) -> Option<Vec<u8>> {
    match value? {
        mysql::Value::NULL => None,
        mysql::Value::Bytes(bytes) => Some(bytes),
        // Not in the text protocol.
        other => Some(other.as_sql(true).into_bytes()),
    }
}

/// What an error that is no answer of the server says, without the names that it has inside the driver.
pub(crate) fn words(error: &Error) -> String {
    let error: &dyn std::error::Error = match error {
        Error::IoError(error) => error,
        // It tells of an error of the connection in its source only, where its type is not public.
        Error::CodecError(error) => error.source().unwrap_or(error),
        Error::DriverError(error) => error,
        other => other,
    };
    match error.downcast_ref::<std::io::Error>() {
        // With TLS the words are for those who write servers.
        Some(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "the server has closed the connection".to_owned()
        }
        _ => error.to_string(),
    }
}

fn drive<T: Send>(connection: &mut dyn Text, in_transaction: bool, engine: Engine<'_, T>) -> T {
    let callers = in_transaction.then_some(true);
    let mut guard = Guard { connection, engine, callers, open: false, first: true, lost: false };
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
    connection: &'a mut dyn Text,
    engine: Engine<'a, T>,
    /// Whether the caller has a transaction open, once it is known.
    callers: Option<bool>,
    /// A transaction of ours is open.
    open: bool,
    /// Nothing was asked yet.
    first: bool,
    /// An answer did not arrive. It may still do so, and be taken for that to another question.
    lost: bool,
}

impl<T> Guard<'_, T> {
    fn perform(&mut self, request: Request) -> Result<Reply, DriverError> {
        match request {
            Request::InTransaction => self.in_callers().map(Reply::Open),
            Request::Begin if self.in_callers()? => Err(DriverError::already_open()),
            Request::Begin => {
                self.execute("START TRANSACTION")?;
                self.open = true;
                Ok(Reply::Done)
            }
            Request::Commit => {
                self.execute("COMMIT")?;
                self.open = false;
                Ok(Reply::Done)
            }
            Request::Rollback if !self.open => Ok(Reply::Done),
            Request::Rollback => {
                self.open = false;
                self.execute("ROLLBACK").map(|()| Reply::Done)
            }
            Request::Wait(duration) => {
                std::thread::sleep(duration);
                Ok(Reply::Done)
            }
            Request::Query { sql, values } if values.is_empty() => self.query(&sql).map(Reply::Rows),
            Request::Query { sql, values } => {
                let backslash = match Backslash::matters(&sql) {
                    true => Backslash::of(&self.query(Backslash::ASK)?),
                    false => Backslash::USUAL,
                };
                self.query(&inlined(&sql, &values, backslash)?).map(Reply::Rows)
            }
            Request::Execute { sql } => self.execute(&sql).map(|()| Reply::Done),
        }
    }

    /// Asked once: what is open later is ours.
    fn in_callers(&mut self) -> Result<bool, DriverError> {
        if let Some(known) = self.callers {
            return Ok(known);
        }
        let open = match self.query(PROBE) {
            Ok(rows) => is_open(&rows),
            Err(refused) if refused.code() == Some(NO_SUCH_VARIABLE) => {
                self.execute(SAVEPOINT)?;
                is_released(self.execute(RELEASE))?
            }
            Err(refused) => return Err(refused),
        };
        self.callers = Some(open);
        Ok(open)
    }

    fn query(&mut self, sql: &str) -> Result<Vec<Row>, DriverError> {
        let first = std::mem::replace(&mut self.first, false);
        let mut rows = Vec::new();
        let has_columns = self.send(sql, Some(&mut rows))?;
        if first && !has_columns && sql.starts_with("SELECT") {
            // The driver does not notice that the caller, or an earlier command, gave up waiting (a read timeout).
            self.lost = true;
            let message = "the server's answer is to an earlier statement, which was given up";
            return Err(DriverError::new(DriverErrorKind::Connection, message));
        }
        Ok(rows)
    }

    fn execute(&mut self, sql: &str) -> Result<(), DriverError> {
        self.first = false;
        self.send(sql, None).map(drop)
    }

    fn send(&mut self, sql: &str, rows: Option<&mut Vec<Row>>) -> Result<bool, DriverError> {
        if self.lost {
            return Err(DriverError::new(DriverErrorKind::Connection, "the connection is lost"));
        }
        self.connection.send(sql, rows).map_err(|refused| match &refused {
            Error::MySqlError(server) => error(server.code, &server.message).with_source(refused),
            _ => {
                self.lost = true;
                DriverError::new(DriverErrorKind::Connection, words(&refused)).with_source(refused)
            }
        })
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // Nobody is left to be told if these fail: the connection is gone then, and with it what they undo.
        if self.lost {
            // If it is only that we did not wait long enough, the server ends it after the statement under way.
            let _ = self.connection.send("KILL CONNECTION_ID()", None);
            return;
        }
        if self.open {
            let _ = self.execute("ROLLBACK");
        }
        for statement in self.engine.restore() {
            let _ = self.execute(&statement);
        }
    }
}
