//! Waiting without a runtime.

use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

/// Is ready after `duration`, on any executor: ambix chooses none for its users. A thread does the waiting, which
/// is fine for the rare case that another process holds a lock.
pub fn timer(duration: Duration) -> impl Future<Output = ()> + Send {
    let state: Arc<Mutex<(bool, Option<Waker>)>> = Arc::default();
    let ringing = Arc::clone(&state);
    let mut clock = Some(move || {
        std::thread::sleep(duration);
        let mut state = ringing.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = true;
        if let Some(waker) = state.1.take() {
            waker.wake();
        }
    });
    poll_fn(move |context| {
        if let Some(clock) = clock.take() {
            std::thread::spawn(clock);
        }
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 {
            return Poll::Ready(());
        }
        state.1 = Some(context.waker().clone());
        Poll::Pending
    })
}
