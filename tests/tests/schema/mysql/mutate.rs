//! Changes of a random schema, as people make them.

use super::choices::Choices;
use super::model::{COLUMNS, Column, Index, Schema, TABLES, TYPES, Table};

/// The schema after some changes.
pub(super) fn mutated(schema: &Schema, choices: &mut Choices<'_>) -> Schema {
    let mut schema = schema.clone();
    let mut changes = 0;
    while !choices.is_empty() && changes < 12 {
        change(&mut schema, choices);
        changes += 1;
    }
    schema.make_sane();
    schema
}

fn change(schema: &mut Schema, choices: &mut Choices<'_>) {
    let table = choices.below(schema.tables.len());
    match choices.below(12) {
        0 => schema.tables.push(Table::random(choices)),
        1 if !schema.tables.is_empty() => {
            schema.tables.remove(table);
        }
        2 => schema.add_foreign_key(choices),
        3 => schema.add_view(choices),
        4 => schema.add_other(choices),
        5 => views(schema, choices),
        6 => others(schema, choices),
        7 => names(schema, table, choices),
        _ => {
            if let Some(table) = schema.tables.get_mut(table) {
                change_table(table, choices);
            }
        }
    }
}

fn views(schema: &mut Schema, choices: &mut Choices<'_>) {
    let at = choices.below(schema.views.len());
    match choices.below(3) {
        0 if !schema.views.is_empty() => {
            schema.views.remove(at);
        }
        1 => schema.views.reverse(),
        _ => {
            if let Some(view) = schema.views.get_mut(at) {
                view.kind = choices.below(7);
            }
        }
    }
}

fn others(schema: &mut Schema, choices: &mut Choices<'_>) {
    match choices.below(8) {
        0 => drop(schema.triggers.pop()),
        1 => drop(schema.routines.pop()),
        2 => drop(schema.sequences.pop()),
        3 => drop(schema.events.pop()),
        4 => schema.triggers.iter_mut().take(1).for_each(|trigger| trigger.body = choices.below(3)),
        5 => schema.routines.iter_mut().for_each(|routine| routine.2 = choices.below(3)),
        6 => schema.sequences.iter_mut().for_each(|sequence| sequence.1 = choices.below(3)),
        _ => schema.triggers.reverse(),
    }
}

/// Tables and views get the names of others.
fn names(schema: &mut Schema, table: usize, choices: &mut Choices<'_>) {
    let view = choices.below(schema.views.len());
    if let Some(table) = schema.tables.get_mut(table) {
        match schema.views.get_mut(view) {
            Some(view) if choices.once_in(2) => std::mem::swap(&mut table.name, &mut view.name),
            _ => table.name = TABLES[choices.below(TABLES.len())].to_owned(),
        }
    }
}

fn change_table(table: &mut Table, choices: &mut Choices<'_>) {
    match choices.below(14) {
        0 => table.columns.push(Column::random(choices)),
        1 => {
            let at = choices.below(table.columns.len());
            table.columns = table
                .columns
                .iter()
                .enumerate()
                .filter(|(n, _)| *n != at)
                .map(|(_, it)| it.clone())
                .collect();
        }
        2 => table.choose_primary(choices),
        3 => table.primary.clear(),
        4 => table.indexes.push(Index::random(choices, table)),
        5 => drop(table.indexes.pop()),
        6 => table.add_check(choices),
        7 => drop(table.checks.pop()),
        8 => drop(table.foreign_keys.pop()),
        9 => table.foreign_keys.iter_mut().take(1).for_each(|key| key.action = choices.below(4)),
        10 => (table.options, table.partitions) = (choices.below(8), choices.below(12)),
        11 => table.indexes.iter_mut().for_each(|index| index.comment = choices.once_in(2)),
        _ => {
            let at = choices.below(table.columns.len());
            if let Some(column) = table.columns.get_mut(at) {
                change_column(column, choices);
            }
        }
    }
}

fn change_column(column: &mut Column, choices: &mut Choices<'_>) {
    match choices.below(12) {
        0 => column.not_null = !column.not_null,
        1 => column.default = !column.default,
        2 => column.comment = choices.below(8),
        3 => column.auto = !column.auto,
        4 => column.base = COLUMNS.get(choices.below(COLUMNS.len() * 2)).map(|name| (*name).to_owned()),
        5 => column.stored = !column.stored,
        6 => column.check = !column.check,
        7 => column.collation = !column.collation,
        8 => column.name = COLUMNS[choices.below(COLUMNS.len())].to_owned(),
        9 => column.name = column.name.to_uppercase(),
        _ => column.r#type = choices.below(TYPES.len()),
    }
}
