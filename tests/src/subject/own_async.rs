//! The tests' own async connection, which is pending at every request.

use std::sync::Arc;

use ambix::Dialect;
use rusqlite::Connection;

use super::database::sqlite_text;
use super::{Answer, Commands, Database, Driver, Subject, wait};
use crate::pending::Pending;

pub(super) const DIRECT: Driver = Driver {
    name: "own async",
    dialect: Dialect::Sqlite,
    answer: Answer::Async,
    connect: |database| {
        let connection = Pending(Connection::open(database.path()).expect("a database"));
        Box::new(OwnAsync { connection, database })
    },
};

struct OwnAsync {
    connection: Pending,
    database: Arc<Database>,
}

struct Transaction<'c>(&'c mut Pending);

commands!([] OwnAsync, self => &mut self.connection, answer => wait(answer),
    sql => self.connection.0.execute_batch(sql).expect("a good statement"));
commands!([<'c>] Transaction<'c>, self => &mut *self.0, answer => wait(answer),
    sql => self.0.0.execute_batch(sql).expect("a good statement"));

impl Subject for OwnAsync {
    fn driver(&self) -> Driver {
        DIRECT
    }

    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn transaction(&mut self, commit: bool, body: &mut dyn FnMut(&mut dyn Commands)) {
        self.execute("BEGIN");
        body(&mut Transaction(&mut self.connection));
        self.execute(if commit { "COMMIT" } else { "ROLLBACK" });
    }

    fn value(&mut self, sql: &str) -> String {
        sqlite_text(self.connection.0.query_row(sql, [], |row| row.get(0)).expect("a good query"))
    }
}
