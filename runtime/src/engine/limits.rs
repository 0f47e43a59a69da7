//! How long the statements of a step may wait for a lock, and run: what its header says, or the set.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::session::Session;
use crate::driver::DriverError;
use crate::error::Result;

/// The limits that hold now, in milliseconds; zero is the session's own.
#[derive(Debug)]
pub(crate) struct Limits {
    lock: AtomicU64,
    statement: AtomicU64,
}

impl Limits {
    pub(crate) fn new(lock: Duration, statement: Duration) -> Self {
        Limits {
            lock: AtomicU64::new(milliseconds(lock)),
            statement: AtomicU64::new(milliseconds(statement)),
        }
    }

    /// Waiting for a lock of the database.
    pub(crate) fn lock(&self) -> u64 {
        self.lock.load(Ordering::Relaxed)
    }

    /// Running.
    pub(crate) fn statement(&self) -> u64 {
        self.statement.load(Ordering::Relaxed)
    }

    fn set(&self, (lock, statement): (u64, u64)) {
        self.lock.store(lock, Ordering::Relaxed);
        self.statement.store(statement, Ordering::Relaxed);
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).min(i32::MAX as u64)
}

/// Whether the header of a step has limits of its own that this database knows.
pub(super) fn has_own(session: &Session<'_>, step: &Step) -> bool {
    let own = session.graph.revision(step.revision).script().timeouts();
    session.dialect != Dialect::Sqlite && (own.statement_lock.is_some() || own.statement.is_some())
}

/// Does `work`, which runs `step`, within its limits. Transactions on PostgreSQL set them for themselves when they
/// begin; where statements commit one by one, and on MySQL, they are the session's meanwhile.
pub(super) async fn within<T>(
    session: &Session<'_>,
    step: &Step,
    stepwise: bool,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    if session.offline || session.dialect == Dialect::Sqlite {
        return work.await;
    }
    let own = session.graph.revision(step.revision).script().timeouts();
    let of_set = (session.limits.lock(), session.limits.statement());
    let now = (own.statement_lock.map_or(of_set.0, u64::from), own.statement.map_or(of_set.1, u64::from));
    session.limits.set(now);
    let mut settings = Vec::new();
    if session.dialect == Dialect::Mysql {
        // They count seconds; a time that is not zero must not become one that is none.
        let seconds = |time: u64| time.div_ceil(1000);
        settings.extend((now.0 != of_set.0 && now.0 > 0).then(|| ("lock_wait_timeout", seconds(now.0))));
        settings.extend((now.1 > 0).then(|| ("max_statement_time", seconds(now.1))));
    } else if stepwise {
        // A concurrent index build waits for transactions as if for locks, so this is not done unasked.
        settings.extend(own.statement_lock.map(|time| ("lock_timeout", u64::from(time))));
        settings.extend((now.1 > 0 || own.statement.is_some()).then_some(("statement_timeout", now.1)));
    }
    let result = with_settings(session, &settings, work).await;
    session.limits.set(of_set);
    result
}

async fn with_settings<T>(
    session: &Session<'_>,
    settings: &[(&str, u64)],
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let mut restores = Vec::new();
    for &(name, value) in settings.iter().filter(|_| !session.options.pooler) {
        let Some(before) = read(session, name).await? else { continue };
        restores.push(session.io.restore_with(statement(session.dialect, name, &before)));
        session.io.execute(statement(session.dialect, name, &value.to_string())).await?;
    }
    let result = work.await;
    let mut put_back = Ok(());
    for restore in restores {
        put_back = put_back.and(session.io.put_back(restore).await);
    }
    let answer = result?;
    put_back?;
    Ok(answer)
}

/// The value of the session; none if the server does not know the setting.
async fn read(session: &Session<'_>, name: &str) -> Result<Option<String>, DriverError> {
    let (ask, column) = match session.dialect {
        Dialect::Mysql => (format!("SHOW SESSION VARIABLES WHERE Variable_name = '{name}'"), 1),
        _ => (format!("SELECT pg_catalog.current_setting('{name}')"), 0),
    };
    let rows = session.io.query(ask, Vec::new()).await?;
    Ok(rows.first().and_then(|row| row.text(column)).map(str::to_owned))
}

fn statement(dialect: Dialect, name: &str, value: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("SET SESSION {name} = {value}"),
        _ => format!("SELECT pg_catalog.set_config('{name}', '{value}', false)"),
    }
}
