//! Settings of the session that a revision may leave in another state, on SQLite.
//!
//! Asked for only around steps that could: those with a `PRAGMA` among their statements, or with a function.

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::session::Session;
use crate::driver::DriverError;
use crate::event::Event;

/// Settings that belong to the connection, not to the file: <https://sqlite.org/pragma.html>.
const SETTINGS: [&str; 12] = [
    "busy_timeout",
    "cell_size_check",
    "defer_foreign_keys",
    "foreign_keys",
    "ignore_check_constraints",
    "legacy_alter_table",
    "query_only",
    "recursive_triggers",
    "reverse_unordered_selects",
    "synchronous",
    "trusted_schema",
    "writable_schema",
];

/// The settings as the caller had them; none where nothing can change.
pub(crate) struct Settings(Option<Vec<Option<i64>>>);

impl Settings {
    /// Reads the settings before `steps` run, and sees to it that a run that ends early puts them back.
    pub(crate) async fn before(session: &Session<'_>, steps: &[Step]) -> Result<Self, DriverError> {
        let may_change = |step: &Step| {
            let body = session.body(step.revision, step.direction);
            body.is_some_and(|body| {
                body.is_code() || body.statements().any(|statement| statement.is_session())
            })
        };
        if session.dialect != Dialect::Sqlite || session.offline || !steps.iter().any(may_change) {
            return Ok(Settings(None));
        }
        let settings = read(session).await?;
        for (name, value) in SETTINGS.iter().zip(&settings) {
            session.io.restore_with(&statement(name, *value));
        }
        Ok(Settings(Some(settings)))
    }

    /// Puts back what `steps` have changed, and says so.
    pub(crate) async fn put_back(self, session: &Session<'_>, steps: &[Step]) -> Result<(), DriverError> {
        let Settings(Some(before)) = self else { return Ok(()) };
        let now = read(session).await?;
        for (name, (before, now)) in SETTINGS.iter().zip(before.iter().zip(&now)).rev() {
            if before != now {
                session.io.execute(statement(name, *before)).await?;
                let revisions: Vec<&str> = steps.iter().map(|step| session.id(step.revision)).collect();
                session.event(&Event::SessionRestored {
                    revision: revisions.join(", "),
                    setting: (*name).to_owned(),
                });
            }
            session.io.restored();
        }
        Ok(())
    }
}

async fn read(session: &Session<'_>) -> Result<Vec<Option<i64>>, DriverError> {
    let columns: Vec<String> = SETTINGS.iter().map(|name| format!("(SELECT * FROM pragma_{name})")).collect();
    let rows = session.io.query(format!("SELECT {}", columns.join(", ")), Vec::new()).await?;
    Ok((0..SETTINGS.len()).map(|index| rows.first().and_then(|row| row.integer(index))).collect())
}

fn statement(name: &str, value: Option<i64>) -> String {
    format!("PRAGMA {name} = {}", value.unwrap_or_default())
}
