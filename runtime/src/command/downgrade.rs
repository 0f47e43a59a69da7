//! `downgrade`.

use super::upgrade::refuse_ranges;
use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Goal, Parts, migrate, split};
use crate::error::Result;
use crate::report::Report;

/// Takes revisions back until the database is at `target`.
///
/// `target` is `base`, `-1`, an id, `label@base`, `label@-1`, … Revisions that depend on one that goes, go before
/// it, also those of other branches.
///
/// # Errors
///
/// Those of [`upgrade`](super::upgrade()), and:
///
/// - `ambiguous-downgrade` if `target` is `-N` and several branches could be meant; the help lists them.
/// - `irreversible` if a revision says that there is no way back, `missing-downgrade` if it says nothing.
/// - `range-not-ancestor`, `invalid-downgrade-target` if `target` does not lie below the current revisions.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// ambix::command::downgrade(&mut config, "-1")?;
/// # Ok(())
/// # }
/// ```
pub fn downgrade<'a, C: Connection>(
    config: &'a mut Config<C>,
    target: impl Into<String>,
) -> C::Answer<'a, Result<Report>> {
    let target = target.into();
    let (connection, parts) = split(config);
    connection.drive(start(parts, target))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>, target: String) -> Engine<'_, Result<Report>> {
    Engine::new(|io| async move {
        refuse_ranges(std::slice::from_ref(&target))?;
        parts.migrations.check_fresh()?;
        migrate(io, parts, Goal::Downgrade(target)).await
    })
}
