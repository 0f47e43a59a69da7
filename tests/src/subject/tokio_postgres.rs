//! `tokio-postgres`: async.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use ambix::Dialect;
use deadpool_postgres::{Manager, Object, Pool};
use tokio_postgres::{Client, Config, NoTls};

use super::held::Held;
use super::postgres::first;
use super::{Answer, Commands, Database, Driver, Subject, runtime, wait};

pub(super) const DIRECT: Driver = Driver {
    name: "tokio-postgres",
    dialect: Dialect::Postgres,
    answer: Answer::Async,
    connect: |database| {
        let client = Held::own(runtime().block_on(connect(database.postgres().config())));
        Box::new(TokioPostgres { driver: DIRECT, client, database })
    },
};

pub(super) const POOLED: Driver = Driver {
    name: "tokio-postgres (deadpool)",
    dialect: Dialect::Postgres,
    answer: Answer::Async,
    connect: |database| {
        let manager = Manager::new(database.postgres().config(), NoTls);
        let pool = Pool::builder(manager).max_size(1).build().expect("a pool");
        let client = Held::pooled(move || Pooled(runtime().block_on(pool.get()).expect("a connection")));
        Box::new(TokioPostgres { driver: POOLED, client, database })
    },
};

/// A connection, driven by a task of the runtime it is called on.
pub async fn connect(config: Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(async move {
        // A connection that the server ends is what some tests are about.
        let _ = connection.await;
    });
    client
}

/// A pooled connection is a wrapper around the client.
struct Pooled(Object);

impl Deref for Pooled {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.0
    }
}

struct TokioPostgres {
    driver: Driver,
    client: Held<Client>,
    database: Arc<Database>,
}

struct Transaction<'c>(tokio_postgres::Transaction<'c>);

commands!([] TokioPostgres, self => &mut *self.client, answer => wait(answer),
    sql => runtime().block_on(self.client.batch_execute(sql)).expect("a good statement"));
commands!([<'c>] Transaction<'c>, self => &mut self.0, answer => wait(answer),
    sql => runtime().block_on(self.0.batch_execute(sql)).expect("a good statement"));

impl Subject for TokioPostgres {
    fn driver(&self) -> Driver {
        self.driver
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let transaction = runtime().block_on(self.client.transaction()).expect("a transaction");
        let mut transaction = Transaction(transaction);
        body(&mut transaction);
        let ended = match commit {
            true => runtime().block_on(transaction.0.commit()),
            false => runtime().block_on(transaction.0.rollback()),
        };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        first(&runtime().block_on(self.client.simple_query(sql)).expect("a good query"))
    }

    fn recycle(&mut self) {
        self.client.recycle();
    }
}
