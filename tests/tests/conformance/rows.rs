//! The version table and the trace of a database under comparison.

use rusqlite::Connection;

/// Puts the rows into the table in this order, and forgets the steps.
pub(crate) fn put(connection: &Connection, rows: &[String]) {
    connection.execute_batch("DELETE FROM ambix_version; DELETE FROM trace").unwrap();
    for row in rows {
        connection.execute("INSERT INTO ambix_version (version_num) VALUES (?1)", [row]).unwrap();
    }
}

/// The revisions that ran, in order.
pub(crate) fn steps(connection: &Connection) -> Vec<(String, String)> {
    let mut statement = connection.prepare("SELECT direction, revision FROM trace ORDER BY rowid").unwrap();
    let steps = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    steps.collect::<rusqlite::Result<_>>().unwrap()
}

/// The rows now; in the order in which they were put there, if they are the same ones.
pub(crate) fn now(connection: &Connection, before: &[String]) -> Vec<String> {
    let mut statement = connection.prepare("SELECT version_num FROM ambix_version").unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    let rows: Vec<String> = rows.collect::<rusqlite::Result<_>>().unwrap();
    let sorted = |rows: &[String]| {
        let mut rows = rows.to_vec();
        rows.sort();
        rows
    };
    if sorted(&rows) == sorted(before) { before.to_vec() } else { rows }
}
