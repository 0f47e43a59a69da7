//! The version table and the trace of a database under comparison.

use crate::store::Store;

/// Puts the rows into the table in this order, and forgets the steps.
pub(crate) fn put(connection: &mut impl Store, rows: &[String]) {
    connection.run("DELETE FROM ambix_version");
    connection.run("DELETE FROM trace");
    for row in rows {
        let row = row.replace('\'', "''");
        connection.run(&format!("INSERT INTO ambix_version (version_num) VALUES ('{row}')"));
    }
}

/// The revisions that ran, in order.
pub(crate) fn steps(connection: &mut impl Store) -> Vec<(String, String)> {
    let rows = connection.rows("SELECT direction, revision FROM trace ORDER BY number");
    rows.into_iter().map(|[direction, revision]| (direction, revision)).collect()
}

/// The rows now; in the order in which they were put there, if they are the same ones.
pub(crate) fn now(connection: &mut impl Store, before: &[String]) -> Vec<String> {
    let rows = connection.rows("SELECT version_num FROM ambix_version");
    let rows: Vec<String> = rows.into_iter().map(|[row]| row).collect();
    let sorted = |rows: &[String]| {
        let mut rows = rows.to_vec();
        rows.sort();
        rows
    };
    if sorted(&rows) == sorted(before) { before.to_vec() } else { rows }
}
