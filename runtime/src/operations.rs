//! What a revision in Rust can do.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use ambix_graph::script::Dialect;

use crate::driver::{DriverError, Reply, Request};
use crate::engine::{Call, Io};
use crate::error::Result;
use crate::value::{Row, Value};

/// The connection as a revision in Rust sees it: inside the transaction of its step.
///
/// The same code runs on blocking and async connections. On a blocking one nothing but the methods here may be
/// awaited; anything else fails the revision with `foreign-await`.
///
/// # Examples
///
/// ```
/// //! Fill in the currency of old orders
/// use ambix::Operations;
///
/// pub async fn upgrade(op: &mut Operations<'_>) -> ambix::Result<()> {
///     for row in op.query("SELECT id, country FROM orders", []).await? {
///         let currency = if row.text(1) == Some("CH") { "CHF" } else { "EUR" };
///         let id = row.integer(0);
///         op.execute_with("UPDATE orders SET currency = ?1 WHERE id = ?2", [currency.into(), id.into()]).await?;
///     }
///     Ok(())
/// }
/// ```
pub struct Operations<'m> {
    io: Io,
    dialect: Dialect,
    set: PhantomData<&'m ()>,
}

impl Operations<'_> {
    pub(crate) fn new(io: Io, dialect: Dialect) -> Self {
        Operations { io, dialect, set: PhantomData }
    }

    /// The SQL that the server speaks.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Runs one statement and discards any rows.
    ///
    /// # Errors
    ///
    /// `statement-failed` if the database refuses it. On PostgreSQL the transaction is lost then, so the error
    /// should be passed on; the revision fails in any case.
    pub fn execute(&mut self, sql: impl AsRef<str>) -> Execute<'_> {
        let request = Request::Execute { sql: sql.as_ref().to_owned() };
        Execute { call: self.io.call(request), operations: PhantomData }
    }

    /// Runs one statement with values for its placeholders (`?1` on SQLite, `$1` on PostgreSQL, `?` on MySQL).
    ///
    /// # Errors
    ///
    /// `statement-failed` if the database refuses it.
    pub fn execute_with(&mut self, sql: impl AsRef<str>, values: impl Into<Vec<Value>>) -> Execute<'_> {
        let request = Request::Query { sql: sql.as_ref().to_owned(), values: values.into() };
        Execute { call: self.io.call(request), operations: PhantomData }
    }

    /// Runs one statement with values for its placeholders and gives all its rows.
    ///
    /// # Errors
    ///
    /// `statement-failed` if the database refuses it.
    pub fn query(&mut self, sql: impl AsRef<str>, values: impl Into<Vec<Value>>) -> Query<'_> {
        let request = Request::Query { sql: sql.as_ref().to_owned(), values: values.into() };
        Query { call: self.io.call(request), operations: PhantomData }
    }
}

/// A statement on its way; await it.
#[must_use = "a statement is sent when it is awaited"]
pub struct Execute<'o> {
    call: Call,
    operations: PhantomData<&'o mut ()>,
}

impl Future for Execute<'_> {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.call).poll(context).map(|reply| Ok(reply.map(drop)?))
    }
}

/// A query on its way; await it.
#[must_use = "a query is sent when it is awaited"]
pub struct Query<'o> {
    call: Call,
    operations: PhantomData<&'o mut ()>,
}

impl Future for Query<'_> {
    type Output = Result<Vec<Row>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let rows = |reply: Result<Reply, DriverError>| match reply? {
            Reply::Rows(rows) => Ok(rows),
            _ => Ok(Vec::new()),
        };
        Pin::new(&mut self.call).poll(context).map(rows)
    }
}
