//! `ALTER INDEX`, `VIEW`, `SEQUENCE`, `TYPE`, …

use super::super::problem::Wrong;
use super::super::{Entry, Key, Space, Type};
use super::create::schema_key;
use super::{Apply, what};
use crate::tree::{Alter, Alteration, Name, Object, ObjectName};

impl Apply<'_> {
    pub(super) fn alter(&mut self, alter: &Alter) {
        match alter.kind {
            Object::Table | Object::View | Object::MaterializedView | Object::Index | Object::Sequence => {
                let Some(key) =
                    self.existing(Space::Relation, &alter.name, what(alter.kind), alter.if_exists)
                else {
                    return self.may_have_become(Space::Relation, alter);
                };
                self.alter_relation(key, alter);
            }
            Object::Type => {
                let Some(key) = self.existing(Space::Type, &alter.name, "type", alter.if_exists) else {
                    return self.may_have_become(Space::Type, alter);
                };
                self.alter_type(key, alter);
            }
            Object::Trigger | Object::Policy => self.alter_thing(alter),
            Object::Function | Object::Procedure | Object::Aggregate | Object::Routine => {
                for name in new_names(alter) {
                    // Others of the old name may stay, with other arguments.
                    let key = self.catalog.key(Space::Routine, &name);
                    let place = self.place(&alter.name.range());
                    self.add(key, Entry::Thing(place));
                }
            }
            Object::Schema => {
                for change in &alter.changes {
                    if let Alteration::RenameTo(to) = change {
                        self.rename_schema(&alter.name.name, to);
                    }
                }
            }
            _ => {}
        }
    }

    /// What was not there as far as is known may have another name now.
    fn may_have_become(&mut self, space: Space, alter: &Alter) {
        for name in new_names(alter) {
            self.may_be_there(space, &name);
        }
    }

    fn alter_relation(&mut self, mut key: Key, alter: &Alter) {
        for change in &alter.changes {
            match change {
                Alteration::RenameTo(to) => {
                    let index = match self.catalog.get(&key) {
                        Some(Entry::Index(index)) if index.constraint => Some(index.table.clone()),
                        _ => None,
                    };
                    if let Some(new) = self.rename_relation(&key, &to.clone().into()) {
                        // The constraint that the index belongs to is renamed as well.
                        if let Some(table) = index {
                            self.catalog.change_table(&table, |table| {
                                for constraint in &mut table.constraints {
                                    if constraint.key.as_deref() == Some(key.name.as_str()) {
                                        constraint.key = Some(new.name.clone());
                                    }
                                }
                            });
                        }
                        key = new;
                    }
                }
                Alteration::SetSchema(schema) => {
                    let name = ObjectName { schema: Some(schema.clone()), name: alter.name.name.clone() };
                    let to = self.catalog.key(Space::Relation, &name);
                    self.move_relation(&key, to.clone());
                    key = to;
                }
                Alteration::RenameColumn { from, to } => self.rename_column(&key, from, to),
                Alteration::OwnedBy(owner) => self.own_sequence(&key, owner.as_ref()),
                _ => {}
            }
        }
    }

    /// A sequence goes with the column that owns it.
    fn own_sequence(&mut self, key: &Key, owner: Option<&(ObjectName, Name)>) {
        let owner = match owner {
            None => None,
            Some((table, column)) => {
                let Some(found) = self.existing(Space::Relation, table, "table", false) else { return };
                self.columns_in(&found, table, std::slice::from_ref(column));
                Some((found, self.catalog.fold(column)))
            }
        };
        if let Some(Entry::Sequence(mut sequence)) = self.catalog.get(key).cloned() {
            sequence.owner = owner;
            self.catalog.set(key.clone(), Some(Entry::Sequence(sequence)));
        }
    }

    fn alter_type(&mut self, mut key: Key, alter: &Alter) {
        for change in &alter.changes {
            let Some(Entry::Type(mut found)) = self.catalog.get(&key).cloned() else { return };
            match change {
                Alteration::RenameTo(to) => {
                    let new = Key { name: self.catalog.fold(to), ..key.clone() };
                    if !self.is_free(&new, &to.clone().into(), "type") {
                        return;
                    }
                    self.rename_in_columns(&key, &new);
                    found.name.clone_from(&to.text);
                    self.catalog.set(key, None);
                    self.add(new.clone(), Entry::Type(found));
                    key = new;
                }
                Alteration::SetSchema(schema) => {
                    let name = ObjectName { schema: Some(schema.clone()), name: alter.name.name.clone() };
                    let new = self.catalog.key(Space::Type, &name);
                    self.rename_in_columns(&key, &new);
                    self.catalog.set(key, None);
                    self.add(new.clone(), Entry::Type(found));
                    key = new;
                }
                Alteration::AddValue { value, if_not_exists, neighbour } => {
                    if let Some(neighbour) = neighbour {
                        self.has_value(&found, neighbour);
                    }
                    let Some(values) = &mut found.values else { continue };
                    if values.contains(&value.text) {
                        if !if_not_exists {
                            let message =
                                format!("the type `{}` has a value `{}` already", found.name, value.text);
                            let place = found.place.clone();
                            self.wrong(
                                Wrong::new("already-exists", value.range.clone(), message, "added again")
                                    .also(place, "the type"),
                            );
                        }
                        continue;
                    }
                    values.push(value.text.clone());
                    self.catalog.set(key.clone(), Some(Entry::Type(found)));
                }
                Alteration::RenameValue { from, to } => {
                    if !self.has_value(&found, from) {
                        continue;
                    }
                    for value in found.values.iter_mut().flatten().filter(|value| **value == from.text) {
                        value.clone_from(&to.text);
                    }
                    self.catalog.set(key.clone(), Some(Entry::Type(found)));
                }
                Alteration::AddAttribute(column) => self.resolve(|resolver| {
                    column.data_type.iter().for_each(|data_type| resolver.data_type(data_type));
                }),
                Alteration::DropAttribute { .. }
                | Alteration::RenameColumn { .. }
                | Alteration::OwnedBy(_)
                | Alteration::Conditions(_)
                | Alteration::Option => {}
            }
        }
    }

    /// Whether an enum has a value; if not, that is said.
    fn has_value(&mut self, found: &Type, value: &Name) -> bool {
        let Some(values) = &found.values else { return false };
        if values.contains(&value.text) {
            return true;
        }
        let message = format!("the type `{}` has no value `{}`", found.name, value.text);
        let near = crate::suggest::suggest(&value.text, values.iter().map(String::as_str)).map(str::to_owned);
        self.wrong(
            Wrong::new("unknown-value", value.range.clone(), message, "no such value").near(near.as_deref()),
        );
        false
    }

    /// Columns follow a type to its new name.
    fn rename_in_columns(&mut self, from: &Key, to: &Key) {
        let tables: Vec<Key> = self.catalog.users(from).map(|(key, _)| key.clone()).collect();
        for table in tables {
            self.catalog.change_table(&table, |table| {
                for column in table.columns.iter_mut().filter(|column| column.own_type.as_ref() == Some(from))
                {
                    column.own_type = Some(to.clone());
                    column.data_type.iter_mut().for_each(|data| data.name.clone_from(&to.name));
                }
            });
        }
    }

    fn alter_thing(&mut self, alter: &Alter) {
        let Some(table) = &alter.table else { return };
        let Some(found) = self.existing(Space::Relation, table, "table", alter.if_exists) else { return };
        let space = if alter.kind == Object::Policy { Space::Policy } else { Space::Trigger };
        let key = Key::within(space, &found, &self.catalog.fold(&alter.name.name));
        let Some(entry) = self.catalog.get(&key).cloned() else {
            if !alter.if_exists && !self.catalog.may_exist(&key) && !self.is_child(&key) {
                self.missing(key, what(alter.kind), &alter.name.name.clone().into());
            }
            return;
        };
        for change in &alter.changes {
            match change {
                Alteration::RenameTo(to) => {
                    self.catalog.set(key.clone(), None);
                    self.add(Key::within(space, &found, &self.catalog.fold(to)), entry.clone());
                }
                Alteration::Conditions(expressions) => self.expressions_in(&found, table, expressions),
                _ => {}
            }
        }
    }

    fn rename_schema(&mut self, from: &Name, to: &Name) {
        let (old, new) = (self.catalog.schema(from), self.catalog.schema(to));
        let is_inside =
            |key: &Key| key.schema == old && !matches!(key.space, Space::Schema | Space::Extension);
        let mut moved: Vec<(Key, Key, Entry)> = Vec::new();
        for (key, entry) in self.catalog.entries() {
            let mut to = key.clone();
            let mut changed = entry.clone();
            let own = is_inside(key).then_some(&mut to);
            let mut is_changed = false;
            for inside in own.into_iter().chain(changed.keys_mut()).filter(|key| is_inside(key)) {
                inside.schema.clone_from(&new);
                is_changed = true;
            }
            if is_changed {
                moved.push((key.clone(), to, changed));
            }
        }
        for (key, to, entry) in moved {
            if to == key {
                self.catalog.set(key, Some(entry));
            } else {
                self.catalog.set(key, None);
                self.add(to, entry);
            }
        }
        let (old, new) = (self.catalog.fold(from), self.catalog.fold(to));
        let entry = self.catalog.get(&schema_key(&old)).cloned();
        self.catalog.set(schema_key(&old), None);
        self.add(schema_key(&new), entry.unwrap_or(Entry::Unknown));
    }
}

/// The names that a statement gives to what it alters.
fn new_names(alter: &Alter) -> impl Iterator<Item = ObjectName> {
    alter.changes.iter().filter_map(|change| match change {
        Alteration::RenameTo(to) => Some(ObjectName { schema: alter.name.schema.clone(), name: to.clone() }),
        Alteration::SetSchema(schema) => {
            Some(ObjectName { schema: Some(schema.clone()), name: alter.name.name.clone() })
        }
        _ => None,
    })
}
