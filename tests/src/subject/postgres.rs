//! `postgres`: blocking.

use std::sync::Arc;

use ambix::Dialect;
use postgres::{Client, NoTls, SimpleQueryMessage};
use r2d2_postgres::PostgresConnectionManager;

use super::held::Held;
use super::{Answer, Commands, Database, Driver, Subject};

pub(super) const DIRECT: Driver = Driver {
    name: "postgres",
    dialect: Dialect::Postgres,
    answer: Answer::Blocking,
    connect: |database| {
        let client = Held::own(database.postgres().connect());
        Box::new(Postgres { driver: DIRECT, client, database })
    },
};

pub(super) const POOLED: Driver = Driver {
    name: "postgres (r2d2)",
    dialect: Dialect::Postgres,
    answer: Answer::Blocking,
    connect: |database| {
        let manager = PostgresConnectionManager::new(database.postgres().config().into(), NoTls);
        let pool = super::r2d2_pool(manager);
        let client = Held::pooled(move || pool.get().expect("a connection"));
        Box::new(Postgres { driver: POOLED, client, database })
    },
};

struct Postgres {
    driver: Driver,
    client: Held<Client>,
    database: Arc<Database>,
}

struct Transaction<'c>(postgres::Transaction<'c>);

commands!([] Postgres, self => &mut *self.client, answer => answer,
    sql => self.client.batch_execute(sql).expect("a good statement"));
commands!([<'c>] Transaction<'c>, self => &mut self.0, answer => answer,
    sql => self.0.batch_execute(sql).expect("a good statement"));

impl Subject for Postgres {
    fn driver(&self) -> Driver {
        self.driver
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let mut transaction = Transaction(self.client.transaction().expect("a transaction"));
        body(&mut transaction);
        let ended = if commit { transaction.0.commit() } else { transaction.0.rollback() };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        first(&self.client.simple_query(sql).expect("a good query"))
    }

    fn recycle(&mut self) {
        self.client.recycle();
    }
}

/// The first value of an answer.
pub(super) fn first(messages: &[SimpleQueryMessage]) -> String {
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    row.and_then(|row| row.get(0)).unwrap_or("NULL").to_owned()
}
