//! `rusqlite`: blocking.

use std::sync::Arc;

use ambix::Dialect;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::Connection;

use super::database::sqlite_text;
use super::held::Held;
use super::{Answer, Commands, Database, Driver, Subject};

pub(super) const DIRECT: Driver = Driver {
    name: "rusqlite",
    dialect: Dialect::Sqlite,
    answer: Answer::Blocking,
    connect: |database| {
        let connection = Held::own(Connection::open(database.path()).expect("a database"));
        Box::new(Rusqlite { driver: DIRECT, connection, database })
    },
};

pub(super) const POOLED: Driver = Driver {
    name: "rusqlite (r2d2)",
    dialect: Dialect::Sqlite,
    answer: Answer::Blocking,
    connect: |database| {
        let manager = SqliteConnectionManager::file(database.path());
        let pool = super::r2d2_pool(manager);
        let connection = Held::pooled(move || pool.get().expect("a connection"));
        Box::new(Rusqlite { driver: POOLED, connection, database })
    },
};

struct Rusqlite {
    driver: Driver,
    connection: Held<Connection>,
    database: Arc<Database>,
}

struct Transaction<'c>(rusqlite::Transaction<'c>);

commands!([] Rusqlite, self => &mut *self.connection, answer => answer,
    sql => self.connection.execute_batch(sql).expect("a good statement"));
commands!([<'c>] Transaction<'c>, self => &mut self.0, answer => answer,
    sql => self.0.execute_batch(sql).expect("a good statement"));

impl Subject for Rusqlite {
    fn driver(&self) -> Driver {
        self.driver
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let mut transaction = Transaction(self.connection.transaction().expect("a transaction"));
        body(&mut transaction);
        let ended = if commit { transaction.0.commit() } else { transaction.0.rollback() };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        sqlite_text(self.connection.query_row(sql, [], |row| row.get(0)).expect("a good query"))
    }

    fn recycle(&mut self) {
        self.connection.recycle();
    }
}
