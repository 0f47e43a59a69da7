//! How a catalog is read: a few questions, whatever the number of objects.

use std::fmt;

use ambix_graph::script::Dialect;

use crate::catalog::Catalog;
use crate::{mysql, postgres, sqlite};

/// One row of an answer. The questions ask for text alone.
pub type Row = Vec<Option<String>>;

/// Somebody who can ask a server.
pub trait Ask: Send {
    /// Why an answer did not come.
    type Error: Send;

    /// Runs one query without values, all of whose columns are text.
    fn ask(&mut self, sql: &str) -> impl Future<Output = Result<Vec<Row>, Self::Error>> + Send;
}

/// Why a catalog was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError<E> {
    /// The server refused a question.
    Ask(E),
    /// The server answered something that was not expected.
    Answer(String),
}

impl<E: fmt::Display> fmt::Display for ReadError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Ask(error) => error.fmt(f),
            ReadError::Answer(what) => f.write_str(what),
        }
    }
}

impl<E: std::error::Error> std::error::Error for ReadError<E> {}

/// Reads the structure of the database.
///
/// # Errors
///
/// What the server or the connection refuses, and answers that make no sense.
pub async fn read<A: Ask>(dialect: Dialect, server: &mut A) -> Result<Catalog, ReadError<A::Error>> {
    match dialect {
        Dialect::Sqlite => sqlite::read(server).await,
        Dialect::Postgres => postgres::read(server).await,
        Dialect::Mysql => mysql::read(server).await,
    }
}
