//! Types, and the columns that have them.

use super::super::super::problem::Wrong;
use super::super::super::{Column, Entry, Key, Place};
use super::super::Apply;
use crate::tree::ObjectName;

impl Apply<'_> {
    /// Whether no column has the type; otherwise that is said.
    pub(super) fn is_unused_type(&mut self, key: &Key, name: &ObjectName) -> bool {
        if self.catalog.facts.unknown.covers(key) {
            return true;
        }
        let mut users: Vec<(Key, String, Place)> = Vec::new();
        for (table, entry) in self.catalog.entries() {
            let Entry::Table(known) = entry else { continue };
            for column in &known.columns {
                let Some(data_type) = &column.data_type else { continue };
                let is_same = data_type.name == key.name && !data_type.is_opaque;
                let same_schema = data_type
                    .schema
                    .as_ref()
                    .is_none_or(|schema| self.catalog.fold(schema) == key.schema || key.schema.is_empty());
                if is_same && same_schema && !self.catalog.facts.unknown.covers(table) && !known.is_open {
                    users.push((table.clone(), column.name.clone(), column.place.clone()));
                }
            }
        }
        users.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        let Some((table, column, place)) = users.into_iter().next() else { return true };
        let message =
            format!("the type `{}` cannot be dropped: `{}.{column}` has it", name.name.text, table.shown());
        self.wrong(
            Wrong::new("still-used", name.range(), message, "still used")
                .help("drop or change that column first, or write `CASCADE` to drop it too")
                .also(place, "used here"),
        );
        false
    }

    pub(super) fn drop_columns_of_type(&mut self, name: &ObjectName) {
        let folded = self.catalog.fold(&name.name);
        let has =
            |column: &Column| column.data_type.as_ref().is_some_and(|data_type| data_type.name == folded);
        self.catalog.change_tables(
            |table| table.columns.iter().any(has),
            |table| table.columns.retain(|column| !has(column)),
        );
    }

    /// Columns go with the types of an extension.
    pub(super) fn forget_types(&mut self) {
        self.catalog.change_tables(|table| !table.is_open, |table| table.is_open = true);
    }
}
