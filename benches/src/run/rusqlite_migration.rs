//! rusqlite_migration, for SQLite only.

use std::rc::Rc;

use ::rusqlite_migration::{M, Migrations};

use super::place::sqlite;
use super::tool::{Session, Tool};
use crate::migrations::Migration;

pub fn tool(migrations: &[Migration]) -> Tool {
    let all = migrations.iter().map(|migration| {
        let (up, down): (&'static str, &'static str) =
            (migration.up_text().leak(), migration.down_text().leak());
        M::up(up).down(down)
    });
    let migrations = Rc::new(Migrations::new(all.collect()));
    Tool::new("rusqlite_migration", move |place| RusqliteMigration {
        connection: sqlite(place),
        migrations: Rc::clone(&migrations),
    })
}

struct RusqliteMigration {
    connection: rusqlite::Connection,
    migrations: Rc<Migrations<'static>>,
}

impl Session for RusqliteMigration {
    fn upgrade(&mut self) -> usize {
        self.migrations.to_latest(&mut self.connection).expect("rusqlite_migration");
        0
    }
}
