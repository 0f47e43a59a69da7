//! PostgreSQL through `postgres`: blocking.

use postgres::{Client, Error, SimpleQueryMessage, Transaction};

use super::postgres_literals::inlined;
use super::simple_query::{error, error_in, is_open, rows};
use super::sqlstate::PROBE;
use super::{Connection, Dialect, DriverError, Engine, Next, Reply, Request};

/// What a connection and a transaction have in common.
trait SimpleQuery {
    fn send(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, Error>;
}

macro_rules! connection {
    ($($type:ty: $in_transaction:literal),*) => {$(
        impl SimpleQuery for $type {
            fn send(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, Error> {
                self.simple_query(sql)
            }
        }

        impl Connection for $type {
            type Answer<'a, T: Send + 'a>
                = T
            where
                Self: 'a;

            fn dialect(&self) -> Dialect {
                Dialect::Postgres
            }

            fn is_transaction(&mut self) -> bool {
                $in_transaction
            }

            fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> T {
                drive(self, $in_transaction, engine)
            }
        }
    )*};
}

connection!(Client: false, Transaction<'_>: true);

fn drive<T: Send>(connection: &mut dyn SimpleQuery, in_transaction: bool, engine: Engine<'_, T>) -> T {
    let callers = in_transaction.then_some(true);
    let mut guard = Guard { connection, engine, callers, open: false };
    loop {
        match guard.engine.next_blocking() {
            Next::Done(answer) => return answer,
            Next::Request(request) => {
                let reply = guard.perform(request);
                guard.engine.reply(reply);
            }
        }
    }
}

/// Leaves the connection as it was, also when a revision panics.
struct Guard<'a, T> {
    connection: &'a mut dyn SimpleQuery,
    engine: Engine<'a, T>,
    /// Whether the caller has a transaction open, once it is known.
    callers: Option<bool>,
    /// A transaction of ours is open.
    open: bool,
}

impl<T> Guard<'_, T> {
    fn perform(&mut self, request: Request) -> Result<Reply, DriverError> {
        match request {
            Request::InTransaction => self.in_callers().map(Reply::Open),
            Request::Begin if self.in_callers()? => Err(DriverError::already_open()),
            Request::Begin => {
                self.execute("BEGIN")?;
                self.open = true;
                Ok(Reply::Done)
            }
            Request::Commit => {
                self.execute("COMMIT")?;
                self.open = false;
                Ok(Reply::Done)
            }
            Request::Rollback if !self.open => Ok(Reply::Done),
            Request::Rollback => {
                self.open = false;
                self.execute("ROLLBACK")
            }
            Request::Wait(duration) => {
                std::thread::sleep(duration);
                Ok(Reply::Done)
            }
            Request::Query { sql, values } => {
                let sql = if values.is_empty() { sql } else { inlined(&sql, &values) };
                let answer = self.connection.send(&sql).map_err(error)?;
                Ok(Reply::Rows(rows(&answer)))
            }
            Request::Execute { sql } => self.execute(&sql),
        }
    }

    /// Asked once: what is open later is ours.
    fn in_callers(&mut self) -> Result<bool, DriverError> {
        if let Some(known) = self.callers {
            return Ok(known);
        }
        let open = is_open(self.connection.send(PROBE))?;
        self.callers = Some(open);
        Ok(open)
    }

    fn execute(&mut self, sql: &str) -> Result<Reply, DriverError> {
        self.connection.send(sql).map_err(|refused| error_in(refused, sql))?;
        Ok(Reply::Done)
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // Nobody is left to be told if these fail: the connection is gone then, and with it what they undo.
        if self.open {
            let _ = self.connection.send("ROLLBACK");
        }
        for statement in self.engine.restore() {
            let _ = self.connection.send(&statement);
        }
    }
}
