//! diesel: blocking. One implementation for all its databases; what they differ in has a file each.
//!
//! Transactions go through diesel's own manager, so that the caller's next `transaction` finds it right. diesel tells
//! little of an error but its text, and only prepares what gives rows: what that means is said with each database.

#[cfg(feature = "diesel-mysql")]
mod mysql;
#[cfg(feature = "diesel-postgres")]
mod postgres;
#[cfg(feature = "diesel-postgres")]
mod postgres_values;
#[cfg(feature = "diesel-sqlite")]
mod sqlite;

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error};

use super::{Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request};
use crate::value::{Row, Value};

/// What databases differ in.
trait Backend: diesel::Connection<TransactionManager = AnsiTransactionManager> {
    const DIALECT: Dialect;

    /// Begins a transaction that may write.
    fn begin(&mut self) -> Result<(), DriverError>;

    /// Whether the caller has a transaction open that diesel may not know of.
    fn in_transaction(&mut self) -> Result<bool, DriverError>;

    /// Sends one statement with its values and answers with its rows.
    fn query(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DriverError>;

    /// Sends a text as it stands.
    fn execute(&mut self, sql: &str) -> Result<(), DriverError>;

    /// Rolls back a transaction of ours, which the server may have ended already.
    fn roll_back(&mut self) -> Result<(), DriverError> {
        match is_open(self) {
            Ok(true) => {
                AnsiTransactionManager::rollback_transaction(self).map_err(|refused| self.error(refused))
            }
            _ => Ok(()),
        }
    }

    /// What the database's refusal means.
    fn error(&mut self, error: Error) -> DriverError;
}

macro_rules! connection {
    ($type:ty) => {
        impl $crate::driver::Connection for $type {
            type Answer<'a, T: Send + 'a>
                = T
            where
                Self: 'a;

            fn dialect(&self) -> $crate::driver::Dialect {
                <$type as $crate::driver::diesel::Backend>::DIALECT
            }

            fn is_transaction(&mut self) -> bool {
                matches!($crate::driver::diesel::is_open(self), Ok(true))
            }

            fn drive<'a, T: Send + 'a>(&'a mut self, engine: $crate::driver::Engine<'a, T>) -> T {
                $crate::driver::diesel::drive(self, engine)
            }
        }
    };
}

use connection;

/// Whether diesel knows of an open transaction.
fn is_open<B: Backend>(connection: &mut B) -> QueryResult<bool> {
    let status = AnsiTransactionManager::transaction_manager_status_mut(connection);
    status.transaction_depth().map(|depth| depth.is_some())
}

fn drive<B: Backend, T: Send>(connection: &mut B, engine: Engine<'_, T>) -> T {
    let mut guard = Guard { connection, engine, callers: None, open: false };
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
struct Guard<'a, B: Backend, T> {
    connection: &'a mut B,
    engine: Engine<'a, T>,
    /// Whether the caller has a transaction open, once it is known: what is open later is ours.
    callers: Option<bool>,
    /// A transaction of ours is open.
    open: bool,
}

impl<B: Backend, T> Guard<'_, B, T> {
    fn perform(&mut self, request: Request) -> Result<Reply, DriverError> {
        match request {
            Request::InTransaction => self.in_callers().map(Reply::Open),
            Request::Begin if self.in_callers()? => Err(DriverError::already_open()),
            Request::Begin => {
                self.connection.begin()?;
                self.open = true;
                Ok(Reply::Done)
            }
            Request::Commit => {
                // A commit that is refused is rolled back by diesel.
                let ended = AnsiTransactionManager::commit_transaction(self.connection);
                ended.map_err(|refused| self.connection.error(refused))?;
                self.open = false;
                Ok(Reply::Done)
            }
            Request::Rollback => self.roll_back().map(|()| Reply::Done),
            Request::Wait(duration) => {
                std::thread::sleep(duration);
                Ok(Reply::Done)
            }
            Request::Query { sql, values } => self.connection.query(&sql, values).map(Reply::Rows),
            Request::Execute { sql } => self.connection.execute(&sql).map(|()| Reply::Done),
        }
    }

    fn in_callers(&mut self) -> Result<bool, DriverError> {
        if let Some(known) = self.callers {
            return Ok(known);
        }
        let open = match is_open(self.connection) {
            Ok(false) => self.connection.in_transaction()?,
            Ok(true) => true,
            Err(broken) => return Err(self.connection.error(broken)),
        };
        self.callers = Some(open);
        Ok(open)
    }

    fn roll_back(&mut self) -> Result<(), DriverError> {
        if std::mem::take(&mut self.open) { self.connection.roll_back() } else { Ok(()) }
    }
}

impl<B: Backend, T> Drop for Guard<'_, B, T> {
    fn drop(&mut self) {
        // Nobody is left to be told if these fail: the connection is gone then, and with it what they undo.
        let _ = self.roll_back();
        for statement in self.engine.restore() {
            let _ = self.connection.execute(&statement);
        }
    }
}

/// What an error means by what diesel says of it, and the database's own words.
fn kind_and_message(error: &Error) -> (DriverErrorKind, String) {
    match error {
        Error::DatabaseError(kind, information) => {
            let kind = match kind {
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                    DriverErrorKind::Connection
                }
                DatabaseErrorKind::ReadOnlyTransaction => DriverErrorKind::ReadOnly,
                _ => DriverErrorKind::Statement,
            };
            (kind, information.message().trim_end().to_owned())
        }
        Error::RollbackErrorOnCommit { commit_error, .. } => kind_and_message(commit_error),
        other => (DriverErrorKind::Statement, other.to_string()),
    }
}
