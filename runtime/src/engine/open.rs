//! Whether a transaction is open, when a revision may have ended or begun one behind the engine's back.
//!
//! Drivers know of what they have begun themselves. Inside a transaction SQLite refuses a second `BEGIN` and goes on,
//! so that is how it is asked; what ends a transaction and begins another cannot be noticed there. PostgreSQL forgets a
//! setting of the transaction with it. MySQL refuses to change a transaction's properties while it is open.

use ambix_graph::Step;
use ambix_graph::script::{Body, Dialect};

use super::session::Session;
use crate::driver::{DriverError, DriverErrorKind};
use crate::error::{Error, Result};

/// PostgreSQL forgets it with the transaction, at once where there is none.
const REMEMBER: &str = "SELECT pg_catalog.set_config('ambix.transaction', 'open', true)";

/// Before `step` runs: what its end is compared with.
pub(super) async fn watch(session: &Session<'_>, step: &Step) -> Result<()> {
    if session.dialect == Dialect::Postgres && is_suspect(session, step) {
        session.io.execute(REMEMBER).await?;
    }
    Ok(())
}

/// Fails if `step` has ended the transaction it ran in: its rows would then be kept on their own.
pub(super) async fn still(session: &Session<'_>, step: &Step, shared: bool) -> Result<()> {
    if !is_suspect(session, step) || is_open(session).await? {
        return Ok(());
    }
    let whose = if shared { "the caller's transaction" } else { "its transaction" };
    let message = format!("revision `{}` has ended {whose}", session.id(step.revision));
    let error = Error::new("transaction-ended", message)
        .with_help("take `COMMIT`, `ROLLBACK` and `ON CONFLICT ROLLBACK` out of it; a failed statement must be passed on")
        .with_help("what stood before may be kept or gone; the version table was not changed");
    Err(match session.dialect {
        Dialect::Mysql => {
            error.with_help("DDL commits: a revision in Rust that sends any needs `transaction: off`")
        }
        _ => error,
    })
}

async fn is_open(session: &Session<'_>) -> Result<bool, DriverError> {
    match session.dialect {
        // If there was none, there is one now, for the driver to roll back.
        Dialect::Sqlite => Ok(!accepts(session, "BEGIN").await?),
        Dialect::Postgres => {
            let ask = "SELECT pg_catalog.current_setting('ambix.transaction', true)";
            let rows = session.io.query(ask, Vec::new()).await?;
            Ok(rows.first().and_then(|row| row.text(0)) == Some("open"))
        }
        // Without `SESSION` it is for the next transaction alone, and what it asks for is the default.
        Dialect::Mysql => Ok(!accepts(session, "SET TRANSACTION READ WRITE").await?),
    }
}

/// Fails if `step`, which runs outside transactions, has left one open; it is rolled back.
pub(super) async fn none(session: &Session<'_>, step: &Step) -> Result<()> {
    if session.offline {
        return Ok(());
    }
    let was_open = match session.dialect {
        // Refused in one that has failed. Else it is remembered only while one is open.
        Dialect::Postgres if !accepts(session, REMEMBER).await? => true,
        _ => is_open(session).await?,
    };
    if was_open || session.dialect == Dialect::Sqlite {
        session.io.execute("ROLLBACK").await?;
    }
    if !was_open {
        return Ok(());
    }
    let message =
        format!("revision `{}` has left a transaction open; it was rolled back", session.id(step.revision));
    Err(Error::new("transaction-left-open", message)
        .with_help("commit what it begins, or let it run in ambix's transaction"))
}

/// Whether the server takes the statement. Its refusal is no failure of anybody's.
async fn accepts(session: &Session<'_>, statement: &str) -> Result<bool, DriverError> {
    match session.io.execute(statement).await {
        Ok(()) => Ok(true),
        Err(refused) if refused.kind() == DriverErrorKind::Statement => Ok(false),
        Err(refused) => Err(refused),
    }
}

fn is_suspect(session: &Session<'_>, step: &Step) -> bool {
    !session.offline && session.body(step.revision, step.direction).is_some_and(may_end)
}

fn may_end(body: Body<'_>) -> bool {
    let ends = |text: &str| {
        let word = text.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default();
        ["begin", "commit", "end", "rollback"].iter().any(|end| word.eq_ignore_ascii_case(end))
    };
    body.is_code() || body.statements().any(|statement| ends(statement.text()))
}
