//! The way from one structure to another, in three parts: what is in the way goes, from the last that needs something
//! to the first that is needed; then everything is changed and created in the order in which it is needed; and last
//! goes what had to stay while columns still used it.

mod arrange;
mod cast;
mod column;
mod comment;
mod create;
mod difference;
mod drop;
mod mention;
mod table;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::hints;
use crate::item::Column;
use crate::key::{Key, Kind};
use crate::plan::{Plan, Step};
use crate::postgres::quote;

use difference::Difference;

pub(crate) fn plan(from: &Catalog, to: &Catalog) -> Plan {
    let mut difference = Difference::new(from, to);
    let plan = Plan { steps: Vec::new(), left: std::mem::take(&mut difference.left) };
    let hints = hints::renames(from, to, quote::qualified);
    let parents = parents(from).chain(parents(to)).collect();
    let mut planner = Planner { from, to, difference, hints, parents, plan };
    planner.clear();
    planner.build();
    planner.clean();
    planner.plan
}

/// A plan in the making.
struct Planner<'c> {
    from: &'c Catalog,
    to: &'c Catalog,
    difference: Difference<'c>,
    /// What may be a rename.
    hints: BTreeMap<Key, Vec<String>>,
    /// The tables that have children or partitions, before or after.
    parents: BTreeSet<&'c Key>,
    plan: Plan,
}

impl<'c> Planner<'c> {
    fn run(&mut self, sql: impl Into<String>) {
        self.plan.steps.push(Step::new(sql));
    }

    fn note(&mut self, note: impl Into<String>) {
        if let Some(step) = self.plan.steps.last_mut() {
            step.notes.push(note.into());
        }
    }

    /// Says behind the drop of a table or column what else it may be.
    fn hint(&mut self, gone: &Key) {
        for line in self.hints.get(gone).cloned().unwrap_or_default() {
            self.note(line);
        }
    }

    /// The statements that a text consists of.
    fn run_all<'t>(&mut self, statements: impl IntoIterator<Item = &'t str>) {
        for statement in statements {
            self.run(statement);
        }
    }
}

/// The tables that others inherit from.
fn parents(catalog: &Catalog) -> impl Iterator<Item = &Key> {
    let tables = catalog.items().filter(|(key, _)| key.kind == Kind::Table);
    tables.flat_map(|(key, _)| catalog.required(key).filter(|required| required.kind == Kind::Table))
}

/// The table or view that an object belongs to.
fn owner<'c>(catalog: &'c Catalog, key: &Key) -> Option<&'c Key> {
    let table = key.table.as_deref()?;
    [Kind::Table, Kind::View, Kind::MaterializedView]
        .into_iter()
        .find_map(|kind| catalog.key(&Key::new(kind, key.schema.as_deref(), table)))
}

/// A column as it is, even where it is its parent's alone.
fn effective<'c>(catalog: &'c Catalog, key: &Key) -> Option<&'c Column> {
    match catalog.get(key) {
        Some(item) => item.column(),
        None => parent_column(catalog, key).and_then(|parent| catalog.get(parent)?.column()),
    }
}

/// The column that a child or partition has its own from.
fn parent_column<'c>(catalog: &'c Catalog, key: &Key) -> Option<&'c Key> {
    let mut seen = BTreeSet::new();
    let mut tables = vec![key.table_key()?];
    while let Some(table) = tables.pop() {
        for parent in catalog.required(&table).filter(|parent| parent.kind == Kind::Table) {
            let column = Key::of(Kind::Column, parent.schema.as_deref(), &parent.name, &key.name);
            if let Some(found) = catalog.key(&column) {
                return Some(found);
            }
            if seen.insert(parent.clone()) {
                tables.push(parent.clone());
            }
        }
    }
    None
}

/// Whether a column is one of a parent, with something of its own.
fn is_inherited(column: &Column) -> bool {
    column.options.contains_key("inherited")
}
