//! `DROP SCHEMA`.

use ambix_graph::script::Dialect;

use super::super::super::problem::Wrong;
use super::super::super::{Entry, Space};
use super::super::{Apply, create};
use crate::tree::ObjectName;

impl Apply<'_> {
    pub(super) fn drop_schema(&mut self, name: &ObjectName, cascade: bool, if_exists: bool) {
        let folded = self.catalog.fold(&name.name);
        let key = create::schema_key(&folded);
        if self.dialect() == Dialect::Postgres && self.catalog.get(&key).is_none() && !if_exists {
            // Schemas are made by administrators as well.
            return;
        }
        let schema = if folded == "public" { String::new() } else { folded };
        let inside = self.catalog.keys_of(|key, entry| {
            key.schema == schema
                && !matches!(key.space, Space::Schema | Space::Extension)
                && !matches!(entry, Entry::Unknown)
        });
        if !cascade
            && let Some(first) = inside.iter().filter(|key| key.space == Space::Relation).min()
            && !self.catalog.facts.unknown.covers(first)
        {
            let message =
                format!("the schema `{}` cannot be dropped: `{}` is in it", name.name.text, first.shown());
            self.wrong(
                Wrong::new("still-used", name.range(), message, "not empty")
                    .help("drop what is in it first, or write `CASCADE`"),
            );
            return;
        }
        for other in inside {
            self.catalog.set(other, None);
        }
        self.catalog.set(key, None);
    }
}
