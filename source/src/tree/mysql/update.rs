//! `UPDATE` and `DELETE`, clause by clause, since the parser does not know all of their forms.

use std::ops::Range;

use sqlparser::parser::Parser;

use super::cursor::Cursor;
use super::expression;
use super::insert::{assignments, returning};
use super::misfit::Result;
use super::option;
use super::slice::{self, slice};
use super::source::Sources;
use crate::tree::{Delete, Expression, ObjectName, Source, Statement, Update};

const MODIFIERS: [&str; 3] = ["low_priority", "quick", "ignore"];

/// `UPDATE t SET a = 1 WHERE …`, `UPDATE t JOIN u ON … SET …`
pub(super) fn update(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    cursor.next();
    while cursor.eat_any(&MODIFIERS) {}
    let tables = until(cursor, &["set"]);
    cursor.expect("set", "`SET`")?;
    let set = until(cursor, &["where", "order", "limit", "returning"]);
    let mut update = Update::default();
    let Some(mut sources) = sources(cursor, tables) else { return Ok(None) };
    let Some(list) = assignments(cursor, set) else { return Ok(None) };
    update.assignments = list;
    update.has_where = cursor.is("where");
    // The first source has to be a table, since only tables have rows that change.
    let first = sources.from.iter().position(|source| matches!(source, Source::Table { .. }));
    let Some(first) = first else { return Ok(None) };
    let Source::Table { name, alias, .. } = sources.from.remove(first) else { return Ok(None) };
    update.table = name;
    update.alias = alias;
    update.from = sources.from;
    update.using = sources.using;
    update.clauses = sources.clauses;
    update.clauses.extend(clauses(cursor)?);
    if sources.is_opaque {
        // A source without known columns keeps every name from being looked up.
        let call = Expression { is_opaque: true, ..Expression::default() };
        update.from.push(Source::Function { call, alias: None, columns: Vec::new() });
    }
    update.returning = match returning(cursor) {
        Some(items) => items,
        None => return Ok(None),
    };
    Ok(Some(Statement::Update(Box::new(update))))
}

/// `DELETE FROM t WHERE …`, `DELETE t FROM t JOIN u …`, `DELETE FROM t USING t JOIN u …`
pub(super) fn delete(cursor: &mut Cursor<'_>) -> Result<Option<Statement>> {
    cursor.next();
    while cursor.eat_any(&MODIFIERS) {}
    let mut delete = Delete::default();
    let mut tables = cursor.is("from");
    let names_first = !tables;
    if names_first {
        delete.tables = targets(cursor)?;
        tables = cursor.is("from");
    }
    if !tables {
        return Err(cursor.misfit("`FROM`"));
    }
    cursor.next();
    let from = until(cursor, &["using", "where", "order", "limit", "returning"]);
    if cursor.is("using") && !names_first {
        let mut before = Cursor { words: cursor.words, index: cursor.index };
        before.index = cursor.words.index_at(from.start);
        delete.tables = targets(&mut before)?;
        if !before.is("using") {
            return Err(before.unknown());
        }
        cursor.next();
        let from = until(cursor, &["where", "order", "limit", "returning"]);
        return finish(cursor, delete, from, true);
    }
    finish(cursor, delete, from, names_first)
}

fn finish(
    cursor: &mut Cursor<'_>,
    mut delete: Delete,
    from: Range<usize>,
    is_multiple: bool,
) -> Result<Option<Statement>> {
    let Some(mut sources) = sources(cursor, from) else { return Ok(None) };
    delete.is_multiple = is_multiple;
    if !is_multiple {
        let Some(Source::Table { name, alias, .. }) = sources.from.pop().filter(|_| sources.from.is_empty())
        else {
            return Ok(None);
        };
        delete.tables.push(name);
        delete.alias = alias;
    }
    delete.from = sources.from;
    delete.using = sources.using;
    delete.clauses = sources.clauses;
    delete.has_where = cursor.is("where");
    delete.clauses.extend(clauses(cursor)?);
    if sources.is_opaque {
        let call = Expression { is_opaque: true, ..Expression::default() };
        delete.from.push(Source::Function { call, alias: None, columns: Vec::new() });
    }
    delete.returning = match returning(cursor) {
        Some(items) => items,
        None => return Ok(None),
    };
    Ok(Some(Statement::Delete(Box::new(delete))))
}

/// `t, s.u.*`
fn targets(cursor: &mut Cursor<'_>) -> Result<Vec<ObjectName>> {
    let mut targets = Vec::new();
    loop {
        let name = cursor.name()?;
        let mut target = ObjectName::from(name);
        if cursor.is(".") && cursor.ahead(1) != "*" {
            cursor.next();
            target = ObjectName { schema: Some(target.name), name: cursor.name()? };
        }
        if cursor.eat(".") {
            cursor.expect("*", "`*`")?;
        }
        targets.push(target);
        if !cursor.eat(",") {
            return Ok(targets);
        }
    }
}

/// The bytes up to one of the words.
fn until(cursor: &mut Cursor<'_>, words: &[&str]) -> Range<usize> {
    slice::until(cursor, |cursor| cursor.is_any(words))
}

fn sources(cursor: &Cursor<'_>, range: Range<usize>) -> Option<Sources> {
    let (trees, places) =
        slice(cursor, range, |parser| parser.parse_comma_separated(Parser::parse_table_and_joins))?;
    let mut sources = Sources::default();
    trees.iter().for_each(|tree| sources.add(tree, &places));
    Some(sources)
}

/// `WHERE`, `ORDER BY` and `LIMIT`.
fn clauses(cursor: &mut Cursor<'_>) -> Result<Vec<Expression>> {
    let mut clauses = Vec::new();
    if cursor.eat("where") {
        let range = until(cursor, &["order", "limit", "returning"]);
        clauses.push(expression::of_slice(cursor, range));
    }
    if cursor.eat("order") {
        cursor.expect("by", "`BY`")?;
        let range = until(cursor, &["limit", "returning"]);
        match slice(cursor, range, |parser| parser.parse_comma_separated(Parser::parse_order_by_expr)) {
            Some((list, places)) => {
                let read =
                    |order: &sqlparser::ast::OrderByExpr| expression::expression_of(&order.expr, &places);
                clauses.extend(list.iter().map(read));
            }
            None => clauses.push(Expression { is_opaque: true, ..Expression::default() }),
        }
    }
    if cursor.eat("limit") {
        option::value(cursor)?;
        while cursor.eat(",") {
            option::value(cursor)?;
        }
    }
    Ok(clauses)
}
