//! Which server answers, and what its information schema can say.

use std::collections::BTreeSet;

use super::{Answers, cell, unexpected};
use crate::read::{Ask, ReadError};

/// What is asked depends on it.
pub(super) struct Server {
    /// MariaDB; otherwise MySQL.
    pub(super) mariadb: bool,
    /// The database.
    pub(super) database: String,
    /// `table.column` of the information schema, in lower case.
    columns: BTreeSet<String>,
}

/// What versions differ in.
const COLUMNS: &str = "\
SELECT CONVERT(LOWER(table_name) USING utf8mb4), CONVERT(LOWER(column_name) USING utf8mb4)
FROM information_schema.columns
WHERE table_schema = 'information_schema'
  AND table_name IN ('STATISTICS', 'CHECK_CONSTRAINTS', 'COLUMNS')";

impl Server {
    pub(super) async fn of<A: Ask>(answers: &mut Answers<'_, A>) -> Result<Self, ReadError<A::Error>> {
        let rows =
            answers.ask("SELECT CONVERT(VERSION() USING utf8mb4), CONVERT(DATABASE() USING utf8mb4)").await?;
        let row = rows.first().ok_or_else(|| unexpected("no version"))?;
        let mariadb = cell(row, 0).contains("MariaDB");
        let database = cell(row, 1).to_owned();
        if database.is_empty() {
            return Err(unexpected("the connection has not chosen a database"));
        }
        let rows = answers.ask(COLUMNS).await?;
        let columns = rows.iter().map(|row| format!("{}.{}", cell(row, 0), cell(row, 1))).collect();
        Ok(Server { mariadb, database, columns })
    }

    /// Whether the information schema has this column.
    pub(super) fn has(&self, table: &str, column: &str) -> bool {
        self.columns.contains(&format!("{table}.{column}"))
    }

    /// An expression as it was meant: MySQL escapes it as if it were inside quotes.
    pub(super) fn expression(&self, text: &str) -> String {
        if self.mariadb { text.to_owned() } else { text.replace("\\'", "'").replace("\\\\", "\\") }
    }
}
