//! Settings of PostgreSQL that change what later statements mean or do.

use ambix_graph::script::Dialect;

use super::value;
use crate::driver::DriverError;
use crate::engine::session::Session;
use crate::engine::sql;

/// The user comes first, as it may take the right to set the rest.
const NAMES: &[&str] = &[
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
    STATEMENT_TIMEOUT,
    SYNCHRONOUS_COMMIT,
    "timezone",
];

/// These have a value of their own in our transactions.
pub(super) const SYNCHRONOUS_COMMIT: &str = "synchronous_commit";
pub(super) const STATEMENT_TIMEOUT: &str = "statement_timeout";
pub(super) const LOCK_TIMEOUT: &str = "lock_timeout";

pub(super) async fn read(session: &Session<'_>) -> Result<Vec<(&'static str, String)>, DriverError> {
    let column = |name: &&str| format!("pg_catalog.current_setting('{name}', true)");
    let columns: Vec<String> = NAMES.iter().map(column).collect();
    let rows = session.io.query(format!("SELECT {}", columns.join(", ")), Vec::new()).await?;
    let value = |index| rows.first().and_then(|row| value(row, index));
    Ok(NAMES.iter().enumerate().filter_map(|(index, &name)| Some((name, value(index)?))).collect())
}

pub(super) fn statement(name: &str, value: &str) -> String {
    set(name, value, false)
}

/// For the rest of the transaction.
pub(super) fn local(name: &str, value: &str) -> String {
    set(name, value, true)
}

fn set(name: &str, value: &str, local: bool) -> String {
    let value = sql::literal(Dialect::Postgres, value);
    format!("SELECT pg_catalog.set_config('{name}', {value}, {local})")
}
