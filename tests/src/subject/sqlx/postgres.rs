//! PostgreSQL.

use ambix::Dialect;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Row as _};

use super::{Kind, direct, pooled};
use crate::subject::{Answer, Database, Driver};

pub(in crate::subject) const DIRECT: Driver = Driver {
    name: "sqlx-postgres",
    dialect: Dialect::Postgres,
    answer: Answer::Async,
    connect: |database| Box::new(direct::<Postgres>(DIRECT, &url(&database), &database)),
};

pub(in crate::subject) const POOLED: Driver = Driver {
    name: "sqlx-postgres (pool)",
    dialect: Dialect::Postgres,
    answer: Answer::Async,
    connect: |database| Box::new(pooled::<Postgres>(POOLED, &url(&database), &database)),
};

fn url(database: &Database) -> String {
    database.postgres().url()
}

impl Kind for Postgres {
    async fn execute(connection: &mut PgConnection, sql: &str) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
    }

    async fn first(connection: &mut PgConnection, sql: &str) -> sqlx::Result<Option<String>> {
        sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(connection).await?.try_get_unchecked(0)
    }
}
