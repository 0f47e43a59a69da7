//! Commands inside a command: what the command line runs is itself logic that a driver performs.

use std::future::{Future, poll_fn};
use std::pin::Pin;

use ambix_graph::script::Dialect;

use super::{Engine, Io, Next};
use crate::driver::Connection;

/// The connection of an outer engine, for commands that the logic of that engine runs.
///
/// Their requests become requests of the outer engine, so one async text runs them on blocking and async drivers.
pub(crate) struct Nested {
    io: Io,
    dialect: Dialect,
    in_transaction: bool,
}

impl Nested {
    pub(crate) fn new(io: Io, dialect: Dialect, in_transaction: bool) -> Self {
        Nested { io, dialect, in_transaction }
    }
}

impl Connection for Nested {
    type Answer<'a, T: Send + 'a> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn is_transaction(&mut self) -> bool {
        self.in_transaction
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, mut engine: Engine<'a, T>) -> Self::Answer<'a, T> {
        let outer = self.io.clone();
        Box::pin(async move {
            loop {
                let next = match outer.is_blocking() {
                    true => engine.next_blocking(),
                    false => poll_fn(|context| engine.poll_next(context)).await,
                };
                outer.restore_as(&engine.io);
                match next {
                    Next::Done(answer) => return answer,
                    Next::Request(request) => {
                        let reply = outer.call(request).await;
                        engine.reply(reply);
                    }
                }
            }
        })
    }
}
