//! The databases, behind one face: made, looked at, compared.

mod mysql;
mod postgres;
mod sqlite;

pub use mysql::Mysql;
pub use postgres::Postgres;
pub use sqlite::Sqlite;

/// A database of its own, gone with the value.
pub trait Database: Sized {
    /// What it is called, as in `ambix.toml`.
    const DIALECT: &'static str;

    /// A new, empty one.
    fn new() -> Self;
    /// Takes everything out of it, which is quicker than a new one.
    fn clear(&self);
    /// How the program `migrate` names it.
    fn url(&self) -> String;
    /// Runs statements.
    fn execute(&self, sql: &str);
    /// All rows of a query, with their values as text.
    fn texts(&self, sql: &str) -> Vec<String>;
    /// Everything that users see: tables, columns, indexes with their state, and all rows but the journal's.
    fn contents(&self) -> Vec<String>;
    /// Whether there is an index of this name that can be used.
    fn has_index(&self, name: &str) -> bool;
    /// Whether there is a table of this name.
    fn has_table(&self, name: &str) -> bool;
    /// Whether the table has a column of this name.
    fn has_column(&self, table: &str, column: &str) -> bool;
    /// Makes a lease that somebody left look forty seconds older, which is more than it counts.
    fn age_lease(&self) {
        assert!(!self.has_table("ambix_lease"), "no leases on {}", Self::DIALECT);
    }
    /// What is left of locks, in words.
    fn locks(&self) -> Vec<String>;
}

/// The tables in which every run leaves other rows.
const OF_EACH_RUN: &str = "('ambix_journal', 'ambix_lease')";

/// The lines of one table.
fn rows_of(database: &impl Database, table: &str) -> Vec<String> {
    let mut rows = database.texts(&format!("SELECT * FROM {table}"));
    rows.sort();
    rows.into_iter().map(|row| format!("{table}: {row}")).collect()
}
