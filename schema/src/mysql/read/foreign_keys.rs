//! Foreign keys.

use std::collections::BTreeMap;

use super::{Answers, Reading, cell, table_key};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::read::{Ask, ReadError};

#[derive(Default)]
struct ForeignKey {
    columns: Vec<String>,
    schema: Option<String>,
    table: String,
    referenced: Vec<String>,
}

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    let condition = "constraint_schema = DATABASE()";
    let columns = ["table_name", "constraint_name", "update_rule", "delete_rule"];
    let rules = answers.select(&columns, "referential_constraints", condition, "").await?;
    let rules: BTreeMap<(&str, &str), (&str, &str)> =
        rules.iter().map(|row| ((cell(row, 0), cell(row, 1)), (cell(row, 2), cell(row, 3)))).collect();
    let columns = [
        "table_name",
        "constraint_name",
        "column_name",
        "referenced_table_schema",
        "referenced_table_name",
        "referenced_column_name",
    ];
    let condition = "table_schema = DATABASE() AND referenced_table_name IS NOT NULL";
    let order = "table_name, constraint_name, ordinal_position";
    let rows = answers.select(&columns, "key_column_usage", condition, order).await?;
    let mut foreign_keys: BTreeMap<(&str, &str), ForeignKey> = BTreeMap::new();
    for row in &rows {
        let foreign_key = foreign_keys.entry((cell(row, 0), cell(row, 1))).or_default();
        foreign_key.columns.push(cell(row, 2).to_owned());
        foreign_key.referenced.push(cell(row, 5).to_owned());
        foreign_key.table = cell(row, 4).to_owned();
        let schema = cell(row, 3);
        foreign_key.schema = (schema != reading.server.database).then(|| schema.to_owned());
    }
    for ((table, name), foreign_key) in foreign_keys {
        let (update, delete) = rules.get(&(table, name)).copied().unwrap_or_default();
        let key = Key::of(Kind::ForeignKey, None, table, name);
        if foreign_key.schema.is_none() {
            reading.catalog.require(key.clone(), table_key(&foreign_key.table));
        }
        reading.catalog.insert(key, Item::Definition(foreign_key.definition(update, delete)));
    }
    Ok(())
}

impl ForeignKey {
    fn definition(self, update: &str, delete: &str) -> Definition {
        let schema = self.schema.map(|schema| format!("{}.", quote::name(&schema))).unwrap_or_default();
        let mut text = format!(
            "FOREIGN KEY ({}) REFERENCES {schema}{} ({})",
            quote::names(&self.columns),
            quote::name(&self.table),
            quote::names(&self.referenced)
        );
        // The two that forbid are one, and what is meant without a word.
        for (event, action) in [("DELETE", delete), ("UPDATE", update)] {
            if !matches!(action, "" | "NO ACTION" | "RESTRICT") {
                text.push_str(&format!(" ON {event} {action}"));
            }
        }
        Definition { text, columns: self.columns, comment: None }
    }
}
