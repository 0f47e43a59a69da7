//! `TRUNCATE`.

use ambix_graph::script::Dialect;

use super::super::problem::Wrong;
use super::super::{Entry, Key};
use super::Apply;
use crate::tree::ObjectName;

impl Apply<'_> {
    /// Tables that others refer to are not emptied without them.
    pub(super) fn truncate(&mut self, tables: &[ObjectName]) {
        let together: Vec<Key> = tables.iter().filter_map(|name| self.found_key(name)).collect();
        for name in tables {
            let Some(key) = self.found_key(name) else { continue };
            let unknown = &self.catalog.facts.unknown;
            let refers = |table: &Key, entry: &Entry| match entry {
                Entry::Table(known) if !together.contains(table) && !unknown.key_may_differ(table) => {
                    known.foreign_keys_to(&key).next().map(|constraint| constraint.place.clone())
                }
                _ => None,
            };
            let holder =
                self.catalog.users(&key).find_map(|(table, entry)| Some((table, refers(table, entry)?)));
            let Some((holder, place)) = holder else { continue };
            if self.dialect() == Dialect::Sqlite || self.catalog.facts.foreign_keys_unchecked {
                continue;
            }
            let message = format!(
                "`{}` cannot be emptied: a foreign key of `{}` needs it",
                name.name.text,
                holder.shown()
            );
            self.wrong(
                Wrong::new("still-used", name.range(), message, "still used")
                    .help("empty that table in the same statement, or use `DELETE`")
                    .also(place, "used here"),
            );
        }
    }
}
