//! `diesel`: blocking. What databases differ in has a file each.

pub(super) mod mysql;
pub(super) mod postgres;
pub(super) mod sqlite;

use std::sync::Arc;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::r2d2::{ConnectionManager, R2D2Connection};

use super::held::Held;
use super::{Commands, Database, Driver, Subject};

/// What databases differ in.
trait Kind: R2D2Connection<TransactionManager = AnsiTransactionManager> + Send + 'static {
    /// The first value of an answer.
    fn first(&mut self, sql: &str) -> String;
}

struct Diesel<K: Kind> {
    driver: Driver,
    connection: Held<K>,
    database: Arc<Database>,
}

/// Opens a connection.
fn direct<K: Kind>(driver: Driver, url: &str, database: Arc<Database>) -> Diesel<K> {
    let connection = Held::own(K::establish(url).expect("a connection"));
    Diesel { driver, connection, database }
}

/// Takes a connection from a pool of one.
fn pooled<K: Kind>(driver: Driver, url: &str, database: Arc<Database>) -> Diesel<K> {
    let pool = super::r2d2_pool(ConnectionManager::<K>::new(url));
    let connection = Held::pooled(move || pool.get().expect("a connection"));
    Diesel { driver, connection, database }
}

/// diesel has no type for it.
struct Transaction<'c, K>(&'c mut K);

macro_rules! diesel_commands {
    ($kind:ty) => {
        commands!([] Diesel<$kind>, self => &mut *self.connection, answer => answer,
            sql => diesel::connection::SimpleConnection::batch_execute(&mut *self.connection, sql)
                .expect("a good statement"));
        commands!([<'c>] Transaction<'c, $kind>, self => &mut *self.0, answer => answer,
            sql => diesel::connection::SimpleConnection::batch_execute(self.0, sql).expect("a good statement"));
    };
}

diesel_commands!(diesel::MysqlConnection);
diesel_commands!(diesel::PgConnection);
diesel_commands!(diesel::SqliteConnection);

impl<K: Kind> Subject for Diesel<K>
where
    Diesel<K>: Commands,
    for<'c> Transaction<'c, K>: Commands,
{
    fn driver(&self) -> Driver {
        self.driver
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        AnsiTransactionManager::begin_transaction(&mut *self.connection).expect("a transaction");
        body(&mut Transaction(&mut *self.connection));
        let ended = match commit {
            true => AnsiTransactionManager::commit_transaction(&mut *self.connection),
            false => AnsiTransactionManager::rollback_transaction(&mut *self.connection),
        };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        self.connection.first(sql)
    }

    fn recycle(&mut self) {
        self.connection.recycle();
    }
}

/// The first value of a row, as text.
struct First(String);
