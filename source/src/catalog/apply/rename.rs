//! New names, and everything that goes by the old ones.

use ambix_graph::script::Dialect;

use super::super::{Entry, Key, Kind, Space};
use super::{Apply, kind};
use crate::tree::{Name, ObjectName};

impl Apply<'_> {
    /// Gives a relation another name; gives its key then.
    pub(super) fn rename_relation(&mut self, from: &Key, to: &ObjectName) -> Option<Key> {
        let folded = self.catalog.fold(&to.name);
        let schema = match &to.schema {
            Some(_) => self.catalog.key(Space::Relation, to).schema,
            None => from.schema.clone(),
        };
        let new = Key { space: Space::Relation, schema, name: folded };
        let what = self.catalog.get(from).map_or("table", kind);
        // Case alone is no other name.
        if new != *from && !self.is_free(&new, to, what) {
            return None;
        }
        self.move_relation(from, new.clone());
        if let Some(mut entry) = self.catalog.get(&new).cloned() {
            match &mut entry {
                Entry::Table(table) => table.name.clone_from(&to.name.text),
                Entry::View(view) => view.name.clone_from(&to.name.text),
                Entry::Index(index) => index.name.clone_from(&to.name.text),
                _ => {}
            }
            self.catalog.set(new.clone(), Some(entry));
        }
        Some(new)
    }

    /// Moves a relation and what goes by its name.
    pub(super) fn move_relation(&mut self, from: &Key, to: Key) {
        if *from == to {
            return;
        }
        let Some(entry) = self.catalog.get(from).cloned() else { return };
        let schema = to.schema.clone();
        self.catalog.set(from.clone(), None);
        self.add(to.clone(), entry);
        let mut changes: Vec<(Key, Option<Entry>)> = Vec::new();
        let users = self.catalog.users(from).filter(|(key, _)| key.owner().as_ref() != Some(from));
        for (key, entry) in self.catalog.parts(from).chain(users) {
            let mut moved = key.clone();
            if let Some((table, own)) = key.name.split_once('\0')
                && table == from.name
                && key.schema == from.schema
            {
                moved = Key::within(key.space, &to, own);
            }
            let mut entry = entry.clone();
            let is_changed = match &mut entry {
                Entry::Index(index) if index.table == *from => {
                    index.table = to.clone();
                    if moved == *key {
                        moved.schema.clone_from(&schema);
                    }
                    true
                }
                Entry::Trigger(table, _) if table == from => {
                    table.clone_from(&to);
                    true
                }
                Entry::Sequence(sequence) => match &mut sequence.owner {
                    Some((owner, _)) if owner == from => {
                        *owner = to.clone();
                        // It goes to the schema of its table.
                        moved.schema.clone_from(&schema);
                        true
                    }
                    _ => false,
                },
                Entry::Table(table) => {
                    let mut is_changed = false;
                    for parent in table.parents.iter_mut().filter(|parent| *parent == from) {
                        parent.clone_from(&to);
                        is_changed = true;
                    }
                    for constraint in &mut table.constraints {
                        if let Kind::ForeignKey { table, .. } = &mut constraint.kind
                            && table == from
                            && self.dialect() != Dialect::Sqlite
                        {
                            *table = to.clone();
                            is_changed = true;
                        }
                    }
                    is_changed
                }
                Entry::View(view) if view.reads.contains(from) && self.dialect() == Dialect::Postgres => {
                    view.reads.iter_mut().filter(|read| *read == from).for_each(|read| read.clone_from(&to));
                    true
                }
                _ => moved != *key,
            };
            if is_changed || moved != *key {
                if moved != *key {
                    changes.push((key.clone(), None));
                }
                changes.push((moved, Some(entry)));
            }
        }
        for (key, entry) in changes {
            self.catalog.set(key, entry);
        }
    }

    /// Gives a column another name, everywhere.
    pub(super) fn rename_column(&mut self, table: &Key, from: &Name, to: &Name) {
        for child in self.descendants(table) {
            self.rename_column_of(&child, from, to);
        }
        self.rename_column_of(table, from, to);
    }

    fn rename_column_of(&mut self, table: &Key, from: &Name, to: &Name) {
        let (old, new) = (self.catalog.fold(from), self.catalog.fold(to));
        let rename = |columns: &mut Vec<String>| {
            let is_there = columns.contains(&old);
            columns.iter_mut().filter(|column| **column == old).for_each(|column| column.clone_from(&new));
            is_there
        };
        let mut changes: Vec<(Key, Entry)> = Vec::new();
        let own = self.catalog.get(table).map(|entry| (table, entry));
        let others = self.catalog.users(table).filter(|(key, _)| *key != table);
        let others = others.filter(|(_, entry)| match entry {
            Entry::Table(user) => user.constraints.iter().any(|constraint| {
                matches!(&constraint.kind, Kind::ForeignKey { table: referenced, columns, .. }
                    if referenced == table && columns.contains(&old))
            }),
            Entry::View(_) => false,
            _ => true,
        });
        for (key, entry) in own.into_iter().chain(others) {
            let mut entry = entry.clone();
            let is_changed = match &mut entry {
                Entry::Table(changed) => {
                    let is_own = key == table;
                    let mut is_changed = false;
                    if is_own
                        && let Some(column) = changed.columns.iter_mut().find(|column| column.key == old)
                    {
                        column.key.clone_from(&new);
                        column.name.clone_from(&to.text);
                        is_changed = true;
                    }
                    for constraint in &mut changed.constraints {
                        if is_own {
                            is_changed |= rename(&mut constraint.columns);
                        }
                        if let Kind::ForeignKey { table: referenced, columns, .. } = &mut constraint.kind
                            && referenced == table
                        {
                            is_changed |= rename(columns);
                        }
                    }
                    is_changed
                }
                Entry::Index(index) if index.table == *table => {
                    let named = |column: &&mut Option<String>| column.as_deref() == Some(old.as_str());
                    let mut is_changed = false;
                    for column in index.columns.iter_mut().filter(named) {
                        *column = Some(new.clone());
                        is_changed = true;
                    }
                    is_changed |= rename(&mut index.uses);
                    is_changed
                }
                Entry::View(view) if key == table => view.columns.as_mut().is_some_and(rename),
                Entry::Sequence(sequence) => match &mut sequence.owner {
                    Some((owner, column)) if owner == table && *column == old => {
                        column.clone_from(&new);
                        true
                    }
                    _ => false,
                },
                _ => false,
            };
            if is_changed {
                changes.push((key.clone(), entry));
            }
        }
        for (key, entry) in changes {
            self.catalog.set(key, Some(entry));
        }
    }
}
