//! `DROP INDEX … ON`, of MySQL.

use super::super::super::{Key, Kind, Space};
use super::super::Apply;
use crate::tree::{Dropped, ObjectName};

impl Apply<'_> {
    /// MySQL.
    pub(super) fn drop_index_of(&mut self, table: &Key, name: &ObjectName, if_exists: bool) {
        let key = Key::within(Space::Index, table, &self.catalog.fold(&name.name));
        if self.catalog.get(&key).is_some() {
            let folded = self.catalog.fold(&name.name);
            self.catalog.change_table(table, |table| {
                table.constraints.retain(|constraint| {
                    constraint.key.as_deref() != Some(folded.as_str())
                        || matches!(constraint.kind, Kind::ForeignKey { .. } | Kind::Check)
                });
            });
            self.catalog.set(key, None);
            return;
        }
        if !if_exists {
            self.drop_constraint(table, &name.name, Dropped::Index, false, false);
        }
    }
}
