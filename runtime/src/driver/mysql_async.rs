//! MySQL and MariaDB through `mysql_async`.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Transaction};

use super::mysql_text::{
    Backslash, NO_SUCH_VARIABLE, PROBE, RELEASE, SAVEPOINT, error, inlined, is_open, is_released, row,
};
use super::{Connection, Dialect, DriverError, DriverErrorKind, Engine, Next, Reply, Request, timer};
use crate::value::Row;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What connections and transactions have in common.
trait Text: Send {
    /// Sends a text, and keeps the rows if they are wanted.
    fn send<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Option<&'a mut Vec<Row>>,
    ) -> BoxFuture<'a, Result<(), Error>>;

    /// A request was given up before its answer had arrived.
    fn is_lost(&self) -> bool;
}

macro_rules! connection {
    ($($type:ty: $in_transaction:literal),*) => {$(
        impl Text for $type {
            fn send<'a>(
                &'a mut self,
                sql: &'a str,
                rows: Option<&'a mut Vec<Row>>,
            ) -> BoxFuture<'a, Result<(), Error>> {
                Box::pin(send(self, sql, rows))
            }

            fn is_lost(&self) -> bool {
                self.is_disconnected()
            }
        }

        impl Connection for $type {
            type Answer<'a, T: Send + 'a>
                = BoxFuture<'a, T>
            where
                Self: 'a;

            fn dialect(&self) -> Dialect {
                Dialect::Mysql
            }

            fn is_transaction(&mut self) -> bool {
                $in_transaction
            }

            fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> BoxFuture<'a, T> {
                Box::pin(drive(self, $in_transaction.then_some(true), engine))
            }
        }
    )*};
}

connection!(Conn: false, Transaction<'_>: true);

/// Every result is looked at: a text may hold several statements, or call a procedure, and each can fail.
async fn send(connection: &mut impl Queryable, sql: &str, rows: Option<&mut Vec<Row>>) -> Result<(), Error> {
    let mut results = connection.query_iter(sql).await?;
    if let Some(rows) = rows {
        while !results.is_empty() {
            results.for_each(|values| rows.push(row(values.unwrap_raw().into_iter().map(bytes)))).await?;
        }
    }
    results.drop_result().await
}

fn bytes(value: Option<mysql_async::Value>) -> Option<Vec<u8>> {
    match value? {
        mysql_async::Value::NULL => None,
        mysql_async::Value::Bytes(bytes) => Some(bytes),
        // Not in the text protocol.
        other => Some(other.as_sql(true).into_bytes()),
    }
}

async fn drive<'a, T: Send + 'a>(
    connection: &'a mut dyn Text,
    callers: Option<bool>,
    engine: Engine<'a, T>,
) -> T {
    let mut guard = Guard { connection, engine, callers, open: false, under_way: false };
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

/// Closes the connection when the future is dropped half-way and something would stay behind on it.
struct Guard<'a, T> {
    connection: &'a mut dyn Text,
    engine: Engine<'a, T>,
    /// Whether the caller has a transaction open, once it is known.
    callers: Option<bool>,
    /// A transaction of ours is open, or about to be.
    open: bool,
    /// A statement was sent, and its answer has not arrived.
    under_way: bool,
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
                self.execute("START TRANSACTION").await.map(|()| Reply::Done)
            }
            Request::Commit => {
                self.execute("COMMIT").await?;
                self.open = false;
                Ok(Reply::Done)
            }
            Request::Rollback if !self.open => Ok(Reply::Done),
            Request::Rollback => {
                let answer = self.execute("ROLLBACK").await;
                self.open = false;
                answer.map(|()| Reply::Done)
            }
            Request::Wait(duration) => {
                timer(duration).await;
                Ok(Reply::Done)
            }
            Request::Query { sql, values } if values.is_empty() => self.query(&sql).await.map(Reply::Rows),
            Request::Query { sql, values } => {
                let backslash = match Backslash::matters(&sql) {
                    true => Backslash::of(&self.query(Backslash::ASK).await?),
                    false => Backslash::USUAL,
                };
                self.query(&inlined(&sql, &values, backslash)?).await.map(Reply::Rows)
            }
            Request::Execute { sql } => self.execute(&sql).await.map(|()| Reply::Done),
        }
    }

    /// Asked once: what is open later is ours.
    async fn in_callers(&mut self) -> Result<bool, DriverError> {
        if let Some(known) = self.callers {
            return Ok(known);
        }
        let open = match self.query(PROBE).await {
            Ok(rows) => is_open(&rows),
            Err(refused) if refused.code() == Some(NO_SUCH_VARIABLE) => {
                self.execute(SAVEPOINT).await?;
                is_released(self.execute(RELEASE).await)?
            }
            Err(refused) => return Err(refused),
        };
        self.callers = Some(open);
        Ok(open)
    }

    async fn query(&mut self, sql: &str) -> Result<Vec<Row>, DriverError> {
        let mut rows = Vec::new();
        self.send(sql, Some(&mut rows)).await.map(|()| rows)
    }

    async fn execute(&mut self, sql: &str) -> Result<(), DriverError> {
        self.send(sql, None).await
    }

    async fn send(&mut self, sql: &str, rows: Option<&mut Vec<Row>>) -> Result<(), DriverError> {
        // The answer to what was given up may still arrive, and be taken for that to another question.
        if self.connection.is_lost() {
            let message = "the connection is lost, or a statement on it was given up half-way";
            return Err(DriverError::new(DriverErrorKind::Connection, message));
        }
        self.under_way = true;
        let answer = self.connection.send(sql, rows).await;
        self.under_way = false;
        answer.map_err(|refused| match &refused {
            Error::Server(server) => error(server.code, &server.message).with_source(refused),
            _ => {
                let message = match &refused {
                    Error::Io(mysql_async::IoError::Io(io)) => io.to_string(),
                    other => other.to_string(),
                };
                DriverError::new(DriverErrorKind::Connection, message).with_source(refused)
            }
        })
    }
}

impl<T> Drop for Guard<'_, T> {
    /// Nobody can wait for an answer here, and on a connection whose answers are not read the next one who asks
    /// gets the wrong one. So the server is told to end it, after the statement under way if there is one: that
    /// rolls back, frees locks and forgets settings. A pool throws such a connection away.
    fn drop(&mut self) {
        if !(self.open || self.under_way || !self.engine.restore().is_empty()) {
            return;
        }
        // The driver sends a statement when its future is first polled, and takes the connection for lost when it is
        // dropped before the answer. The answer to the statement under way, if it has arrived by now, is taken for
        // that; there are no more than a few to come.
        for _ in 0..4 {
            let mut sent = pin!(self.connection.send("KILL CONNECTION_ID()", None));
            if sent.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
                return;
            }
        }
    }
}
