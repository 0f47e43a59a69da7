//! What a database connection must offer, and the connections that do.
//!
//! A driver performs [`Request`]s, one at a time, and decides nothing. The logic is in the engine, written once
//! for blocking and async connections.

#[cfg(any(feature = "diesel-mysql", feature = "diesel-postgres", feature = "diesel-sqlite"))]
mod diesel;
mod error;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "mysql_async")]
mod mysql_async;
#[cfg(any(feature = "diesel-mysql", feature = "mysql", feature = "mysql_async", feature = "sqlx-mysql"))]
mod mysql_text;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(
    feature = "diesel-postgres",
    feature = "postgres",
    feature = "sqlx-postgres",
    feature = "tokio-postgres"
))]
mod postgres_literals;
mod request;
#[cfg(feature = "rusqlite")]
mod rusqlite;
#[cfg(any(feature = "postgres", feature = "tokio-postgres"))]
mod simple_query;
#[cfg(any(
    feature = "diesel-postgres",
    feature = "postgres",
    feature = "sqlx-postgres",
    feature = "tokio-postgres"
))]
mod sqlstate;
#[cfg(any(feature = "sqlx-mysql", feature = "sqlx-postgres", feature = "sqlx-sqlite"))]
mod sqlx;
mod timer;
#[cfg(feature = "tokio-postgres")]
mod tokio_postgres;

pub use crate::engine::{Engine, Next, Observed};
pub use ambix_graph::script::Dialect;
pub use error::{DriverError, DriverErrorKind};
#[cfg(all(feature = "cli", feature = "mysql"))]
pub(crate) use mysql::words as mysql_words;
pub use request::{Reply, Request};
pub use timer::timer;

/// A connection, or an open transaction, on which commands can run.
///
/// Implemented for the connections of the drivers whose feature is on, and for `&mut` to each of them. What a
/// command answers follows the connection: the answer itself on a blocking one, a future on an async one.
///
/// To support another driver, implement `drive`: take requests from the engine until it is done, perform each,
/// give back the replies. Roll back and run [`Engine::restore`] when the engine ends early, whether by an
/// unwinding panic or because the future of an async driver is dropped.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection that ambix can use",
    label = "not an ambix connection",
    note = "a pool is not a connection: take one from it",
    note = "each driver is behind a feature of ambix, with its name: `rusqlite`, `sqlx-postgres`, …; its documentation lists them",
    note = "commands that read or change a database need `Config::connection`"
)]
pub trait Connection {
    /// What a command gives back: `T` for a blocking connection, a boxed future of it for an async one.
    type Answer<'a, T: Send + 'a>
    where
        Self: 'a;

    /// The SQL that the server behind the connection speaks.
    fn dialect(&self) -> Dialect;

    /// Whether this is for certain a transaction that the caller has begun, by its type. On PostgreSQL a statement
    /// that fails ends the transaction, so what might fail is then asked for first. `false` says nothing.
    fn is_transaction(&mut self) -> bool {
        false
    }

    /// Performs the requests of `engine` until it has its result.
    fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> Self::Answer<'a, T>;
}

impl<C: Connection + ?Sized> Connection for &mut C {
    type Answer<'a, T: Send + 'a>
        = C::Answer<'a, T>
    where
        Self: 'a;

    fn dialect(&self) -> Dialect {
        (**self).dialect()
    }

    fn is_transaction(&mut self) -> bool {
        (**self).is_transaction()
    }

    fn drive<'a, T: Send + 'a>(&'a mut self, engine: Engine<'a, T>) -> Self::Answer<'a, T> {
        (**self).drive(engine)
    }
}
