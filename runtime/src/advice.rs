//! What to do about errors of a server that are not the statement's fault.

use crate::driver::DriverError;

/// Advice by the server's code: SQLSTATEs of PostgreSQL, numbers of MySQL and MariaDB. 13 is SQLite's full disk.
pub(crate) fn advice(refused: &DriverError) -> Option<&'static str> {
    Some(match refused.code()? {
        "57014" | "1969" | "3024" => {
            "it ran for longer than it may, or somebody has cancelled it: find out what held it up, or raise `statement_timeout`"
        }
        "1317" => "somebody has cancelled it (`KILL QUERY`)",
        "55P03" | "1205" | "3572" => {
            "another connection holds a lock that the statement needs: wait for it, or raise `statement_lock_timeout`"
        }
        "40001" | "40P01" | "1213" => "two connections were in each other's way: run the command again",
        "25006" | "1290" | "1792" | "1836" | "1874" => {
            "the server is a replica, or read-only by its settings or the user's: connect to the primary, or switch that off"
        }
        "53100" | "1021" | "1114" | "13" => {
            "make room on the disk of the database, then run the command again"
        }
        _ => return None,
    })
}
