//! Memory that a start with nothing to do asks for. SQLite's own is not seen here.

use allocation_counter::{AllocationInfo, measure};
use ambix::{Config, Migrations, command};
use ambix_tests::set::chain;

use crate::table::check;

#[test]
fn nothing_pending() {
    let counts = [10, 1_000, 10_000].map(|revisions| upgrade(&chain(revisions)));
    let [few, more, many] = counts.map(|counted| (counted.count_total, counted.bytes_total));
    assert_eq!(few, more, "the number of revisions counts");
    assert_eq!(few, many, "the number of revisions counts");
    check("allocations, nothing pending", few.0);
    check("allocated bytes, nothing pending", few.1);
}

/// What the second of two upgrades allocates: the first may fill what is kept.
fn upgrade(migrations: &Migrations) -> AllocationInfo {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    command::stamp(&mut Config::new(migrations).connection(&mut connection), "head").unwrap();
    let mut upgrade = || {
        let mut config = Config::new(migrations).connection(&mut connection);
        assert_eq!(command::upgrade(&mut config, "head").unwrap().applied().len(), 0);
    };
    upgrade();
    measure(upgrade)
}
