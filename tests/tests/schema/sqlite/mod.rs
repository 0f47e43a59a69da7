//! SQLite.

mod changes;
mod facts;
mod random;
mod revision;
mod spelling;

use ambix::schema::Catalog;

use crate::harness::Scratch;

pub(crate) struct Sqlite(pub(crate) rusqlite::Connection);

impl Scratch for Sqlite {
    /// Without foreign keys: ambix switches them off around a rebuild.
    fn new() -> Self {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        Sqlite(connection)
    }

    fn run(&mut self, sql: &str) -> Result<(), String> {
        self.0.execute_batch(sql).map_err(|error| error.to_string())
    }

    fn catalog(&mut self) -> Catalog {
        ambix::schema::read(&mut self.0).unwrap()
    }

    fn texts(&mut self, sql: &str) -> Vec<String> {
        let mut statement = self.0.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
        rows.map(|value| format!("{:?}", value.unwrap())).collect()
    }
}
