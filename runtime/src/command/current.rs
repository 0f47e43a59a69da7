//! `current`.

use std::fmt;

use ambix_graph::script::Direction;

use super::check::not_at_head;
use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Parts, Session, State, rows, split};
use crate::error::Result;
use crate::revision_info::{RevisionInfo, Shown};

/// Options of [`current`].
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CurrentOptions {
    /// Fail with `not-at-head` unless `upgrade heads` would do nothing.
    pub check_heads: bool,
}

impl CurrentOptions {
    /// Sets [`check_heads`](Self::check_heads).
    #[must_use]
    pub fn check_heads(mut self, on: bool) -> Self {
        self.check_heads = on;
        self
    }
}

/// Where a database is. `Display` gives a line per revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Current {
    /// The tips of what is applied, in load order; a revision that is applied only because another depends on
    /// it is among them.
    pub revisions: Vec<RevisionInfo>,
    /// The rows of the version table, in load order.
    pub rows: Vec<String>,
    /// Revisions that are half done, and which way.
    pub interrupted: Vec<(String, Direction)>,
}

/// Tells which revisions the database is at. Changes nothing; an unversioned database is at none.
///
/// # Errors
///
/// - `unknown-revision` if the version table names a revision that this program does not know.
/// - `not-at-head` if that was asked for.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// print!("{}", ambix::command::current(&mut config, Default::default())?);
/// # Ok(())
/// # }
/// ```
pub fn current<'a, C: Connection>(
    config: &'a mut Config<C>,
    options: CurrentOptions,
) -> C::Answer<'a, Result<Current>> {
    let (connection, parts) = split(config);
    connection.drive(start(parts, options))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>, options: CurrentOptions) -> Engine<'_, Result<Current>> {
    Engine::new(|io| async move {
        let session = Session::new(io, parts);
        let state = State::read(&session).await?;
        if options.check_heads && !(state.unknown.is_empty() && session.graph.is_at_heads(&state.rows)) {
            return Err(not_at_head(&session, &state));
        }
        state.refuse_unknown(&session).await?;
        let graph = session.graph;
        let info = |index| RevisionInfo {
            is_current: state.rows.contains(&index),
            ..RevisionInfo::new(graph, index)
        };
        let revisions = graph.current(&state.rows).into_iter().map(info);
        let interrupted = state.interrupted.iter();
        let interrupted =
            interrupted.map(|&(revision, direction)| (session.id(revision).to_owned(), direction)).collect();
        Ok(Current { revisions: revisions.collect(), rows: rows::ids(&session, &state.rows), interrupted })
    })
}

impl Current {
    /// The verbose form.
    pub fn verbose(&self) -> impl fmt::Display + '_ {
        super::heads::Verbose(&self.revisions)
    }
}

impl fmt::Display for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = Shown { head: true, points: true, ..Shown::default() };
        self.revisions.iter().try_for_each(|revision| writeln!(f, "{}", revision.short(shown)))?;
        self.interrupted.iter().try_for_each(|(revision, direction)| {
            let direction = match direction {
                Direction::Upgrade => "upgrade",
                Direction::Downgrade => "downgrade",
            };
            writeln!(f, "{revision} (interrupted {direction})")
        })
    }
}
