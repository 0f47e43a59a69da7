//! The connections that cases are run on.

use ambix::Connection;
use mysql::prelude::Queryable;

use crate::rows::Sql;

/// A blocking connection, with what a case needs besides the commands.
pub(crate) trait Store: Connection + Sql {
    /// Creates the table in which revisions say that they have run.
    const TRACE: &str;

    /// What a command answers.
    fn answered<'a, T: Send + 'a>(answer: Self::Answer<'a, T>) -> T
    where
        Self: 'a;
}

impl Store for rusqlite::Connection {
    const TRACE: &str =
        "CREATE TABLE trace (number INTEGER PRIMARY KEY AUTOINCREMENT, revision TEXT, direction TEXT)";

    fn answered<'a, T: Send + 'a>(answer: T) -> T {
        answer
    }
}

impl Store for postgres::Client {
    const TRACE: &str = "CREATE TABLE trace (number SERIAL PRIMARY KEY, revision TEXT, direction TEXT)";

    fn answered<'a, T: Send + 'a>(answer: T) -> T {
        answer
    }
}

impl Store for mysql::Conn {
    const TRACE: &str =
        "CREATE TABLE trace (number INTEGER PRIMARY KEY AUTO_INCREMENT, revision TEXT, direction TEXT)";

    fn answered<'a, T: Send + 'a>(answer: T) -> T {
        answer
    }
}

impl Sql for postgres::Client {
    fn run(&mut self, sql: &str) {
        self.batch_execute(sql).unwrap();
    }

    fn rows<const COLUMNS: usize>(&mut self, sql: &str) -> Vec<[String; COLUMNS]> {
        let rows = self.query(sql, &[]).unwrap();
        rows.iter().map(|row| std::array::from_fn(|column| row.get(column))).collect()
    }
}

impl Sql for mysql::Conn {
    fn run(&mut self, sql: &str) {
        self.query_drop(sql).unwrap();
    }

    fn rows<const COLUMNS: usize>(&mut self, sql: &str) -> Vec<[String; COLUMNS]> {
        let rows: Vec<mysql::Row> = self.query(sql).unwrap();
        rows.iter().map(|row| std::array::from_fn(|column| row.get(column).unwrap())).collect()
    }
}
