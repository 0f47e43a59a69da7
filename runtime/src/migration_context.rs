//! A database as migrations see it.

use crate::command::{Stamp, Target};
use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Parts, Session, VersionRow, split};
use crate::error::{Error, Result};
use crate::report::Report;

/// A connection with the version table on it; Alembic's class of that name. For programs that need more than a
/// command.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// let mut context = ambix::MigrationContext::configure(&mut config);
/// println!("{:?}", context.get_current_revision()?);
/// # Ok(())
/// # }
/// ```
pub struct MigrationContext<'c, C> {
    config: &'c mut Config<C>,
}

impl<'c, C: Connection> MigrationContext<'c, C> {
    /// A context on the connection of `config`.
    pub fn configure(config: &'c mut Config<C>) -> Self {
        MigrationContext { config }
    }

    /// The rows of the version table in the order of the database, known to this program or not; none if there
    /// is no table.
    ///
    /// # Errors
    ///
    /// `version-table-format` if the table has another layout than the configuration says; what the database says of
    /// itself (`cannot-connect`, `not-a-database`, …).
    pub fn get_current_heads(&mut self) -> C::Answer<'_, Result<Vec<String>>> {
        let (connection, parts) = split(self.config);
        connection.drive(current_heads(parts))
    }

    /// The one row of the version table; none if there is none.
    ///
    /// # Errors
    ///
    /// `multiple-heads` if there are several; `version-table-format`; what the database says of itself (`cannot-connect`,
    /// `not-a-database`, …).
    pub fn get_current_revision(&mut self) -> C::Answer<'_, Result<Option<String>>> {
        let (connection, parts) = split(self.config);
        connection.drive(current_revision(parts))
    }

    /// [`command::stamp`](crate::command::stamp()).
    ///
    /// # Errors
    ///
    /// Those of the command.
    pub fn stamp(&mut self, stamp: impl Into<Stamp>) -> C::Answer<'_, Result<Report>> {
        crate::command::stamp(self.config, stamp)
    }

    /// [`command::upgrade`](crate::command::upgrade()): runs what `target` needs and the database lacks.
    ///
    /// # Errors
    ///
    /// Those of the command.
    pub fn run_migrations(&mut self, target: impl Into<Target>) -> C::Answer<'_, Result<Report>> {
        crate::command::upgrade(self.config, target)
    }
}

/// Not generic, so that it is compiled once, with this crate.
fn current_heads(parts: Parts<'_>) -> Engine<'_, Result<Vec<String>>> {
    Engine::new(|io| async move {
        let session = Session::new(io, parts);
        Ok(applied(&session).await?.into_iter().map(|row| row.id).collect())
    })
}

/// Not generic, so that it is compiled once, with this crate.
fn current_revision(parts: Parts<'_>) -> Engine<'_, Result<Option<String>>> {
    Engine::new(|io| async move {
        let session = Session::new(io, parts);
        let mut rows = applied(&session).await?;
        if rows.len() > 1 {
            let message = "the database has more than one current revision";
            return Err(
                Error::new("multiple-heads", message).with_help("ask for all of them: `get_current_heads`")
            );
        }
        Ok(rows.pop().map(|row| row.id))
    })
}

/// The rows that count as applied.
async fn applied(session: &Session<'_>) -> Result<Vec<VersionRow>> {
    let mut rows = session.version_rows().await?.unwrap_or_default();
    rows.retain(VersionRow::is_applied);
    Ok(rows)
}
