//! MySQL and MariaDB.

mod changes;
mod choices;
mod model;
mod mutate;
mod noise;
mod random;

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
        if sql.trim().is_empty() {
            return Ok(());
        }
        let mut answer = self.connection.query_iter(sql).map_err(|error| error.to_string())?;
        while let Some(rows) = answer.iter() {
            for row in rows {
                row.map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }

    fn catalog(&mut self) -> Catalog {
        ambix::schema::read(&mut self.connection).unwrap()
    }

    fn texts(&mut self, sql: &str) -> Vec<String> {
        let rows: Vec<mysql::Row> =
            self.connection.query(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let text = |row: mysql::Row| {
            row.unwrap().into_iter().map(|value| value.as_sql(false)).collect::<Vec<_>>().join(" | ")
        };
        rows.into_iter().map(text).collect()
    }
}

impl Mysql {
    /// Drops everything: sooner done than a new database.
    fn clear(&mut self) {
        let kinds =
            "CASE table_type WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END";
        let name = |column: &str| format!("CONCAT('`', REPLACE({column}, '`', '``'), '`')");
        let drops: Vec<String> = self
            .connection
            .query(format!(
                "SELECT CONCAT('DROP ', {kinds}, ' ', {}) FROM information_schema.tables
                     WHERE table_schema = DATABASE()
                 UNION ALL SELECT CONCAT('DROP ', routine_type, ' ', {}) FROM information_schema.routines
                     WHERE routine_schema = DATABASE()
                 UNION ALL SELECT CONCAT('DROP EVENT ', {}) FROM information_schema.events
                     WHERE event_schema = DATABASE()",
                name("table_name"),
                name("routine_name"),
                name("event_name")
            ))
            .unwrap();
        self.connection.query_drop("SET foreign_key_checks = 0").unwrap();
        for drop in drops {
            self.connection.query_drop(drop).unwrap();
        }
        self.connection.query_drop("SET foreign_key_checks = 1").unwrap();
    }
}

#[test]
fn a_table_comes_and_goes() {
    round_trip::<Mysql>("", "CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, email text NOT NULL)");
}

#[test]
fn a_later_statement_that_fails_is_noticed() {
    Mysql::new().run("SELECT 1; SELECT nothing").unwrap_err();
}
