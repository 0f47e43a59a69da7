//! `DROP INDEX … ON`, of MySQL.

use super::super::super::{Key, Kind, Space};
use super::super::Apply;
use crate::tree::{Action, ActionKind, AlterTable, Dropped, Name, ObjectName};

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
            self.has_index(table, &name.name);
        }
    }

    fn has_index(&mut self, table: &Key, name: &Name) {
        let kind = ActionKind::DropConstraint {
            name: name.clone(),
            what: Dropped::Index,
            if_exists: false,
            cascade: false,
        };
        let shown = Name { text: table.name.clone(), quoted: true, range: name.range.clone() };
        let action = Action { kind, range: name.range.clone() };
        self.alter_table(&AlterTable { name: shown.into(), if_exists: true, actions: vec![action] });
    }
}
