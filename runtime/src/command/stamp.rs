//! `stamp`.

use super::Target;
use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{self, Engine, Parts, Session, StampGoal, split};
use crate::error::Result;
use crate::report::Report;

/// What to stamp; made from a target (`Stamp::from("head")`), or with [`Stamp::purge`].
#[derive(Clone, Debug)]
pub struct Stamp {
    targets: Target,
    purge: bool,
}

impl Stamp {
    /// Empties the version table first, whatever it holds; in the same transaction, and only if the target is
    /// good.
    pub fn purge(target: impl Into<Target>) -> Self {
        Stamp { targets: target.into(), purge: true }
    }
}

impl<T: Into<Target>> From<T> for Stamp {
    fn from(target: T) -> Self {
        Stamp { targets: target.into(), purge: false }
    }
}

/// Makes the version table say that the database is at `target`, without running any revision.
///
/// Afterwards the rows are the requested revisions, without those that another requested one implies, and the
/// rows of unrelated branches as they were.
///
/// # Errors
///
/// - The codes of symbols that do not resolve.
/// - `unknown-revision` if the table names a revision that this program does not know: [`Stamp::purge`] helps.
/// - `interrupted` if a revision is half done.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// ambix::command::stamp(&mut config, "head")?;
/// # Ok(())
/// # }
/// ```
pub fn stamp<'a, C: Connection>(
    config: &'a mut Config<C>,
    stamp: impl Into<Stamp>,
) -> C::Answer<'a, Result<Report>> {
    let Stamp { targets: Target(targets), purge } = stamp.into();
    let (connection, parts) = split(config);
    connection.drive(start(parts, StampGoal { targets, purge }))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>, goal: StampGoal) -> Engine<'_, Result<Report>> {
    Engine::new(|io| async move {
        parts.migrations.check_fresh()?;
        engine::stamp(Session::new(io, parts), goal).await
    })
}
