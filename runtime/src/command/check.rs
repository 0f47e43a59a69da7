//! `check`.

use crate::config::Config;
use crate::driver::Connection;
use crate::engine::{Engine, Parts, Session, State, check_history, rows, split};
use crate::error::{Error, Result};

/// Succeeds exactly when `upgrade heads` would do nothing and the history is the one of the files.
///
/// # Errors
///
/// - `not-at-head` if revisions are missing.
/// - `newer-database` if the database is ahead of this program.
/// - `history-changed` if the files of applied revisions have changed.
/// - `interrupted` if a revision is half done.
/// - `unknown-revision` if the version table names a revision that this program does not know.
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
pub fn check<C: Connection>(config: &mut Config<C>) -> C::Answer<'_, Result<()>> {
    let (connection, parts) = split(config);
    connection.drive(start(parts))
}

/// Not generic, so that it is compiled once, with this crate.
fn start(parts: Parts<'_>) -> Engine<'_, Result<()>> {
    Engine::new(|io| async move {
        parts.migrations.check_fresh()?;
        let session = Session::new(io, parts);
        let state = State::read(&session).await?;
        state.refuse_unknown(&session).await?;
        state.refuse_interrupted(&session)?;
        if !session.graph.is_at_heads(&state.rows) {
            return Err(not_at_head(&session, &state));
        }
        check_history(&session, &state).await
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
