//! What goes away, and what goes with it or keeps it there.

mod column;
mod data_type;
mod index;
mod key;
mod relation;
mod schema;
mod thing;

use super::super::{self as catalog, Entry, Found, Key, Space};
use super::Apply;
use crate::tree::{Drop, Object, ObjectName};

impl Apply<'_> {
    pub(super) fn drop(&mut self, drop: &Drop) {
        let Drop { kind: object, names, table, if_exists, cascade, temporary, .. } = drop;
        // Several may depend on each other.
        let keys: Vec<Key> = names.iter().filter_map(|name| self.found_key(name)).collect();
        if *temporary {
            return self.drop_temporary(names);
        }
        for name in names {
            let found = self.found_key(name);
            // It went with one before it.
            if found.is_none() && keys.iter().any(|key| self.went(key, name)) {
                continue;
            }
            let space = match object {
                Object::Table | Object::View | Object::MaterializedView | Object::Sequence => {
                    Some(Space::Relation)
                }
                Object::Index if table.is_none() => Some(Space::Relation),
                Object::Type => Some(Space::Type),
                _ => None,
            };
            if let Some(space) = space
                && let Found::Missing(key) = self.catalog.find(space, name)
            {
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
                        if *cascade {
                            self.drop_columns_of_type(&key);
                        }
                        self.catalog.set(key, None);
                    }
                }
                Object::Schema => self.drop_schema(name, *cascade),
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
                        // That the one with these arguments was there, `IF EXISTS` does not say.
                        self.catalog.set(key, if_exists.then_some(Entry::Unknown));
                    }
                    if *cascade {
                        self.forget_dependents();
                    }
                }
                Object::Extension if *cascade => self.forget_extension(),
                _ => {}
            }
        }
    }

    /// MySQL's `DROP TEMPORARY TABLE` leaves all others alone.
    fn drop_temporary(&mut self, names: &[ObjectName]) {
        for name in names {
            let schema = catalog::TEMPORARY.to_owned();
            let key = Key { schema, ..self.catalog.key(Space::Relation, name) };
            if self.catalog.get(&key).is_some() {
                self.remove(&key);
            }
        }
    }

    /// Whether a name that means nothing any more meant this key.
    fn went(&self, key: &Key, name: &ObjectName) -> bool {
        key.name == self.catalog.fold(&name.name) && self.catalog.get(key).is_none()
    }

    pub(super) fn found_key(&self, name: &ObjectName) -> Option<Key> {
        match self.catalog.find(Space::Relation, name) {
            Found::Entry(key, _) => Some(key),
            _ => None,
        }
    }
}
