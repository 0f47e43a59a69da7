//! `check`.

use std::fmt;

use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Parts, Session, State, check_history, rows, split};
use crate::error::{Error, Result};

/// A database that is up to date. `Display` is a line for each difference from the structure that is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// What must change for the database to have the structure of [`Config::desired`]; empty without one.
    #[cfg(feature = "schema")]
    pub changes: Vec<crate::schema::Change>,
}

impl Check {
    /// Whether nothing differs.
    pub fn is_clean(&self) -> bool {
        #[cfg(feature = "schema")]
        return self.changes.is_empty();
        #[cfg(not(feature = "schema"))]
        true
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "schema")]
        for change in &self.changes {
            writeln!(f, "{change}")?;
        }
        let _ = f;
        Ok(())
    }
}

/// Succeeds exactly when `upgrade heads` would do nothing and the history is the one of the files, and then says how
/// the structure of the database differs from the one that is wanted, if `config` has one (feature `schema`).
///
/// # Errors
///
/// - `not-at-head` if revisions are missing.
/// - `newer-database` if the database is ahead of this program.
/// - `history-changed` if the files of applied revisions have changed.
/// - `interrupted` if a revision is half done.
/// - `unknown-revision` if the version table names a revision that this program does not know.
/// - with a structure to compare with, those of `schema::read`.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> Result<(), Box<dyn std::error::Error>> {
/// let mut connection = rusqlite::Connection::open("app.db")?;
/// let mut config = ambix::Config::new(migrations).connection(&mut connection);
/// ambix::command::check(&mut config)?;
/// # Ok(())
/// # }
/// ```
pub fn check<C: Connection>(config: &mut Config<C>) -> C::Answer<'_, Result<Check>> {
    #[cfg(feature = "schema")]
    let desired = config.desired.clone();
    let (connection, parts) = split(config);
    #[cfg(feature = "schema")]
    return connection.drive(start(parts, desired));
    #[cfg(not(feature = "schema"))]
    connection.drive(start(parts))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(
    parts: Parts<'_>,
    #[cfg(feature = "schema")] desired: Option<(crate::schema::Catalog, crate::schema::Filter)>,
) -> Engine<'_, Result<Check>> {
    Engine::new(|io| async move {
        parts.migrations.check_fresh()?;
        let session = Session::new(io, parts);
        let state = State::read(&session).await?;
        state.refuse_unknown(&session).await?;
        state.refuse_interrupted(&session)?;
        if !session.graph.is_at_heads(&state.rows) {
            return Err(not_at_head(&session, &state));
        }
        check_history(&session, &state).await?;
        #[cfg(feature = "schema")]
        if let Some((desired, filter)) = desired {
            let found = crate::schema::catalog(&session.io, session.dialect).await?;
            let [found, desired] = [found, desired]
                .map(|catalog| crate::schema::without_own_tables(catalog, &filter, session.options));
            return Ok(Check { changes: found.changes(&desired) });
        }
        Ok(Check::default())
    })
}

pub(super) fn not_at_head(session: &Session<'_>, state: &State) -> Error {
    let graph = session.graph;
    let applied = graph.ancestors(&state.rows);
    let missing = graph.revisions().filter(|revision| !applied.contains(revision.index())).count();
    let mut rows = rows::ids(session, &state.rows);
    rows.extend(state.unknown.iter().cloned());
    let rows = rows.join("`, `");
    let at = if rows.is_empty() { "no revision".to_owned() } else { format!("`{rows}`") };
    let heads = graph.real_heads().map(|head| session.id(head)).collect::<Vec<_>>().join("`, `");
    let missing_revisions =
        if missing == 1 { "1 revision".to_owned() } else { format!("{missing} revisions") };
    let are = if missing == 1 { "is" } else { "are" };
    let message = if missing == 0 {
        format!("the version table has {at} where `{heads}` should be")
    } else {
        format!("the database is at {at}; {missing_revisions} up to `{heads}` {are} not applied")
    };
    Error::new("not-at-head", message).with_help("`ambix upgrade heads` applies them")
}
