//! SQLite.

use ambix::Dialect;
use sqlx::{AssertSqlSafe, Row as _, Sqlite, SqliteConnection};

use super::{Kind, direct, pooled};
use crate::polls::answers_after_polls;
use crate::subject::{Answer, Database, Driver};

pub(in crate::subject) const DIRECT: Driver = Driver {
    name: "sqlx-sqlite",
    dialect: Dialect::Sqlite,
    answer: Answer::Async,
    connect: |database| Box::new(direct::<Sqlite>(DIRECT, &url(&database), &database)),
};

pub(in crate::subject) const POOLED: Driver = Driver {
    name: "sqlx-sqlite (pool)",
    dialect: Dialect::Sqlite,
    answer: Answer::Async,
    connect: |database| Box::new(pooled::<Sqlite>(POOLED, &url(&database), &database)),
};

fn url(database: &Database) -> String {
    format!("sqlite://{}?mode=rwc", database.path().display())
}

impl Kind for Sqlite {
    async fn execute(connection: &mut SqliteConnection, sql: &str) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
    }

    async fn opened(connection: &mut SqliteConnection) {
        answers_after_polls(connection).await;
    }

    async fn first(connection: &mut SqliteConnection, sql: &str) -> sqlx::Result<Option<String>> {
        sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(connection).await?.try_get_unchecked(0)
    }
}
