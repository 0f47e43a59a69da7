//! The statements that turn one structure into another, in an order that SQLite takes.
//!
//! First goes what would be in the way: triggers, views, indexes. Then tables come, change and go. Then what belongs to
//! them comes back.

use std::collections::{BTreeMap, BTreeSet};

use ambix_graph::script::Dialect;

use super::name::{folded, quoted};
use super::{alter, create, rebuild, virtuals};
use crate::catalog::Catalog;
use crate::change::{self, Change};
use crate::hints;
use crate::key::{Key, Kind};
use crate::order;
use crate::plan::{Destroyed, Plan, Step};

pub(crate) fn plan(from: &Catalog, to: &Catalog) -> Plan {
    let changes = change::changes(from, to);
    let mut planner = Planner::new(from, to, &changes);
    planner.tables();
    planner.surroundings();
    Plan { steps: planner.finish(), left: Vec::new() }
}

pub(super) struct Planner<'c> {
    pub(super) from: &'c Catalog,
    pub(super) to: &'c Catalog,
    /// What changes in each table, by its folded name.
    by_table: BTreeMap<String, Vec<&'c Change>>,
    /// The tables of either side by their folded names.
    old: BTreeMap<String, &'c Key>,
    new: BTreeMap<String, &'c Key>,
    /// How to write renames.
    hints: BTreeMap<Key, Vec<String>>,
    /// What may have been renamed, and to what.
    renamed: BTreeMap<Key, Vec<String>>,
    created: Vec<&'c Key>,
    pub(super) dropped: Vec<&'c Key>,
    /// The tables that are rebuilt, before.
    pub(super) rebuilt: BTreeSet<&'c Key>,
    /// Views and triggers of `from` that must not be there meanwhile.
    pub(super) in_the_way: BTreeSet<&'c Key>,
    pub(super) before: Vec<Step>,
    altered: Vec<Step>,
    pub(super) after: Vec<Step>,
}

impl<'c> Planner<'c> {
    fn new(from: &'c Catalog, to: &'c Catalog, changes: &'c [Change]) -> Self {
        let mut by_table: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            let is_part = change.key.kind == Kind::Table || create::is_constraint(change.key.kind);
            if (is_part || change.key.kind == Kind::Column)
                && let Some(table) = change.key.table_key()
            {
                by_table.entry(folded(&table.name)).or_default().push(change);
            }
        }
        let tables = |catalog: &'c Catalog| {
            let keys = catalog.items().map(|(key, _)| key).filter(|key| key.kind == Kind::Table);
            keys.map(|key| (folded(&key.name), key)).collect::<BTreeMap<_, _>>()
        };
        Planner {
            from,
            to,
            by_table,
            old: tables(from),
            new: tables(to),
            hints: hints::renames(from, to, |_, name| quoted(name)),
            renamed: hints::candidates(from, to),
            created: Vec::new(),
            dropped: Vec::new(),
            rebuilt: BTreeSet::new(),
            in_the_way: BTreeSet::new(),
            before: Vec::new(),
            altered: Vec::new(),
            after: Vec::new(),
        }
    }

    /// What happens to the tables.
    fn tables(&mut self) {
        let taken = self.taken();
        let mut touched: BTreeSet<&'c Key> = BTreeSet::new();
        let moved = self.moved_keys();
        let names: BTreeSet<String> = self.by_table.keys().chain(&moved).cloned().collect();
        for name in &names {
            let (old, new) = (self.old.get(name).copied(), self.new.get(name).copied());
            match (old, new) {
                (Some(old), Some(new)) => {
                    let is_moved = moved.contains(name);
                    if self.changed(old, new, is_moved, &taken) {
                        touched.insert(old);
                    }
                }
                (Some(old), None) => self.dropped.push(old),
                (None, Some(new)) => self.created.push(new),
                (None, None) => {}
            }
        }
        if !touched.is_empty() {
            self.block(&touched);
        }
    }

    /// Plans what happens to a table that stays; whether SQLite looks at views and triggers meanwhile.
    fn changed(&mut self, old: &'c Key, new: &'c Key, is_moved: bool, taken: &BTreeSet<String>) -> bool {
        let meanwhile = || rebuild::free(&new.name, taken);
        match (virtuals::module(self.from, old), virtuals::module(self.to, new)) {
            (Some(before), Some(after)) => {
                self.altered.extend(virtuals::change((old, before), (new, after), &meanwhile()));
                return true;
            }
            (None, None) => {}
            _ => {
                self.dropped.push(old);
                self.created.push(new);
                return true;
            }
        }
        let changes = self.by_table.get(&folded(&old.name)).map(Vec::as_slice).unwrap_or_default();
        let altered = match old == new && !is_moved {
            true => alter::steps(self.from, self.to, old, changes, &self.hints),
            false => None,
        };
        match altered {
            Some((adding, dropping)) => {
                let drops = !dropping.is_empty();
                self.altered.extend(adding.into_iter().chain(dropping));
                drops
            }
            None => {
                self.rebuilt.insert(old);
                let steps = rebuild::steps(self.from, self.to, (old, new), &meanwhile(), &self.renamed);
                self.altered.extend(steps);
                true
            }
        }
    }

    /// Tables whose foreign keys mean a primary key that changes. They may do so without saying its columns, and then
    /// would follow it.
    fn moved_keys(&self) -> BTreeSet<String> {
        let changed: BTreeSet<&str> = self
            .by_table
            .values()
            .flatten()
            .filter(|change| change.key.kind == Kind::PrimaryKey && change.from.is_some())
            .filter_map(|change| change.key.table.as_deref())
            .collect();
        if changed.is_empty() {
            return BTreeSet::new();
        }
        let foreign = self.from.items().map(|(key, _)| key).filter(|key| key.kind == Kind::ForeignKey);
        let moved = foreign.filter(|key| {
            self.to.has(key) && self.from.required(key).any(|table| changed.contains(table.name.as_str()))
        });
        moved.filter_map(|key| key.table.as_deref()).map(folded).collect()
    }

    /// The names of tables, views and indexes on either side, and of what is named without being there: a rename would
    /// follow it.
    fn taken(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for catalog in [self.from, self.to] {
            for (key, _) in catalog.items() {
                if matches!(key.kind, Kind::Table | Kind::View | Kind::Index) {
                    names.insert(folded(&key.name));
                }
                names.extend(catalog.required(key).map(|required| folded(&required.name)));
            }
        }
        names
    }

    fn finish(mut self) -> Vec<Step> {
        let replaced: BTreeSet<&Key> =
            self.dropped.iter().copied().filter(|key| self.new.contains_key(&folded(&key.name))).collect();
        let mut steps = Vec::new();
        let dropped = by_foreign_keys(self.from, &self.dropped);
        if self.rebuilt.is_empty() && self.is_bound(&dropped) {
            let mut off = Step::new("PRAGMA foreign_keys = OFF");
            off.notes.push("rows refer to what is dropped; ambix switches foreign keys on again".to_owned());
            steps.push(off);
        }
        steps.append(&mut self.before);
        let drop = |key: &Key| {
            let sql = format!("DROP TABLE {}", quoted(&key.name));
            let step = Step::destroying(sql, Destroyed::table(key));
            Step { notes: self.hints.get(key).cloned().unwrap_or_default(), ..step }
        };
        // What comes anew under its old name has to go first.
        steps.extend(dropped.iter().rev().filter(|key| replaced.contains(*key)).map(|key| drop(key)));
        let created = by_foreign_keys(self.to, &self.created);
        steps.extend(created.into_iter().map(|key| match virtuals::module(self.to, key) {
            Some(module) => virtuals::create(&key.name, module),
            None => Step::new(create::table(self.to, key, &key.name)),
        }));
        steps.append(&mut self.altered);
        steps.extend(dropped.iter().rev().filter(|key| !replaced.contains(*key)).map(|key| drop(key)));
        steps.append(&mut self.after);
        steps
    }

    /// Whether a table refers to one that is dropped before it: SQLite would delete or refuse its rows.
    fn is_bound(&self, dropped: &[&Key]) -> bool {
        let place: BTreeMap<&Key, usize> = dropped.iter().enumerate().map(|(at, key)| (*key, at)).collect();
        self.from.items().filter(|(key, _)| key.kind == Kind::ForeignKey).any(|(key, _)| {
            let Some(child) = key.table_key() else { return false };
            let child = place.get(&child);
            let mut parents = self.from.required(key).filter_map(|parent| place.get(parent));
            // They are dropped from the last to the first.
            parents.any(|parent| child.is_none_or(|child| child < parent))
        })
    }
}

/// Tables, each behind those that its foreign keys name.
fn by_foreign_keys<'c>(catalog: &'c Catalog, tables: &[&'c Key]) -> Vec<&'c Key> {
    let wanted: BTreeSet<&Key> = tables.iter().copied().collect();
    let mut needs = Catalog::new(Dialect::Sqlite);
    for &table in &wanted {
        for (key, _) in catalog.belongings(table).filter(|(key, _)| key.kind == Kind::ForeignKey) {
            for parent in catalog.required(key) {
                needs.require(table.clone(), parent.clone());
            }
        }
    }
    let order: Vec<Key> = order::creation(&needs, wanted.iter().copied()).into_iter().cloned().collect();
    order.iter().filter_map(|key| wanted.get(key).copied()).collect()
}
