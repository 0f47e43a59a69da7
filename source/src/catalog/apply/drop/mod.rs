//! What goes away, and what goes with it or keeps it there.

mod column;
mod data_type;
mod index;
mod key;
mod relation;
mod schema;
mod thing;

use super::super::{Entry, Found, Key, Space};
use super::Apply;
use crate::tree::{Drop, Object, ObjectName};

impl Apply<'_> {
    pub(super) fn drop(&mut self, drop: &Drop) {
        let Drop { kind: object, names, table, if_exists, cascade, .. } = drop;
        // Several may depend on each other.
        let keys: Vec<Key> = names.iter().filter_map(|name| self.found_key(name)).collect();
        for name in names {
            let space = match object {
                Object::Type => Space::Type,
                Object::Function | Object::Aggregate | Object::Routine => Space::Routine,
                _ => Space::Relation,
            };
            if let Found::Missing(key) = self.catalog.find(space, name) {
                self.dropped.push(key);
            }
            match object {
                Object::Table | Object::View | Object::MaterializedView | Object::Sequence => {
                    self.drop_relation(*object, name, *if_exists, *cascade, &keys);
                }
                Object::Index => match table {
                    Some(table) => {
                        if let Some(key) = self.existing(Space::Relation, table, "table", false) {
                            self.drop_index_of(&key, name, *if_exists);
                        }
                    }
                    None => self.drop_relation(Object::Index, name, *if_exists, *cascade, &keys),
                },
                Object::Type => {
                    if let Some(key) = self.existing(Space::Type, name, "type", *if_exists)
                        && (*cascade || self.is_unused_type(&key, name))
                    {
                        self.catalog.set(key, None);
                        if *cascade {
                            self.drop_columns_of_type(name);
                        }
                    }
                }
                Object::Schema => self.drop_schema(name, *cascade, *if_exists),
                Object::Trigger | Object::Policy => {
                    self.drop_thing(*object, name, table.as_ref(), *if_exists)
                }
                Object::Function | Object::Procedure | Object::Aggregate | Object::Routine => {
                    if !if_exists && *object != Object::Procedure {
                        self.resolve(|resolver| resolver.routine(name));
                    }
                    let key = self.catalog.key(Space::Routine, name);
                    // Others of this name stay, with other arguments.
                    if matches!(self.catalog.get(&key), Some(Entry::Thing(_))) {
                        self.catalog.set(key, None);
                    }
                    if *cascade {
                        self.forget_things();
                    }
                }
                Object::Extension if *cascade => self.forget_types(),
                _ => {}
            }
        }
    }

    pub(super) fn found_key(&self, name: &ObjectName) -> Option<Key> {
        match self.catalog.find(Space::Relation, name) {
            Found::Entry(key, _) => Some(key),
            _ => None,
        }
    }
}
