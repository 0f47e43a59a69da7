//! sqlx.

use std::rc::Rc;

use ::sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use ::sqlx::sqlite::SqliteConnectOptions;
use ::sqlx::{ConnectOptions, Connection as _, PgConnection, SqlStr, SqliteConnection};
use tokio::runtime::{Builder, Runtime};

use super::place::Place;
use super::tool::{Session, Tool};
use crate::migrations;

pub fn tool(migrations: &[migrations::Migration]) -> Tool {
    let migrations = migrations.iter().map(|migration| {
        let up: &'static str = migration.up_text().leak();
        Migration::new(
            i64::try_from(migration.number).expect("a small number"),
            migration.name().replace('_', " ").into(),
            MigrationType::Simple,
            SqlStr::from_static(up),
            false,
        )
    });
    let migrator = Rc::new(Migrator::with_migrations(migrations.collect()));
    Tool::new("sqlx", move |place| {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let connection = runtime.block_on(open(place));
        Sqlx { runtime, connection, migrator: Rc::clone(&migrator) }
    })
}

async fn open(place: &Place) -> Connection {
    match place {
        Place::Postgres(url) => {
            Connection::Postgres(Box::new(PgConnection::connect(url).await.expect("a connection")))
        }
        _ => {
            let options = SqliteConnectOptions::new().filename(place.sqlite()).create_if_missing(true);
            Connection::Sqlite(options.connect().await.expect("a connection"))
        }
    }
}

enum Connection {
    Sqlite(SqliteConnection),
    Postgres(Box<PgConnection>),
}

struct Sqlx {
    runtime: Runtime,
    connection: Connection,
    migrator: Rc<Migrator>,
}

impl Session for Sqlx {
    fn upgrade(&mut self) -> usize {
        match &mut self.connection {
            Connection::Sqlite(connection) => self.runtime.block_on(run(&self.migrator, connection)),
            Connection::Postgres(connection) => self.runtime.block_on(run(&self.migrator, &mut **connection)),
        }
    }
}

/// It does not say how many it has applied.
async fn run<C: Migrate>(migrator: &Migrator, connection: &mut C) -> usize {
    migrator.run_direct(None, connection, false).await.expect("sqlx");
    0
}
