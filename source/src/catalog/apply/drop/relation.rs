//! `DROP TABLE`, `VIEW`, `SEQUENCE`, `INDEX`.

use std::collections::BTreeSet;

use ambix_graph::script::Dialect;

use super::super::super::problem::Wrong;
use super::super::super::{Entry, Key, Place, Space};
use super::super::{Apply, kind, what};
use crate::tree::{Name, Object, ObjectName};

impl Apply<'_> {
    pub(super) fn drop_relation(
        &mut self,
        object: Object,
        name: &ObjectName,
        if_exists: bool,
        cascade: bool,
        together: &[Key],
    ) {
        let Some(key) = self.existing(Space::Relation, name, what(object), if_exists) else {
            self.note_gone(name);
            return;
        };
        let Some(entry) = self.catalog.get(&key) else { return };
        let found = kind(entry);
        let is_same = match object {
            Object::Table => matches!(entry, Entry::Table(_)),
            Object::Index => matches!(entry, Entry::Index(_)),
            Object::Sequence => matches!(entry, Entry::Sequence(_)),
            Object::View => matches!(entry, Entry::View(view) if !view.materialized),
            _ => matches!(entry, Entry::View(view) if view.materialized),
        };
        if !is_same {
            let place = entry.place().cloned();
            let message = format!("`{}` is a {found}, not a {}", name.name.text, what(object));
            self.wrong(
                Wrong::new("wrong-kind", name.range(), message, format!("a {found}"))
                    .help(format!("write `DROP {}`", found.to_uppercase()))
                    .also_if(place, "created here"),
            );
            return;
        }
        if let Entry::Index(index) = entry
            && index.constraint
        {
            let (table, place) = (index.table.shown(), index.place.clone());
            let message = format!("the index `{}` belongs to a constraint of `{table}`", name.name.text);
            self.wrong(
                Wrong::new("still-used", name.range(), message, "cannot be dropped by itself")
                    .help(format!("write `ALTER TABLE {table} DROP CONSTRAINT {}`", name.name.text))
                    .also(place, "the constraint"),
            );
            return;
        }
        if let Entry::Index(index) = entry
            && index.unique
            && !index.partial
            && index.columns.iter().all(Option::is_some)
            && self.dialect() == Dialect::Postgres
        {
            let (table, columns) =
                (index.table.clone(), index.columns.iter().flatten().cloned().collect::<Vec<_>>());
            if !self.release_key(&table, &columns, &name.name, cascade) {
                return;
            }
        }
        if !self.release(&key, name, cascade, together) {
            return;
        }
        self.remove(&key);
    }

    /// A name that was not found and need not be there: whoever creates it later finds it free.
    fn note_gone(&mut self, name: &ObjectName) {
        let key = self.catalog.key(Space::Relation, name);
        if matches!(self.catalog.get(&key), Some(Entry::Unknown)) {
            self.catalog.set(key, None);
        }
    }

    /// Whether nothing keeps the relation; with `CASCADE`, what would do so goes.
    fn release(&mut self, key: &Key, name: &ObjectName, cascade: bool, together: &[Key]) -> bool {
        let dialect = self.dialect();
        if dialect == Dialect::Sqlite
            || dialect == Dialect::Mysql && self.catalog.facts.foreign_keys_unchecked
        {
            return true;
        }
        let mut keys: Vec<(Key, String, Option<Place>)> = Vec::new();
        let mut views: Vec<(Key, Place)> = Vec::new();
        for (other, entry) in self.catalog.users(key) {
            if other == key || together.contains(other) {
                continue;
            }
            match entry {
                Entry::Table(table) => {
                    for constraint in table.foreign_keys_to(key) {
                        let own = constraint.key.clone().unwrap_or_default();
                        keys.push((other.clone(), own, Some(constraint.place.clone())));
                    }
                }
                Entry::View(view) if dialect == Dialect::Postgres && view.reads.contains(key) => {
                    views.push((other.clone(), view.place.clone()));
                }
                _ => {}
            }
        }
        keys.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        views.sort_by(|a, b| a.0.cmp(&b.0));
        // MySQL takes the word and does not mean it.
        if cascade && dialect == Dialect::Postgres {
            for (table, constraint, _) in keys {
                self.catalog.change_table(&table, |table| {
                    table.constraints.retain(|known| known.key.as_deref() != Some(constraint.as_str()));
                });
            }
            for (view, _) in views {
                let shown = ObjectName::from(Name { text: view.name.clone(), ..name.name.clone() });
                self.release(&view, &shown, true, &[]);
                self.remove(&view);
            }
            return true;
        }
        // What was not understood may have dropped the dependent.
        let unknown = &self.catalog.facts.unknown;
        let holder = keys
            .into_iter()
            .map(|(table, _, place)| (table, place, "a foreign key of"))
            .chain(views.into_iter().map(|(view, place)| (view, Some(place), "the view")))
            .find(|(holder, ..)| !unknown.covers(holder) && !unknown.may_be_gone());
        let Some((holder, place, noun)) = holder else { return true };
        let message = format!("`{}` cannot be dropped: {noun} `{}` needs it", name.name.text, holder.shown());
        let help = match dialect {
            Dialect::Postgres => "drop that first, or write `CASCADE` to drop it too",
            _ => "drop that first",
        };
        self.wrong(
            Wrong::new("still-used", name.range(), message, "still used")
                .help(help)
                .also_if(place, "used here"),
        );
        false
    }

    /// Removes a relation and all that belongs to it.
    pub(in crate::catalog::apply) fn remove(&mut self, key: &Key) {
        let owned = self.catalog.users(key).filter(|(_, entry)| match entry {
            Entry::Index(_) | Entry::Sequence(_) | Entry::Trigger(..) => true,
            Entry::Table(_) | Entry::View(_) | Entry::Type(_) | Entry::Thing(_) | Entry::Unknown => false,
        });
        let gone: BTreeSet<Key> =
            owned.chain(self.catalog.parts(key)).map(|(other, _)| other.clone()).collect();
        for other in gone {
            self.catalog.set(other, None);
        }
        self.catalog.set(key.clone(), None);
    }
}
