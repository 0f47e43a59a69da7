//! A row that says who migrates, where no session can hold a lock: behind a pooler each statement may run in another
//! one, and on a cluster a session's lock is known to one server only.
//!
//! The owner renews it with every transaction. Another process takes it over only when it has not been renewed for
//! [`EXPIRES`] *and* no server connection runs a statement of the owner: those carry its name in a comment.

use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};

use ambix_graph::script::Dialect;

use super::Commit;
use super::patience::{Patience, describe};
use crate::driver::{DriverError, Request};
use crate::engine::session::{Session, host};
use crate::engine::sql;
use crate::error::{Error, Result};

/// Seconds after which a lease that is not renewed has expired. All clocks are the server's.
const EXPIRES: u32 = 30;

/// This run's side of the lease; empty where there is none.
#[derive(Debug, Default)]
pub(crate) struct Lease {
    owner: String,
    held: AtomicBool,
}

/// The table of the lease stands beside the version table and shares its name.
pub(crate) fn lease_name(version_table: &str) -> String {
    format!("{}_lease", version_table.strip_suffix("_version").unwrap_or(version_table))
}

impl Lease {
    pub(crate) fn new() -> Self {
        // Keyed at random for each, by the standard library.
        let random = || std::collections::hash_map::RandomState::new().build_hasher().finish();
        Lease { owner: format!("{:016x}{:016x}", random(), random()), held: AtomicBool::new(false) }
    }

    /// What stands before a statement that others must be able to see running, while the lease is held.
    pub(crate) fn tag(&self) -> Option<String> {
        self.is_held().then(|| format!("{}{} */ ", TAG, self.owner))
    }

    /// Whether this run holds it.
    pub(crate) fn is_held(&self) -> bool {
        self.held.load(Ordering::Relaxed)
    }
}

/// The table, quoted, with its schema.
fn table(session: &Session<'_>) -> String {
    let version_table = &session.version_table;
    sql::table(session.dialect, version_table.schema(), &lease_name(version_table.name))
}

const TAG: &str = "/* ambix ";

/// Does `work` while this run holds the lease.
pub(super) async fn hold<T>(session: &Session<'_>, work: impl Future<Output = Result<T>>) -> Result<T> {
    let lease = &session.lease;
    if session.dialect == Dialect::Mysql {
        // It would end the transaction.
        create(session).await?;
    }
    let release = format!("DELETE FROM {} WHERE owner = '{}'", table(session), lease.owner);
    let mut patience = Patience::new(session);
    let restore = loop {
        let restore = session.io.restore_with(release.as_str());
        if take(session).await? {
            break restore;
        }
        session.io.forget(restore);
        patience.wait().await?;
    };
    lease.held.store(true, Ordering::Relaxed);
    let result = work.await;
    lease.held.store(false, Ordering::Relaxed);
    let released = session.io.put_back(restore).await;
    let answer = result?;
    released?;
    Ok(answer)
}

async fn take(session: &Session<'_>) -> Result<bool> {
    session.io.call(Request::Begin).await?;
    let taken = async {
        if !super::ask(session, Commit::Durable).await? || !is_free(session).await? {
            return Ok(false);
        }
        if session.dialect != Dialect::Mysql {
            create(session).await?;
        }
        let lease = &session.lease;
        session.io.execute(format!("DELETE FROM {}", table(session))).await?;
        let mark = |index| sql::placeholder(session.dialect, index);
        let insert = format!(
            "INSERT INTO {} (id, owner, host, application, heartbeat) VALUES (1, {}, {}, {}, {})",
            table(session),
            mark(1),
            mark(2),
            mark(3),
            now(session.dialect)
        );
        let host = host();
        let application = session.options.application;
        let values = vec![lease.owner.as_str().into(), host.as_deref().into(), application.into()];
        session.io.query(insert, values).await?;
        session.io.call(Request::Commit).await?;
        Ok(true)
    };
    let taken = match taken.await {
        // Two that look at once may each be in the other's way.
        Err(error) if super::is_statement_timeout(session, &error) => Ok(false),
        taken => taken,
    };
    if !matches!(taken, Ok(true)) {
        // The first error is the one to report.
        let _ = session.io.call(Request::Rollback).await;
    }
    taken
}

/// Whether this run may go on, inside a transaction: nobody else has a lease that counts. Renews the own one.
pub(super) async fn is_free(session: &Session<'_>) -> Result<bool> {
    let lease = &session.lease;
    let rows = match exists(session).await? {
        true => session.io.query(look(session.dialect, &table(session)), Vec::new()).await?,
        false => Vec::new(),
    };
    let row = rows.first();
    if row.and_then(|row| row.text(0)) == Some(lease.owner.as_str()) {
        let now = now(session.dialect);
        session.io.execute(format!("UPDATE {} SET heartbeat = {now}", table(session))).await?;
        return Ok(true);
    }
    if lease.is_held() {
        let message = "another process has taken over the lease: this one was not heard of for too long";
        return Err(Error::new("concurrent-change", message)
            .with_help("look at `ambix current`, then run the command again if it is still wanted"));
    }
    let is = |index| row.is_none_or(|row| row.integer(index) == Some(1));
    Ok(row.is_none() || (is(1) && !is(2)))
}

/// Whose lease it is.
pub(super) async fn holder(session: &Session<'_>) -> Option<String> {
    if !exists(session).await.ok()? {
        return None;
    }
    let rows = session.io.query(look(session.dialect, &table(session)), Vec::new()).await.ok()?;
    let row = rows.first()?;
    Some(describe("another process".to_owned(), &[("application", row.text(3)), ("at", row.text(4))]))
}

async fn exists(session: &Session<'_>) -> Result<bool, DriverError> {
    Ok(!session.version_table.columns(&session.io, &lease_name(session.version_table.name)).await?.is_empty())
}

/// Owner, whether the lease has expired, whether a statement of the owner is running.
fn look(dialect: Dialect, table: &str) -> String {
    let (expired, running) = match dialect {
        Dialect::Mysql => (
            format!("heartbeat < UTC_TIMESTAMP(6) - INTERVAL {EXPIRES} SECOND"),
            format!(
                "SELECT 1 FROM information_schema.processlist WHERE info LIKE CONCAT('{TAG}', owner, ' */%')"
            ),
        ),
        _ => (
            format!("heartbeat < pg_catalog.clock_timestamp() - interval '{EXPIRES} seconds'"),
            format!(
                "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE state = 'active' \
                 AND query LIKE '{TAG}' || owner || ' */%'"
            ),
        ),
    };
    format!("SELECT owner, {expired}, EXISTS ({running}), application, host FROM {table} FOR UPDATE")
}

async fn create(session: &Session<'_>) -> Result<(), DriverError> {
    if exists(session).await? {
        return Ok(());
    }
    let (time, engine) = match session.dialect {
        Dialect::Mysql => ("DATETIME(6)", " ENGINE=InnoDB"),
        _ => ("TIMESTAMP WITH TIME ZONE", ""),
    };
    let if_not_exists = if session.dialect == Dialect::Mysql { "IF NOT EXISTS " } else { "" };
    let create = format!(
        "CREATE TABLE {if_not_exists}{} (\n    id INTEGER NOT NULL PRIMARY KEY, \n    owner VARCHAR(64) NOT NULL, \n    \
         heartbeat {time} NOT NULL, \n    host VARCHAR(255), \n    application VARCHAR(255)\n){engine}",
        table(session)
    );
    session.io.execute(create).await
}

fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mysql => "UTC_TIMESTAMP(6)",
        _ => "pg_catalog.clock_timestamp()",
    }
}
