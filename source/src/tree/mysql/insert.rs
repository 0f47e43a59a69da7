//! `INSERT` and `REPLACE`, which may be long: rows of constants are read without the parser.

use std::ops::Range;

use sqlparser::parser::Parser;

use super::cursor::Cursor;
use super::expression::{self, text_of};
use super::grammar;
use super::misfit::Result;
use super::place::Places;
use super::query;
use super::slice::{slice, until};
use super::word::is_time;
use crate::lexer::Kind;
use crate::tree::{
    Assignment, Body, Conflict, Constant, Expression, Insert, InsertSource, Item, Name, Query, Statement,
};

/// The statement, which the grammar has taken. Nothing where a part of it is beyond us.
pub(super) fn insert(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    cursor.next();
    cursor.eat_any(&["low_priority", "delayed", "high_priority"]);
    cursor.eat("ignore");
    cursor.eat("into");
    let mut insert = Insert { table: cursor.object_name()?, ..Insert::default() };
    if cursor.is("partition") && cursor.ahead(1) == "(" {
        cursor.next();
        cursor.parenthesis()?;
    }
    if cursor.is("(") && !grammar::query_begins(cursor) {
        cursor.next();
        while !cursor.eat(")") {
            insert.columns.push(cursor.part_name()?);
            cursor.eat(",");
        }
    }
    let mut is_query = false;
    insert.source = match cursor.peek() {
        "values" | "value" => {
            cursor.next();
            InsertSource::Query(Box::new(Query { body: Body::Values(rows(cursor)?), ..Query::default() }))
        }
        "set" => {
            cursor.next();
            let range = until(cursor, |cursor| cursor.is_any(&["on", "as", "returning"]));
            match assignments(cursor, range) {
                Some(list) => InsertSource::Set(list),
                None => return Ok(None),
            }
        }
        _ => {
            is_query = true;
            let ends = |cursor: &Cursor<'_>| {
                cursor.is("on") && cursor.ahead(1) == "duplicate" || cursor.is("returning")
            };
            let range = until(cursor, ends);
            InsertSource::Query(Box::new(query::of_slice(cursor, range)))
        }
    };
    let row = if cursor.eat("as") { Some(cursor.name()?) } else { None };
    let has_names = cursor.is("(");
    if has_names {
        cursor.parenthesis()?;
    }
    if cursor.eat_all(&["on", "duplicate", "key", "update"]) {
        let range = until(cursor, |cursor| cursor.is("returning"));
        let Some(mut list) = assignments(cursor, range) else { return Ok(None) };
        for assignment in &mut list {
            see_new_row(&mut assignment.value, row.as_ref(), is_query || has_names);
        }
        insert.conflicts.push(Conflict { assignments: list, ..Conflict::default() });
    }
    let Some(returning) = returning(cursor) else { return Ok(None) };
    insert.returning = returning;
    Ok(Some(Statement::Insert(Box::new(insert))))
}

/// The rows of `VALUES`.
fn rows(cursor: &mut Cursor<'_>) -> Result<Vec<Vec<Expression>>> {
    let mut rows = Vec::new();
    loop {
        cursor.eat("row");
        cursor.expect("(", "`(`")?;
        let mut row = Vec::new();
        while !cursor.eat(")") {
            if cursor.is_end() {
                return Err(cursor.unknown());
            }
            row.push(value(cursor));
            cursor.eat(",");
        }
        rows.push(row);
        if !cursor.eat(",") {
            return Ok(rows);
        }
    }
}

/// Up to the comma or the end of the row.
fn value(cursor: &mut Cursor<'_>) -> Expression {
    let sign = usize::from(matches!(cursor.peek(), "-" | "+"));
    let start = cursor.start();
    let is_last = cursor.ahead(sign + 1) == "," || cursor.kind_ahead(sign + 1) == Some(Kind::Close);
    let kind = cursor.kind_ahead(sign);
    if is_last && (kind == Some(Kind::Number) || sign == 0 && matches!(kind, Some(Kind::String | Kind::Word)))
    {
        let word = cursor.peek();
        cursor.index += sign + 1;
        let range = start..cursor.end();
        let written = cursor.text().get(range.clone()).unwrap_or_default();
        let constant = match kind {
            Some(Kind::Number) => Some(Constant::Number(written.to_owned())),
            Some(Kind::String) => written.starts_with(['\'', '"']).then(|| Constant::Text(text_of(written))),
            _ => match word {
                "null" | "\\n" => Some(Constant::Null),
                "true" | "false" => Some(Constant::Boolean(word == "true")),
                "default" | "ignore" => None,
                word if is_time(word) => Some(Constant::Current(word.to_owned())),
                _ => return expression::of_slice(cursor, range),
            },
        };
        return Expression { range, constant, ..Expression::default() };
    }
    let range = until(cursor, |cursor| cursor.is(",") || cursor.kind() == Some(Kind::Close));
    expression::of_slice(cursor, range)
}

/// `a = 1, t.b = 2`
pub(super) fn assignments(cursor: &Cursor<'_>, range: Range<usize>) -> Option<Vec<Assignment>> {
    let (list, places) =
        slice(cursor, range, |parser| parser.parse_comma_separated(Parser::parse_assignment))?;
    list.iter().map(|tree| assignment(tree, &places)).collect()
}

fn assignment(tree: &sqlparser::ast::Assignment, places: &Places<'_>) -> Option<Assignment> {
    let sqlparser::ast::AssignmentTarget::ColumnName(target) = &tree.target else { return None };
    let parts: Vec<_> = target.0.iter().filter_map(|part| part.as_ident()).collect();
    let (table, column) = match parts.as_slice() {
        [column] => (None, column),
        [table, column] | [_, table, column] => (Some(places.name(table)?), column),
        _ => return None,
    };
    let value = expression::expression_of(&tree.value, places);
    Some(Assignment { table, columns: vec![places.name(column)?], value })
}

/// `RETURNING …` (MariaDB), which ends a statement.
pub(super) fn returning(cursor: &mut Cursor<'_>) -> Option<Vec<Item>> {
    if !cursor.eat("returning") {
        return cursor.is_end().then(Vec::new);
    }
    let range = until(cursor, |_| false);
    let (list, places) =
        slice(cursor, range, |parser| parser.parse_comma_separated(Parser::parse_select_item))?;
    list.iter().map(|tree| query::item(tree, &places)).collect()
}

/// The row that could not be inserted may have a name: its columns are those of the table. What else an expression
/// sees, new names of columns or the sources of a query, is not known here.
fn see_new_row(value: &mut Expression, row: Option<&Name>, sees_more: bool) {
    if sees_more {
        value.columns.clear();
        value.is_opaque = true;
    }
    if !value.queries.is_empty() && (sees_more || row.is_some()) {
        value.queries.clear();
        value.is_opaque = true;
    }
    let Some(row) = row else { return };
    for column in &mut value.columns {
        if column.table.as_ref().is_some_and(|table| table.text.eq_ignore_ascii_case(&row.text)) {
            column.table = None;
        }
    }
}
