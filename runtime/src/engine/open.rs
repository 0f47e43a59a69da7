//! Whether a transaction is open, when a revision may have ended or begun one behind the engine's back.
//!
//! Drivers know of what they have begun themselves. Inside a transaction SQLite refuses a second `BEGIN` and goes on,
//! so that is how it is asked. What ends a transaction and begins another cannot be noticed.

use ambix_graph::Step;
use ambix_graph::script::{Body, Dialect};

use super::session::Session;
use crate::driver::{DriverError, DriverErrorKind};
use crate::error::{Error, Result};

/// Fails if `step` has ended the transaction it ran in: its rows would then be kept on their own.
pub(super) async fn still(session: &Session<'_>, step: &Step, shared: bool) -> Result<()> {
    let suspect = session.body(step.revision, step.direction).is_some_and(may_end);
    // If there was none, there is one now, for the driver to roll back.
    if session.dialect != Dialect::Sqlite || session.offline || !suspect || !begin(session).await? {
        return Ok(());
    }
    let whose = if shared { "the caller's transaction" } else { "its transaction" };
    let message = format!("revision `{}` has ended {whose}", session.id(step.revision));
    Err(Error::new("transaction-ended", message)
        .with_help("take `COMMIT`, `ROLLBACK` and `ON CONFLICT ROLLBACK` out of it; a failed statement must be passed on")
        .with_help("what stood before may be kept or gone; the version table was not changed"))
}

/// Fails if `step`, which runs outside transactions, has left one open; it is rolled back.
pub(super) async fn none(session: &Session<'_>, step: &Step) -> Result<()> {
    if session.dialect != Dialect::Sqlite || session.offline {
        return Ok(());
    }
    let was_closed = begin(session).await?;
    session.io.execute("ROLLBACK").await?;
    if was_closed {
        return Ok(());
    }
    let message =
        format!("revision `{}` has left a transaction open; it was rolled back", session.id(step.revision));
    Err(Error::new("transaction-left-open", message)
        .with_help("commit what it begins, or let it run in ambix's transaction"))
}

/// Begins a transaction unless one is open. Whether it did.
async fn begin(session: &Session<'_>) -> Result<bool, DriverError> {
    match session.io.execute("BEGIN").await {
        Ok(()) => Ok(true),
        Err(refused) if refused.kind() == DriverErrorKind::Statement => Ok(false),
        Err(refused) => Err(refused),
    }
}

fn may_end(body: Body<'_>) -> bool {
    let ends = |text: &str| {
        let word = text.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default();
        ["begin", "commit", "end", "rollback"].iter().any(|end| word.eq_ignore_ascii_case(end))
    };
    body.is_code() || body.statements().any(|statement| ends(statement.text()))
}
