//! ambix.

use ::ambix::{Config, Migrations, Transactions, command};

use super::place::Connection;
use super::tool::{Session, Tool};

pub fn tool(name: &'static str, migrations: &Migrations, transactions: Transactions) -> Tool {
    let migrations = migrations.clone();
    Tool::new(name, move |place| Ambix {
        connection: Connection::open(place),
        migrations: migrations.clone(),
        transactions,
    })
}

struct Ambix {
    connection: Connection,
    migrations: Migrations,
    transactions: Transactions,
}

impl Session for Ambix {
    fn upgrade(&mut self) -> usize {
        let config = Config::new(&self.migrations).transactions(self.transactions);
        let report = match &mut self.connection {
            Connection::Sqlite(connection) => command::upgrade(&mut config.connection(connection), "head"),
            Connection::Postgres(client) => command::upgrade(&mut config.connection(&mut **client), "head"),
        };
        report.expect("an upgrade").applied().len()
    }
}
