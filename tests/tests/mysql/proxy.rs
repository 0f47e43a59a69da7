//! A relay that replaces words in what clients say by others of the same length.

use ambix_tests::relay::Relay;
use ambix_tests::servers::mariadb::Database;

#[derive(Clone, Copy)]
pub(crate) struct Rewrite {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

/// How to connect to the database through such a relay.
pub(crate) fn url(database: &Database, Rewrite { from, to }: Rewrite) -> String {
    assert_eq!(from.len(), to.len());
    // A statement of a test is written at once, and so arrives in one piece.
    let relay = Relay::changing(database.address(), move |piece| {
        while let Some(at) = piece.windows(from.len()).position(|window| window == from.as_bytes()) {
            piece[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
    });
    database.url_behind(&relay)
}
