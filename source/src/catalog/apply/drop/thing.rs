//! Triggers and policies.

use super::super::super::{Entry, Found, Key, Space};
use super::super::{Apply, what};
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
        } else if !self.catalog.may_exist(&key) {
            self.dropped.push(key.clone());
            if !if_exists {
                self.missing(key, what(object), &name.name.clone().into());
            }
        }
    }

    /// What a function is used by goes with it, and nobody knows what that is.
    pub(super) fn forget_things(&mut self) {
        let things = self.catalog.keys_of(|key, _| matches!(key.space, Space::Trigger | Space::Policy));
        for key in things {
            self.catalog.set(key, Some(Entry::Unknown));
        }
    }
}
