//! MySQL lets DDL wait for a table for a year, and everybody who comes after it.

use std::time::Duration;

use crate::engine::session::Session;
use crate::error::Result;

/// Does `work` in a session whose DDL gives up soon; the caller's setting is put back on every path.
pub(super) async fn impatient<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    let timeout = session.options.statement_lock_timeout;
    if timeout.is_zero() || session.options.pooler {
        return work.await;
    }
    let rows = session.io.query("SELECT @@SESSION.lock_wait_timeout", Vec::new()).await?;
    let Some(before) = rows.first().and_then(|row| row.integer(0)) else { return work.await };
    let restore = session.io.restore_with(set(before));
    // It counts whole seconds.
    session.io.execute(set(timeout.max(Duration::from_secs(1)).as_secs().cast_signed())).await?;
    let result = work.await;
    let put_back = session.io.put_back(restore).await;
    let answer = result?;
    put_back?;
    Ok(answer)
}

fn set(seconds: i64) -> String {
    format!("SET SESSION lock_wait_timeout = {seconds}")
}
