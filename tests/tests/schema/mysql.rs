//! MySQL and MariaDB.

use ambix::schema::Catalog;
use ambix_tests::servers::mariadb::Database;
use mysql::prelude::Queryable as _;

use crate::harness::{Scratch, round_trip};

pub(crate) struct Mysql {
    connection: mysql::Conn,
    /// Drops itself, after the connection has gone.
    _database: Database,
}

impl Scratch for Mysql {
    fn new() -> Self {
        let database = Database::new();
        Mysql { connection: database.connect(), _database: database }
    }

    fn run(&mut self, sql: &str) -> Result<(), String> {
        let mut answer = self.connection.query_iter(sql).map_err(|error| error.to_string())?;
        while let Some(rows) = answer.iter() {
            rows.for_each(drop);
        }
        Ok(())
    }

    fn catalog(&mut self) -> Catalog {
        ambix::schema::read(&mut self.connection).unwrap()
    }

    fn texts(&mut self, sql: &str) -> Vec<String> {
        let rows: Vec<mysql::Row> = self.connection.query(sql).unwrap();
        rows.into_iter().map(|row| format!("{:?}", row.unwrap()[0])).collect()
    }
}

#[test]
fn a_table_comes_and_goes() {
    round_trip::<Mysql>("", "CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, email text NOT NULL)");
}
