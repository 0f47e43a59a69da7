//! What only sqlx's own ways make necessary: futures that are dropped on connections of its own and of its pools.

mod mysql;
mod postgres;

use std::future::poll_fn;
use std::task::Poll;

use ambix::BoxFuture;

/// Upgrades with a future that is polled `polls` times and dropped. Whether it was done by then.
macro_rules! dropped_after {
    ($polls:expr, $migrations:expr, $connection:expr) => {{
        let mut config = ambix::Config::new($migrations).connection($connection);
        ambix_tests::subject::runtime()
            .block_on(crate::poll_times(ambix::command::upgrade(&mut config, "head"), $polls))
    }};
}

use dropped_after;

async fn poll_times<T>(mut future: BoxFuture<'_, T>, polls: usize) -> bool {
    let mut left = polls;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(true),
        Poll::Pending if left == 0 => Poll::Ready(false),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}
