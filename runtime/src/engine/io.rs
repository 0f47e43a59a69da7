//! The slot between the logic and the driver.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use crate::driver::{DriverError, DriverErrorKind, Reply, Request};
use crate::value::{Row, Value};

/// The logic's side of the slot: requests are awaited here.
#[derive(Clone, Default)]
pub(crate) struct Io {
    slot: Arc<Mutex<Slot>>,
}

#[derive(Default)]
struct Slot {
    /// The number of the request that was put last. A reply to an earlier one, whose caller has gone, is dropped.
    number: u64,
    request: Option<Request>,
    reply: Option<Result<Reply, DriverError>>,
    restore: Vec<(u64, String)>,
    restores: u64,
    blocking: bool,
    /// The first request that failed since somebody asked to be told.
    failure: Option<String>,
}

impl Io {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        // A panic between lock and unlock is not possible here; a poisoned slot would still be whole.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_blocking(&self) {
        self.slot().blocking = true;
    }

    #[cfg(feature = "cli")]
    pub(super) fn is_blocking(&self) -> bool {
        self.slot().blocking
    }

    /// What ends early here must put back what was registered there.
    #[cfg(feature = "cli")]
    pub(super) fn restore_as(&self, inner: &Io) {
        let statements = inner.slot().restore.clone();
        self.slot().restore = statements;
    }

    pub(super) fn take_request(&self) -> Option<Request> {
        self.slot().request.take()
    }

    pub(super) fn put_reply(&self, reply: Result<Reply, DriverError>) {
        let mut slot = self.slot();
        if let Err(refused) = &reply {
            slot.failure.get_or_insert_with(|| refused.to_string());
        }
        slot.reply = Some(reply);
    }

    pub(super) fn take_restore(&self) -> Vec<String> {
        let statements = std::mem::take(&mut self.slot().restore);
        statements.into_iter().rev().map(|(_, statement)| statement).collect()
    }

    /// Registers a statement that the driver runs unless the engine gets to run it itself: [`Io::put_back`].
    pub(crate) fn restore_with(&self, statement: impl Into<String>) -> Restore {
        let mut slot = self.slot();
        slot.restores += 1;
        let number = slot.restores;
        slot.restore.push((number, statement.into()));
        Restore(number)
    }

    /// Runs a registered statement. If it fails it stays registered, and the driver tries again at the end.
    pub(crate) async fn put_back(&self, restore: Restore) -> Result<(), DriverError> {
        let find = |restore: &Restore| {
            let slot = self.slot();
            slot.restore
                .iter()
                .find(|(number, _)| *number == restore.0)
                .map(|(_, statement)| statement.clone())
        };
        let Some(statement) = find(&restore) else { return Ok(()) };
        self.execute(statement).await?;
        self.forget(restore);
        Ok(())
    }

    /// Nothing has to be put back.
    pub(crate) fn forget(&self, restore: Restore) {
        self.slot().restore.retain(|(number, _)| *number != restore.0);
    }

    /// Forgets earlier failures.
    pub(crate) fn watch_failures(&self) {
        self.slot().failure = None;
    }

    /// The first failure since [`Io::watch_failures`], whether or not somebody handled it.
    pub(crate) fn first_failure(&self) -> Option<String> {
        self.slot().failure.take()
    }

    /// Sends a request and waits for the reply.
    pub(crate) fn call(&self, request: Request) -> Call {
        Call { io: self.clone(), state: State::New(request) }
    }

    /// Sends a statement of ambix's own and waits for its rows.
    pub(crate) fn query(&self, sql: impl Into<String>, values: Vec<Value>) -> Answer<Vec<Row>> {
        let read = |reply| match reply {
            Reply::Rows(rows) => rows,
            _ => Vec::new(),
        };
        Answer { call: self.call(Request::Query { sql: sql.into(), values }), read }
    }

    /// Sends a statement as text and waits until it is done.
    pub(crate) fn execute(&self, sql: impl Into<String>) -> Answer<()> {
        Answer { call: self.call(Request::Execute { sql: sql.into() }), read: drop }
    }

    /// Whether the caller has a transaction open.
    pub(crate) fn in_transaction(&self) -> Answer<bool> {
        let read = |reply| matches!(reply, Reply::Open(true));
        Answer { call: self.call(Request::InTransaction), read }
    }
}

/// A call and what its reply means.
#[must_use = "a request is sent when it is awaited"]
pub(crate) struct Answer<T> {
    call: Call,
    read: fn(Reply) -> T,
}

impl<T> Future for Answer<T> {
    type Output = Result<T, DriverError>;

    // There are a hundred places that wait; the code of waiting need not be in each of them.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let read = self.read;
        Pin::new(&mut self.call).poll(context).map_ok(read)
    }
}

/// A statement that puts back a setting of the session.
#[derive(Debug)]
#[must_use = "a setting that was changed is put back"]
pub(crate) struct Restore(u64);

/// A request on its way.
#[must_use = "a request is sent when it is awaited"]
pub(crate) struct Call {
    io: Io,
    state: State,
}

enum State {
    New(Request),
    Sent(u64),
    Over,
}

impl Future for Call {
    type Output = Result<Reply, DriverError>;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::New(request) => {
                let number = {
                    let mut slot = self.io.slot();
                    slot.number += 1;
                    slot.request = Some(request);
                    slot.reply = None;
                    slot.number
                };
                self.state = State::Sent(number);
                Poll::Pending
            }
            State::Sent(number) => {
                let mut slot = self.io.slot();
                if slot.number == number
                    && let Some(reply) = slot.reply.take()
                {
                    return Poll::Ready(reply);
                }
                let lost = slot.number != number;
                drop(slot);
                if lost {
                    let message = "another request took the place of this one before it was answered";
                    return Poll::Ready(Err(DriverError::new(DriverErrorKind::Statement, message)));
                }
                self.state = State::Sent(number);
                Poll::Pending
            }
            State::Over => Poll::Pending,
        }
    }
}

impl Drop for Call {
    /// A caller that gives up before the driver has taken its request takes it back.
    #[inline(never)]
    fn drop(&mut self) {
        if let State::Sent(number) = self.state {
            let mut slot = self.io.slot();
            if slot.number == number {
                slot.request = None;
            }
        }
    }
}

/// Polls the future of a revision, and fails where it waits for something that a blocking driver cannot wait for.
pub(crate) struct Foreign<F> {
    pub(crate) io: Io,
    pub(crate) future: F,
}

/// The future of a revision waited for something that is not the database, on a blocking connection.
#[derive(Debug)]
pub(crate) struct ForeignAwait;

impl<F: Future + Unpin> Future for Foreign<F> {
    type Output = Result<F::Output, ForeignAwait>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match Pin::new(&mut self.future).poll(context) {
            Poll::Ready(answer) => Poll::Ready(Ok(answer)),
            Poll::Pending => {
                let slot = self.io.slot();
                if slot.blocking && slot.request.is_none() {
                    Poll::Ready(Err(ForeignAwait))
                } else {
                    Poll::Pending
                }
            }
        }
    }
}
