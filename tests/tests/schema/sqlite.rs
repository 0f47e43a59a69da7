//! SQLite.

use ambix::schema::Catalog;

use crate::harness::{Scratch, round_trip};

struct Sqlite(rusqlite::Connection);

impl Scratch for Sqlite {
    fn new() -> Self {
        Sqlite(rusqlite::Connection::open_in_memory().unwrap())
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

#[test]
fn a_table_comes_and_goes() {
    round_trip::<Sqlite>("", "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL)");
}
