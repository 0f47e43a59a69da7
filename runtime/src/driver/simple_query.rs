//! PostgreSQL's simple query protocol, as `postgres` and `tokio-postgres` use it: all values come back as text.

use std::fmt::Write as _;

#[cfg(feature = "postgres")]
use postgres::{Error, SimpleQueryMessage, error::ErrorPosition};
#[cfg(not(feature = "postgres"))]
use tokio_postgres::{Error, SimpleQueryMessage, error::ErrorPosition};

use super::sqlstate::{IN_FAILED_TRANSACTION, kind, offset};
use super::{DriverError, DriverErrorKind};
use crate::value::{Row, Value};

/// What the answer to [`PROBE`](super::sqlstate::PROBE) means.
pub(super) fn is_open(answer: Result<Vec<SimpleQueryMessage>, Error>) -> Result<bool, DriverError> {
    match answer.map_err(error) {
        Ok(messages) => Ok(rows(&messages).first().and_then(|row| row.integer(0)) == Some(1)),
        Err(refused) if refused.code() == Some(IN_FAILED_TRANSACTION) => Ok(true),
        Err(refused) => Err(refused),
    }
}

pub(super) fn rows(messages: &[SimpleQueryMessage]) -> Vec<Row> {
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let value = |index| row.get(index).map_or(Value::Null, |text: &str| Value::Text(text.to_owned()));
            Some(Row::new((0..row.len()).map(value).collect()))
        }
        _ => None,
    };
    messages.iter().filter_map(row).collect()
}

/// The server's words, code and advice.
pub(super) fn error(error: Error) -> DriverError {
    let Some(refused) = error.as_db_error() else {
        // What is no answer of the server is a broken connection, or a value that the protocol cannot carry.
        let broken = error.is_closed()
            || std::error::Error::source(&error).is_some_and(|source| source.is::<std::io::Error>());
        let kind = if broken { DriverErrorKind::Connection } else { DriverErrorKind::Statement };
        let message = match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        return DriverError::new(kind, message).with_source(error);
    };
    let code = refused.code().code().to_owned();
    let mut message = refused.message().to_owned();
    if let Some(detail) = refused.detail() {
        let _ = write!(message, ": {detail}");
    }
    DriverError::new(kind(&code), message).with_code(code).with_source(error)
}

/// The same for a statement that was sent as it stands.
pub(super) fn error_in(refused: Error, sql: &str) -> DriverError {
    let position = match refused.as_db_error().and_then(|refused| refused.position()) {
        Some(&ErrorPosition::Original(position)) => usize::try_from(position).ok(),
        _ => None,
    };
    let offset = position.and_then(|position| offset(sql, position));
    let answer = error(refused);
    match offset {
        Some(offset) => answer.with_offset(offset),
        None => answer,
    }
}
