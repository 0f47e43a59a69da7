//! `DROP TABLE`, `VIEW`, `SEQUENCE`, `INDEX`.

use std::collections::BTreeSet;

use ambix_graph::script::Dialect;

use super::super::super::problem::Wrong;
use super::super::super::{Entry, Key, Kind, Place, Space};
use super::super::{Apply, kind, what};
use crate::tree::{Object, ObjectName};

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
        // MySQL only looks for a table, and says that there is none.
        if !is_same && if_exists && object == Object::Table && self.dialect() == Dialect::Mysql {
            return;
        }
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
    pub(super) fn release(&mut self, key: &Key, name: &ObjectName, cascade: bool, together: &[Key]) -> bool {
        let dialect = self.dialect();
        if dialect == Dialect::Sqlite
            || dialect == Dialect::Mysql && self.catalog.facts.foreign_keys_unchecked
        {
            return true;
        }
        // MySQL takes the word and does not mean it.
        if cascade && dialect == Dialect::Postgres {
            self.release_all(key);
            return true;
        }
        // What was not understood may have dropped the dependent.
        let unknown = &self.catalog.facts.unknown;
        let mut keys: Vec<(Key, Option<String>, Place)> = Vec::new();
        let mut views: Vec<(Key, Place)> = Vec::new();
        for (other, entry) in self.catalog.users(key) {
            if other == key || together.contains(other) || unknown.key_may_differ(other) {
                continue;
            }
            match entry {
                Entry::Table(table) => {
                    for constraint in table.foreign_keys_to(key) {
                        keys.push((other.clone(), constraint.key.clone(), constraint.place.clone()));
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
        let holder = keys
            .into_iter()
            .map(|(table, _, place)| (table, place, "a foreign key of"))
            .chain(views.into_iter().map(|(view, place)| (view, place, "the view")))
            .next();
        let Some((holder, place, noun)) = holder else { return true };
        let message = format!("`{}` cannot be dropped: {noun} `{}` needs it", name.name.text, holder.shown());
        let help = match dialect {
            Dialect::Postgres => "drop that first, or write `CASCADE` to drop it too",
            _ => "drop that first",
        };
        self.wrong(
            Wrong::new("still-used", name.range(), message, "still used").help(help).also(place, "used here"),
        );
        false
    }

    /// Removes the foreign keys that refer to a relation or to what inherits from it, and the views that read them.
    pub(super) fn release_all(&mut self, key: &Key) {
        let mut gone = self.descendants(key);
        gone.push(key.clone());
        let mut views: BTreeSet<Key> = BTreeSet::new();
        for relation in &gone {
            views.extend(self.readers(relation));
        }
        gone.extend(views.iter().cloned());
        for relation in &gone {
            let tables = self.catalog.users(relation).filter(|(_, entry)| match entry {
                Entry::Table(table) => table.foreign_keys_to(relation).next().is_some(),
                _ => false,
            });
            let tables: Vec<Key> = tables.map(|(key, _)| key.clone()).collect();
            for table in tables {
                self.catalog.change_table(&table, |table| {
                    table.constraints.retain(|constraint| {
                        !matches!(&constraint.kind, Kind::ForeignKey { table, .. } if table == relation)
                    });
                });
            }
        }
        for view in views.iter().filter(|view| *view != key) {
            self.remove(view);
        }
    }

    /// The views that read a relation, and those that read them.
    fn readers(&self, relation: &Key) -> BTreeSet<Key> {
        let mut found: BTreeSet<Key> = BTreeSet::new();
        let mut next = vec![relation.clone()];
        while let Some(relation) = next.pop() {
            for (key, entry) in self.catalog.users(&relation) {
                if matches!(entry, Entry::View(_)) && found.insert(key.clone()) {
                    next.push(key.clone());
                }
            }
        }
        found
    }

    /// The views that read a relation may be gone.
    pub(super) fn forget_readers(&mut self, relation: &Key) {
        for view in self.readers(relation) {
            self.catalog.set(view, Some(Entry::Unknown));
        }
    }

    /// Removes a relation and all that belongs to it, its partitions too.
    pub(in crate::catalog::apply) fn remove(&mut self, key: &Key) {
        let mut gone: BTreeSet<Key> = BTreeSet::new();
        let mut relations = self.descendants(key);
        relations.push(key.clone());
        for relation in &relations {
            let owned = self.catalog.users(relation).filter(|(_, entry)| match entry {
                Entry::Index(_) | Entry::Sequence(_) | Entry::Trigger(..) => true,
                Entry::Table(_) | Entry::View(_) | Entry::Type(_) | Entry::Thing(_) | Entry::Unknown => false,
            });
            gone.extend(owned.chain(self.catalog.parts(relation)).map(|(other, _)| other.clone()));
        }
        for other in gone.into_iter().chain(relations) {
            self.catalog.set(other, None);
        }
    }
}
