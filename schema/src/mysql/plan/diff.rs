//! What differs between two tables of one name.

use std::collections::{BTreeMap, BTreeSet};

use super::column;
use super::options;
use super::parts::{ForeignKey, TableParts, serves};
use crate::catalog::Catalog;
use crate::item::{Column, Definition, Table};
use crate::key::Key;

/// The differences.
pub(super) struct Diff<'c> {
    pub(super) name: &'c str,
    pub(super) from: &'c Table,
    pub(super) to: &'c Table,
    pub(super) dropped: Vec<(&'c str, &'c Column)>,
    pub(super) added: Vec<(&'c str, &'c Column)>,
    pub(super) modified: Vec<(&'c str, &'c Column, &'c Column)>,
    /// Columns whose names differ in their letters' case: the server takes them for one.
    pub(super) respelled: Vec<(&'c str, &'c str, &'c Column)>,
    /// Columns that must be dropped and added to change.
    pub(super) replaced: Vec<(&'c str, &'c Column, &'c Column)>,
    pub(super) dropped_indexes: BTreeMap<&'c Key, &'c Definition>,
    pub(super) added_indexes: BTreeMap<&'c Key, &'c Definition>,
    pub(super) dropped_checks: BTreeMap<&'c Key, &'c Definition>,
    pub(super) added_checks: BTreeMap<&'c Key, &'c Definition>,
    pub(super) dropped_foreign_keys: BTreeMap<&'c str, ForeignKey<'c>>,
    pub(super) added_foreign_keys: BTreeMap<&'c str, ForeignKey<'c>>,
}

impl<'c> Diff<'c> {
    pub(super) fn of(
        (from, old): (&'c Catalog, &TableParts<'c>),
        (to, new): (&'c Catalog, &TableParts<'c>),
    ) -> Self {
        let (dropped_indexes, added_indexes) = definitions(&old.indexes, &new.indexes);
        let (dropped_checks, added_checks) = definitions(&old.checks, &new.checks);
        let mut diff = Diff {
            name: &old.key.name,
            from: old.table,
            to: new.table,
            dropped: Vec::new(),
            added: Vec::new(),
            modified: Vec::new(),
            respelled: Vec::new(),
            replaced: Vec::new(),
            dropped_indexes,
            added_indexes,
            dropped_checks,
            added_checks,
            dropped_foreign_keys: BTreeMap::new(),
            added_foreign_keys: BTreeMap::new(),
        };
        diff.columns(from.columns(old.key), to.columns(new.key));
        diff.indexes_of_replaced(old, new);
        diff.indexes_that_would_vanish(old, new);
        for (name, foreign_key) in &old.foreign_keys {
            if new.foreign_keys.get(name).map(|other| other.definition) != Some(foreign_key.definition) {
                diff.dropped_foreign_keys.insert(name, foreign_key.clone());
            }
        }
        for (name, foreign_key) in &new.foreign_keys {
            if old.foreign_keys.get(name).map(|other| other.definition) != Some(foreign_key.definition) {
                diff.added_foreign_keys.insert(name, foreign_key.clone());
            }
        }
        diff
    }

    fn columns(
        &mut self,
        old: impl Iterator<Item = (&'c str, &'c Column)>,
        new: impl Iterator<Item = (&'c str, &'c Column)>,
    ) {
        let old: Vec<_> = old.collect();
        let new: Vec<_> = new.collect();
        let wanted: BTreeMap<&str, &Column> = new.iter().copied().collect();
        let known: BTreeSet<&str> = old.iter().map(|(name, _)| *name).collect();
        let mut respellings: BTreeMap<String, (&'c str, &'c Column)> = new
            .iter()
            .filter(|(name, _)| !known.contains(name))
            .map(|(name, column)| (name.to_lowercase(), (*name, *column)))
            .collect();
        for (name, column) in old {
            match wanted.get(name) {
                Some(other) if *other == column => {}
                Some(other) if column::can_be_modified(column, other) => {
                    self.modified.push((name, column, other));
                }
                Some(other) => self.replaced.push((name, column, other)),
                None => match respellings.remove(&name.to_lowercase()) {
                    Some((other, wanted)) if column::can_be_modified(column, wanted) => {
                        self.respelled.push((name, other, wanted));
                    }
                    Some((other, wanted)) => {
                        self.dropped.push((name, column));
                        self.added.push((other, wanted));
                    }
                    None => self.dropped.push((name, column)),
                },
            }
        }
        let respelled: BTreeSet<&str> = self.respelled.iter().map(|(_, name, _)| *name).collect();
        let replaced: BTreeSet<&str> = self.added.iter().map(|(name, _)| *name).collect();
        self.added.extend(new.into_iter().filter(|(name, _)| {
            !known.contains(name) && !respelled.contains(name) && !replaced.contains(name)
        }));
    }

    /// An index forgets a column that is dropped, even if it comes back.
    fn indexes_of_replaced(&mut self, old: &TableParts<'c>, new: &TableParts<'c>) {
        if self.replaced.is_empty() {
            return;
        }
        let names: BTreeSet<&str> = self.replaced.iter().map(|(name, ..)| *name).collect();
        for (key, definition) in &old.indexes {
            let uses = definition.columns.iter().any(|column| names.contains(column.as_str()));
            if let Some(wanted) = new.indexes.get(key)
                && uses
            {
                self.dropped_indexes.insert(key, definition);
                self.added_indexes.insert(key, wanted);
            }
        }
    }

    /// The server drops an index that it has made itself for a foreign key as soon as another one does its work. Nobody
    /// can see which it has made, so those that could be are made by hand.
    fn indexes_that_would_vanish(&mut self, old: &TableParts<'c>, new: &TableParts<'c>) {
        let mut again = Vec::new();
        for (key, definition) in &new.indexes {
            if self.added_indexes.contains_key(key) || !old.indexes.contains_key(key) {
                continue;
            }
            let is_own = old.foreign_keys.values().any(|foreign_key| {
                definition.columns == foreign_key.columns() && serves(definition, foreign_key.columns())
            });
            let other_comes = || self.added_indexes.values().any(|added| serves(added, &definition.columns));
            if is_own && key.kind == crate::key::Kind::Index && other_comes() {
                again.push((*key, *definition));
            }
        }
        for (key, definition) in again {
            self.dropped_indexes.insert(key, definition);
            self.added_indexes.insert(key, definition);
        }
    }

    /// Whether the type or the presence of values of a column changes, which no foreign key allows.
    pub(super) fn reshapes(&self, column: &str) -> bool {
        let shape =
            |column: &'c Column| (&column.r#type, &column.collation, column.nullable, &column.generated);
        self.modified.iter().any(|(name, from, to)| *name == column && shape(from) != shape(to))
            || self.replaced.iter().any(|(name, ..)| *name == column)
            || self.respelled.iter().any(|(from, ..)| *from == column)
    }

    /// Whether the indexes that serve these columns all go.
    pub(super) fn loses_index(&self, old: &TableParts<'c>, columns: &[String]) -> bool {
        let goes = self.dropped_indexes.values().any(|index| serves(index, columns));
        let stays = old
            .indexes
            .iter()
            .any(|(key, index)| !self.dropped_indexes.contains_key(key) && serves(index, columns));
        goes && !stays
    }

    /// Whether the rows go to other partitions; no table has foreign keys and partitions.
    pub(super) fn is_repartitioned(&self) -> bool {
        options::partition(self.from) != options::partition(self.to)
    }

    /// Whether anything changes besides foreign keys.
    pub(super) fn has_more(&self) -> bool {
        !(self.from == self.to
            && self.dropped.is_empty()
            && self.added.is_empty()
            && self.modified.is_empty()
            && self.respelled.is_empty()
            && self.replaced.is_empty()
            && self.dropped_indexes.is_empty()
            && self.added_indexes.is_empty()
            && self.dropped_checks.is_empty()
            && self.added_checks.is_empty())
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.has_more() && self.dropped_foreign_keys.is_empty() && self.added_foreign_keys.is_empty()
    }
}

type Definitions<'c> = BTreeMap<&'c Key, &'c Definition>;

/// What goes and what comes; what changes does both.
fn definitions<'c>(old: &Definitions<'c>, new: &Definitions<'c>) -> (Definitions<'c>, Definitions<'c>) {
    let missing = |these: &Definitions<'c>, those: &Definitions<'c>| {
        these
            .iter()
            .filter(|(key, definition)| those.get(*key) != Some(*definition))
            .map(|(key, definition)| (*key, *definition))
            .collect()
    };
    (missing(old, new), missing(new, old))
}
