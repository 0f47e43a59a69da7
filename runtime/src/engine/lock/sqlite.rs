//! SQLite waits for the write lock of the file by itself, for the busy timeout of the connection.

use crate::engine::session::Session;
use crate::error::Result;

/// Does `work` with the configured busy timeout; the caller's is put back on every path.
pub(super) async fn waiting<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
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
