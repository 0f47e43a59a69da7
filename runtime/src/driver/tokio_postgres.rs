//! PostgreSQL through `tokio-postgres`: async.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use tokio_postgres::{Client, Transaction};

use super::postgres_literals::inlined;
use super::simple_query::{error, error_in, is_open, rows};
use super::sqlstate::PROBE;
use super::{Connection, Dialect, DriverError, Engine, Next, Reply, Request, timer};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Connection for Client {
    type Answer<'a, T: Send + 'a> = BoxFuture<'a, T>;

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> BoxFuture<'a, T> {
        Box::pin(drive(self, None, engine))
    }
}

impl Connection for Transaction<'_> {
    type Answer<'a, T: Send + 'a>
        = BoxFuture<'a, T>
    where
        Self: 'a;

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn is_transaction(&mut self) -> bool {
        true
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> BoxFuture<'a, T> {
        Box::pin(drive(self.client(), Some(true), engine))
    }
}

async fn drive<'a, T: Send + 'a>(client: &'a Client, callers: Option<bool>, engine: Engine<'a, T>) -> T {
    let mut guard = Guard { client, engine, callers, open: false };
    loop {
        match poll_fn(|context| guard.engine.poll_next(context)).await {
            Next::Done(answer) => return answer,
            Next::Request(request) => {
                let reply = guard.perform(request).await;
                guard.engine.reply(reply);
            }
        }
    }
}

/// Leaves the connection as it was, also when the future is dropped half-way.
struct Guard<'a, T> {
    client: &'a Client,
    engine: Engine<'a, T>,
    /// Whether the caller has a transaction open, once it is known.
    callers: Option<bool>,
    /// A transaction of ours is open, or about to be.
    open: bool,
}

impl<T> Guard<'_, T> {
    async fn perform(&mut self, request: Request) -> Result<Reply, DriverError> {
        match request {
            Request::InTransaction => self.in_callers().await.map(Reply::Open),
            Request::Begin => {
                if self.in_callers().await? {
                    return Err(DriverError::already_open());
                }
                // Before it is sent: a future that is dropped meanwhile does not learn of the answer.
                self.open = true;
                self.execute("BEGIN").await
            }
            Request::Commit => {
                self.execute("COMMIT").await?;
                self.open = false;
                Ok(Reply::Done)
            }
            Request::Rollback if !self.open => Ok(Reply::Done),
            Request::Rollback => {
                let reply = self.execute("ROLLBACK").await;
                self.open = false;
                reply
            }
            Request::Wait(duration) => {
                timer(duration).await;
                Ok(Reply::Done)
            }
            Request::Query { sql, values } => {
                let sql = if values.is_empty() { sql } else { inlined(&sql, &values) };
                let answer = self.client.simple_query(&sql).await.map_err(error)?;
                Ok(Reply::Rows(rows(&answer)))
            }
            Request::Execute { sql } => self.execute(&sql).await,
        }
    }

    /// Asked once: what is open later is ours.
    async fn in_callers(&mut self) -> Result<bool, DriverError> {
        if let Some(known) = self.callers {
            return Ok(known);
        }
        let open = is_open(self.client.simple_query(PROBE).await)?;
        self.callers = Some(open);
        Ok(open)
    }

    async fn execute(&mut self, sql: &str) -> Result<Reply, DriverError> {
        self.client.simple_query(sql).await.map_err(|refused| error_in(refused, sql))?;
        Ok(Reply::Done)
    }

    /// The client sends a statement when its future is first polled, in order after what was sent before; nobody
    /// has to wait for the answer.
    fn send(&self, sql: &str) {
        let mut sent = pin!(self.client.batch_execute(sql));
        let _ = sent.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        if self.open {
            self.send("ROLLBACK");
        }
        for statement in self.engine.restore() {
            self.send(&statement);
        }
    }
}
