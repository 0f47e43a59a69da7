//! `CREATE TABLE`

use super::cursor::Cursor;
use super::misfit::Result;
use super::option::{self, Options};
use super::{column, grammar, key, partition, query};
use crate::lexer::Kind;
use crate::tree::{CreateTable, Statement};

/// Behind the word `TABLE`.
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool, temporary: bool) -> Result<Statement> {
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.object_name()?;
    let mut table = CreateTable { name, temporary, if_not_exists, or_replace, ..CreateTable::default() };
    if cursor.is("(") && matches!(cursor.ahead(1), "select" | "with" | "(" | "values") {
        rest(cursor, &mut table)?;
        return Ok(Statement::CreateTable(Box::new(table)));
    }
    if cursor.eat("like") {
        table.like.push(cursor.object_name()?);
    } else if cursor.eat("(") {
        if cursor.eat("like") {
            table.like.push(cursor.object_name()?);
        } else {
            definitions(cursor, &mut table)?;
        }
        cursor.expect(")", "`,` or `)`")?;
    }
    if !table.like.is_empty() {
        return if cursor.is_end() {
            Ok(Statement::CreateTable(Box::new(table)))
        } else {
            Err(cursor.misfit("the end of the statement"))
        };
    }
    let mut options = Options::default();
    while option::table_option(cursor, &mut options)? {
        if cursor.eat(",") && cursor.is_end() {
            return Err(cursor.misfit("an option"));
        }
    }
    table.engine = options.engine;
    table.charset = options.charset;
    if cursor.is("partition") {
        table.partition_by = Some(partition::partition_by(cursor)?);
    }
    let has_policy = cursor.eat_any(&["ignore", "replace"]);
    let has_as = cursor.eat("as");
    if cursor.is_any(&["select", "with", "values", "table", "("]) {
        rest(cursor, &mut table)?;
    } else if has_policy || has_as {
        return Err(cursor.misfit("`SELECT`"));
    } else if !cursor.is_end() {
        return Err(cursor.misfit("an option or the end of the statement"));
    } else if table.columns.is_empty() {
        return Err(cursor.unknown());
    }
    Ok(Statement::CreateTable(Box::new(table)))
}

/// The query that the rest of the statement is.
fn rest(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Result<()> {
    let mut judged = *cursor;
    cursor.certain(grammar::query(&mut judged).and_then(|()| judged.end_of_all()))?;
    table.query = Some(Box::new(query::of_slice(cursor, cursor.start()..cursor.text().len())));
    while !cursor.is_end() {
        cursor.next();
    }
    Ok(())
}

/// What stands in the parentheses, up to the last of them.
fn definitions(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Result<()> {
    loop {
        if cursor.is("period") && cursor.ahead(1) == "for" {
            cursor.index += 2;
            cursor.name()?;
            cursor.names()?;
        } else if let Some((constraint, _)) = key::constraint(cursor)? {
            table.constraints.push(constraint);
        } else if matches!(cursor.kind(), Some(Kind::Word | Kind::Name)) || cursor.is(".") {
            table.columns.push(column::column(cursor)?);
        } else {
            return Err(match cursor.kind() {
                Some(Kind::Number | Kind::String) if cursor.may_be_name() => cursor.unknown(),
                _ => cursor.misfit("a column or a key"),
            });
        }
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}
