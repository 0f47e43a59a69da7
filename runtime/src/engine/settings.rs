//! Settings of the session that a revision may leave in another state, on SQLite and PostgreSQL.
//!
//! Asked for only around steps that could: those with a statement such as `PRAGMA` or `SET`, or with a function. On
//! SQLite `case_sensitive_like` cannot be asked for, and `defer_foreign_keys` ends with the transaction by itself.

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::Restore;
use super::session::Session;
use super::sql;
use crate::driver::DriverError;
use crate::event::Event;
use crate::value::{Row, Value};

/// Settings that belong to the connection, not to the file: <https://sqlite.org/pragma.html>.
const SQLITE: &[&str] = &[
    "automatic_index",
    "busy_timeout",
    "cache_size",
    "cell_size_check",
    "foreign_keys",
    "ignore_check_constraints",
    "legacy_alter_table",
    "locking_mode",
    "mmap_size",
    "query_only",
    "read_uncommitted",
    "recursive_triggers",
    "reverse_unordered_selects",
    "secure_delete",
    "synchronous",
    "trusted_schema",
    "wal_autocheckpoint",
    "writable_schema",
];

/// Those that change what later statements mean or do. The user comes first, as it may take the right to set the rest.
const POSTGRES: &[&str] = &[
    "session_authorization",
    "role",
    "check_function_bodies",
    "client_min_messages",
    "datestyle",
    "default_transaction_isolation",
    "default_transaction_read_only",
    "idle_in_transaction_session_timeout",
    "intervalstyle",
    LOCK_TIMEOUT,
    "row_security",
    "search_path",
    "session_replication_role",
    "standard_conforming_strings",
    "statement_timeout",
    "synchronous_commit",
    "timezone",
];

/// It has a value of its own in each of our transactions.
const LOCK_TIMEOUT: &str = "lock_timeout";

/// The settings as the caller had them.
pub(crate) struct Settings(Vec<Setting>);

struct Setting {
    name: &'static str,
    value: String,
    restore: Restore,
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
            let restore = session.io.restore_with(statement(session.dialect, name, &value));
            settings.push(Setting { name, value, restore });
        }
        settings.reverse();
        Ok(Settings(settings))
    }

    /// Puts back what steps have changed while their transaction is open, so that the bookkeeping at its end is not
    /// affected. On SQLite nothing there could be.
    pub(crate) async fn put_back_inside(
        &self,
        session: &Session<'_>,
        steps: &[Step],
    ) -> Result<(), DriverError> {
        if session.dialect != Dialect::Postgres || self.0.is_empty() {
            return Ok(());
        }
        let now = read(session).await?;
        for Setting { name, value, .. } in &self.0 {
            if *name != LOCK_TIMEOUT && !is_still(&now, name, value) {
                session.io.execute(statement(session.dialect, name, value)).await?;
                tell(session, steps, name);
            }
        }
        Ok(())
    }

    /// Puts back what `steps` have changed, and says so.
    pub(crate) async fn put_back(self, session: &Session<'_>, steps: &[Step]) -> Result<(), DriverError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let now = read(session).await?;
        for Setting { name, value, restore } in self.0 {
            if is_still(&now, name, &value) {
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
    let mut settings = Vec::new();
    match session.dialect {
        // An older SQLite does not know all of them, and answers with no row.
        Dialect::Sqlite => {
            for name in SQLITE {
                let rows = session.io.query(format!("PRAGMA {name}"), Vec::new()).await?;
                settings.extend(rows.first().and_then(|row| value(row, 0)).map(|value| (*name, value)));
            }
        }
        Dialect::Postgres => {
            let column = |name: &&str| format!("pg_catalog.current_setting('{name}', true)");
            let columns: Vec<String> = POSTGRES.iter().map(column).collect();
            let rows = session.io.query(format!("SELECT {}", columns.join(", ")), Vec::new()).await?;
            let value = |index| rows.first().and_then(|row| value(row, index));
            let found = POSTGRES.iter().enumerate();
            settings.extend(found.filter_map(|(index, name)| Some((*name, value(index)?))));
        }
        Dialect::Mysql => {}
    }
    Ok(settings)
}

fn value(row: &Row, index: usize) -> Option<String> {
    match row.values().get(index)? {
        Value::Integer(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn statement(dialect: Dialect, name: &str, value: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("PRAGMA {name} = {value}"),
        _ => format!("SELECT pg_catalog.set_config('{name}', {}, false)", sql::literal(dialect, value)),
    }
}
