//! `show`.

use std::fmt;

use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Parts, Session, State, split};
use crate::error::{Error, Result};
use crate::revision_info::RevisionInfo;

/// Revisions in full. `Display` gives Alembic's verbose form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Show {
    /// The revisions.
    pub revisions: Vec<RevisionInfo>,
}

/// Shows the revisions that `symbol` means.
///
/// # Errors
///
/// The codes of symbols that do not resolve; `needs-connection` for `current`: see [`show_current`].
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> ambix::Result<()> {
/// let config = ambix::Config::new(migrations);
/// print!("{}", ambix::command::show(&config, "head")?);
/// # Ok(())
/// # }
/// ```
pub fn show<C>(config: &Config<C>, symbol: &str) -> Result<Show> {
    if symbol == "current" {
        let message = "only a database knows what is `current`";
        return Err(
            Error::new("needs-connection", message).with_help("give the command a connection (`--url`)")
        );
    }
    let graph = config.migrations.graph();
    let revisions = graph.show(symbol, &[])?.into_iter().map(|index| RevisionInfo::new(graph, index));
    Ok(Show { revisions: revisions.collect() })
}

/// Shows the revisions that the version table names.
///
/// # Errors
///
/// `unknown-revision` if this program does not know one of them.
pub fn show_current<C: Connection>(config: &mut Config<C>) -> C::Answer<'_, Result<Show>> {
    let (connection, parts) = split(config);
    connection.drive(start(parts))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>) -> Engine<'_, Result<Show>> {
    Engine::new(|io| async move {
        let session = Session::new(io, parts);
        let state = State::read(&session).await?;
        state.refuse_unknown(&session).await?;
        let info = |&index| RevisionInfo::new(session.graph, index);
        Ok(Show { revisions: state.rows.iter().map(info).collect() })
    })
}

impl fmt::Display for Show {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", super::heads::Verbose(&self.revisions))
    }
}
