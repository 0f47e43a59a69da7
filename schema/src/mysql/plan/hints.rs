//! What may be a rename: it is never guessed, but said.

use std::collections::BTreeMap;

use super::diff::Diff;
use crate::catalog::Catalog;
use crate::item::Column;
use crate::key::Key;
use crate::mysql::quote;

/// How to rename a column that goes to one that comes.
pub(super) fn columns(diff: &Diff<'_>) -> Vec<String> {
    let shape = |column: &Column| (column.r#type.clone(), column.generated.is_some());
    let mut hints = Vec::new();
    for (gone, old) in &diff.dropped {
        for (come, new) in &diff.added {
            if shape(old) == shape(new) {
                let (gone, come) = (quote::name(gone), quote::name(come));
                hints.push(format!(
                    "if {come} is {gone} under a new name, write RENAME COLUMN {gone} TO {come} in place of \
                     dropping the one and adding the other"
                ));
            }
        }
    }
    hints
}

/// What the tables that come look like, for those that go.
pub(super) struct Tables<'c>(BTreeMap<Vec<(&'c str, &'c str)>, Vec<&'c str>>);

impl<'c> Tables<'c> {
    pub(super) fn of(catalog: &'c Catalog, created: impl Iterator<Item = &'c Key>) -> Self {
        let mut tables: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for key in created {
            tables.entry(shape(catalog, key)).or_default().push(&key.name);
        }
        Tables(tables)
    }

    /// How to rename a table that goes.
    pub(super) fn hints(&self, catalog: &Catalog, gone: &Key) -> Vec<String> {
        let alike = self.0.get(&shape(catalog, gone));
        let hint = |come: &&str| {
            let (gone, come) = (quote::name(&gone.name), quote::name(come));
            format!(
                "if {come} is {gone} under a new name, write ALTER TABLE {gone} RENAME TO {come} in place of \
                 dropping the one and creating the other"
            )
        };
        alike.into_iter().flatten().map(hint).collect()
    }
}

fn shape<'c>(catalog: &'c Catalog, table: &Key) -> Vec<(&'c str, &'c str)> {
    let mut shape: Vec<_> =
        catalog.columns(table).map(|(name, column)| (name, column.r#type.as_str())).collect();
    shape.sort_unstable();
    shape
}
