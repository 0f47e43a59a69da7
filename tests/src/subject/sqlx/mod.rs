//! `sqlx`: async. What databases differ in has a file each.

pub(super) mod mysql;
pub(super) mod postgres;
pub(super) mod sqlite;

use std::ops::DerefMut;
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Pool};

use super::{Commands, Database, Driver, Subject, runtime, wait};

/// What databases differ in.
trait Kind: sqlx::Database {
    async fn execute(connection: &mut Self::Connection, sql: &str) -> sqlx::Result<()>;
    /// Is told of each connection.
    async fn opened(_: &mut Self::Connection) {}
    /// The first value of an answer.
    async fn first(connection: &mut Self::Connection, sql: &str) -> sqlx::Result<Option<String>>;
}

/// With a connection of its own or one of a pool, which are types of their own to `Config`.
struct Sqlx<K: Kind, C> {
    driver: Driver,
    connection: Option<C>,
    pool: Option<Pool<K>>,
    database: Arc<Database>,
}

/// Opens a connection.
fn direct<K: Kind>(driver: Driver, url: &str, database: &Arc<Database>) -> Sqlx<K, Box<K::Connection>> {
    let mut connection = runtime().block_on(K::Connection::connect(url)).expect("a connection");
    runtime().block_on(K::opened(&mut connection));
    Sqlx { driver, connection: Some(Box::new(connection)), pool: None, database: Arc::clone(database) }
}

/// Takes a connection from a pool of one.
fn pooled<K: Kind>(driver: Driver, url: &str, database: &Arc<Database>) -> Sqlx<K, PoolConnection<K>> {
    let pool = sqlx::pool::PoolOptions::<K>::new().max_connections(1);
    let pool = runtime().block_on(pool.connect(url)).expect("a pool");
    let mut connection = runtime().block_on(pool.acquire()).expect("a connection");
    runtime().block_on(K::opened(&mut connection));
    Sqlx { driver, connection: Some(connection), pool: Some(pool), database: Arc::clone(database) }
}

impl<K: Kind, C> Drop for Sqlx<K, C> {
    /// A connection goes back to its pool on a task of the runtime.
    fn drop(&mut self) {
        let _inside = runtime().enter();
        self.connection = None;
    }
}

impl<K: Kind, C> Sqlx<K, C> {
    fn connection(&mut self) -> &mut C {
        self.connection.as_mut().expect("a connection")
    }
}

struct Transaction<'c, K: Kind>(sqlx::Transaction<'c, K>);

/// The answer to a statement that nobody waited for, sqlx gives to the next one.
fn settle<K: Kind>(connection: &mut K::Connection) {
    let _ = runtime().block_on(connection.ping());
}

fn execute<K: Kind>(connection: &mut K::Connection, sql: &str) {
    settle::<K>(connection);
    runtime().block_on(K::execute(connection, sql)).expect("a good statement");
}

macro_rules! sqlx_commands {
    ($kind:ty) => {
        commands!([] Sqlx<$kind, Box<<$kind as sqlx::Database>::Connection>>, self => &mut **self.connection(),
            answer => wait(answer), sql => execute::<$kind>(self.connection(), sql));
        commands!([] Sqlx<$kind, PoolConnection<$kind>>, self => self.connection(),
            answer => wait(answer), sql => execute::<$kind>(self.connection(), sql));
        commands!([<'c>] Transaction<'c, $kind>, self => &mut self.0,
            answer => wait(answer), sql => execute::<$kind>(&mut self.0, sql));
    };
}

sqlx_commands!(sqlx::MySql);
sqlx_commands!(sqlx::Postgres);
sqlx_commands!(sqlx::Sqlite);

impl<K: Kind, C: Held<K>> Subject for Sqlx<K, C>
where
    Sqlx<K, C>: Commands,
    for<'c> Transaction<'c, K>: Commands,
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
        settle::<K>(self.connection());
        let value = runtime().block_on(K::first(self.connection(), sql)).expect("a good query");
        value.unwrap_or_else(|| "NULL".to_owned())
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
trait Held<K: Kind>: DerefMut<Target = K::Connection> + Send + Sized {
    /// Takes it from a pool, if that is where it comes from.
    async fn take(pool: &Pool<K>) -> Option<Self>;
}

impl<K: Kind> Held<K> for Box<K::Connection> {
    async fn take(_: &Pool<K>) -> Option<Self> {
        None
    }
}

impl<K: Kind> Held<K> for PoolConnection<K> {
    async fn take(pool: &Pool<K>) -> Option<Self> {
        Some(pool.acquire().await.expect("a connection"))
    }
}
