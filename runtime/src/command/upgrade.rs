//! `upgrade`.

use super::Target;
use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Goal, Parts, migrate, split};
use crate::error::{Error, Result};
use crate::report::Report;

/// Applies every revision that `target` needs and the database lacks.
///
/// Parents run before children; among unrelated revisions the order is Alembic's and depends on the files
/// alone. How revisions share transactions: [`Transactions`](crate::Transactions). If a revision fails, the
/// [report](Error::report) in the error says what is applied, and the next call continues from there. Nothing
/// pending is not an error, and costs one `SELECT`.
///
/// # Errors
///
/// - `multiple-heads` if `target` is `head` and there are several; other codes of symbols that do not resolve.
/// - `range-not-allowed` if `target` is `a:b`: ranges are for [`upgrade_sql`](super::upgrade_sql).
/// - `unknown-revision` if the version table names a revision that neither this program nor the journal knows.
/// - `history-changed` if the files of applied revisions have changed and revisions are pending.
/// - `interrupted`, `in-doubt`, `cannot-resume` if a revision that commits statement by statement is half done.
/// - `needs-own-transaction` if the connection is in a transaction and a revision cannot run inside it.
/// - `needs-application` if a revision is written in Rust and not part of this program.
/// - `statement-failed` if the database refuses a statement: gives revision, file, line and column;
///   `revision-failed` if a revision in Rust does.
/// - `lock-timeout` if another process holds the database.
/// - `stale-embed`, in debug builds, if the script directory is no longer what was embedded.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// for applied in ambix::command::upgrade(&mut config, "head")?.applied() {
///     println!("{applied}");
/// }
/// # Ok(())
/// # }
/// ```
pub fn upgrade<'a, C: Connection>(
    config: &'a mut Config<C>,
    target: impl Into<Target>,
) -> C::Answer<'a, Result<Report>> {
    let Target(targets) = target.into();
    let (connection, parts) = split(config);
    connection.drive(start(parts, targets))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>, targets: Vec<String>) -> Engine<'_, Result<Report>> {
    Engine::new(|io| async move {
        refuse_ranges(&targets)?;
        parts.migrations.check_fresh()?;
        migrate(io, parts, Goal::Upgrade(targets)).await
    })
}

pub(super) fn refuse_ranges(targets: &[String]) -> Result<()> {
    match targets.iter().find(|target| target.contains(':')) {
        None => Ok(()),
        Some(range) => Err(Error::new("range-not-allowed", format!("`{range}` is a range")).with_help(
            "a database has only one start: name the target alone; ranges are for offline mode (`--sql`)",
        )),
    }
}
