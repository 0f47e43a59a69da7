//! An SQLite table rebuild: foreign keys off around the transaction, checked before its end.
//!
//! Dropping the old table would otherwise delete or refuse what refers to it, and the setting cannot be changed
//! inside a transaction: <https://sqlite.org/lang_altertable.html#otheralter>.

use std::collections::BTreeMap;

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::migrate::Run;
use super::session::Session;
use super::settings::Settings;
use super::state::State;
use super::transaction;
use crate::error::{Error, Result};

/// Runs a step that rebuilds a table.
pub(crate) async fn run(
    run: &mut Run,
    session: &Session<'_>,
    steps: &[Step],
    settings: &Settings,
) -> Result<Option<State>> {
    if !foreign_keys(session).await? {
        return transaction::run(run, session, steps, settings).await;
    }
    let io = session.io.clone();
    let restore = io.restore_with("PRAGMA foreign_keys = ON");
    io.execute("PRAGMA foreign_keys = OFF").await?;
    let result = transaction::run_guarded(run, session, steps, settings, true).await;
    let on_again = io.put_back(restore).await;
    let moved = result?;
    on_again?;
    Ok(moved)
}

/// Whether this connection enforces foreign keys; no where there is no such setting.
pub(crate) async fn foreign_keys(session: &Session<'_>) -> Result<bool> {
    if session.dialect != Dialect::Sqlite {
        return Ok(false);
    }
    if session.offline {
        return Ok(true);
    }
    let rows = session.io.query("PRAGMA foreign_keys", Vec::new()).await?;
    Ok(rows.first().and_then(|row| row.integer(0)) == Some(1))
}

/// How many rows of a table (first) refer to rows that another (second) does not have. A rebuild may give rows
/// new numbers, so they are counted, not named.
pub(crate) type Violations = BTreeMap<(String, String), usize>;

/// What violates foreign keys now.
pub(crate) async fn violations(session: &Session<'_>) -> Result<Violations> {
    let mut violations = Violations::new();
    if session.offline {
        return Ok(violations);
    }
    for row in session.io.query("PRAGMA foreign_key_check", Vec::new()).await? {
        let name = |index| row.text(index).unwrap_or_default().to_owned();
        *violations.entry((name(0), name(2))).or_default() += 1;
    }
    Ok(violations)
}

/// Fails if there are more violations than there were.
pub(crate) async fn check(session: &Session<'_>, before: &Violations, steps: &[Step]) -> Result<()> {
    for ((table, parent), count) in violations(session).await? {
        let had = before.get(&(table.clone(), parent.clone())).copied().unwrap_or_default();
        if count > had {
            let ids: Vec<&str> = steps.iter().map(|step| session.id(step.revision)).collect();
            let message = format!(
                "revision `{}` leaves {} of `{table}` without the row of `{parent}` that it refers to",
                ids.join("`, `"),
                if count - had == 1 { "1 row".to_owned() } else { format!("{} rows", count - had) }
            );
            return Err(Error::new("foreign-key-violation", message).with_help(
                "`PRAGMA foreign_key_check` lists them; move or delete those rows in the revision",
            ));
        }
    }
    Ok(())
}
