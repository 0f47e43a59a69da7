//! The sans-IO engine: all logic of commands, as a future that asks a driver for what it needs.
//!
//! The logic is written as plain `async` functions over [`Io`]. Awaiting a request leaves it in a slot and is
//! pending; the driver takes it from [`Engine::poll_next`], performs it, answers with [`Engine::reply`] and polls
//! again. So one text serves blocking and async connections, a revision in Rust is awaited like any other step,
//! and every request of a run can be seen, counted and refused in a test.

mod body;
mod check;
mod effect;
mod file;
mod guard;
mod io;
mod journal;
mod limits;
mod lock;
mod lock_file;
mod migrate;
#[cfg(feature = "cli")]
mod nested;
pub(crate) mod offline;
mod open;
mod rebuild;
mod resolve;
mod resume;
pub(crate) mod rows;
mod session;
mod settings;
mod sql;
mod stamp;
mod state;
mod statement;
mod stepwise;
mod transaction;
mod version_table;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

pub(crate) use check::{changes, history as check_history};
pub(crate) use file::moved;
pub(crate) use io::{Call, Foreign, ForeignAwait, Io, Restore};
pub(crate) use migrate::{Goal, migrate};
#[cfg(feature = "cli")]
pub(crate) use nested::Nested;
pub use resolve::Resolution;
pub(crate) use resolve::resolve;
pub(crate) use session::{Parts, Session, offline_parts, split};
#[cfg(feature = "schema")]
pub(crate) use session::{own_tables, parts_of};
pub(crate) use stamp::{StampGoal, adopt, ensure_tables, stamp};
pub(crate) use state::State;
pub(crate) use version_table::VersionRow;

use crate::driver::{DriverError, Reply, Request};

/// The run of one command, for a driver to perform.
pub struct Engine<'a, T> {
    future: Pin<Box<dyn Future<Output = T> + Send + 'a>>,
    io: Io,
    observer: Option<Box<Observer<'a>>>,
}

type Observer<'a> = dyn FnMut(Observed<'_>) + Send + 'a;

/// What an observer is told: [`Engine::observed`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Observed<'r> {
    /// The driver gets this request next.
    Request(&'r Request),
    /// The driver has given this reply to the last request.
    Reply(&'r Result<Reply, DriverError>),
}

/// What the engine wants next.
#[derive(Debug)]
pub enum Next<T> {
    /// Perform this and [`reply`](Engine::reply).
    Request(Request),
    /// The command has ended; nothing may be asked any more.
    Done(T),
}

impl<'a, T> Engine<'a, T> {
    pub(crate) fn new<F, Logic>(logic: Logic) -> Self
    where
        F: Future<Output = T> + Send + 'a,
        Logic: FnOnce(Io) -> F,
    {
        let io = Io::default();
        Engine { future: Box::pin(logic(io.clone())), io, observer: None }
    }

    /// The same engine with an observer, for a connection that wraps another one: to count, log or time requests
    /// without performing them itself.
    #[must_use]
    pub fn observed(mut self, observer: impl FnMut(Observed<'_>) + Send + 'a) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// The next request, for an async driver. Pending only while a revision in Rust waits for something that is
    /// not the database; `context` is then woken by what it waits for.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Next<T>> {
        match self.future.as_mut().poll(context) {
            Poll::Ready(answer) => Poll::Ready(Next::Done(answer)),
            Poll::Pending => match self.io.take_request() {
                Some(request) => {
                    if let Some(observer) = &mut self.observer {
                        observer(Observed::Request(&request));
                    }
                    Poll::Ready(Next::Request(request))
                }
                None => Poll::Pending,
            },
        }
    }

    /// The next request, for a blocking driver. A revision that waits for anything but the database fails with
    /// `foreign-await`.
    pub fn next_blocking(&mut self) -> Next<T> {
        self.io.set_blocking();
        let mut context = Context::from_waker(Waker::noop());
        loop {
            // In blocking mode whatever awaits something foreign is failed where it stands, so the engine is
            // never pending without a request twice in a row.
            if let Poll::Ready(next) = self.poll_next(&mut context) {
                return next;
            }
        }
    }

    /// Answers the last request.
    pub fn reply(&mut self, reply: Result<Reply, DriverError>) {
        if let Some(observer) = &mut self.observer {
            observer(Observed::Reply(&reply));
        }
        self.io.put_reply(reply);
    }

    /// Statements that bring the session back to what the caller had, for a driver whose run ends early: by a
    /// panic, or because its future is dropped. To be run after the rollback. Empty once the engine is done.
    pub fn restore(&mut self) -> Vec<String> {
        self.io.take_restore()
    }
}
