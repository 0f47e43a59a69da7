//! `INSERT` and `REPLACE`, and queries that are statements.

use sqlparser::ast::{self, OnInsert, SetExpr, TableObject};

use super::expression::expression_of;
use super::place::Places;
use super::query;
use super::word::is_reserved;
use crate::tree::{Assignment, Conflict, Expression, Insert, InsertSource, Statement};

/// What a statement of the parser says, if it is one of these.
pub(super) fn statement(tree: &ast::Statement, places: &Places<'_>) -> Option<Statement> {
    match tree {
        ast::Statement::Query(tree) => Some(Statement::Select(Box::new(query::query(tree, places)))),
        ast::Statement::Insert(tree) => insert(tree, places),
        _ => None,
    }
}

fn insert(tree: &ast::Insert, places: &Places<'_>) -> Option<Statement> {
    let TableObject::TableName(table) = &tree.table else { return None };
    let mut insert = Insert { table: places.object_name(table)?, ..Insert::default() };
    let table = &insert.table;
    if table.schema.is_none() && !table.name.quoted && is_reserved(&table.name.text.to_ascii_lowercase()) {
        return None;
    }
    if tree.overwrite || tree.has_table_keyword || tree.output.is_some() || tree.table_alias.is_some() {
        return None;
    }
    for column in &tree.columns {
        insert.columns.push(places.object_name(column)?.name);
    }
    let mut is_query = false;
    insert.source = match &tree.source {
        Some(source) => {
            is_query = !matches!(source.body.as_ref(), SetExpr::Values(_));
            InsertSource::Query(Box::new(query::query(source, places)))
        }
        None if tree.assignments.is_empty() => InsertSource::Default,
        None => InsertSource::Set(assignments(&tree.assignments, places)?),
    };
    if let Some(OnInsert::DuplicateKeyUpdate(list)) = &tree.on {
        let mut list = assignments(list, places)?;
        for assignment in &mut list {
            see_new_row(&mut assignment.value, tree.insert_alias.as_ref(), is_query);
        }
        insert.conflicts.push(Conflict { assignments: list, ..Conflict::default() });
    } else if tree.on.is_some() {
        return None;
    }
    for tree in tree.returning.iter().flatten() {
        insert.returning.push(query::item(tree, places)?);
    }
    Some(Statement::Insert(Box::new(insert)))
}

/// The row that could not be inserted may have a name: its columns are those of the table, unless they have new names
/// too. Of a query, the sources are seen as well.
fn see_new_row(value: &mut Expression, alias: Option<&ast::InsertAliases>, is_query: bool) {
    if is_query || alias.is_some_and(|alias| alias.col_aliases.iter().flatten().next().is_some()) {
        value.columns.clear();
        value.is_opaque = true;
        return;
    }
    let Some(ast::ObjectNamePart::Identifier(row)) = alias.and_then(|alias| alias.row_alias.0.first()) else {
        return;
    };
    for column in &mut value.columns {
        if column.table.as_ref().is_some_and(|table| table.text.eq_ignore_ascii_case(&row.value)) {
            column.table = None;
        }
    }
    if !value.queries.is_empty() {
        value.queries.clear();
        value.is_opaque = true;
    }
}

pub(super) fn assignments(list: &[ast::Assignment], places: &Places<'_>) -> Option<Vec<Assignment>> {
    list.iter().map(|tree| assignment(tree, places)).collect()
}

fn assignment(tree: &ast::Assignment, places: &Places<'_>) -> Option<Assignment> {
    let ast::AssignmentTarget::ColumnName(target) = &tree.target else { return None };
    let parts: Vec<&ast::Ident> = target.0.iter().filter_map(|part| part.as_ident()).collect();
    let (table, column) = match parts.as_slice() {
        [column] => (None, column),
        [table, column] | [_, table, column] => (Some(places.name(table)?), column),
        _ => return None,
    };
    let value = expression_of(&tree.value, places);
    Some(Assignment { table, columns: vec![places.name(column)?], value })
}
