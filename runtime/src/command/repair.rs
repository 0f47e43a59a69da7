//! `repair`.

use std::fmt;

use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{self, Engine, Parts, Session, State, split};
use crate::error::Result;

/// What [`repair`] found, and whether it recorded the present files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// One line for each applied revision whose statements are not those that were applied.
    pub changes: Vec<String>,
    /// The revisions whose present files were recorded; the rows if the journal does not tell which changed.
    pub recorded: Vec<String>,
}

/// Accepts the present files as the history of the database, after applied revisions were edited.
///
/// Runs nothing; only the lineages in the version table and the journal change.
///
/// # Errors
///
/// - `unknown-revision` if the version table names a revision that this program does not know.
/// - `interrupted` if a revision is half done.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// print!("{}", ambix::command::repair(&mut config)?);
/// # Ok(())
/// # }
/// ```
pub fn repair<C: Connection>(config: &mut Config<C>) -> C::Answer<'_, Result<Repair>> {
    let (connection, parts) = split(config);
    connection.drive(start(parts))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>) -> Engine<'_, Result<Repair>> {
    Engine::new(|io| async move {
        let mut session = Session::new(io, parts);
        let state = State::read(&session).await?;
        state.refuse_unknown(&session).await?;
        state.refuse_interrupted(&session)?;
        if state.changed.is_empty() {
            return Ok(Repair::default());
        }
        let changes = engine::changes(&session, &state).await?;
        let revisions: Vec<_> =
            changes.iter().filter_map(|change| session.graph.find(&change.revision)).collect();
        engine::adopt(&mut session, &revisions).await?;
        let recorded = if changes.is_empty() {
            state.changed_ids(&session)
        } else {
            changes.iter().map(|change| change.revision.clone()).collect()
        };
        let location = session.migrations.settings().script_location;
        Ok(Repair {
            changes: changes
                .iter()
                .map(|change| format!("{change} ({location}/{})", change.location()))
                .collect(),
            recorded,
        })
    })
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.recorded.is_empty() {
            return writeln!(f, "The files are what was applied; nothing to repair.");
        }
        for change in &self.changes {
            writeln!(f, "{change}")?;
        }
        writeln!(f, "Recorded the present files for {}.", self.recorded.join(", "))
    }
}
