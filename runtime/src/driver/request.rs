//! What the engine asks of a driver, and what it is told.

use std::time::Duration;

use crate::value::{Row, Value};

/// One thing to do on the connection.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Request {
    /// Is a transaction open that the caller began? Answer [`Reply::Open`], without asking the server if the
    /// driver knows; a driver that cannot know answers `false`, and a `Begin` that meets one says
    /// [`AlreadyOpen`](super::DriverErrorKind::AlreadyOpen).
    InTransaction,
    /// Begin a transaction that may write; on SQLite that is `BEGIN IMMEDIATE`.
    Begin,
    /// Commit it.
    Commit,
    /// Roll it back. Not an error if the server has already done so.
    Rollback,
    /// Wait before the next try to get a lock. An async driver can await [`timer`](super::timer).
    Wait(Duration),
    /// Send one statement with bound values, unnamed, and answer with all rows.
    Query {
        /// The statement, with the placeholders of the dialect.
        sql: String,
        /// The values, in order.
        values: Vec<Value>,
    },
    /// Send the text of one statement as it is, unprepared where the driver can, and discard rows.
    Execute {
        /// The statement.
        sql: String,
    },
}

/// The answer to a [`Request`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reply {
    /// It is done.
    Done,
    /// Whether a transaction is open.
    Open(bool),
    /// The rows of a `Query`.
    Rows(Vec<Row>),
}
