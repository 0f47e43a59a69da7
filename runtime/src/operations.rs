//! What a revision in Rust can do.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use ambix_graph::script::Dialect;

use crate::driver::{DriverError, DriverErrorKind, Reply, Request};
use crate::engine::{Call, Io};
use crate::error::{Error, Result};
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
/// //!
/// //! revision: 5a7d3c10be42
/// //! down_revision: 3f2c9a1b7d04
/// //! ambix:irreversible: the countries are what they were
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
        let sql = sql.as_ref().to_owned();
        let call = self.io.call(Request::Execute { sql: sql.clone() });
        Execute { call, sql, operations: PhantomData }
    }

    /// Runs one statement with values for its placeholders (`?1` on SQLite, `$1` on PostgreSQL, `?` on MySQL).
    ///
    /// # Errors
    ///
    /// `statement-failed` if the database refuses it.
    pub fn execute_with(&mut self, sql: impl AsRef<str>, values: impl Into<Vec<Value>>) -> Execute<'_> {
        let sql = sql.as_ref().to_owned();
        let call = self.io.call(Request::Query { sql: sql.clone(), values: values.into() });
        Execute { call, sql, operations: PhantomData }
    }

    /// Runs one statement with values for its placeholders and gives all its rows.
    ///
    /// # Errors
    ///
    /// `statement-failed` if the database refuses it.
    pub fn query(&mut self, sql: impl AsRef<str>, values: impl Into<Vec<Value>>) -> Query<'_> {
        let sql = sql.as_ref().to_owned();
        let call = self.io.call(Request::Query { sql: sql.clone(), values: values.into() });
        Query { call, sql, operations: PhantomData }
    }
}

/// A statement on its way; await it.
#[must_use = "a statement is sent when it is awaited"]
pub struct Execute<'o> {
    call: Call,
    sql: String,
    operations: PhantomData<&'o mut ()>,
}

impl Future for Execute<'_> {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let reply = std::task::ready!(Pin::new(&mut self.call).poll(context));
        Poll::Ready(reply.map(drop).map_err(|refused| failed(refused, &self.sql)))
    }
}

/// A query on its way; await it.
#[must_use = "a query is sent when it is awaited"]
pub struct Query<'o> {
    call: Call,
    sql: String,
    operations: PhantomData<&'o mut ()>,
}

impl Future for Query<'_> {
    type Output = Result<Vec<Row>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let reply = std::task::ready!(Pin::new(&mut self.call).poll(context));
        Poll::Ready(match reply {
            Ok(Reply::Rows(rows)) => Ok(rows),
            Ok(_) => Ok(Vec::new()),
            Err(refused) => Err(failed(refused, &self.sql)),
        })
    }
}

/// The error of a statement that a revision in Rust sent: it has no place in a file, so it is shown.
fn failed(refused: DriverError, sql: &str) -> Error {
    let at_fault = matches!(refused.kind(), DriverErrorKind::Statement | DriverErrorKind::Denied);
    let error = Error::from(refused);
    if at_fault { error.with_statement(sql) } else { error }
}
