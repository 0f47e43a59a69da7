//! Futures that are dropped after so many polls.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::RwLock;
use std::task::Poll;

use sqlx::SqliteConnection;

/// Read by whoever polls. Nothing is ever done while it is written.
static POLLED: RwLock<()> = RwLock::new(());

/// What a future comes to; `None` if it was pending after `polls` polls, and at one more, and was dropped.
pub async fn poll_times<T>(mut future: impl Future<Output = T> + Unpin, polls: usize) -> Option<T> {
    let mut left = polls;
    poll_fn(|context| {
        let _polled = POLLED.read().expect("nobody panics there");
        match Pin::new(&mut future).poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => {
                left -= 1;
                Poll::Pending
            }
        }
    })
    .await
}

/// Waits until every poll of [`poll_times`] that has begun has ended.
pub fn polls_ended() {
    drop(POLLED.write().expect("nobody panics there"));
}

/// What the thread of an SQLite connection of sqlx is asked, it does not answer before the poll has ended that asked;
/// a [`Relay`](crate::relay::Relay) sees to that where there is a server.
pub async fn answers_after_polls(connection: &mut SqliteConnection) {
    let mut handle = connection.lock_handle().await.expect("an open connection");
    // Every statement takes one instruction at least.
    handle.set_progress_handler(1, || {
        polls_ended();
        true
    });
}
