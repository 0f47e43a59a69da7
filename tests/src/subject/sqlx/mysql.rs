//! MySQL and MariaDB.

use ambix::Dialect;
use sqlx::{AssertSqlSafe, MySql, MySqlConnection, Row as _};

use super::{Kind, direct, pooled};
use crate::subject::{Answer, Database, Driver};

pub(in crate::subject) const DIRECT: Driver = Driver {
    name: "sqlx-mysql",
    dialect: Dialect::Mysql,
    answer: Answer::Async,
    connect: |database| Box::new(direct::<MySql>(DIRECT, &url(&database), &database)),
};

pub(in crate::subject) const POOLED: Driver = Driver {
    name: "sqlx-mysql (pool)",
    dialect: Dialect::Mysql,
    answer: Answer::Async,
    connect: |database| Box::new(pooled::<MySql>(POOLED, &url(&database), &database)),
};

fn url(database: &Database) -> String {
    database.mysql().url()
}

impl Kind for MySql {
    async fn execute(connection: &mut MySqlConnection, sql: &str) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
    }

    async fn first(connection: &mut MySqlConnection, sql: &str) -> sqlx::Result<Option<String>> {
        sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(connection).await?.try_get_unchecked(0)
    }
}
