//! Reads the structure of the connected database.

use ambix_graph::script::Dialect;
use ambix_schema::{Ask, Catalog, ReadError};

use crate::driver::{Connection, DriverError};
use crate::engine::{Engine, Io};
use crate::error::{Error, Result};
use crate::value::Value;

/// Reads the structure of the database that `connection` is connected to, all of it.
///
/// # Errors
///
/// - `statement-failed`, `permission-denied` if the database refuses a question about its catalogs.
/// - `database-error` if it answers something that is not understood.
/// - `cannot-connect` and others, if the connection fails.
///
/// # Examples
///
/// ```
/// let mut connection = rusqlite::Connection::open_in_memory()?;
/// connection.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY)")?;
/// let catalog = ambix::schema::read(&mut connection)?;
/// let nothing = ambix::schema::Catalog::new(ambix::Dialect::Sqlite);
/// let changes = nothing.changes(&catalog);
/// assert_eq!(changes[0].to_string(), "add table users");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read<C: Connection>(connection: &mut C) -> C::Answer<'_, Result<Catalog>> {
    let dialect = connection.dialect();
    connection.drive(Engine::new(move |io| async move { catalog(&io, dialect).await }))
}

/// Reads the structure by way of a run that goes on.
pub(crate) async fn catalog(io: &Io, dialect: Dialect) -> Result<Catalog> {
    ambix_schema::read(dialect, &mut Server(io)).await.map_err(|error| match error {
        ReadError::Ask(refused) => Error::from(refused),
        error => {
            Error::new("database-error", format!("the catalogs of the database were not understood: {error}"))
        }
    })
}

struct Server<'a>(&'a Io);

impl Ask for Server<'_> {
    type Error = DriverError;

    async fn ask(&mut self, sql: &str) -> Result<Vec<ambix_schema::Row>, DriverError> {
        let rows = self.0.query(sql, Vec::new()).await?;
        Ok(rows.iter().map(|row| row.values().iter().map(text).collect()).collect())
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}
