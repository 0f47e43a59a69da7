//! PostgreSQL.

use ambix::Dialect;
use diesel::deserialize::{self, QueryableByName};
use diesel::pg::{Pg, PgConnection};
use diesel::row::{Field, NamedRow, Row};
use diesel::{RunQueryDsl, sql_query};

use super::{First, Kind, direct, pooled};
use crate::subject::{Answer, Database, Driver};

pub(in crate::subject) const DIRECT: Driver = Driver {
    name: "diesel-postgres",
    dialect: Dialect::Postgres,
    answer: Answer::Blocking,
    connect: |database| Box::new(direct::<PgConnection>(DIRECT, &url(&database), database)),
};

pub(in crate::subject) const POOLED: Driver = Driver {
    name: "diesel-postgres (r2d2)",
    dialect: Dialect::Postgres,
    answer: Answer::Blocking,
    connect: |database| Box::new(pooled::<PgConnection>(POOLED, &url(&database), database)),
};

fn url(database: &Database) -> String {
    database.postgres().url()
}

impl Kind for PgConnection {
    fn first(&mut self, sql: &str) -> String {
        sql_query(sql).get_result::<First>(self).expect("a good query").0
    }
}

impl QueryableByName<Pg> for First {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let field = Row::get(row, 0).ok_or("no column")?;
        let Some(value) = field.value() else { return Ok(First("NULL".to_owned())) };
        let bytes = value.as_bytes();
        Ok(First(match value.get_oid().get() {
            16 => if bytes == [1] { "t" } else { "f" }.to_owned(),
            20 => i64::from_be_bytes(bytes.try_into()?).to_string(),
            23 => i32::from_be_bytes(bytes.try_into()?).to_string(),
            _ => String::from_utf8(bytes.to_owned())?,
        }))
    }
}
