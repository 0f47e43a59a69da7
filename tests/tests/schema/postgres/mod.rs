//! PostgreSQL.

use ambix::schema::Catalog;
use ambix_tests::servers::Database;

use crate::harness::{Scratch, round_trip};

struct Postgres {
    client: postgres::Client,
    /// Drops itself, after the connection has gone.
    _database: Database,
}

impl Scratch for Postgres {
    fn new() -> Self {
        let database = Database::new();
        Postgres { client: database.connect(), _database: database }
    }

    fn run(&mut self, sql: &str) -> Result<(), String> {
        self.client.batch_execute(sql).map_err(|error| match error.as_db_error() {
            Some(refused) => refused.to_string(),
            None => error.to_string(),
        })
    }

    fn catalog(&mut self) -> Catalog {
        ambix::schema::read(&mut self.client).unwrap()
    }

    fn texts(&mut self, sql: &str) -> Vec<String> {
        let messages = self.client.simple_query(sql).unwrap();
        let rows = messages.iter().filter_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
            _ => None,
        });
        rows.collect()
    }
}

#[test]
fn a_table_comes_and_goes() {
    round_trip::<Postgres>("", "CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL)");
}
