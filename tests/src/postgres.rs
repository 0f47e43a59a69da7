//! The drivers of PostgreSQL under test, behind one face.

use ambix::command::{self, Current, Repair, Stamp};
use ambix::{Config, Migrations, Report, Result};
use postgres::NoTls;
use tokio::runtime::Runtime;

use crate::servers::Database;
use crate::subject::{Commands, Configure, commands, runtime};

/// A driver with a connection to a database of its own.
pub trait Subject: Commands {
    /// The name of the driver.
    fn name(&self) -> &'static str;
    /// The database.
    fn database(&self) -> &Database;
    /// Runs `body` on a transaction that the caller began, and commits it or rolls it back.
    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands));
    /// The first value of a query on this connection.
    fn value(&mut self, sql: &str) -> String;

    /// All rows of a query, seen from another connection: what is committed.
    fn texts(&self, sql: &str) -> Vec<String> {
        self.database().texts(sql)
    }
}

/// `postgres`: blocking.
pub struct Blocking {
    client: postgres::Client,
    database: Database,
}

struct BlockingTransaction<'c>(postgres::Transaction<'c>);

commands!([] Blocking, self => &mut self.client, answer => answer,
    sql => self.client.batch_execute(sql).expect("a good statement"));
commands!([<'c>] BlockingTransaction<'c>, self => &mut self.0, answer => answer,
    sql => self.0.batch_execute(sql).expect("a good statement"));

impl Subject for Blocking {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn database(&self) -> &Database {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let mut transaction = BlockingTransaction(self.client.transaction().expect("a transaction"));
        body(&mut transaction);
        let ended = if commit { transaction.0.commit() } else { transaction.0.rollback() };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        first(&self.client.simple_query(sql).expect("a good query"))
    }
}

/// `tokio-postgres`: async.
pub struct Tokio {
    client: tokio_postgres::Client,
    runtime: Runtime,
    database: Database,
}

struct TokioTransaction<'c>(tokio_postgres::Transaction<'c>, &'c Runtime);

commands!([] Tokio, self => &mut self.client, answer => self.runtime.block_on(answer),
    sql => self.runtime.block_on(self.client.batch_execute(sql)).expect("a good statement"));
commands!([<'c>] TokioTransaction<'c>, self => &mut self.0, answer => self.1.block_on(answer),
    sql => self.1.block_on(self.0.batch_execute(sql)).expect("a good statement"));

impl Subject for Tokio {
    fn name(&self) -> &'static str {
        "tokio-postgres"
    }

    fn database(&self) -> &Database {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        let transaction = self.runtime.block_on(self.client.transaction()).expect("a transaction");
        let mut transaction = TokioTransaction(transaction, &self.runtime);
        body(&mut transaction);
        let ended = match commit {
            true => self.runtime.block_on(transaction.0.commit()),
            false => self.runtime.block_on(transaction.0.rollback()),
        };
        ended.expect("the end of a transaction");
    }

    fn value(&mut self, sql: &str) -> String {
        first(&self.runtime.block_on(self.client.simple_query(sql)).expect("a good query"))
    }
}

fn first(messages: &[postgres::SimpleQueryMessage]) -> String {
    let row = messages.iter().find_map(|message| match message {
        postgres::SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    row.and_then(|row| row.get(0)).unwrap_or("NULL").to_owned()
}

/// A connection of `tokio-postgres`, driven by a task of the runtime it is called on.
pub async fn connect(config: tokio_postgres::Config) -> tokio_postgres::Client {
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(async move {
        // A connection that the server ends is what some tests are about.
        let _ = connection.await;
    });
    client
}

/// A connection of every driver, each to a database of its own.
pub fn subjects() -> Vec<Box<dyn Subject>> {
    let database = Database::new();
    let mut subjects: Vec<Box<dyn Subject>> =
        vec![Box::new(Blocking { client: database.connect(), database })];
    let database = Database::new();
    let runtime = runtime();
    let client = runtime.block_on(connect(database.config()));
    subjects.push(Box::new(Tokio { client, runtime, database }));
    subjects
}
