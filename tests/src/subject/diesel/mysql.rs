//! MySQL and MariaDB.

use ambix::Dialect;
use diesel::deserialize::{self, QueryableByName};
use diesel::mysql::{Mysql, MysqlConnection, MysqlType};
use diesel::row::{Field, NamedRow, Row};
use diesel::{RunQueryDsl, sql_query};

use super::{First, Kind, direct, pooled};
use crate::subject::{Answer, Database, Driver};

pub(in crate::subject) const DIRECT: Driver = Driver {
    name: "diesel-mysql",
    dialect: Dialect::Mysql,
    answer: Answer::Blocking,
    connect: |database| Box::new(direct::<MysqlConnection>(DIRECT, &url(&database), database)),
};

pub(in crate::subject) const POOLED: Driver = Driver {
    name: "diesel-mysql (r2d2)",
    dialect: Dialect::Mysql,
    answer: Answer::Blocking,
    connect: |database| Box::new(pooled::<MysqlConnection>(POOLED, &url(&database), database)),
};

fn url(database: &Database) -> String {
    database.mysql().url()
}

impl Kind for MysqlConnection {
    fn first(&mut self, sql: &str) -> String {
        sql_query(sql).get_result::<First>(self).expect("a good query").0
    }
}

impl QueryableByName<Mysql> for First {
    fn build<'a>(row: &impl NamedRow<'a, Mysql>) -> deserialize::Result<Self> {
        let field = Row::get(row, 0).ok_or("no column")?;
        let Some(value) = field.value() else { return Ok(First("NULL".to_owned())) };
        let bytes = value.as_bytes();
        Ok(First(match value.value_type() {
            MysqlType::Long | MysqlType::UnsignedLong => i32::from_ne_bytes(bytes.try_into()?).to_string(),
            MysqlType::LongLong | MysqlType::UnsignedLongLong => {
                i64::from_ne_bytes(bytes.try_into()?).to_string()
            }
            MysqlType::Double => f64::from_ne_bytes(bytes.try_into()?).to_string(),
            _ => String::from_utf8(bytes.to_owned())?,
        }))
    }
}
