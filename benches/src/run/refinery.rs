//! refinery.

use std::rc::Rc;

use refinery_core::{Migrate, Migration, Runner};

use super::place::Connection;
use super::tool::{Session, Tool};
use crate::migrations;

pub fn tool(name: &'static str, migrations: &[migrations::Migration], grouped: bool) -> Tool {
    let migrations = migrations.iter().map(|migration| {
        let name = format!("V{}__{}", migration.number, migration.name());
        Migration::unapplied(&name, &migration.up_text()).expect("a good name")
    });
    let migrations: Rc<Vec<Migration>> = Rc::new(migrations.collect());
    Tool::new(name, move |place| Refinery {
        connection: Connection::open(place),
        migrations: Rc::clone(&migrations),
        grouped,
    })
}

struct Refinery {
    connection: Connection,
    migrations: Rc<Vec<Migration>>,
    grouped: bool,
}

impl Session for Refinery {
    fn upgrade(&mut self) -> usize {
        match &mut self.connection {
            Connection::Sqlite(connection) => run(connection, &self.migrations, self.grouped),
            Connection::Postgres(client) => run(&mut **client, &self.migrations, self.grouped),
        }
    }
}

/// `migrations::runner()`, which the macro writes, copies them as well.
fn run<C: Migrate>(connection: &mut C, migrations: &[Migration], grouped: bool) -> usize {
    let runner = Runner::new(migrations).set_grouped(grouped);
    let report = runner.run(connection).expect("refinery");
    report.applied_migrations().len()
}
