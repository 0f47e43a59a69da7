//! The driver alone: what nobody can be faster than.

use std::rc::Rc;

use ::ambix::command::upgrade;
use ::ambix::{Config, Migrations};

use super::place::Connection;
use super::tool::{Session, Tool};
use crate::migrations::Migration;

/// The statements of all migrations in one transaction, or in one for each.
pub fn apply(name: &'static str, migrations: Rc<Vec<Migration>>, together: bool) -> Tool {
    Tool::new(name, move |place| Apply {
        connection: Connection::open(place),
        migrations: Rc::clone(&migrations),
        together,
    })
}

/// One `SELECT` of ambix's version table, on a database that ambix has brought up to date.
pub fn select(set: &Migrations) -> Tool {
    let set = set.clone();
    Tool::new(SELECT_NAME, move |place| {
        let mut connection = Connection::open(place);
        match &mut connection {
            Connection::Sqlite(connection) => {
                upgrade(&mut Config::new(&set).connection(connection), "head").expect("an upgrade");
            }
            Connection::Postgres(client) => {
                upgrade(&mut Config::new(&set).connection(&mut **client), "head").expect("an upgrade");
            }
        }
        Select { connection }
    })
}

pub const SELECT_NAME: &str = "one bare `SELECT`";

/// Whether it is a driver that knows nothing of what is applied.
pub fn applies_again(name: &str) -> bool {
    name.starts_with("the driver")
}

impl Connection {
    fn execute(&mut self, statement: &str) {
        match self {
            Connection::Sqlite(connection) => {
                connection.execute(statement, []).expect("a good statement");
            }
            Connection::Postgres(client) => {
                client.simple_query(statement).expect("a good statement");
            }
        }
    }
}

struct Apply {
    connection: Connection,
    migrations: Rc<Vec<Migration>>,
    together: bool,
}

impl Session for Apply {
    fn upgrade(&mut self) -> usize {
        let begin = match self.connection {
            Connection::Sqlite(_) => "BEGIN IMMEDIATE",
            Connection::Postgres(_) => "BEGIN",
        };
        let last = self.migrations.len() - 1;
        for (at, migration) in self.migrations.iter().enumerate() {
            if !self.together || at == 0 {
                self.connection.execute(begin);
            }
            for statement in &migration.up {
                self.connection.execute(statement);
            }
            if !self.together || at == last {
                self.connection.execute("COMMIT");
            }
        }
        self.migrations.len()
    }
}

struct Select {
    connection: Connection,
}

const SELECT: &str = "SELECT version_num, lineage, state FROM ambix_version";

impl Session for Select {
    fn upgrade(&mut self) -> usize {
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare(SELECT).expect("a version table");
                let mut rows = statement.query([]).expect("rows");
                while let Some(row) = rows.next().expect("a row") {
                    let _: (String, String, Option<String>) =
                        (row.get(0).expect("text"), row.get(1).expect("text"), row.get(2).expect("text"));
                }
            }
            Connection::Postgres(client) => {
                let rows = client.simple_query(SELECT).expect("a version table");
                assert!(rows.len() > 1);
            }
        }
        0
    }
}
