//! What is sent to a database beside the statements of the revisions themselves.

use ambix::driver::Dialect;
use ambix::{Config, Transactions, command};
use ambix_tests::fake::Server;
use ambix_tests::set::chain;

use crate::table::check;

const REVISIONS: usize = 100;

#[test]
fn applying_a_hundred_revisions() {
    // Each of one statement.
    let migrations = chain(REVISIONS);
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql] {
        for (name, transactions) in [("run", Transactions::Run), ("revision", Transactions::Revision)] {
            let mut server = Server::new(dialect);
            let config = Config::new(&migrations).transactions(transactions);
            let report = command::upgrade(&mut config.connection(server.connect(None)), "head");
            assert_eq!(report.unwrap().unwrap().applied().len(), REVISIONS);
            let own = server.log.len() - REVISIONS;
            check(&format!("requests for 100 revisions, {}, {name}", dialect.name()), own as u64);
        }
    }
}
