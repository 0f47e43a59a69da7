//! Views, triggers and indexes while tables change.
//!
//! A view or trigger that names a table is in the way of a rebuild and of `DROP COLUMN`, since SQLite looks at all of
//! them when it renames; so is one that is broken already.

use std::collections::BTreeSet;

use super::name::{folded, quoted};
use super::plan::Planner;
use crate::catalog::Catalog;
use crate::item::Item;
use crate::key::{Key, Kind};
use crate::order;
use crate::plan::Step;

impl<'c> Planner<'c> {
    /// Finds the views and triggers that are in the way of what happens to these tables.
    pub(super) fn block(&mut self, touched: &BTreeSet<&'c Key>) {
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
    pub(super) fn surroundings(&mut self) {
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
}
