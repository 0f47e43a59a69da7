//! Settings of the session that a revision may leave in another state.
//!
//! Asked for only around steps that could: those with a statement such as `PRAGMA` or `SET`, or with a function.

mod mysql;
mod postgres;
mod sqlite;

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::Restore;
use super::session::Session;
use crate::driver::DriverError;
use crate::error::Result;
use crate::event::Event;
use crate::value::{Row, Value};

/// Not put back while a transaction is open.
const IN_TRANSACTION: [&str; 4] =
    [postgres::LOCK_TIMEOUT, postgres::STATEMENT_TIMEOUT, postgres::SYNCHRONOUS_COMMIT, mysql::AUTOCOMMIT];

/// The settings as the caller had them.
pub(crate) struct Settings(Vec<Setting>);

struct Setting {
    name: &'static str,
    value: String,
    /// None behind a pooler: what is sent outside a transaction may meet another session.
    restore: Option<Restore>,
}

impl Settings {
    /// Reads the settings before `steps` run, and sees to it that a run that ends early puts them back.
    pub(crate) async fn before(session: &Session<'_>, steps: &[Step]) -> Result<Self, DriverError> {
        let may_change = |step: &Step| {
            let body = session.body(step.revision, step.direction);
            body.is_some_and(|body| {
                body.is_code() || body.statements().any(|statement| statement.is_session())
            })
        };
        if session.offline || !steps.iter().any(may_change) {
            return Ok(Settings(Vec::new()));
        }
        let mut settings = Vec::new();
        // A run that ends early puts back in the reverse order.
        for (name, value) in read(session).await?.into_iter().rev() {
            let restore = (!session.options.pooler)
                .then(|| session.io.restore_with(statement(session.dialect, name, &value)));
            settings.push(Setting { name, value, restore });
        }
        settings.reverse();
        Ok(Settings(settings))
    }

    /// The settings inside the transaction that has begun: some have a value of their own there.
    pub(crate) async fn begun(
        &self,
        session: &Session<'_>,
    ) -> Result<Vec<(&'static str, String)>, DriverError> {
        if session.dialect == Dialect::Sqlite || self.0.is_empty() {
            Ok(Vec::new())
        } else {
            read(session).await
        }
    }

    /// Puts back what steps have changed since their transaction has `begun`, while it is open, so that the bookkeeping
    /// at its end is not affected. On SQLite nothing there could be.
    pub(crate) async fn put_back_inside(
        &self,
        session: &Session<'_>,
        begun: &[(&'static str, String)],
        steps: &[Step],
    ) -> Result<(), DriverError> {
        if begun.is_empty() {
            return Ok(());
        }
        let now = read(session).await?;
        for Setting { name, value, .. } in &self.0 {
            let inside = begun.iter().find(|(begun, _)| begun == name).map_or(value, |(_, value)| value);
            if *name == mysql::AUTOCOMMIT || is_still(&now, name, inside) {
                continue;
            }
            session.io.execute(statement(session.dialect, name, value)).await?;
            if inside != value {
                session.io.execute(postgres::local(name, inside)).await?;
            }
            tell(session, steps, name);
        }
        Ok(())
    }

    /// Does `work` with the caller's settings, and sets those of the step again for its next statement.
    pub(crate) async fn aside<T>(
        &self,
        session: &Session<'_>,
        in_transaction: bool,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        if session.dialect == Dialect::Sqlite
            || self.0.is_empty()
            || (session.options.pooler && !in_transaction)
        {
            return work.await;
        }
        let now = read(session).await?;
        let kept = |name: &str| in_transaction && IN_TRANSACTION.contains(&name);
        let differs =
            |setting: &&Setting| !kept(setting.name) && !is_still(&now, setting.name, &setting.value);
        let changed: Vec<&Setting> = self.0.iter().filter(differs).collect();
        for setting in &changed {
            session.io.execute(statement(session.dialect, setting.name, &setting.value)).await?;
        }
        let answer = work.await?;
        // In the other order: the user of the step may not have the right to set the rest.
        for setting in changed.iter().rev() {
            if let Some((name, value)) = now.iter().find(|(name, _)| *name == setting.name) {
                session.io.execute(statement(session.dialect, name, value)).await?;
            }
        }
        Ok(answer)
    }

    /// Puts back what `steps` have changed, and says so.
    pub(crate) async fn put_back(
        self,
        session: &Session<'_>,
        steps: &[Step],
        shared: bool,
    ) -> Result<(), DriverError> {
        if self.0.is_empty() || session.options.pooler {
            return Ok(());
        }
        let now = read(session).await?;
        for Setting { name, value, restore } in self.0 {
            let Some(restore) = restore else { continue };
            if is_still(&now, name, &value) || (shared && name == mysql::AUTOCOMMIT) {
                session.io.forget(restore);
                continue;
            }
            session.io.put_back(restore).await?;
            if name == "locking_mode" {
                // SQLite lets go of its locks at the next read.
                session.io.execute("SELECT 1 FROM sqlite_schema LIMIT 1").await?;
            }
            tell(session, steps, name);
        }
        Ok(())
    }
}

fn is_still(now: &[(&str, String)], name: &str, value: &str) -> bool {
    now.iter().any(|(found, now)| *found == name && now == value)
}

fn tell(session: &Session<'_>, steps: &[Step], name: &str) {
    let revisions: Vec<&str> = steps.iter().map(|step| session.id(step.revision)).collect();
    let (revision, setting) = (revisions.join(", "), name.to_owned());
    session.event(&Event::SessionRestored { revision, setting });
}

/// The settings that this database knows, with their values.
async fn read(session: &Session<'_>) -> Result<Vec<(&'static str, String)>, DriverError> {
    match session.dialect {
        Dialect::Sqlite => sqlite::read(session).await,
        Dialect::Postgres => postgres::read(session).await,
        Dialect::Mysql => mysql::read(session).await,
    }
}

fn value(row: &Row, index: usize) -> Option<String> {
    match row.values().get(index)? {
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn statement(dialect: Dialect, name: &str, value: &str) -> String {
    match dialect {
        Dialect::Sqlite => sqlite::statement(name, value),
        Dialect::Postgres => postgres::statement(name, value),
        Dialect::Mysql => mysql::statement(name, value),
    }
}
