//! Constraints and indexes that `ALTER TABLE` drops or renames by their names.

use ambix_graph::script::Dialect;

use super::super::problem::Wrong;
use super::super::{Entry, Key, Kind, Space, Table};
use super::Apply;
use crate::suggest::suggest;
use crate::tree::{Dropped, Name};

impl Apply<'_> {
    pub(super) fn may_have_constraint(&self, key: &Key, name: Option<&Name>) -> bool {
        let Some(name) = name else { return false };
        let folded = self.catalog.fold(name);
        let has = |table: &Table| {
            table.constraints.iter().any(|constraint| constraint.key.as_deref() == Some(folded.as_str()))
        };
        self.known_table(key).is_none_or(has)
    }

    /// Whether the table has the constraint for certain; if it certainly has not, that is said.
    pub(super) fn has_constraint(&mut self, key: &Key, name: &Name, what: Dropped) -> bool {
        let folded = self.catalog.fold(name);
        let dialect = self.dialect();
        let Some(table) = self.known_table(key) else { return false };
        let named =
            |constraint: &super::super::Constraint| constraint.key.as_deref() == Some(folded.as_str());
        if table.constraints.iter().any(named) {
            return true;
        }
        let is_index =
            dialect == Dialect::Mysql && self.catalog.get(&Key::within(Space::Index, key, &folded)).is_some();
        // Names that the server makes are known on PostgreSQL alone.
        let unnamed = table.constraints.iter().any(|constraint| {
            constraint.key.is_none() && !(dialect == Dialect::Mysql && constraint.kind == Kind::PrimaryKey)
        });
        // A foreign key brings an index if there is none, under its own name or that of its column.
        let of_key = what == Dropped::Index
            && table.constraints.iter().any(|constraint| {
                constraint.columns.first().is_some_and(|column| folded.starts_with(column.as_str()))
            });
        if is_index
            || unnamed
            || of_key
            || table.is_open
            || table.has_unknown_constraints
            || dialect == Dialect::Sqlite
            || self.catalog.facts.unknown.covers_name(&folded)
            // Such constraints are there from PostgreSQL 18 on.
            || folded.ends_with("_not_null")
        {
            return false;
        }
        let near = match what {
            Dropped::Index => suggest(&folded, self.catalog.indexes(key).map(|index| index.name.as_str())),
            _ => {
                suggest(&folded, table.constraints.iter().filter_map(|constraint| constraint.key.as_deref()))
            }
        };
        let near = near.map(str::to_owned);
        let (code, noun) = match what {
            Dropped::Index => ("unknown-index", "index"),
            Dropped::ForeignKey => ("unknown-constraint", "foreign key"),
            Dropped::Constraint | Dropped::Check => ("unknown-constraint", "constraint"),
        };
        let message = format!("`{}` has no {noun} `{}`", table.name, name.text);
        self.wrong(
            Wrong::new(code, name.range.clone(), message, format!("no such {noun}")).near(near.as_deref()),
        );
        false
    }

    pub(super) fn drop_constraint(
        &mut self,
        key: &Key,
        name: &Name,
        what: Dropped,
        if_exists: bool,
        cascade: bool,
    ) {
        let folded = self.catalog.fold(name);
        if !if_exists && !self.has_constraint(key, name, what) && self.dialect() != Dialect::Mysql {
            return;
        }
        let dropped = self.known_table(key).and_then(|table| {
            table.constraints.iter().find(|constraint| constraint.key.as_deref() == Some(folded.as_str()))
        });
        let dropped = dropped.cloned();
        if let Some(dropped) = &dropped
            && self.dialect() == Dialect::Postgres
            && matches!(dropped.kind, Kind::PrimaryKey | Kind::Unique)
            && !self.release_key(key, &dropped.columns, name, cascade)
        {
            return;
        }
        match self.dialect() {
            // The index of a foreign key stays.
            Dialect::Mysql
                if dropped
                    .as_ref()
                    .is_some_and(|dropped| matches!(dropped.kind, Kind::ForeignKey { .. })) => {}
            Dialect::Mysql => self.catalog.set(Key::within(Space::Index, key, &folded), None),
            _ => {
                let index = Key { name: folded.clone(), ..key.clone() };
                if matches!(self.catalog.get(&index), Some(Entry::Index(index)) if index.constraint) {
                    self.catalog.set(index, None);
                }
            }
        }
        self.catalog.change_table(key, |table| {
            table.constraints.retain(|constraint| constraint.key.as_deref() != Some(folded.as_str()));
        });
    }

    pub(super) fn rename_constraint(&mut self, key: &Key, from: &Name, to: &Name) {
        if !self.has_constraint(key, from, Dropped::Constraint) {
            return;
        }
        let (old, new) = (self.catalog.fold(from), self.catalog.fold(to));
        self.catalog.change_table(key, |table| {
            for constraint in &mut table.constraints {
                if constraint.key.as_deref() == Some(old.as_str()) {
                    constraint.key = Some(new.clone());
                }
            }
        });
        let index = Key { name: old, ..key.clone() };
        if let Some(Entry::Index(mut entry)) = self.catalog.get(&index).cloned() {
            entry.name.clone_from(&new);
            self.catalog.set(index, None);
            self.add(Key { name: new, ..key.clone() }, Entry::Index(entry));
        }
    }

    /// MySQL.
    pub(super) fn rename_index_of(&mut self, key: &Key, from: &Name, to: &Name) {
        if !self.has_constraint(key, from, Dropped::Index)
            && self.catalog.get(&Key::within(Space::Index, key, &self.catalog.fold(from))).is_none()
        {
            return;
        }
        let (old, new) = (self.catalog.fold(from), self.catalog.fold(to));
        let index = Key::within(Space::Index, key, &old);
        if let Some(Entry::Index(mut entry)) = self.catalog.get(&index).cloned() {
            entry.name.clone_from(&to.text);
            self.catalog.set(index, None);
            self.add(Key::within(Space::Index, key, &new), Entry::Index(entry));
        }
        self.catalog.change_table(key, |table| {
            for constraint in &mut table.constraints {
                if constraint.key.as_deref() == Some(old.as_str())
                    && !matches!(constraint.kind, Kind::ForeignKey { .. })
                {
                    constraint.key = Some(new.clone());
                }
            }
        });
    }
}
