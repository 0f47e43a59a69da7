//! Primary keys, unique keys and indexes.

use std::collections::BTreeMap;

use super::{Answers, Reading, cell};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::read::{Ask, ReadError, Row};

#[derive(Default)]
struct Index {
    unique: bool,
    /// `BTREE`, `HASH`, `FULLTEXT`, `SPATIAL`, `RTREE`.
    method: String,
    columns: Vec<String>,
    parts: Vec<String>,
    comment: String,
    /// `IGNORED` on MariaDB, `INVISIBLE` on MySQL.
    hidden: Option<&'static str>,
}

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    let has = |column| reading.server.has("statistics", column);
    let expression = if has("expression") { "expression" } else { "NULL" };
    let (hidden, word) = match (has("ignored"), has("is_visible")) {
        (true, _) => ("IF(ignored = 'YES', 'YES', NULL)", "IGNORED"),
        (_, true) => ("IF(is_visible = 'NO', 'YES', NULL)", "INVISIBLE"),
        _ => ("NULL", ""),
    };
    let columns = [
        "table_name",
        "index_name",
        "non_unique",
        "index_type",
        "column_name",
        "sub_part",
        "collation",
        expression,
        "index_comment",
        hidden,
    ];
    let order = "table_name, index_name, seq_in_index";
    let rows = answers.select(&columns, "statistics", "table_schema = DATABASE()", order).await?;
    let mut indexes: BTreeMap<(String, String), Index> = BTreeMap::new();
    for row in &rows {
        let (table, name) = (cell(row, 0), cell(row, 1));
        if !reading.has_table(table) {
            continue;
        }
        let index = indexes.entry((table.to_owned(), name.to_owned())).or_default();
        index.unique = cell(row, 2) == "0";
        index.method = cell(row, 3).to_owned();
        index.comment = cell(row, 8).to_owned();
        index.hidden = (cell(row, 9) == "YES").then_some(word);
        index.part(reading, row);
    }
    for ((table, name), index) in indexes {
        let kind = match (name.as_str(), index.unique) {
            ("PRIMARY", _) => Kind::PrimaryKey,
            (_, true) => Kind::Unique,
            (_, false) => Kind::Index,
        };
        let definition = index.definition(kind, &name);
        reading.catalog.insert(Key::of(kind, None, &table, name), Item::Definition(definition));
    }
    Ok(())
}

impl Index {
    fn part(&mut self, reading: &Reading, row: &Row) {
        let column = cell(row, 4);
        let mut part = match (column, cell(row, 7), cell(row, 5)) {
            ("", expression, _) => {
                format!("({})", reading.tidy.expression(&reading.server.expression(expression)))
            }
            (column, _, "") => quote::name(column),
            // The server counts the bytes of a point, which nobody can write.
            (column, _, _) if self.method == "SPATIAL" => quote::name(column),
            (column, _, length) => format!("{}({length})", quote::name_before_parenthesis(column)),
        };
        if cell(row, 6) == "D" {
            part.push_str(" DESC");
        }
        self.parts.push(part);
        if !column.is_empty() {
            self.columns.push(column.to_owned());
        }
    }

    /// The clause that makes it; of a constraint that behind its name.
    fn definition(self, kind: Kind, name: &str) -> Definition {
        let parts = self.parts.join(", ");
        let name = quote::name(name);
        let mut text = match (kind, self.method.as_str()) {
            (Kind::PrimaryKey, _) => format!("PRIMARY KEY ({parts})"),
            (Kind::Unique, _) => format!("UNIQUE ({parts})"),
            (_, method @ ("FULLTEXT" | "SPATIAL")) => format!("{method} INDEX {name} ({parts})"),
            _ => format!("INDEX {name} ({parts})"),
        };
        if self.method == "HASH" {
            text.push_str(" USING HASH");
        }
        if let Some(hidden) = self.hidden {
            text.push(' ');
            text.push_str(hidden);
        }
        if !self.comment.is_empty() {
            text.push_str(" COMMENT ");
            text.push_str(&quote::text(&self.comment));
        }
        Definition { text, columns: self.columns, comment: None }
    }
}
