//! Settings of the session that a revision may leave in another state, on SQLite.
//!
//! Asked for only around steps that could: those with a `PRAGMA` among their statements, or with a function.
//! `case_sensitive_like` cannot be asked for; `defer_foreign_keys` ends with the transaction by itself.

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::Restore;
use super::session::Session;
use crate::driver::DriverError;
use crate::event::Event;
use crate::value::Value;

/// Settings that belong to the connection, not to the file: <https://sqlite.org/pragma.html>.
const SETTINGS: [&str; 18] = [
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
        let mut settings = Vec::new();
        if session.dialect != Dialect::Sqlite || session.offline || !steps.iter().any(may_change) {
            return Ok(Settings(settings));
        }
        for name in SETTINGS {
            // An older SQLite does not know all of them, and answers with no row.
            if let Some(value) = read(session, name).await? {
                let restore = session.io.restore_with(format!("PRAGMA {name} = {value}"));
                settings.push(Setting { name, value, restore });
            }
        }
        Ok(Settings(settings))
    }

    /// Puts back what `steps` have changed, and says so.
    pub(crate) async fn put_back(self, session: &Session<'_>, steps: &[Step]) -> Result<(), DriverError> {
        for Setting { name, value, restore } in self.0.into_iter().rev() {
            if read(session, name).await?.as_ref() == Some(&value) {
                session.io.forget(restore);
                continue;
            }
            session.io.put_back(restore).await?;
            if name == "locking_mode" {
                // SQLite lets go of its locks at the next read.
                session.io.execute("SELECT 1 FROM sqlite_schema LIMIT 1").await?;
            }
            let revisions: Vec<&str> = steps.iter().map(|step| session.id(step.revision)).collect();
            let (revision, setting) = (revisions.join(", "), name.to_owned());
            session.event(&Event::SessionRestored { revision, setting });
        }
        Ok(())
    }
}

async fn read(session: &Session<'_>, name: &str) -> Result<Option<String>, DriverError> {
    let rows = session.io.query(format!("PRAGMA {name}"), Vec::new()).await?;
    Ok(match rows.first().and_then(|row| row.values().first()) {
        Some(Value::Integer(number)) => Some(number.to_string()),
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    })
}
