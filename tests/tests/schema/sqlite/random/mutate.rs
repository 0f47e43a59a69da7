//! One structure made of another.

use super::draw::Draw;
use super::model::{Column, KINDS, NAMES, Schema, same};

/// A structure that differs in a few things.
pub(super) fn mutate(schema: &Schema, draw: &mut Draw<'_>) -> Schema {
    let mut schema = schema.clone();
    for _ in 0..1 + draw.below(6) {
        change(&mut schema, draw);
        schema.repair();
    }
    schema
}

fn change(schema: &mut Schema, draw: &mut Draw<'_>) {
    let what = draw.below(18);
    match what {
        1 => return schema.add_table(draw),
        2 | 3 => return schema.add_part(draw),
        4 => return schema.add_view(draw),
        5 => return schema.add_trigger(draw),
        6 if !schema.views.is_empty() => {
            let at = draw.below(schema.views.len());
            schema.views.remove(at);
            return;
        }
        7 if !schema.triggers.is_empty() => {
            let at = draw.below(schema.triggers.len());
            schema.triggers.remove(at);
            return;
        }
        8 if !schema.views.is_empty() && !schema.tables.is_empty() => return swap(schema, draw),
        9 => {
            let name = *draw.one(NAMES);
            return rename_table(schema, draw, |_| name.to_owned());
        }
        10 => return rename_table(schema, draw, |name| name.to_ascii_uppercase()),
        _ => {}
    }
    if schema.tables.is_empty() {
        return;
    }
    let at = draw.below(schema.tables.len());
    let table = &mut schema.tables[at];
    let column = draw.below(table.columns.len());
    match what {
        0 => {
            let added = Column::draw(draw, &table.columns);
            table.columns.push(added);
        }
        11 => drop(table.columns.remove(column)),
        12 => {
            table.columns[column].kind = *draw.one(KINDS);
        }
        13 => {
            let other = Column::draw(draw, &[]);
            let changed = &mut table.columns[column];
            (changed.not_null, changed.default, changed.nocase) =
                (other.not_null, other.default, other.nocase);
        }
        14 => table.key = if draw.once_in(2) { Vec::new() } else { draw.some(&table.names(), 2) },
        15 => {
            if draw.once_in(2) {
                table.strict = !table.strict;
            } else {
                table.without_rowid = !table.without_rowid;
            }
        }
        16 => {
            table.uniques.pop();
            table.checks.pop();
            table.indexes.pop();
            table.foreign_keys.pop();
        }
        _ => drop(schema.tables.remove(at)),
    }
}

/// A table and a view change their names.
fn swap(schema: &mut Schema, draw: &mut Draw<'_>) {
    let (table, view) = (draw.below(schema.tables.len()), draw.below(schema.views.len()));
    let (table, view) = (schema.tables[table].name.clone(), schema.views[view].name.clone());
    let swapped = |name: &mut String| {
        if *name == table {
            name.clone_from(&view);
        } else if *name == view {
            name.clone_from(&table);
        }
    };
    each_name(schema, swapped);
}

fn rename_table(schema: &mut Schema, draw: &mut Draw<'_>, new: impl Fn(&str) -> String) {
    if schema.tables.is_empty() {
        return;
    }
    let old = draw.one(&schema.tables).name.clone();
    let new = new(&old);
    if schema.relations().iter().any(|(name, _)| same(name, &new) && *name != old) {
        return;
    }
    each_name(schema, |name| {
        if *name == old {
            name.clone_from(&new);
        }
    });
}

/// Every place where a table or view is named.
fn each_name(schema: &mut Schema, mut rename: impl FnMut(&mut String)) {
    for table in &mut schema.tables {
        rename(&mut table.name);
        table.foreign_keys.iter_mut().for_each(|key| rename(&mut key.table));
    }
    for view in &mut schema.views {
        rename(&mut view.name);
        rename(&mut view.over);
    }
    for trigger in &mut schema.triggers {
        rename(&mut trigger.on);
        rename(&mut trigger.other);
    }
}
