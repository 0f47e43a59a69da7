//! One migrating process at a time.
//!
//! SQLite has one lock, the write lock of the file, and `BEGIN IMMEDIATE` takes it. On PostgreSQL it is an advisory
//! lock: of the transaction, so that the server frees it on every path and behind any pooler; and of the session
//! around a step whose statements commit one by one. On MySQL, where DDL ends every transaction, it is the session's
//! around the whole run. The server frees all of them when the process dies, so nobody ever inherits a stale one. Where
//! sessions are not the client's own (`pooler`), a lease takes the place of the session's lock.

mod lease;
mod mysql;
mod patience;
mod session_lock;
mod sqlite;

use ambix_graph::script::Dialect;

use super::guard;
use super::session::Session;
use crate::driver::{DriverError, DriverErrorKind, Request};
use crate::error::{Error, Result};
use patience::Patience;

pub(crate) use lease::Lease;
#[cfg(feature = "schema")]
pub(crate) use lease::lease_name;

/// Does the work of a command while nobody else migrates this database, or while the connection waits for that.
pub(crate) async fn around<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    match session.dialect {
        Dialect::Mysql if !session.offline => exclusive(session, mysql::impatient(session, work)).await,
        _ => waiting(session, work).await,
    }
}

/// Does `work` while the connection waits for locks as long as the configuration says.
pub(crate) async fn waiting<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    match session.dialect {
        Dialect::Sqlite if !session.offline => sqlite::waiting(session, work).await,
        _ => work.await,
    }
}

/// Does a step whose statements commit one by one.
pub(crate) async fn hold<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    match session.dialect {
        Dialect::Postgres if !session.offline => exclusive(session, work).await,
        _ => work.await,
    }
}

async fn exclusive<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    if session.options.pooler {
        lease::hold(session, work).await
    } else {
        session_lock::hold(session, work).await
    }
}

/// Begins a transaction that holds the lock.
pub(crate) async fn begin(session: &Session<'_>) -> Result<()> {
    begin_for(session, Commit::Durable).await
}

/// When a commit must be on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commit {
    /// When it returns.
    Durable,
    /// With a later one of the same run. PostgreSQL writes them in order, so whatever is lost in a crash is lost with
    /// its version rows.
    Later,
}

/// Brings to the disk what was committed for [`Commit::Later`], when no later commit of the run comes any more: a lock of
/// rows is enough to make a commit wait.
pub(crate) async fn flush(session: &Session<'_>) {
    let lock = format!("SELECT version_num FROM {} FOR UPDATE", session.version_table.table);
    let work = async {
        session.io.call(Request::Begin).await?;
        session.io.query(lock, Vec::new()).await?;
        session.io.call(Request::Commit).await
    };
    // The error that ended the run is the one to report. On a connection that is gone nothing can be done.
    if work.await.is_err() {
        let _ = session.io.call(Request::Rollback).await;
    }
}

/// The same, knowing whether another commit follows.
pub(crate) async fn begin_for(session: &Session<'_>, commit: Commit) -> Result<()> {
    if session.offline {
        begin_plain(session).await?;
        return Ok(guard::write(session).await?);
    }
    if session.dialect == Dialect::Sqlite {
        return begin_plain(session).await;
    }
    let mut patience = Patience::new(session);
    while !try_begin(session, commit).await? {
        patience.wait().await?;
    }
    Ok(())
}

async fn begin_plain(session: &Session<'_>) -> Result<()> {
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

/// Refused, the transaction ends before the wait: one that waited would hold up whoever builds an index
/// concurrently, perhaps the very holder.
async fn try_begin(session: &Session<'_>, commit: Commit) -> Result<bool> {
    session.io.call(Request::Begin).await?;
    let granted = match ask(session, commit).await {
        Ok(true) if session.options.pooler => match lease::is_free(session).await {
            // Two that look at once may each be in the other's way.
            Err(error) if is_statement_timeout(session, &error) => Ok(false),
            free => free,
        },
        answer => answer,
    };
    if !matches!(granted, Ok(true)) {
        session.io.call(Request::Rollback).await?;
    }
    granted
}

/// The first statement of a transaction on PostgreSQL asks for the lock. On MySQL the session has it.
async fn ask(session: &Session<'_>, commit: Commit) -> Result<bool> {
    if session.dialect != Dialect::Postgres {
        return Ok(true);
    }
    let mut ask = format!("SELECT pg_catalog.pg_try_advisory_xact_lock({})", key(session));
    // For this transaction alone, and in the same round trip.
    let limits = [("lock_timeout", session.limits.lock()), ("statement_timeout", session.limits.statement())];
    for (name, limit) in limits.into_iter().filter(|(_, limit)| *limit > 0) {
        ask.push_str(&format!(", pg_catalog.set_config('{name}', '{limit}', true)"));
    }
    if commit == Commit::Later {
        ask.push_str(", pg_catalog.set_config('synchronous_commit', 'off', true)");
    }
    let rows = session.io.query(ask, Vec::new()).await?;
    Ok(granted(&rows))
}

fn granted(rows: &[crate::value::Row]) -> bool {
    rows.first().and_then(|row| row.integer(0)) == Some(1)
}

async fn holder(session: &Session<'_>) -> Option<String> {
    match session_lock::holder(session).await {
        None if session.options.pooler => lease::holder(session).await,
        holder => holder,
    }
}

/// The number of the lock: a hash of schema and version table. PostgreSQL keeps advisory locks by database; on MySQL
/// the schema is the database, and its case may mean nothing.
fn key(session: &Session<'_>) -> i64 {
    let table = &session.version_table;
    let parts = ["ambix", table.schema().unwrap_or_default(), table.name];
    let mut bytes: Vec<u8> = parts.iter().flat_map(|part| part.bytes().chain([0])).collect();
    if session.dialect == Dialect::Mysql {
        bytes.make_ascii_lowercase();
    }
    // FNV-1a: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Whether a statement gave up waiting for a lock of the database, as `statement_lock_timeout` makes it.
pub(crate) fn is_statement_timeout(session: &Session<'_>, error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<DriverError>());
    session.dialect != Dialect::Sqlite
        && source.is_some_and(|refused| refused.kind() == DriverErrorKind::Busy)
}
