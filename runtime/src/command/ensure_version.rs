//! `ensure_version`.

use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Parts, Session, ensure_tables, split};
use crate::error::Result;

/// Creates the version table (and the journal) if it is not there.
///
/// # Errors
///
/// `statement-failed` or `read-only` if the database refuses; `lock-timeout` if another process holds it;
/// `database-moved` if the file is no longer there.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// ambix::command::ensure_version(&mut config)?;
/// # Ok(())
/// # }
/// ```
pub fn ensure_version<C: Connection>(config: &mut Config<C>) -> C::Answer<'_, Result<()>> {
    let (connection, parts) = split(config);
    connection.drive(start(parts))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>) -> Engine<'_, Result<()>> {
    Engine::new(|io| async move { ensure_tables(&mut Session::new(io, parts)).await })
}
