//! Types, and the columns that have them.

use super::super::super::problem::Wrong;
use super::super::super::{Column, Entry, Key, Place, built_in};
use super::super::Apply;
use crate::tree::ObjectName;

impl Apply<'_> {
    /// Whether no column has the type; otherwise that is said.
    pub(super) fn is_unused_type(&mut self, key: &Key, name: &ObjectName) -> bool {
        let unknown = &self.catalog.facts.unknown;
        if unknown.key_may_differ(key) {
            return true;
        }
        let mut users: Vec<(Key, String, Place)> = Vec::new();
        for (table, entry) in self.catalog.users(key) {
            let Entry::Table(known) = entry else { continue };
            if unknown.covers(table) || known.is_open {
                continue;
            }
            let columns = known.columns.iter().filter(|column| column.own_type.as_ref() == Some(key));
            users.extend(columns.map(|column| (table.clone(), column.name.clone(), column.place.clone())));
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

    /// The columns that have a type go with it, and so does what is made of them.
    pub(super) fn drop_columns_of_type(&mut self, key: &Key) {
        let mut columns: Vec<(Key, String)> = Vec::new();
        for (table, entry) in self.catalog.users(key) {
            let Entry::Table(known) = entry else { continue };
            let of_type = known.columns.iter().filter(|column| column.own_type.as_ref() == Some(key));
            columns.extend(of_type.map(|column| (table.clone(), column.key.clone())));
        }
        for (table, column) in columns {
            self.forget_column(&table, &column);
            self.forget_readers(&table);
        }
    }

    /// Types, functions and operators of an extension go with it, and whatever has or uses them.
    pub(super) fn forget_extension(&mut self) {
        self.forget_dependents();
        let foreign = |column: &Column| {
            let data_type = column.data_type.as_ref();
            data_type
                .is_some_and(|data_type| column.own_type.is_none() && !built_in::is_type(&data_type.name))
        };
        self.catalog.change_tables(
            |table| !table.is_open || table.columns.iter().any(foreign),
            |table| {
                table.is_open = true;
                table.columns.retain(|column| !foreign(column));
            },
        );
        let others = self.catalog.keys_of(|_, entry| match entry {
            Entry::Index(_) => true,
            // An enum needs nobody.
            Entry::Type(created) => created.values.is_none(),
            _ => false,
        });
        for key in others {
            self.catalog.set(key, Some(Entry::Unknown));
        }
    }
}
