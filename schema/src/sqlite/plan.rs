//! The statements that turn one structure into another, in an order that SQLite takes.
//!
//! First goes what would be in the way: triggers, views, indexes. Then tables come, change and go. Then what belongs to
//! them comes back. A view or trigger that names a table is in the way of a rebuild and of `DROP COLUMN`, since SQLite
//! looks at all of them when it renames; so is one that is broken already.

use std::collections::{BTreeMap, BTreeSet};

use ambix_graph::script::Dialect;

use super::name::{folded, quoted};
use super::{alter, create, rebuild, virtuals};
use crate::catalog::Catalog;
use crate::change::{self, Change};
use crate::hints;
use crate::item::Item;
use crate::key::{Key, Kind};
use crate::order;
use crate::plan::{Plan, Step};

pub(crate) fn plan(from: &Catalog, to: &Catalog) -> Plan {
    let changes = change::changes(from, to);
    let mut planner = Planner::new(from, to, &changes);
    planner.tables();
    planner.surroundings();
    Plan { steps: planner.finish(), left: Vec::new() }
}

struct Planner<'c> {
    from: &'c Catalog,
    to: &'c Catalog,
    /// What changes in each table, by its folded name.
    by_table: BTreeMap<String, Vec<&'c Change>>,
    /// The tables of either side by their folded names.
    old: BTreeMap<String, &'c Key>,
    new: BTreeMap<String, &'c Key>,
    hints: BTreeMap<Key, Vec<String>>,
    /// What may have been renamed, and to what.
    renamed: BTreeMap<Key, Vec<String>>,
    created: Vec<&'c Key>,
    dropped: Vec<&'c Key>,
    /// The tables that are rebuilt, before.
    rebuilt: BTreeSet<&'c Key>,
    /// Views and triggers of `from` that must not be there meanwhile.
    in_the_way: BTreeSet<&'c Key>,
    before: Vec<Step>,
    altered: Vec<Step>,
    after: Vec<Step>,
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
        let mut names: BTreeSet<&String> = self.by_table.keys().collect();
        let moved = self.moved_keys();
        names.extend(moved.iter());
        for name in names.clone() {
            let (old, new) = (self.old.get(name).copied(), self.new.get(name).copied());
            match (old, new) {
                (Some(old), Some(new)) if is_virtual(self.from, old) || is_virtual(self.to, new) => {
                    touched.insert(old);
                    match (virtuals::module(self.from, old), virtuals::module(self.to, new)) {
                        (Some(before), Some(after)) => {
                            let meanwhile = rebuild::free(&new.name, &taken);
                            self.altered.extend(virtuals::change((old, before), (new, after), &meanwhile));
                        }
                        _ => {
                            self.dropped.push(old);
                            self.created.push(new);
                        }
                    }
                }
                (Some(old), Some(new)) => {
                    let none = Vec::new();
                    let changes = self.by_table.get(name).unwrap_or(&none);
                    let altered = match old == new && !moved.contains(name) {
                        true => alter::steps(self.from, self.to, old, changes),
                        false => None,
                    };
                    match altered {
                        Some(steps) => {
                            if steps.iter().any(|step| step.sql.contains(" DROP COLUMN ")) {
                                touched.insert(old);
                            }
                            self.altered.extend(steps.into_iter().map(|step| hinted(step, old, &self.hints)));
                        }
                        None => {
                            touched.insert(old);
                            self.rebuilt.insert(old);
                            let meanwhile = rebuild::free(&new.name, &taken);
                            let renamed = &self.renamed;
                            let steps = rebuild::steps(self.from, self.to, (old, new), &meanwhile, renamed);
                            self.altered.extend(steps);
                        }
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

    /// The names of tables, views and indexes on either side.
    fn taken(&self) -> BTreeSet<String> {
        let keys = self.from.items().chain(self.to.items()).map(|(key, _)| key);
        let named = keys.filter(|key| matches!(key.kind, Kind::Table | Kind::View | Kind::Index));
        named.map(|key| folded(&key.name)).collect()
    }

    /// Finds the views and triggers that are in the way of what happens to these tables.
    fn block(&mut self, touched: &BTreeSet<&'c Key>) {
        let looks = |key: &&Key| matches!(key.kind, Kind::View | Kind::Trigger);
        let from = self.from;
        let broken = from.items().map(|(key, _)| key).filter(looks);
        let broken = broken.filter(|key| from.required(key).any(|required| !from.has(required)));
        let mut roots: BTreeSet<&Key> = broken.collect();
        self.in_the_way.extend(roots.iter().copied());
        roots.extend(touched.iter().copied());
        self.in_the_way.extend(order::dependents(from, &roots).into_iter().filter(looks));
    }

    /// Views, triggers and indexes: what of them goes before, and what comes after.
    fn surroundings(&mut self) {
        let (from, to) = (self.from, self.to);
        let is_replaced = |key: &Key| from.get(key) != to.get(key);
        let gone: BTreeSet<&Key> = self.dropped.iter().copied().collect();
        let of_kind = |catalog: &'c Catalog, kind: Kind| {
            catalog.items().map(|(key, _)| key).filter(move |key| key.kind == kind)
        };
        let blocked = &self.in_the_way;
        // A view takes its triggers with it.
        let views: BTreeSet<&Key> =
            of_kind(from, Kind::View).filter(|key| is_replaced(key) || blocked.contains(*key)).collect();
        let view_of = |key: &Key| key.table.as_deref().map(|table| Key::new(Kind::View, None, table));
        let loses_view = |key: &Key| view_of(key).is_some_and(|view| views.contains(&view));
        let goes_with_table = |key: &Key| key.table_key().is_some_and(|table| gone.contains(&table));

        let mut before = Vec::new();
        let mut lost: BTreeSet<&Key> = views.clone();
        for key in of_kind(from, Kind::Trigger) {
            if goes_with_table(key) && !blocked.contains(key) || loses_view(key) {
                lost.insert(key);
            } else if is_replaced(key) || blocked.contains(key) {
                lost.insert(key);
                before.push(Step::new(format!("DROP TRIGGER {}", quoted(&key.name))));
            }
        }
        for key in order::creation(from, views.iter().copied()).into_iter().rev() {
            before.push(Step::new(format!("DROP VIEW {}", quoted(&key.name))));
        }
        let wanted: BTreeSet<String> = [Kind::Table, Kind::View]
            .into_iter()
            .flat_map(|kind| of_kind(to, kind))
            .map(|key| folded(&key.name))
            .collect();
        for key in of_kind(from, Kind::Index) {
            let table = key.table_key();
            let is_rebuilt = table.as_ref().is_some_and(|table| self.rebuilt.contains(table));
            let goes_by_itself = is_rebuilt || goes_with_table(key);
            let is_lost = goes_by_itself || is_replaced(key);
            if is_lost {
                lost.insert(key);
            }
            if is_lost && (!goes_by_itself || wanted.contains(&folded(&key.name))) {
                before.push(Step::new(format!("DROP INDEX {}", quoted(&key.name))));
            }
        }
        let mut after = Vec::new();
        let comes = |key: &&'c Key| !from.has(key) || lost.contains(*key);
        let indexes = of_kind(to, Kind::Index).filter(comes);
        let views = order::creation(to, of_kind(to, Kind::View).filter(comes));
        let triggers = of_kind(to, Kind::Trigger).filter(comes);
        for key in indexes.chain(views).chain(triggers) {
            if let Some(definition) = to.get(key).and_then(Item::definition) {
                after.push(Step::new(definition.text.clone()));
            }
        }
        self.before = before;
        self.after = after;
    }

    fn finish(mut self) -> Vec<Step> {
        let virtuals: BTreeSet<&Key> =
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
            let step = Step::destroying(sql, format!("table {}", key.name));
            let notes = self.hints.get(key).cloned().unwrap_or_default();
            Step { notes, ..step }
        };
        // What comes anew under its old name has to go first.
        steps.extend(dropped.iter().rev().filter(|key| virtuals.contains(*key)).map(|key| drop(key)));
        let created = by_foreign_keys(self.to, &self.created);
        steps.extend(created.into_iter().map(|key| match virtuals::module(self.to, key) {
            Some(module) => virtuals::create(&key.name, module),
            None => Step::new(create::table(self.to, key, &key.name)),
        }));
        steps.append(&mut self.altered);
        steps.extend(dropped.iter().rev().filter(|key| !virtuals.contains(*key)).map(|key| drop(key)));
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

/// Puts the notes for the columns of a table where they go.
fn hinted(mut step: Step, table: &Key, hints: &BTreeMap<Key, Vec<String>>) -> Step {
    for item in step.destroys.iter().flat_map(|destroys| destroys.split(", ")) {
        let column = item.strip_prefix("column ").and_then(|item| item.strip_prefix(&table.name));
        let column = column.and_then(|item| item.strip_prefix('.'));
        if let Some(column) = column {
            let key = Key::of(Kind::Column, None, &table.name, column);
            step.notes.extend(hints.get(&key).into_iter().flatten().cloned());
        }
    }
    step
}

fn is_virtual(catalog: &Catalog, key: &Key) -> bool {
    virtuals::module(catalog, key).is_some()
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
