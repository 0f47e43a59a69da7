//! What PostgreSQL's codes and positions mean, and how its transactions are noticed, whatever the driver.

use super::DriverErrorKind;

/// Answers `t` inside a transaction: its clock stands still, that of the statement does not. In a transaction that has
/// failed the probe is refused, too, with [`IN_FAILED_TRANSACTION`].
pub(super) const PROBE: &str = "SELECT now() <> statement_timestamp()";
pub(super) const IN_FAILED_TRANSACTION: &str = "25P02";

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
pub(super) fn kind(code: &str) -> DriverErrorKind {
    match code {
        // lock_not_available; deadlock_detected and serialization_failure, where the other transaction goes on and this
        // one can be tried again
        "55P03" | "40P01" | "40001" => DriverErrorKind::Busy,
        // read_only_sql_transaction
        "25006" => DriverErrorKind::ReadOnly,
        // admin_shutdown, crash_shutdown, cannot_connect_now, idle_in_transaction_session_timeout
        "57P01" | "57P02" | "57P03" | "25P03" => DriverErrorKind::Connection,
        _ if code.starts_with("08") => DriverErrorKind::Connection,
        // insufficient_privilege
        "42501" => DriverErrorKind::Denied,
        _ => DriverErrorKind::Statement,
    }
}

/// The place of an error in bytes; the server counts characters, from 1.
pub(super) fn offset(sql: &str, position: usize) -> Option<usize> {
    sql.char_indices().nth(position.checked_sub(1)?).map(|(offset, _)| offset)
}
