//! A lock that the server keeps for the session and frees when the connection ends: PostgreSQL's advisory lock,
//! MySQL's `GET_LOCK`.

use ambix_graph::script::Dialect;

use super::patience::{Patience, describe};
use super::{granted, key};
use crate::engine::session::Session;
use crate::error::Result;

/// How many runs on one connection may have been dropped before.
const STALE: usize = 100;

/// Does `work` while the session holds the lock.
pub(super) async fn hold<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    let (ask, unlock) = match session.dialect {
        Dialect::Mysql => {
            let name = mysql_name(session);
            // A run on this connection that was dropped may still hold it, and the server counts.
            let release = format!("SELECT RELEASE_LOCK('{name}')");
            for _ in 0..STALE {
                if !granted(&session.io.query(release.as_str(), Vec::new()).await?) {
                    break;
                }
            }
            (format!("SELECT GET_LOCK('{name}', 0)"), format!("DO RELEASE_LOCK('{name}')"))
        }
        _ => {
            let key = key(session);
            (
                format!("SELECT pg_catalog.pg_try_advisory_lock({key})"),
                format!("SELECT pg_catalog.pg_advisory_unlock({key})"),
            )
        }
    };
    let mut patience = Patience::new(session);
    let restore = loop {
        // Before it is asked for: if the run ends before the answer is known, to unlock too much does no harm.
        let restore = session.io.restore_with(unlock.as_str());
        let answer = session.io.query(ask.as_str(), Vec::new()).await;
        if matches!(&answer, Ok(rows) if granted(rows)) {
            break restore;
        }
        session.io.forget(restore);
        answer?;
        patience.wait().await?;
    };
    let result = work.await;
    let unlocked = session.io.put_back(restore).await;
    let answer = result?;
    unlocked?;
    Ok(answer)
}

/// Who holds the lock, as far as the server tells this user.
pub(super) async fn holder(session: &Session<'_>) -> Option<String> {
    let ask = match session.dialect {
        Dialect::Mysql => format!(
            "SELECT id, NULL, user, host FROM information_schema.processlist WHERE id = IS_USED_LOCK('{}')",
            mysql_name(session)
        ),
        _ => format!(
            "SELECT pid, application_name, usename, client_addr FROM pg_catalog.pg_locks \
             LEFT JOIN pg_catalog.pg_stat_activity USING (pid) \
             WHERE locktype = 'advisory' AND granted AND objsubid = 1 \
             AND (classid::bigint << 32) | objid::bigint = {} \
             AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())",
            key(session)
        ),
    };
    let rows = session.io.query(ask, Vec::new()).await.ok()?;
    let row = rows.first()?;
    let known = [("application", row.text(1)), ("user", row.text(2)), ("at", row.text(3))];
    Some(describe(format!("server process {}", row.integer(0)?), &known))
}

/// The lock's name is the whole server's, and 64 characters at most.
fn mysql_name(session: &Session<'_>) -> String {
    format!("ambix:{:016x}", key(session).cast_unsigned())
}
