//! What `ALTER TABLE` can do to a table.

use std::collections::{BTreeMap, BTreeSet};

use super::create::{Constraints, is_constraint};
use super::name::{folded, quoted};
use crate::catalog::Catalog;
use crate::change::Change;
use crate::item::{Column, Definition, Item};
use crate::key::{Key, Kind};
use crate::plan::{Destroyed, Step};

/// The statements that change a table without a rebuild, those that add columns and those that drop them; nothing if
/// there are none that could.
pub(super) fn steps(
    from: &Catalog,
    to: &Catalog,
    table: &Key,
    changes: &[&Change],
    hints: &BTreeMap<Key, Vec<String>>,
) -> Option<(Vec<Step>, Vec<Step>)> {
    let mut added = BTreeSet::new();
    let mut dropped = BTreeSet::new();
    for change in changes {
        match (change.key.kind, &change.from, &change.to) {
            (Kind::Column, None, Some(_)) => added.insert(change.key.name.as_str()),
            (Kind::Column, Some(_), None) => dropped.insert(change.key.name.as_str()),
            (kind, None, Some(_)) if is_constraint(kind) => true,
            _ => return None,
        };
    }
    let had: BTreeSet<String> = from.columns(table).map(|(name, _)| folded(name)).collect();
    for change in changes.iter().filter(|change| is_constraint(change.key.kind)) {
        let definition = change.to.as_ref().and_then(Item::definition)?;
        if !is_of_new_column(change.key.kind, definition, &added) {
            return None;
        }
    }
    let described = to.get(table).and_then(Item::table)?;
    let constraints = Constraints::new(to, table, described);
    let (mut adding, mut dropping) = (Vec::new(), Vec::new());
    for (name, column) in to.columns(table).filter(|(name, _)| added.contains(name)) {
        if had.contains(&folded(name)) || !can_be_added(to, table, name, column) {
            return None;
        }
        let definition = constraints.column(name, column);
        adding.push(Step::new(format!("ALTER TABLE {} ADD COLUMN {definition}", quoted(&table.name))));
    }
    for name in dropped {
        let key = Key::of(Kind::Column, None, &table.name, name);
        if !can_be_dropped(from, table, name) {
            return None;
        }
        let sql = format!("ALTER TABLE {} DROP COLUMN {}", quoted(&table.name), quoted(name));
        let is_generated =
            from.get(&key).and_then(Item::column).is_some_and(|column| column.generated.is_some());
        let mut step = match is_generated {
            true => Step::new(sql),
            false => {
                Step::destroying(sql, Destroyed::column(&Key::of(Kind::Column, None, &table.name, name)))
            }
        };
        step.notes = hints.get(&key).cloned().unwrap_or_default();
        dropping.push(step);
    }
    Some((adding, dropping))
}

/// Whether a constraint can be written beside a column that is added.
fn is_of_new_column(kind: Kind, definition: &Definition, added: &BTreeSet<&str>) -> bool {
    let [column] = definition.columns.as_slice() else { return false };
    matches!(kind, Kind::Check | Kind::ForeignKey) && added.contains(column.as_str())
}

fn can_be_added(to: &Catalog, table: &Key, name: &str, column: &Column) -> bool {
    if let Some(generated) = &column.generated {
        return !generated.stored;
    }
    let refers = to.belongings(table).any(|(key, item)| {
        key.kind == Kind::ForeignKey
            && item.definition().is_some_and(|definition| definition.columns == [name])
    });
    match &column.default {
        None => column.nullable,
        Some(default) => is_constant(default) && !refers,
    }
}

/// Expressions stand in parentheses, and the time is none that is known in advance.
fn is_constant(default: &str) -> bool {
    !default.starts_with('(') && !default.starts_with("CURRENT_")
}

/// Whether nothing in the table is about the column.
fn can_be_dropped(from: &Catalog, table: &Key, name: &str) -> bool {
    let is_used = from.belongings(table).any(|(key, item)| {
        is_constraint(key.kind)
            && item
                .definition()
                .is_some_and(|definition| definition.columns.iter().any(|column| column == name))
    });
    // What a generated column is computed from is known as text alone.
    let is_source = from.columns(table).any(|(other, column)| {
        other != name
            && column.generated.as_ref().is_some_and(|generated| {
                super::mention::loose(&generated.expression).contains(&folded(name))
                    || generated.expression.contains(&quoted(name))
            })
    });
    !is_used && !is_source
}
