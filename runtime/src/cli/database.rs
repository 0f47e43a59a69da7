//! A database that a URL names, whatever its kind.

// Without a driver no database is ever opened.
#![cfg_attr(
    not(any(feature = "mysql", feature = "postgres", feature = "rusqlite")),
    allow(dead_code, unreachable_code, unused_variables)
)]

use super::url;
use crate::driver::{Connection, Dialect};
use crate::engine::Engine;
use crate::error::{Error, Result};

/// An open connection.
pub(super) enum Database {
    #[cfg(feature = "mysql")]
    Mysql(Box<mysql::Conn>),
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::Client>),
    #[cfg(feature = "rusqlite")]
    Sqlite(Box<rusqlite::Connection>),
    /// Without a driver there is none.
    #[cfg(not(any(feature = "mysql", feature = "postgres", feature = "rusqlite")))]
    None(std::convert::Infallible),
}

impl Database {
    /// Connects; a file that does not exist is not created.
    ///
    /// # Errors
    ///
    /// Those of the drivers, and `no-driver`.
    pub(super) fn open(url: &str) -> Result<Database> {
        match url::dialect(url) {
            #[cfg(feature = "mysql")]
            Some(Dialect::Mysql) => super::open_mysql::open(url).map(Box::new).map(Database::Mysql),
            #[cfg(feature = "postgres")]
            Some(Dialect::Postgres) => super::open_postgres::open(url).map(Box::new).map(Database::Postgres),
            #[cfg(feature = "rusqlite")]
            _ => Ok(Database::Sqlite(Box::new(super::open::open(&url::sqlite(url)?, false)?.connection))),
            #[cfg(not(feature = "rusqlite"))]
            _ => Err(no_driver(url::dialect(url).unwrap_or(Dialect::Sqlite))),
        }
    }

    /// An SQLite database in memory.
    pub(super) fn in_memory() -> Result<Database> {
        #[cfg(feature = "rusqlite")]
        return rusqlite::Connection::open_in_memory().map(Box::new).map(Database::Sqlite).map_err(|error| {
            Error::new("cannot-open", format!("the database in memory cannot be opened: {error}"))
        });
        #[cfg(not(feature = "rusqlite"))]
        Err(no_driver(Dialect::Sqlite))
    }

    /// Runs one statement.
    pub(super) fn execute(&mut self, sql: impl Into<String>) -> Result<()> {
        let sql = sql.into();
        self.drive(Engine::new(move |io| async move { Ok(io.execute(sql).await?) }))
    }

    /// The texts of the first column of a query.
    pub(super) fn texts(&mut self, sql: impl Into<String>) -> Result<Vec<String>> {
        let sql = sql.into();
        self.drive(Engine::new(move |io| async move {
            let rows = io.query(sql, Vec::new()).await?;
            Ok(rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect())
        }))
    }
}

#[cfg(not(feature = "rusqlite"))]
fn no_driver(dialect: Dialect) -> Error {
    Error::new("no-driver", format!("this program does not open databases of {}", dialect.name()))
        .with_help("for its developer: turn on the feature `mysql`, `postgres` or `rusqlite` of ambix")
}

impl Connection for Database {
    type Answer<'a, T: Send + 'a> = T;

    fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "mysql")]
            Database::Mysql(_) => Dialect::Mysql,
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "rusqlite")]
            Database::Sqlite(_) => Dialect::Sqlite,
            #[cfg(not(any(feature = "mysql", feature = "postgres", feature = "rusqlite")))]
            Database::None(never) => match *never {},
        }
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> T {
        match self {
            #[cfg(feature = "mysql")]
            Database::Mysql(connection) => connection.drive(engine),
            #[cfg(feature = "postgres")]
            Database::Postgres(client) => client.drive(engine),
            #[cfg(feature = "rusqlite")]
            Database::Sqlite(connection) => connection.drive(engine),
            #[cfg(not(any(feature = "mysql", feature = "postgres", feature = "rusqlite")))]
            Database::None(never) => match *never {},
        }
    }
}
