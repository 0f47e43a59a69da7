//! The first part, in which goes what is in the way, and the last.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::item::{Column, Item};
use crate::key::{Key, Kind};
use crate::plan::{Destroyed, Step};
use crate::postgres::quote;

use super::arrange::arrange;
use super::comment::what;
use super::{Planner, effective, owner};

impl<'c> Planner<'c> {
    /// Drops from the last that needs something to the first that is needed.
    pub(super) fn clear(&mut self) {
        let owned = self.owned_sequences();
        self.free_sequences(&owned);
        self.drop_identities();
        let nodes: BTreeSet<&Key> = self.difference.drop.union(&self.difference.clear).copied().collect();
        let folds = self.drop_folds(&nodes, &owned);
        let arrangement = arrange(self.from, &nodes, folds, &[]);
        for &key in arrangement.order.iter().rev() {
            if self.difference.parked.contains(key) {
                self.rename_parked(key);
            } else if !self.goes_last(key) {
                self.drop_one(key);
            }
        }
    }

    /// Drops what had to stay until nothing used it any more.
    pub(super) fn clean(&mut self) {
        let nodes: BTreeSet<&Key> = self.difference.drop.iter().copied().collect();
        let last = nodes
            .into_iter()
            .filter(|key| self.goes_last(key) || self.difference.parked.contains(key))
            .collect();
        let arrangement = arrange(self.from, &last, BTreeMap::new(), &[]);
        for &key in arrangement.order.iter().rev() {
            match self.parked_name(key) {
                Some(name) => {
                    let kind = self.kind_of_type(key);
                    self.run(format!("DROP {kind} {}", quote::qualified(key.schema.as_deref(), &name)));
                }
                None => self.drop_one(key),
            }
        }
    }

    fn goes_last(&self, key: &Key) -> bool {
        matches!(key.kind, Kind::Extension | Kind::Schema)
    }

    fn drop_one(&mut self, key: &'c Key) {
        if self.difference.clear.contains(key) {
            let (table, name) = (quote::table(key), quote::name(&key.name));
            return self.run(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT"));
        }
        let Some(item) = self.from.get(key) else { return };
        match key.kind {
            Kind::Table => {
                let mut step = Step::new(format!("DROP TABLE {}", quote::object(key)));
                step.destroys.push(Destroyed::table(key));
                self.plan.steps.push(step);
                self.hint(key);
            }
            Kind::Column => self.drop_column(key),
            Kind::PrimaryKey | Kind::Unique | Kind::Check | Kind::Exclusion | Kind::ForeignKey => {
                let (table, name) = (quote::table(key), quote::name(&key.name));
                self.run(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"));
            }
            _ => self.run(format!("DROP {}", what(key, item))),
        }
    }

    /// What goes with its table or column, without a statement of its own.
    fn drop_folds(
        &self,
        nodes: &BTreeSet<&'c Key>,
        owned: &BTreeMap<&'c Key, &'c Key>,
    ) -> BTreeMap<&'c Key, &'c Key> {
        let mut folds = BTreeMap::new();
        for &key in nodes {
            let leader = match key.kind {
                Kind::Sequence => owned.get(key).copied().and_then(|column| {
                    owner(self.from, column).filter(|table| nodes.contains(table)).or(Some(column))
                }),
                _ => {
                    let table = owner(self.from, key).filter(|owner| self.difference.drop.contains(owner));
                    table.or_else(|| self.dropped_column(key))
                }
            };
            if let Some(leader) = leader.filter(|leader| self.difference.drop.contains(leader)) {
                folds.insert(key, leader);
            }
        }
        folds
    }

    /// A column that goes, and takes this with it.
    fn dropped_column(&self, key: &Key) -> Option<&'c Key> {
        let is_part = key.kind.is_part_of_table() && key.kind != Kind::Column;
        if !is_part && !matches!(key.kind, Kind::Index | Kind::ForeignKey) {
            return None;
        }
        // A foreign key goes with the columns that it starts from, not with those that it leads to.
        let own = self.from.get(key).and_then(Item::definition).map(|definition| &definition.columns);
        let is_own = |column: &Key| {
            let is_named = own.is_some_and(|own| own.contains(&column.name));
            column.table == key.table
                && column.schema == key.schema
                && (key.kind != Kind::ForeignKey || is_named)
        };
        let mut columns =
            self.from.required(key).filter(|required| required.kind == Kind::Column && is_own(required));
        columns.find_map(|column| self.difference.drop.get(column).copied())
    }

    /// The sequences whose column goes, with that column.
    fn owned_sequences(&self) -> BTreeMap<&'c Key, &'c Key> {
        let mut columns = BTreeMap::new();
        for &key in self.difference.drop.iter().filter(|key| key.kind == Kind::Column) {
            columns.insert(format!("{}.{}", quote::table(key), quote::name(&key.name)), key);
        }
        let sequences = self.from.items().filter(|(key, _)| key.kind == Kind::Sequence);
        sequences.filter_map(|(key, item)| Some((key, *columns.get(owned_by(item)?)?))).collect()
    }

    /// A sequence that stays must not go with its column.
    fn free_sequences(&mut self, owned: &BTreeMap<&'c Key, &'c Key>) {
        let drop = &self.difference.drop;
        let kept: Vec<&Key> = owned.keys().copied().filter(|key| !drop.contains(key)).collect();
        for key in kept {
            self.run(format!("ALTER SEQUENCE {} OWNED BY NONE", quote::object(key)));
        }
    }

    /// Identities go first: the name of their sequence may be wanted.
    fn drop_identities(&mut self) {
        let is_identity = |column: Option<&Column>| column.is_some_and(|column| column.identity.is_some());
        let columns: Vec<&Key> = self.difference.alter.iter().copied().collect();
        for key in columns.into_iter().filter(|key| key.kind == Kind::Column) {
            let (old, new) = (effective(self.from, key), effective(self.to, key));
            if self.from.has(key) && is_identity(old) && !is_identity(new) {
                let (table, name) = (quote::table(key), quote::name(&key.name));
                self.run(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY"));
            }
        }
    }

    /// A type that columns still have makes room for the one that they get.
    fn rename_parked(&mut self, key: &'c Key) {
        if let Some(name) = self.parked_name(key) {
            let kind = self.kind_of_type(key);
            self.run(format!("ALTER {kind} {} RENAME TO {}", quote::object(key), quote::name(&name)));
        }
    }

    /// The name that a parked type has in the meantime, if it needs another.
    fn parked_name(&self, key: &Key) -> Option<String> {
        if !self.difference.parked.contains(key) {
            return None;
        }
        let exists = |catalog: &Catalog, name: &str| {
            let kinds = [Kind::Type, Kind::Table, Kind::View, Kind::MaterializedView, Kind::Sequence];
            kinds.into_iter().any(|kind| catalog.has(&Key::new(kind, key.schema.as_deref(), name)))
        };
        if !exists(self.to, &key.name) {
            return None;
        }
        let mut name = format!("{}_old", key.name);
        while exists(self.from, &name) || exists(self.to, &name) {
            name.push('_');
        }
        Some(name)
    }

    fn kind_of_type(&self, key: &Key) -> &'static str {
        if matches!(self.from.get(key), Some(Item::Domain(_))) { "DOMAIN" } else { "TYPE" }
    }
}

/// The column that owns a sequence, as the statement that says so writes it.
pub(super) fn owned_by(item: &Item) -> Option<&str> {
    item.definition()?.text.split_once(" OWNED BY ").map(|(_, column)| column)
}
