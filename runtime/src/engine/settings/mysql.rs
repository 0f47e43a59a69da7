//! Settings of MySQL and MariaDB that change what later statements mean or do, the database of `USE` among them.

use ambix_graph::script::Dialect;

use super::value;
use crate::driver::DriverError;
use crate::engine::session::Session;
use crate::engine::sql;

/// Each server knows its own part of them.
const NAMES: &[&str] = &[
    AUTOCOMMIT,
    "character_set_client",
    "character_set_connection",
    "character_set_results",
    "collation_connection",
    "default_storage_engine",
    "foreign_key_checks",
    "group_concat_max_len",
    "innodb_lock_wait_timeout",
    "innodb_strict_mode",
    "lock_wait_timeout",
    "max_execution_time",
    "max_statement_time",
    "sql_auto_is_null",
    "sql_big_selects",
    "sql_log_bin",
    "sql_mode",
    "sql_quote_show_create",
    "sql_safe_updates",
    "sql_select_limit",
    "time_zone",
    "transaction_isolation",
    "transaction_read_only",
    "tx_isolation",
    "tx_read_only",
    "unique_checks",
];

/// Switched on, it commits the transaction that is open.
pub(super) const AUTOCOMMIT: &str = "autocommit";

/// What `USE` changes.
const DATABASE: &str = "database";

pub(super) async fn read(session: &Session<'_>) -> Result<Vec<(&'static str, String)>, DriverError> {
    let names: Vec<String> = NAMES.iter().map(|name| format!("'{name}'")).collect();
    let ask = format!("SHOW SESSION VARIABLES WHERE Variable_name IN ({})", names.join(", "));
    let rows = session.io.query(ask, Vec::new()).await?;
    let known = |text: &str| NAMES.iter().find(|name| name.eq_ignore_ascii_case(text)).copied();
    let mut settings: Vec<_> =
        rows.iter().filter_map(|row| Some((known(row.text(0)?)?, value(row, 1)?))).collect();
    let rows = session.io.query("SELECT DATABASE()", Vec::new()).await?;
    settings.extend(rows.first().and_then(|row| value(row, 0)).map(|name| (DATABASE, name)));
    Ok(settings)
}

pub(super) fn statement(name: &str, value: &str) -> String {
    let bare = value.parse::<f64>().is_ok() || matches!(value, "ON" | "OFF");
    match name {
        DATABASE => format!("USE {}", sql::quote(Dialect::Mysql, value)),
        _ if bare => format!("SET SESSION {name} = {value}"),
        _ => format!("SET SESSION {name} = {}", sql::literal(Dialect::Mysql, value)),
    }
}
