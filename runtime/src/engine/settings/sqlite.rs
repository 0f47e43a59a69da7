//! Settings that belong to the connection, not to the file: <https://sqlite.org/pragma.html>. `case_sensitive_like`
//! cannot be asked for, and `defer_foreign_keys` ends with the transaction by itself.

use super::value;
use crate::driver::DriverError;
use crate::engine::session::Session;

const NAMES: &[&str] = &[
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

/// An older SQLite does not know all of them, and answers with no row.
pub(super) async fn read(session: &Session<'_>) -> Result<Vec<(&'static str, String)>, DriverError> {
    let mut settings = Vec::new();
    for &name in NAMES {
        let rows = session.io.query(format!("PRAGMA {name}"), Vec::new()).await?;
        settings.extend(rows.first().and_then(|row| value(row, 0)).map(|value| (name, value)));
    }
    Ok(settings)
}

pub(super) fn statement(name: &str, value: &str) -> String {
    format!("PRAGMA {name} = {value}")
}
