//! `history`.

use std::fmt;

use ambix_graph::{Graph, Index};

use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Parts, Session, State, split};
use crate::error::{Error, Result};
use crate::revision_info::{RevisionInfo, Shown};

/// Revisions, newest first. `Display` gives a line for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct History {
    /// The revisions.
    pub revisions: Vec<RevisionInfo>,
}

/// Lists the revisions of a range `start:end`, both ends included, or all of them.
///
/// # Errors
///
/// - `invalid-range` if there is no colon, or more than one.
/// - `range-not-ancestor` if the ends do not lie on one line.
/// - `needs-connection` if the range says `current`: see [`history_current`].
/// - The codes of symbols that do not resolve.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> ambix::Result<()> {
/// let config = ambix::Config::new(migrations);
/// print!("{}", ambix::command::history(&config, None)?);
/// # Ok(())
/// # }
/// ```
pub fn history<C>(config: &Config<C>, range: Option<&str>) -> Result<History> {
    if range.is_some_and(names_current) {
        let message = "the range names `current`, which only a database knows";
        return Err(
            Error::new("needs-connection", message).with_help("give the command a connection (`--url`)")
        );
    }
    list(config.migrations.graph(), range, &[], false)
}

/// The same on a database: `current` may be an end of the range, and with `indicate_current` the revisions that
/// the version table names are marked.
///
/// # Errors
///
/// Those of [`history`], and `unknown-revision` if the range says `current` and the version table names a revision
/// that this program does not know.
pub fn history_current<'a, C: Connection>(
    config: &'a mut Config<C>,
    range: Option<&str>,
    indicate_current: bool,
) -> C::Answer<'a, Result<History>> {
    let range = range.map(str::to_owned);
    let (connection, parts) = split(config);
    connection.drive(start(parts, range, indicate_current))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>, range: Option<String>, indicate_current: bool) -> Engine<'_, Result<History>> {
    Engine::new(|io| async move {
        let session = Session::new(io, parts);
        let state = State::read(&session).await?;
        if range.as_deref().is_some_and(names_current) {
            state.refuse_unknown(&session).await?;
        }
        list(session.graph, range.as_deref(), &state.rows, indicate_current)
    })
}

fn names_current(range: &str) -> bool {
    range.split(':').any(|end| end.trim() == "current")
}

fn list(graph: Graph<'_>, range: Option<&str>, rows: &[Index], indicate_current: bool) -> Result<History> {
    let info = |index| RevisionInfo {
        is_current: indicate_current && rows.contains(&index),
        ..RevisionInfo::new(graph, index)
    };
    Ok(History { revisions: graph.history(range, rows)?.into_iter().map(info).collect() })
}

impl History {
    /// The verbose form.
    pub fn verbose(&self) -> impl fmt::Display + '_ {
        super::heads::Verbose(&self.revisions)
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            Shown { parents: true, labels: true, head: true, current: true, points: true, message: true };
        self.revisions.iter().try_for_each(|revision| writeln!(f, "{}", revision.short(shown)))
    }
}
