//! Check constraints. MariaDB has those of a table, with names, and those of a column, which are a part of it.

use std::collections::BTreeMap;

use super::{Answers, Reading, cell, server::Server};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::read::{Ask, ReadError};

pub(super) struct Check {
    table: String,
    name: String,
    clause: String,
    of_column: bool,
    enforced: bool,
}

pub(super) async fn rows<A: Ask>(
    answers: &mut Answers<'_, A>,
    server: &Server,
) -> Result<Vec<Check>, ReadError<A::Error>> {
    let has = |column| server.has("check_constraints", column);
    if !has("check_clause") {
        return Ok(Vec::new());
    }
    let condition = "constraint_schema = DATABASE()";
    if server.mariadb {
        let level = if has("level") { "level" } else { "'Table'" };
        let columns = ["table_name", "constraint_name", "check_clause", level];
        let rows = answers.select(&columns, "check_constraints", condition, "").await?;
        let check = |row: &crate::read::Row| Check {
            table: cell(row, 0).to_owned(),
            name: cell(row, 1).to_owned(),
            clause: cell(row, 2).to_owned(),
            of_column: cell(row, 3) == "Column",
            enforced: true,
        };
        return Ok(rows.iter().map(check).collect());
    }
    // The names are unique in the database.
    let clauses =
        answers.select(&["constraint_name", "check_clause"], "check_constraints", condition, "").await?;
    let clauses: BTreeMap<&str, &str> = clauses.iter().map(|row| (cell(row, 0), cell(row, 1))).collect();
    let columns = ["constraint_name", "table_name", "enforced"];
    let condition = "constraint_schema = DATABASE() AND constraint_type = 'CHECK'";
    let rows = answers.select(&columns, "table_constraints", condition, "").await?;
    let check = |row: &crate::read::Row| Check {
        table: cell(row, 1).to_owned(),
        name: cell(row, 0).to_owned(),
        clause: server.expression(clauses.get(cell(row, 0)).copied().unwrap_or_default()),
        of_column: false,
        enforced: cell(row, 2) != "NO",
    };
    Ok(rows.iter().map(check).collect())
}

/// The checks that are a part of a column, by table and column.
pub(super) fn of_columns(checks: &[Check]) -> BTreeMap<(&str, &str), &str> {
    checks
        .iter()
        .filter(|check| check.of_column)
        .map(|check| ((check.table.as_str(), check.name.as_str()), check.clause.as_str()))
        .collect()
}

pub(super) fn insert(reading: &mut Reading, checks: &[Check]) {
    for check in checks.iter().filter(|check| !check.of_column) {
        if !reading.has_table(&check.table) {
            continue;
        }
        let clause = reading.tidy.expression(&check.clause);
        // MySQL writes the outer parentheses itself.
        let clause = if is_enclosed(&clause) { clause } else { format!("({clause})") };
        let not = if check.enforced { "" } else { " NOT ENFORCED" };
        let definition = Definition::new(format!("CHECK {clause}{not}"));
        let key = Key::of(Kind::Check, None, &check.table, check.name.as_str());
        reading.catalog.insert(key, Item::Definition(definition));
    }
}

/// Whether the first parenthesis ends at the end.
fn is_enclosed(text: &str) -> bool {
    let mut depth = 0;
    let tokens = crate::mysql::lexer::tokens(text);
    let last = tokens.len().saturating_sub(1);
    for (at, token) in tokens.iter().enumerate() {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth -= 1;
        }
        if depth == 0 && at < last {
            return false;
        }
    }
    text.starts_with('(') && depth == 0
}
