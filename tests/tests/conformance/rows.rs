//! The version table and the trace of a database under comparison.

/// A connection on which statements run.
pub(crate) trait Sql {
    /// A statement that must succeed.
    fn run(&mut self, sql: &str);

    /// The rows of a query, as text.
    fn rows<const COLUMNS: usize>(&mut self, sql: &str) -> Vec<[String; COLUMNS]>;
}

impl Sql for rusqlite::Connection {
    fn run(&mut self, sql: &str) {
        self.execute_batch(sql).unwrap();
    }

    fn rows<const COLUMNS: usize>(&mut self, sql: &str) -> Vec<[String; COLUMNS]> {
        let mut statement = self.prepare(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut answer = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            answer.push(std::array::from_fn(|column| row.get(column).unwrap()));
        }
        answer
    }
}

/// Puts the rows into the table in this order, and forgets the steps.
pub(crate) fn put(connection: &mut impl Sql, rows: &[String]) {
    connection.run("DELETE FROM ambix_version");
    connection.run("DELETE FROM trace");
    for row in rows {
        let row = row.replace('\'', "''");
        connection.run(&format!("INSERT INTO ambix_version (version_num) VALUES ('{row}')"));
    }
}

/// The revisions that ran, in order.
pub(crate) fn steps(connection: &mut impl Sql) -> Vec<(String, String)> {
    let rows = connection.rows("SELECT direction, revision FROM trace ORDER BY number");
    rows.into_iter().map(|[direction, revision]| (direction, revision)).collect()
}

/// The rows now; in the order in which they were put there, if they are the same ones.
pub(crate) fn now(connection: &mut impl Sql, before: &[String]) -> Vec<String> {
    let rows = connection.rows("SELECT version_num FROM ambix_version");
    let rows: Vec<String> = rows.into_iter().map(|[row]| row).collect();
    let sorted = |rows: &[String]| {
        let mut rows = rows.to_vec();
        rows.sort();
        rows
    };
    if sorted(&rows) == sorted(before) { before.to_vec() } else { rows }
}
