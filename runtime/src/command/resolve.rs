//! `resolve`.

use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{self, Engine, Parts, Session, split};
use crate::error::Result;
use crate::report::Report;

pub use crate::engine::Resolution;

/// Ends a revision that was interrupted while its statements were committed one by one.
///
/// Normally the next [`upgrade`](super::upgrade()) or [`downgrade`](super::downgrade()) goes on by itself. This is for
/// `in-doubt`, when only somebody who looks at the database can tell what has taken effect, and for giving up.
///
/// # Errors
///
/// - `not-interrupted` if `revision` is not half done.
/// - `no-such-statement` if there is no statement of that number.
/// - `lock-timeout` if a process is still working on it.
/// - `needs-own-transaction` inside a transaction of the caller.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// use ambix::command::{self, Resolution};
///
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// // Its second statement has not taken effect.
/// command::resolve(&mut config, "3f2c9a1b7d04", Resolution::RedoFrom(2))?;
/// command::upgrade(&mut config, "head")?;
/// # Ok(())
/// # }
/// ```
pub fn resolve<'a, C: Connection>(
    config: &'a mut Config<C>,
    revision: impl Into<String>,
    resolution: Resolution,
) -> C::Answer<'a, Result<Report>> {
    let revision = revision.into();
    let (connection, parts) = split(config);
    connection.drive(start(parts, revision, resolution))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>, revision: String, resolution: Resolution) -> Engine<'_, Result<Report>> {
    Engine::new(|io| async move { engine::resolve(Session::new(io, parts), &revision, resolution).await })
}
