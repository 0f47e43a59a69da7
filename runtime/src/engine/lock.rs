//! One migrating process at a time.
//!
//! SQLite has one lock, the write lock of the file, and `BEGIN IMMEDIATE` takes it. The operating system frees it
//! when the process dies, so nobody ever inherits a stale one.

use ambix_graph::script::Dialect;

use super::session::Session;
use crate::driver::{DriverErrorKind, Request};
use crate::error::{Error, Result};

/// Does `work` while the connection waits for locks as long as the configuration says. SQLite waits by itself, for
/// the busy timeout of the connection; the caller's is put back on every path.
pub(crate) async fn waiting<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    if session.dialect != Dialect::Sqlite || session.offline {
        return work.await;
    }
    let rows = session.io.query("PRAGMA busy_timeout", Vec::new()).await?;
    let before = busy_timeout(rows.first().and_then(|row| row.integer(0)).unwrap_or_default());
    let wanted = i64::try_from(session.options.lock_timeout.as_millis()).unwrap_or(i64::MAX);
    let restore = session.io.restore_with(before);
    session.io.execute(busy_timeout(wanted)).await?;
    let result = work.await;
    let put_back = session.io.put_back(restore).await;
    let answer = result?;
    put_back?;
    Ok(answer)
}

fn busy_timeout(milliseconds: i64) -> String {
    format!("PRAGMA busy_timeout = {}", milliseconds.clamp(0, i64::from(i32::MAX)))
}

/// Begins a transaction that holds the lock.
pub(crate) async fn begin(session: &Session<'_>) -> Result<()> {
    match session.io.call(Request::Begin).await {
        Ok(_) => Ok(()),
        Err(refused) if refused.kind() == DriverErrorKind::Busy => {
            let message = format!(
                "another connection has kept the database locked for {} s",
                session.options.lock_timeout.as_secs_f32()
            );
            Err(Error::new("lock-timeout", message)
                .with_help("wait for the other process, or raise `Config::lock_timeout`")
                .with_source(refused))
        }
        Err(refused) => Err(refused.into()),
    }
}
