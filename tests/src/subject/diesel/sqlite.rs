//! SQLite.

use ambix::Dialect;
use diesel::deserialize::{self, QueryableByName};
use diesel::row::{Field, NamedRow, Row};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{RunQueryDsl, sql_query};

use super::{First, Kind, direct, pooled};
use crate::subject::{Answer, Database, Driver};

pub(in crate::subject) const DIRECT: Driver = Driver {
    name: "diesel-sqlite",
    dialect: Dialect::Sqlite,
    answer: Answer::Blocking,
    connect: |database| Box::new(direct::<SqliteConnection>(DIRECT, &url(&database), database)),
};

pub(in crate::subject) const POOLED: Driver = Driver {
    name: "diesel-sqlite (r2d2)",
    dialect: Dialect::Sqlite,
    answer: Answer::Blocking,
    connect: |database| Box::new(pooled::<SqliteConnection>(POOLED, &url(&database), database)),
};

fn url(database: &Database) -> String {
    database.path().display().to_string()
}

impl Kind for SqliteConnection {
    fn first(&mut self, sql: &str) -> String {
        sql_query(sql).get_result::<First>(self).expect("a good query").0
    }
}

impl QueryableByName<Sqlite> for First {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let field = Row::get(row, 0).ok_or("no column")?;
        // Whatever its type, SQLite writes it as text.
        Ok(First(field.value().map_or("NULL".to_owned(), |mut value| value.read_text().to_owned())))
    }
}
