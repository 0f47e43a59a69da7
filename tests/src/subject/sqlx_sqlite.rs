//! `sqlx` on SQLite: async.

use std::ops::DerefMut;
use std::sync::Arc;

use ambix::Dialect;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, Sqlite, SqliteConnection};

use super::{Answer, Commands, Database, Driver, Subject, runtime};

pub(super) const DIRECT: Driver = Driver {
    name: "sqlx-sqlite",
    dialect: Dialect::Sqlite,
    answer: Answer::Async,
    connect: |database| {
        let connection = runtime().block_on(SqliteConnection::connect_with(&options(&database)));
        let connection = Some(Box::new(connection.expect("a connection")));
        Box::new(Sqlx { driver: DIRECT, connection, pool: None, database })
    },
};

pub(super) const POOLED: Driver = Driver {
    name: "sqlx-sqlite (pool)",
    dialect: Dialect::Sqlite,
    answer: Answer::Async,
    connect: |database| {
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(&database));
        let pool = runtime().block_on(pool).expect("a pool");
        let connection = Some(runtime().block_on(pool.acquire()).expect("a connection"));
        Box::new(Sqlx { driver: POOLED, connection, pool: Some(pool), database })
    },
};

fn options(database: &Database) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(database.path()).create_if_missing(true)
}

/// With a connection of its own or one of a pool, which are types of their own to `Config`.
struct Sqlx<C> {
    driver: Driver,
    connection: Option<C>,
    pool: Option<SqlitePool>,
    database: Arc<Database>,
}

impl<C> Drop for Sqlx<C> {
    /// A connection goes back to its pool on a task of the runtime.
    fn drop(&mut self) {
        let _inside = runtime().enter();
        self.connection = None;
    }
}

impl<C> Sqlx<C> {
    fn connection(&mut self) -> &mut C {
        self.connection.as_mut().expect("a connection")
    }
}

struct Transaction<'c>(sqlx::Transaction<'c, Sqlite>);

fn execute(connection: &mut SqliteConnection, sql: &str) {
    let done = runtime().block_on(sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection));
    done.expect("a good statement");
}

commands!([] Sqlx<Box<SqliteConnection>>, self => &mut **self.connection(), answer => runtime().block_on(answer),
    sql => execute(self.connection(), sql));
commands!([] Sqlx<PoolConnection<Sqlite>>, self => self.connection(), answer => runtime().block_on(answer),
    sql => execute(self.connection(), sql));
commands!([<'c>] Transaction<'c>, self => &mut self.0, answer => runtime().block_on(answer),
    sql => execute(&mut self.0, sql));

impl<C: Held> Subject for Sqlx<C>
where
    Sqlx<C>: Commands,
{
    fn driver(&self) -> Driver {
        self.driver
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let transaction = runtime().block_on(self.connection().begin()).expect("a transaction");
        let mut transaction = Transaction(transaction);
        body(&mut transaction);
        let ended = match commit {
            true => runtime().block_on(transaction.0.commit()),
            false => runtime().block_on(transaction.0.rollback()),
        };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        let row = runtime().block_on(sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(&mut **self.connection()));
        let row = row.expect("a good query");
        match row.try_get_unchecked::<Option<String>, _>(0).expect("a value") {
            Some(text) => text,
            None => "NULL".to_owned(),
        }
    }

    fn recycle(&mut self) {
        if let Some(pool) = &self.pool {
            let _inside = runtime().enter();
            self.connection = None;
            self.connection = runtime().block_on(C::take(pool));
        }
    }
}

/// How the connection is held.
trait Held: DerefMut<Target = SqliteConnection> + Send + Sized {
    /// Takes it from a pool, if that is where it comes from.
    fn take(pool: &SqlitePool) -> impl Future<Output = Option<Self>>;
}

impl Held for Box<SqliteConnection> {
    async fn take(_: &SqlitePool) -> Option<Self> {
        None
    }
}

impl Held for PoolConnection<Sqlite> {
    async fn take(pool: &SqlitePool) -> Option<Self> {
        Some(pool.acquire().await.expect("a connection"))
    }
}
