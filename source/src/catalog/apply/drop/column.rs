//! `ALTER TABLE … DROP COLUMN`.

use ambix_graph::script::Dialect;

use super::super::super::problem::Wrong;
use super::super::super::{Entry, Key, Kind};
use super::super::Apply;
use crate::tree::{Name, ObjectName};

impl Apply<'_> {
    pub(in crate::catalog::apply) fn drop_column(
        &mut self,
        key: &Key,
        table: &ObjectName,
        column: &Name,
        if_exists: bool,
        cascade: bool,
    ) {
        let folded = self.catalog.fold(column);
        let Some(known) = self.known_table(key) else { return };
        if known.column(&folded).is_none() {
            if !if_exists && !known.is_open {
                self.columns_in(key, table, std::slice::from_ref(column));
            }
            return;
        }
        match self.dialect() {
            Dialect::Sqlite => {
                if !self.sqlite_can_drop(key, column, &folded) {
                    return;
                }
            }
            Dialect::Postgres => {
                let keys: Vec<Vec<String>> = known
                    .constraints
                    .iter()
                    .filter(|constraint| matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique))
                    .filter(|constraint| constraint.columns.contains(&folded))
                    .map(|constraint| constraint.columns.clone())
                    .collect();
                for columns in keys {
                    if !self.release_key(key, &columns, column, cascade) {
                        return;
                    }
                }
            }
            Dialect::Mysql => {}
        }
        for table in self.descendants(key).iter().chain([key]) {
            self.forget_column(table, &folded);
        }
        if cascade {
            self.forget_readers(key);
        }
    }

    /// Removes a column and what consists of it.
    pub(super) fn forget_column(&mut self, key: &Key, folded: &str) {
        let is_postgres = self.dialect() == Dialect::Postgres;
        let indexes: Vec<(Key, Option<Entry>)> = self
            .catalog
            .users(key)
            .filter_map(|(other, entry)| match entry {
                Entry::Index(index) if index.table == *key => {
                    if !index.has(folded) {
                        return None;
                    }
                    let mut index = index.clone();
                    index.columns.retain(|known| known.as_deref() != Some(folded));
                    // MySQL takes the column out of the index.
                    let is_kept = !is_postgres && !index.columns.is_empty();
                    Some((other.clone(), is_kept.then_some(Entry::Index(index))))
                }
                Entry::Sequence(sequence) => {
                    let is_owned = sequence
                        .owner
                        .as_ref()
                        .is_some_and(|(owner, column)| owner == key && *column == folded);
                    is_owned.then(|| (other.clone(), None))
                }
                _ => None,
            })
            .collect();
        for (other, entry) in indexes {
            self.catalog.set(other, entry);
        }
        self.catalog.change_table(key, |table| {
            table.columns.retain(|known| known.key != folded);
            for constraint in &mut table.constraints {
                if !is_postgres && matches!(constraint.kind, Kind::Unique | Kind::Index | Kind::PrimaryKey) {
                    constraint.columns.retain(|known| *known != folded);
                }
            }
            table.constraints.retain(|constraint| match is_postgres {
                true => !constraint.columns.iter().any(|known| known == folded),
                false => !constraint.columns.is_empty() || constraint.kind == Kind::Check,
            });
        });
    }

    /// SQLite drops no column that anything else in the schema names.
    fn sqlite_can_drop(&mut self, key: &Key, column: &Name, folded: &str) -> bool {
        let Some(table) = self.known_table(key) else { return true };
        let constraint = table.constraints.iter().find(|constraint| {
            matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique)
                && constraint.columns.iter().any(|known| known == folded)
        });
        let index =
            self.catalog.indexes(key).filter(|index| index.has(folded)).min_by(|a, b| a.name.cmp(&b.name));
        let (what, place, help) = match (constraint, index) {
            (Some(constraint), _) => {
                let noun = if constraint.kind == Kind::PrimaryKey {
                    "the primary key"
                } else {
                    "a unique constraint"
                };
                (
                    noun.to_owned(),
                    constraint.place.clone(),
                    "SQLite needs the table to be made anew for that".to_owned(),
                )
            }
            (None, Some(index)) if !self.catalog.facts.unknown.may_differ(&index.name) => (
                format!("the index `{}`", index.name),
                index.place.clone(),
                format!("write `DROP INDEX {}` before it", index.name),
            ),
            _ => return true,
        };
        let message = format!("`{}` cannot be dropped: {what} has it", column.text);
        self.wrong(
            Wrong::new("still-used", column.range.clone(), message, "still used")
                .help(help)
                .also(place, "used here"),
        );
        false
    }
}
