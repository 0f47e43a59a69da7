//! Tables and their foreign keys: what must go first, and what must come last.

use std::collections::{BTreeMap, BTreeSet};

use super::alter::{self, Along};
use super::create;
use super::diff::Diff;
use super::parts::{ForeignKey, Parts};
use crate::catalog::Catalog;
use crate::hints;
use crate::key::Key;
use crate::mysql::quote;
use crate::plan::{Destroyed, Step};

/// The way of all tables.
pub(super) struct Tables<'c> {
    to: &'c Catalog,
    /// What may be a rename.
    hints: BTreeMap<Key, Vec<String>>,
    old: Parts<'c>,
    new: Parts<'c>,
    /// The tables that stay and change.
    diffs: BTreeMap<&'c str, Diff<'c>>,
    /// New tables, those that others refer to first.
    created: Vec<&'c str>,
    /// Tables that go, those that refer to others first.
    dropped: Vec<&'c str>,
    /// The names of checks and foreign keys that come.
    new_names: BTreeSet<String>,
}

impl<'c> Tables<'c> {
    pub(super) fn of(from: &'c Catalog, to: &'c Catalog) -> Self {
        let (old, new) = (Parts::of(from), Parts::of(to));
        let mut diffs: BTreeMap<&'c str, Diff<'c>> = BTreeMap::new();
        for (name, parts) in &old.tables {
            if let Some(wanted) = new.tables.get(name) {
                diffs.insert(name, Diff::of((from, parts), (to, wanted)));
            }
        }
        loosen(&mut diffs, &old);
        diffs.retain(|_, diff| !diff.is_empty());
        let created = parents_first(&new, new.tables.keys().filter(|name| !old.tables.contains_key(*name)));
        let gone = old.tables.keys().filter(|name| !new.tables.contains_key(*name));
        let mut dropped = parents_first(&old, gone);
        dropped.reverse();
        let mut new_names = BTreeSet::new();
        for name in &created {
            if let Some(parts) = new.tables.get(name) {
                new_names.extend(parts.checks.keys().map(|key| key.name.to_lowercase()));
                new_names.extend(parts.foreign_keys.keys().map(|name| name.to_lowercase()));
            }
        }
        for diff in diffs.values() {
            new_names.extend(diff.added_checks.keys().map(|key| key.name.to_lowercase()));
            new_names.extend(diff.added_foreign_keys.keys().map(|name| name.to_lowercase()));
        }
        let hints = hints::renames(from, to, |_, name| quote::name(name));
        Tables { to, hints, old, new, diffs, created, dropped, new_names }
    }

    /// Drops the foreign keys that are in the way, and checks whose names are needed elsewhere.
    pub(super) fn unlock(&self) -> Vec<Step> {
        let mut clauses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, diff) in &self.diffs {
            let early = diff.dropped_foreign_keys.values().filter(|key| !self.goes_along(diff, key));
            let lines = early.map(|key| format!("DROP FOREIGN KEY {}", quote::name(key.name)));
            let checks = self.early_checks(diff).into_iter();
            let checks = checks.map(|key| format!("DROP CONSTRAINT {}", quote::name(&key.name)));
            let lines: Vec<String> = lines.chain(checks).collect();
            if !lines.is_empty() {
                clauses.insert(name, lines);
            }
        }
        // Tables that refer to each other in a circle.
        let mut gone = BTreeSet::new();
        for name in &self.dropped {
            let parts = self.old.tables.get(name);
            for key in parts.into_iter().flat_map(|parts| parts.foreign_keys.values()) {
                if key.table.as_deref().is_some_and(|parent| gone.contains(parent)) {
                    let lines = clauses.entry(name).or_default();
                    lines.push(format!("DROP FOREIGN KEY {}", quote::name(key.name)));
                }
            }
            gone.insert(*name);
        }
        clauses.into_iter().map(|(name, lines)| Step::new(alter::statement(name, &lines))).collect()
    }

    /// Drops the tables that go.
    pub(super) fn drops(&self) -> Vec<Step> {
        let keys = self.dropped.iter().filter_map(|name| self.old.tables.get(name)).map(|parts| parts.key);
        keys.map(|key: &Key| {
            let sql = format!("DROP TABLE {}", quote::name(&key.name));
            let mut step = Step::destroying(sql, Destroyed::table(key));
            step.notes = self.hints.get(key).cloned().unwrap_or_default();
            step
        })
        .collect()
    }

    /// Makes the new tables.
    pub(super) fn creations(&self) -> Vec<Step> {
        let mut made = BTreeSet::new();
        let mut steps = Vec::new();
        for name in &self.created {
            made.insert(*name);
            let Some(parts) = self.new.tables.get(name) else { continue };
            let inside = |key: &&ForeignKey<'_>| self.is_there(key, &made);
            let foreign_keys: Vec<_> = parts.foreign_keys.values().filter(inside).collect();
            steps.push(Step::new(create::table(self.to, parts, &foreign_keys)));
        }
        steps
    }

    /// Whether the table that a foreign key refers to is as it must be, with these new tables.
    fn is_there(&self, key: &ForeignKey<'_>, made: &BTreeSet<&str>) -> bool {
        let Some(table) = key.table.as_deref() else { return true };
        made.contains(table) || self.is_left_alone(table)
    }

    /// Whether a table stays, and as it is.
    fn is_left_alone(&self, table: &str) -> bool {
        self.old.tables.contains_key(table)
            && self.new.tables.contains_key(table)
            && !self.diffs.get(table).is_some_and(Diff::has_more)
    }

    /// Changes the tables that stay.
    pub(super) fn alterations(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for diff in self.diffs.values().filter(|diff| diff.has_more()) {
            let dropped =
                diff.dropped_foreign_keys.values().filter(|key| self.goes_along(diff, key)).collect();
            let added = diff.added_foreign_keys.values().filter(|key| self.comes_along(diff, key)).collect();
            let gone_checks = self.early_checks(diff).into_iter().collect();
            steps.extend(alter::steps(diff, &self.hints, &Along { dropped, added, gone_checks }));
        }
        steps
    }

    /// Adds the foreign keys that had to wait.
    pub(super) fn foreign_keys(&self) -> Vec<Step> {
        let mut clauses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut made = BTreeSet::new();
        for name in &self.created {
            made.insert(*name);
            let keys = self.new.tables.get(name).into_iter().flat_map(|parts| parts.foreign_keys.values());
            for key in keys.filter(|key| !self.is_there(key, &made)) {
                clauses.entry(name).or_default().push(format!("ADD {}", key.clause()));
            }
        }
        for (name, diff) in &self.diffs {
            for key in diff.added_foreign_keys.values().filter(|key| !self.comes_along(diff, key)) {
                clauses.entry(name).or_default().push(format!("ADD {}", key.clause()));
            }
        }
        let step = |(name, lines): (&str, Vec<String>)| {
            let mut step = Step::new(alter::statement(name, &lines));
            let comes = |diff: &Diff<'_>| {
                diff.added_foreign_keys.keys().any(|key| !diff.dropped_foreign_keys.contains_key(key))
            };
            if self.diffs.get(name).is_some_and(comes) {
                step.notes
                    .push(format!("fails if a row of {} refers to one that is not there", quote::name(name)));
            }
            step
        };
        clauses.into_iter().map(step).collect()
    }

    /// Whether a foreign key that goes can do so with the other changes of its table.
    fn goes_along(&self, diff: &Diff<'_>, key: &ForeignKey<'_>) -> bool {
        let parent_waits = match key.table.as_deref() {
            None => true,
            // Of the table itself the server would still miss the index that it refers to.
            Some(table) => table != diff.name && self.is_left_alone(table),
        };
        diff.has_more()
            && !diff.is_repartitioned()
            && parent_waits
            && !self.new_names.contains(&key.name.to_lowercase())
    }

    /// Whether a foreign key that comes can do so with the other changes of its table.
    fn comes_along(&self, diff: &Diff<'_>, key: &ForeignKey<'_>) -> bool {
        let parent = match key.table.as_deref() {
            None => true,
            // It would look for its columns in the table as it was.
            Some(table) if table == diff.name => false,
            Some(table) => !self.old.tables.contains_key(table) || self.is_left_alone(table),
        };
        diff.has_more()
            && !diff.is_repartitioned()
            && parent
            && key.columns().iter().all(|column| !diff.reshapes(column))
    }

    /// The checks of a table whose names come back, perhaps in another table: on MySQL they are unique in the database.
    fn early_checks(&self, diff: &Diff<'c>) -> Vec<&'c Key> {
        let names = &self.new_names;
        diff.dropped_checks.keys().copied().filter(|key| names.contains(&key.name.to_lowercase())).collect()
    }
}

/// Foreign keys that stay as they are go for a while if what they stand on changes.
fn loosen<'c>(diffs: &mut BTreeMap<&'c str, Diff<'c>>, old: &Parts<'c>) {
    let mut loose = Vec::new();
    for (name, parts) in &old.tables {
        let Some(diff) = diffs.get(name) else { continue };
        for (key_name, key) in &parts.foreign_keys {
            if diff.dropped_foreign_keys.contains_key(key_name) {
                continue;
            }
            let stands_on = |diff: &Diff<'c>, columns: &[String], table: &str| {
                columns.iter().any(|column| diff.reshapes(column))
                    || old.tables.get(table).is_some_and(|parts| diff.loses_index(parts, columns))
            };
            let parent = key.table.as_deref().and_then(|table| Some((table, diffs.get(table)?)));
            if stands_on(diff, key.columns(), name)
                || parent.is_some_and(|(table, diff)| stands_on(diff, &key.referenced, table))
            {
                loose.push((*name, key.clone()));
            }
        }
    }
    for (name, key) in loose {
        if let Some(diff) = diffs.get_mut(name) {
            diff.dropped_foreign_keys.insert(key.name, key.clone());
            diff.added_foreign_keys.insert(key.name, key);
        }
    }
}

/// Sorts tables so that each stands behind those that it refers to, as far as they do not go in circles.
fn parents_first<'c, 'p>(parts: &'p Parts<'c>, names: impl Iterator<Item = &'p &'c str>) -> Vec<&'c str>
where
    'c: 'p,
{
    let names: BTreeSet<&'c str> = names.copied().collect();
    let mut order = Vec::with_capacity(names.len());
    let mut seen = BTreeSet::new();
    for &name in &names {
        // Depth first, without recursion: a table and those of its parents that were not looked at.
        let mut path = vec![(name, parents(parts, &names, name))];
        if !seen.insert(name) {
            continue;
        }
        while let Some((table, waiting)) = path.last_mut() {
            match waiting.pop() {
                Some(parent) if seen.insert(parent) => path.push((parent, parents(parts, &names, parent))),
                Some(_) => {}
                None => {
                    order.push(*table);
                    path.pop();
                }
            }
        }
    }
    order
}

/// The tables among `names` that a table refers to, the first one last.
fn parents<'c>(parts: &Parts<'c>, names: &BTreeSet<&'c str>, name: &str) -> Vec<&'c str> {
    let keys = parts.tables.get(name).into_iter().flat_map(|table| table.foreign_keys.values());
    let found: BTreeSet<&'c str> = keys
        .filter_map(|key| names.get(key.table.as_deref()?).copied())
        .filter(|parent| *parent != name)
        .collect();
    found.into_iter().rev().collect()
}
