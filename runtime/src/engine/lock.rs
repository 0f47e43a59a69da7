//! One migrating process at a time.
//!
//! SQLite has one lock, the write lock of the file, and `BEGIN IMMEDIATE` takes it. The operating system frees it
//! when the process dies, so nobody ever inherits a stale one.

use std::time::Duration;

use ambix_graph::script::Dialect;

use super::session::Session;
use crate::driver::{DriverErrorKind, Request};
use crate::error::{Error, Result};

/// Begins a transaction that holds the lock, waiting for it as long as the configuration says.
pub(crate) async fn begin(session: &Session<'_>) -> Result<()> {
    let waiting = BusyTimeout::set(session).await?;
    let begun = session.io.call(Request::Begin).await;
    waiting.put_back(session).await?;
    match begun {
        Ok(_) => Ok(()),
        Err(refused) if refused.kind() == DriverErrorKind::Busy => {
            let message = format!(
                "another connection has kept the database locked for {} seconds",
                session.options.lock_timeout.as_secs_f32()
            );
            Err(Error::new("lock-timeout", message)
                .with_help("wait for the other process, or raise `Config::lock_timeout`; nothing was changed")
                .with_source(refused))
        }
        Err(refused) => Err(refused.into()),
    }
}

/// SQLite waits by itself, as long as the connection's busy timeout says; the caller's is put back.
struct BusyTimeout(Option<i64>);

impl BusyTimeout {
    async fn set(session: &Session<'_>) -> Result<Self> {
        if session.dialect != Dialect::Sqlite || session.offline {
            return Ok(BusyTimeout(None));
        }
        let rows = session.io.query("PRAGMA busy_timeout", Vec::new()).await?;
        let before = rows.first().and_then(|row| row.integer(0)).unwrap_or_default();
        session.io.restore_with(&format!("PRAGMA busy_timeout = {before}"));
        session.io.execute(busy_timeout(session.options.lock_timeout)).await?;
        Ok(BusyTimeout(Some(before)))
    }

    async fn put_back(self, session: &Session<'_>) -> Result<()> {
        if let Some(before) = self.0 {
            session.io.execute(format!("PRAGMA busy_timeout = {before}")).await?;
            session.io.restored();
        }
        Ok(())
    }
}

fn busy_timeout(timeout: Duration) -> String {
    let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
    format!("PRAGMA busy_timeout = {milliseconds}")
}
