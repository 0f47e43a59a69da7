//! One migrating process at a time.
//!
//! SQLite has one lock, the write lock of the file, and `BEGIN IMMEDIATE` takes it. On PostgreSQL it is an advisory
//! lock: of the transaction, so that the server frees it on every path and behind any pooler; and of the session
//! around a step whose statements commit one by one. Both free it when the process dies, so nobody ever inherits a
//! stale one.

use std::time::{Duration, Instant};

use ambix_graph::script::Dialect;

use super::session::Session;
use crate::driver::{DriverError, DriverErrorKind, Request};
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
    if session.dialect == Dialect::Postgres && !session.offline {
        return begin_postgres(session).await;
    }
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

/// The first statement of the transaction asks for the lock. Refused, the transaction ends before the wait: one
/// that waited would hold up whoever builds an index concurrently, perhaps the very holder.
async fn begin_postgres(session: &Session<'_>) -> Result<()> {
    let key = key(session);
    let mut ask = format!("SELECT pg_catalog.pg_try_advisory_xact_lock({key})");
    let timeout = session.options.statement_lock_timeout;
    if !timeout.is_zero() {
        // For this transaction alone, and in the same round trip.
        ask.push_str(&format!(
            ", pg_catalog.set_config('lock_timeout', '{}', true)",
            timeout.as_millis().clamp(1, i32::MAX as u128)
        ));
    }
    let mut patience = Patience::new(session);
    loop {
        session.io.call(Request::Begin).await?;
        let answer = session.io.query(ask.as_str(), Vec::new()).await;
        if matches!(&answer, Ok(rows) if granted(rows)) {
            return Ok(());
        }
        session.io.call(Request::Rollback).await?;
        answer?;
        patience.wait(key).await?;
    }
}

/// The lock of the session, around a step whose statements commit one by one.
pub(crate) async fn hold<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    if session.dialect != Dialect::Postgres || session.offline {
        return work.await;
    }
    let key = key(session);
    let unlock = format!("SELECT pg_catalog.pg_advisory_unlock({key})");
    let mut patience = Patience::new(session);
    let restore = loop {
        // Before it is asked for: if the run ends before the answer is known, to unlock too much does no harm.
        let restore = session.io.restore_with(unlock.as_str());
        let ask = format!("SELECT pg_catalog.pg_try_advisory_lock({key})");
        let answer = session.io.query(ask, Vec::new()).await;
        if matches!(&answer, Ok(rows) if granted(rows)) {
            break restore;
        }
        session.io.forget(restore);
        answer?;
        patience.wait(key).await?;
    };
    let result = work.await;
    let unlocked = session.io.put_back(restore).await;
    let answer = result?;
    unlocked?;
    Ok(answer)
}

fn granted(rows: &[crate::value::Row]) -> bool {
    rows.first().and_then(|row| row.integer(0)) == Some(1)
}

/// Polls for a lock, ever more slowly, until the configured time is over.
struct Patience<'s, 'a> {
    session: &'s Session<'a>,
    begun: Instant,
    pause: Duration,
}

impl<'s, 'a> Patience<'s, 'a> {
    fn new(session: &'s Session<'a>) -> Self {
        Patience { session, begun: Instant::now(), pause: Duration::from_millis(10) }
    }

    async fn wait(&mut self, key: i64) -> Result<()> {
        let timeout = self.session.options.lock_timeout;
        let left = timeout.saturating_sub(self.begun.elapsed());
        if left.is_zero() {
            let holder = holder(self.session, key).await;
            let holder = holder.as_deref().unwrap_or("another connection");
            let message =
                format!("{holder} has been migrating this database for {} seconds", timeout.as_secs_f32());
            return Err(Error::new("lock-timeout", message)
                .with_help("wait for it, or raise `Config::lock_timeout`; nothing was changed"));
        }
        self.session.io.call(Request::Wait(self.pause.min(left))).await?;
        self.pause = (self.pause * 2).min(Duration::from_millis(250));
        Ok(())
    }
}

/// Who holds the lock, as far as the server tells this user.
async fn holder(session: &Session<'_>, key: i64) -> Option<String> {
    let ask = format!(
        "SELECT pid, application_name, usename, client_addr FROM pg_catalog.pg_locks \
         LEFT JOIN pg_catalog.pg_stat_activity USING (pid) \
         WHERE locktype = 'advisory' AND granted AND objsubid = 1 \
         AND (classid::bigint << 32) | objid::bigint = {key} \
         AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
    );
    let rows = session.io.query(ask, Vec::new()).await.ok()?;
    let row = rows.first()?;
    let mut holder = format!("server process {}", row.text(0)?);
    for (index, what) in [(1, "application"), (2, "user"), (3, "at")] {
        if let Some(text) = row.text(index).filter(|text| !text.is_empty()) {
            holder.push_str(&format!(", {what} `{text}`"));
        }
    }
    Some(holder)
}

/// The number of the lock: a hash of schema and version table. PostgreSQL keeps advisory locks by database.
fn key(session: &Session<'_>) -> i64 {
    let table = &session.version_table;
    let parts = ["ambix", table.schema().unwrap_or_default(), &table.name];
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    // FNV-1a: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Whether a statement gave up waiting for a lock of the database, as `statement_lock_timeout` makes it.
pub(crate) fn is_statement_timeout(session: &Session<'_>, error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<DriverError>());
    session.dialect == Dialect::Postgres
        && source.is_some_and(|refused| refused.kind() == DriverErrorKind::Busy)
}
