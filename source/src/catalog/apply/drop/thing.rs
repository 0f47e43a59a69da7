//! Triggers and policies.

use super::super::super::{Entry, Found, Key, Kind, Space};
use super::super::{Apply, what};
use crate::effort;
use crate::tree::{Object, ObjectName};

impl Apply<'_> {
    pub(super) fn drop_thing(
        &mut self,
        object: Object,
        name: &ObjectName,
        table: Option<&ObjectName>,
        if_exists: bool,
    ) {
        let space = if object == Object::Policy { Space::Policy } else { Space::Trigger };
        let key = match table {
            Some(table) => {
                let Some(found) = self.existing(Space::Relation, table, "table", if_exists) else { return };
                Key::within(space, &found, &self.catalog.fold(&name.name))
            }
            None => match self.catalog.find(space, name) {
                Found::Entry(key, _) => key,
                _ => self.catalog.key(space, name),
            },
        };
        if self.catalog.get(&key).is_some() {
            self.catalog.set(key, None);
        } else if !self.catalog.may_exist(&key) && !self.is_child(&key) {
            self.dropped.push(key.clone());
            if !if_exists {
                self.missing(key, what(object), &name.name.clone().into());
            }
        }
    }

    /// Whether it belongs to a table that has the triggers of another one.
    pub(in crate::catalog::apply) fn is_child(&self, key: &Key) -> bool {
        let table = key.owner().and_then(|table| self.known_table(&table));
        table.is_some_and(|table| !table.parents.is_empty())
    }

    /// What a function is used by goes with it, and nobody knows what that is.
    pub(super) fn forget_dependents(&mut self) {
        let keys: Vec<Key> = self.catalog.links.fragile().cloned().collect();
        effort::step(keys.len());
        for key in keys {
            if !matches!(self.catalog.get(&key), Some(Entry::Table(_))) {
                self.catalog.set(key, Some(Entry::Unknown));
                continue;
            }
            let generated: Vec<String> = self.known_table(&key).map_or(Vec::new(), |table| {
                let columns = table.columns.iter().filter(|column| column.generated);
                columns.map(|column| column.key.clone()).collect()
            });
            for column in &generated {
                self.forget_column(&key, column);
            }
            self.catalog.change_table(&key, |table| {
                table.is_open |= !generated.is_empty();
                table.has_unknown_constraints = true;
                table
                    .constraints
                    .retain(|constraint| !matches!(constraint.kind, Kind::Check | Kind::Exclude));
            });
        }
    }
}
