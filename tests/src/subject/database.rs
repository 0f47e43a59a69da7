//! A database of its own for a test, seen from outside the connection under test.

use std::path::{Path, PathBuf};

use ambix::Dialect;
use rusqlite::types::Value;

use super::reused::Reused;
use crate::servers;
use crate::set::Folder;

/// A new database. It goes away with the value.
pub enum Database {
    /// A file.
    Sqlite(Folder),
    /// On the PostgreSQL server of the tests.
    Postgres(Reused),
    /// On the MariaDB server of the tests.
    Mysql(servers::mariadb::Database),
}

impl Database {
    /// A new, empty one.
    pub fn new(dialect: Dialect) -> Self {
        Database::with(dialect, false)
    }

    /// A new, empty one, with a relay before its server.
    pub fn relayed(dialect: Dialect) -> Self {
        Database::with(dialect, true)
    }

    fn with(dialect: Dialect, relayed: bool) -> Self {
        match dialect {
            Dialect::Sqlite => Database::Sqlite(Folder::new()),
            Dialect::Postgres => Database::Postgres(Reused::new(relayed)),
            Dialect::Mysql => Database::Mysql(servers::mariadb::Database::new().relayed(relayed)),
        }
    }

    /// All rows of a query, as text, seen from a new connection: what is committed.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        match self {
            Database::Sqlite(_) => sqlite_texts(&self.path(), sql),
            Database::Postgres(database) => database.get().texts(sql),
            Database::Mysql(database) => database.texts(sql),
        }
    }

    /// The file of an SQLite database.
    pub fn path(&self) -> PathBuf {
        match self {
            Database::Sqlite(folder) => folder.path().join("test.db"),
            Database::Postgres(_) | Database::Mysql(_) => panic!("not a file"),
        }
    }

    /// The database on the PostgreSQL server.
    pub fn postgres(&self) -> &servers::Database {
        match self {
            Database::Postgres(database) => database.get(),
            Database::Sqlite(_) | Database::Mysql(_) => panic!("not on PostgreSQL"),
        }
    }

    /// The database on the MariaDB server.
    pub fn mysql(&self) -> &servers::mariadb::Database {
        match self {
            Database::Mysql(database) => database,
            Database::Sqlite(_) | Database::Postgres(_) => panic!("not on MariaDB"),
        }
    }
}

/// All rows of a query on a database file, as text.
pub fn sqlite_texts(path: &Path, sql: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open(path).expect("the database");
    let mut statement = connection.prepare(sql).expect("a good query");
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns).map(|index| row.get(index).map(sqlite_text)).collect::<rusqlite::Result<Vec<_>>>()
    });
    rows.expect("rows").map(|row| row.expect("a row").join(" ")).collect()
}

pub(super) fn sqlite_text(value: Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => format!("{bytes:?}"),
    }
}
