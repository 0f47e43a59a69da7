//! Settings of the session that a revision may leave in another state, on SQLite and PostgreSQL.
//!
//! Asked for only around steps that could: those with a statement such as `PRAGMA` or `SET`, or with a function.

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::session::Session;
use super::sql;
use crate::driver::DriverError;
use crate::event::Event;

/// Settings that belong to the connection, not to the file: <https://sqlite.org/pragma.html>.
const SQLITE: &[&str] = &[
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

/// The settings as the caller had them; none where nothing can change.
pub(crate) struct Settings(Option<Vec<Option<String>>>);

impl Settings {
    /// Reads the settings before `steps` run, and sees to it that a run that ends early puts them back.
    pub(crate) async fn before(session: &Session<'_>, steps: &[Step]) -> Result<Self, DriverError> {
        let may_change = |step: &Step| {
            let body = session.body(step.revision, step.direction);
            body.is_some_and(|body| {
                body.is_code() || body.statements().any(|statement| statement.is_session())
            })
        };
        if session.offline || names(session.dialect).is_empty() || !steps.iter().any(may_change) {
            return Ok(Settings(None));
        }
        let settings = read(session).await?;
        for (name, value) in names(session.dialect).iter().zip(&settings) {
            session.io.restore_with(&statement(session.dialect, name, value.as_deref()));
        }
        Ok(Settings(Some(settings)))
    }

    /// Puts back what steps have changed while their transaction is open, so that the bookkeeping at its end is not
    /// affected. On SQLite nothing there could be.
    pub(crate) async fn put_back_inside(
        &self,
        session: &Session<'_>,
        steps: &[Step],
    ) -> Result<(), DriverError> {
        match &self.0 {
            Some(before) if session.dialect == Dialect::Postgres => {
                compare(session, steps, before, |name| name != LOCK_TIMEOUT).await
            }
            _ => Ok(()),
        }
    }

    /// Puts back what `steps` have changed, and says so.
    pub(crate) async fn put_back(self, session: &Session<'_>, steps: &[Step]) -> Result<(), DriverError> {
        let Settings(Some(before)) = self else { return Ok(()) };
        compare(session, steps, &before, |_| true).await?;
        before.iter().for_each(|_| session.io.restored());
        Ok(())
    }
}

async fn compare(
    session: &Session<'_>,
    steps: &[Step],
    before: &[Option<String>],
    wanted: impl Fn(&str) -> bool,
) -> Result<(), DriverError> {
    let now = read(session).await?;
    for (name, (before, now)) in names(session.dialect).iter().zip(before.iter().zip(&now)) {
        if before == now || !wanted(name) {
            continue;
        }
        session.io.execute(statement(session.dialect, name, before.as_deref())).await?;
        let revisions: Vec<&str> = steps.iter().map(|step| session.id(step.revision)).collect();
        let (revision, setting) = (revisions.join(", "), (*name).to_owned());
        session.event(&Event::SessionRestored { revision, setting });
    }
    Ok(())
}

const fn names(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
        Dialect::Mysql => &[],
    }
}

async fn read(session: &Session<'_>) -> Result<Vec<Option<String>>, DriverError> {
    let names = names(session.dialect);
    let column = |name: &&str| match session.dialect {
        Dialect::Sqlite => format!("(SELECT * FROM pragma_{name})"),
        _ => format!("pg_catalog.current_setting('{name}', true)"),
    };
    let columns: Vec<String> = names.iter().map(column).collect();
    let rows = session.io.query(format!("SELECT {}", columns.join(", ")), Vec::new()).await?;
    let value = |index| {
        let row = rows.first()?;
        row.text(index).map(str::to_owned).or_else(|| row.integer(index).map(|number| number.to_string()))
    };
    Ok((0..names.len()).map(value).collect())
}

fn statement(dialect: Dialect, name: &str, value: Option<&str>) -> String {
    match dialect {
        Dialect::Sqlite => format!("PRAGMA {name} = {}", value.unwrap_or("0")),
        _ => {
            let value = sql::literal(dialect, value.unwrap_or_default());
            format!("SELECT pg_catalog.set_config('{name}', {value}, false)")
        }
    }
}
