//! Keys that foreign keys need.

use super::super::super::problem::Wrong;
use super::super::super::{Constraint, Entry, Key, Kind, Place};
use super::super::Apply;
use crate::tree::Name;

impl Apply<'_> {
    /// Whether no foreign key needs the key on these columns; with `CASCADE`, those go.
    pub(in crate::catalog::apply) fn release_key(
        &mut self,
        key: &Key,
        columns: &[String],
        name: &Name,
        cascade: bool,
    ) -> bool {
        let primary = self.known_table(key).and_then(|table| table.primary_key()).map(<[String]>::to_vec);
        // A key that is there twice holds what the other one held, or so it may be.
        let keys = self.known_table(key).map_or(0, |table| {
            let same = |constraint: &&Constraint| {
                matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique)
                    && same_columns(&constraint.columns, columns)
            };
            table.constraints.iter().filter(same).count()
        });
        let indexes = self.catalog.indexes(key).filter(|index| {
            let own: Vec<String> = index.columns.iter().flatten().cloned().collect();
            index.unique && !index.constraint && !index.partial && same_columns(&own, columns)
        });
        let is_alone = keys + indexes.count() == 1;
        if !is_alone && !cascade {
            return true;
        }
        let is_primary = primary.as_deref() == Some(columns);
        let mut holders: Vec<(Key, Option<String>, Place)> = Vec::new();
        for (other, entry) in self.catalog.users(key) {
            let Entry::Table(table) = entry else { continue };
            for constraint in &table.constraints {
                if let Kind::ForeignKey { table: referenced, columns: used, .. } = &constraint.kind
                    && referenced == key
                    && (same_columns(used, columns) || used.is_empty() && is_primary)
                {
                    holders.push((other.clone(), constraint.key.clone(), constraint.place.clone()));
                }
            }
        }
        holders.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        if cascade {
            for (table, constraint, _) in holders {
                self.catalog
                    .change_table(&table, |table| table.constraints.retain(|known| known.key != constraint));
            }
            return true;
        }
        let unknown = &self.catalog.facts.unknown;
        let Some((holder, _, place)) =
            holders.into_iter().find(|(holder, ..)| !unknown.key_may_differ(holder))
        else {
            return true;
        };
        let message =
            format!("`{}` cannot be dropped: a foreign key of `{}` needs it", name.text, holder.shown());
        self.wrong(
            Wrong::new("still-used", name.range.clone(), message, "still used")
                .help("drop that first, or write `CASCADE` to drop it too")
                .also(place, "used here"),
        );
        false
    }
}

fn same_columns(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|column| b.contains(column))
}
