//! How to turn a drop and an addition into a rename. Nobody but the author knows whether it is one.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::key::{Key, Kind};
use crate::postgres::quote;

use super::Planner;
use super::difference::Difference;

/// What may be a rename: what goes for good, with what comes for the first time and has the same shape.
pub(super) fn find<'c>(
    from: &'c Catalog,
    to: &'c Catalog,
    difference: &Difference<'c>,
) -> BTreeMap<&'c Key, Vec<&'c Key>> {
    let mut come: BTreeMap<String, Vec<&'c Key>> = BTreeMap::new();
    for key in difference.create.iter().filter(|key| !from.has(key)) {
        if let Some(shape) = shape(to, key) {
            come.entry(shape).or_default().push(key);
        }
    }
    let mut hints = BTreeMap::new();
    for &key in difference.drop.iter().filter(|key| !to.has(key)) {
        if let Some(found) = shape(from, key).and_then(|shape| come.get(&shape)) {
            hints.insert(key, found.clone());
        }
    }
    hints
}

/// The columns of a table; the table and type of a column.
fn shape(catalog: &Catalog, key: &Key) -> Option<String> {
    let schema = key.schema.as_deref().unwrap_or_default();
    match key.kind {
        Kind::Table => {
            let columns: Vec<String> =
                catalog.columns(key).map(|(name, column)| format!("{name} {}", column.r#type)).collect();
            (!columns.is_empty()).then(|| format!("table {schema} {}", columns.join(", ")))
        }
        Kind::Column => {
            let column = catalog.get(key)?.column()?;
            Some(format!("column {schema} {} {}", key.table.as_deref()?, column.r#type))
        }
        _ => None,
    }
}

impl<'c> Planner<'c> {
    /// Says behind the drop of a table or column what else it may be.
    pub(super) fn hint(&mut self, gone: &Key) {
        for come in self.hints.get(gone).cloned().unwrap_or_default() {
            let (table, what) = match gone.kind {
                Kind::Column => (quote::table(gone), format!("COLUMN {} TO", quote::name(&gone.name))),
                _ => (quote::object(gone), "TO".to_owned()),
            };
            let rename = format!("ALTER TABLE {table} RENAME {what} {}", quote::name(&come.name));
            self.note(format!("if it is now called `{}`, write in place of both: {rename}", come.name));
        }
    }
}
