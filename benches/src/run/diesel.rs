//! diesel_migrations.

use std::rc::Rc;

use ::diesel::{Connection as _, PgConnection, SqliteConnection};
use diesel_migrations::{
    EmbeddedMigration, EmbeddedMigrations, EmbeddedName, MigrationHarness, TomlMetadataWrapper,
};

use super::place::Place;
use super::tool::{Session, Tool};
use crate::migrations::Migration;

pub fn tool(migrations: &[Migration]) -> Tool {
    // What its macro writes.
    let embedded = migrations.iter().map(|migration| {
        EmbeddedMigration::new(
            migration.up_text().leak(),
            Some(migration.down_text().leak()),
            EmbeddedName::new(format!("{:05}_{}", migration.number, migration.name()).leak()),
            TomlMetadataWrapper::new(true),
        )
    });
    let embedded: &'static [EmbeddedMigration] = embedded.collect::<Vec<_>>().leak();
    let source = Rc::new(EmbeddedMigrations::new(embedded));
    Tool::new("diesel_migrations", move |place| Diesel {
        connection: match place {
            Place::Postgres(url) => Connection::Postgres(PgConnection::establish(url).expect("a connection")),
            _ => Connection::Sqlite(SqliteConnection::establish(&place.sqlite()).expect("a connection")),
        },
        source: Rc::clone(&source),
    })
}

enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

struct Diesel {
    connection: Connection,
    source: Rc<EmbeddedMigrations>,
}

/// It takes its source by value.
struct Source<'s>(&'s EmbeddedMigrations);

impl<DB: ::diesel::backend::Backend> ::diesel::migration::MigrationSource<DB> for Source<'_> {
    fn migrations(&self) -> ::diesel::migration::Result<Vec<Box<dyn ::diesel::migration::Migration<DB>>>> {
        self.0.migrations()
    }
}

impl Session for Diesel {
    fn upgrade(&mut self) -> usize {
        let source = Source(&self.source);
        let applied = match &mut self.connection {
            Connection::Sqlite(connection) => connection.run_pending_migrations(source).map(|all| all.len()),
            Connection::Postgres(connection) => {
                connection.run_pending_migrations(source).map(|all| all.len())
            }
        };
        applied.expect("diesel_migrations")
    }
}
