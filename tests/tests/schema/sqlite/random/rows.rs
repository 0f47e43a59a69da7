//! Rows, and what is left of them.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::draw::Draw;
use super::model::{Column, Schema, Table};

/// Puts rows into every table, as far as its constraints take them.
pub(super) fn fill(connection: &Connection, schema: &Schema, draw: &mut Draw<'_>) {
    for table in &schema.tables {
        let columns: Vec<&Column> =
            table.columns.iter().filter(|column| column.generated.is_none()).collect();
        for row in 0..1 + draw.below(4) {
            let values: Vec<String> = columns.iter().map(|column| value(column, row, draw)).collect();
            let names: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
            let sql = format!(
                "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
                quoted(&table.name),
                names.join(", "),
                values.join(", ")
            );
            let _ = connection.execute(&sql, []);
        }
    }
}

fn value(column: &Column, row: usize, draw: &mut Draw<'_>) -> String {
    if !column.not_null && draw.once_in(8) {
        return "NULL".to_owned();
    }
    let number = row * 10 + draw.below(10);
    match column.kind {
        "INTEGER" | "INT" | "BOOLEAN" => number.to_string(),
        "REAL" | "NUMERIC" | "DECIMAL(10, 2)" | "DOUBLE PRECISION" => format!("{number}.5"),
        "BLOB" => format!("X'{number:02}FF'"),
        _ => format!("'text {number}'"),
    }
}

/// The rows of each table, by its name in lower case: those columns that both structures have and that change nothing
/// about values.
pub(super) fn common(
    connection: &Connection,
    here: &Schema,
    there: &Schema,
) -> BTreeMap<String, Vec<String>> {
    let mut rows = BTreeMap::new();
    for table in &here.tables {
        let name = table.name.to_ascii_lowercase();
        let Some(other) = there.tables.iter().find(|other| other.name.to_ascii_lowercase() == name) else {
            continue;
        };
        let mut columns: Vec<String> = table
            .columns
            .iter()
            .filter(|column| is_kept(table, column, other))
            .map(|column| quoted(&column.name))
            .collect();
        columns.sort();
        if !columns.is_empty() {
            rows.insert(name, texts(connection, table, &columns));
        }
    }
    rows
}

fn is_kept(table: &Table, column: &Column, other: &Table) -> bool {
    // A key that is the number of the row is given one where it was null.
    let is_number = |table: &Table| column.kind == "INTEGER" && table.key == [column.name.as_str()];
    column.generated.is_none()
        && is_number(table) == is_number(other)
        && other.columns.iter().any(|there| {
            let is_same = there.name == column.name && there.kind == column.kind && there.generated.is_none();
            // In a strict table `ANY` keeps a value as it is.
            is_same && (table.strict == other.strict || column.kind != "ANY")
        })
}

/// Everything in every table.
pub(super) fn all(connection: &Connection, schema: &Schema) -> BTreeMap<String, Vec<String>> {
    let tables = schema.tables.iter();
    let rows = tables.map(|table| {
        let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
        (table.name.clone(), texts(connection, table, &columns))
    });
    rows.collect()
}

fn texts(connection: &Connection, table: &Table, columns: &[String]) -> Vec<String> {
    let columns: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY 1", columns.join(" || ', ' || "), quoted(&table.name));
    let mut statement = connection.prepare(&sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
