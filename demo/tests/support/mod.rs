//! What the tests of the shop share.
#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::path::PathBuf;

use ambix::{Config, Migrations};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// A database in memory.
pub(crate) fn connect() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    connection
}

pub(crate) fn config<'c>(
    migrations: &Migrations,
    connection: &'c mut Connection,
) -> Config<&'c mut Connection> {
    Config::new(migrations).connection(connection)
}

/// The rows of a query, columns separated by `|`.
pub(crate) fn values(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let text = |value: ValueRef<'_>| match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
    };
    let rows = statement.query_map([], |row| {
        let values: Vec<String> =
            (0..columns).map(|at| row.get_ref(at).map(text)).collect::<Result<_, _>>()?;
        Ok(values.join("|"))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// What a database holds apart from ambix's own tables: tables by their structure, since `ALTER TABLE` does not
/// keep the text of `CREATE TABLE`; everything else by its text; rows but for the times that SQLite fills in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot(Vec<String>);

impl Snapshot {
    pub(crate) fn take(connection: &Connection) -> Self {
        let mut snapshot = Vec::new();
        let objects = "SELECT type, name FROM sqlite_schema
             WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' AND tbl_name NOT LIKE 'ambix!_%' ESCAPE '!'
             ORDER BY type, name";
        for object in values(connection, objects) {
            let (kind, name) = object.split_once('|').unwrap();
            snapshot.push(object.clone());
            if kind != "table" {
                snapshot.extend(values(
                    connection,
                    &format!("SELECT sql FROM sqlite_schema WHERE name = '{name}'"),
                ));
                continue;
            }
            for pragma in ["table_xinfo", "foreign_key_list", "index_list"] {
                snapshot.extend(values(connection, &format!("SELECT * FROM pragma_{pragma}('{name}')")));
            }
            snapshot
                .extend(values(connection, &format!("SELECT strict, wr FROM pragma_table_list('{name}')")));
            let columns = format!(
                "SELECT name FROM pragma_table_info('{name}') WHERE coalesce(dflt_value, '') NOT LIKE 'CURRENT%'"
            );
            let columns = values(connection, &columns).join(", ");
            snapshot.extend(values(connection, &format!("SELECT {columns} FROM {name} ORDER BY 1")));
        }
        Snapshot(snapshot)
    }
}

/// A folder of its own for a test, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
