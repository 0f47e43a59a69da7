//! `DROP SCHEMA`.

use ambix_graph::script::Dialect;

use super::super::super::problem::Wrong;
use super::super::super::{Entry, Space};
use super::super::{Apply, create};
use crate::tree::ObjectName;

impl Apply<'_> {
    pub(super) fn drop_schema(&mut self, name: &ObjectName, cascade: bool) {
        let folded = self.catalog.fold(&name.name);
        // On MySQL it is a database, and all that is in it goes.
        let cascade = cascade || self.dialect() == Dialect::Mysql;
        let key = create::schema_key(&folded);
        let schema = if folded == "public" { String::new() } else { folded };
        let inside = self.catalog.keys_of(|key, entry| {
            key.schema == schema
                && !matches!(key.space, Space::Schema | Space::Extension)
                && !matches!(entry, Entry::Unknown)
        });
        if !cascade
            && let Some(first) = inside.iter().filter(|key| key.space == Space::Relation).min()
            && !self.catalog.facts.unknown.key_may_differ(first)
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
            match self.catalog.get(&other) {
                Some(Entry::Table(_) | Entry::View(_)) => self.release_all(&other),
                Some(Entry::Type(_)) => self.drop_columns_of_type(&other),
                _ => {}
            }
            if other.space == Space::Relation {
                self.remove(&other);
            }
            self.catalog.set(other, None);
        }
        self.catalog.set(key, None);
    }
}
