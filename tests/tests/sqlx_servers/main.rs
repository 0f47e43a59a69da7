//! What only sqlx's own ways make necessary: futures that are dropped on connections of its own and of its pools.

mod mysql;
mod postgres;

/// Upgrades with a future that is polled `polls` times and dropped. Whether it was done by then.
macro_rules! dropped_after {
    ($polls:expr, $migrations:expr, $connection:expr) => {{
        let mut config = ambix::Config::new($migrations).connection($connection);
        ambix_tests::subject::runtime()
            .block_on(ambix_tests::polls::poll_times(ambix::command::upgrade(&mut config, "head"), $polls))
            .is_some()
    }};
}

use dropped_after;
