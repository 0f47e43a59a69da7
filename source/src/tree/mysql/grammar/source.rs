//! The sources of a query and what joins them.

use super::super::cursor::Cursor;
use super::super::misfit::Result;
use super::super::word::is_reserved;
use super::expression::expression;
use super::{alias, query};
use crate::lexer::Kind;

/// `t, u JOIN v ON …`
pub(super) fn sources(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        joined(cursor)?;
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

fn joined(cursor: &mut Cursor<'_>) -> Result<()> {
    factor(cursor)?;
    loop {
        if !join(cursor)? {
            return Ok(());
        }
        factor(cursor)?;
        // Conditions may follow the joins they belong to all at once.
        while cursor.is_any(&["on", "using"]) && !(cursor.ahead(1) == "duplicate" && cursor.ahead(2) == "key")
        {
            if cursor.eat("on") {
                expression(cursor)?;
            } else {
                cursor.next();
                cursor.names()?;
            }
        }
    }
}

/// The words of a join.
fn join(cursor: &mut Cursor<'_>) -> Result<bool> {
    match cursor.peek() {
        "join" | "straight_join" => {
            cursor.next();
            return Ok(true);
        }
        "inner" | "cross" => cursor.next(),
        "left" | "right" => {
            cursor.next();
            cursor.eat("outer");
        }
        "natural" => {
            cursor.next();
            if cursor.eat_any(&["left", "right"]) {
                cursor.eat("outer");
            } else {
                cursor.eat("inner");
            }
            if cursor.eat("straight_join") {
                return Ok(true);
            }
        }
        _ => return Ok(false),
    }
    cursor.want("join", "`JOIN`")?;
    Ok(true)
}

fn factor(cursor: &mut Cursor<'_>) -> Result<()> {
    let is_lateral = cursor.eat("lateral");
    match cursor.kind() {
        Some(Kind::Open) if query::begins_here(cursor) => {
            cursor.next();
            if cursor.is("(") {
                // Sources, the first of which is a query, or a query whose first part stands in parentheses: read once,
                // since whoever looks ahead at every level takes twice the time at each.
                sources(cursor)?;
                query::go_on(cursor)?;
            } else {
                query::query(cursor)?;
            }
            cursor.want(")", "`)`")?;
            alias(cursor, false)?;
            if cursor.is("(") {
                cursor.names()?;
            }
            return Ok(());
        }
        Some(Kind::Open) if !is_lateral => {
            cursor.next();
            sources(cursor)?;
            cursor.want(")", "`)`")?;
            return alias(cursor, false);
        }
        Some(Kind::Word | Kind::Name) => {}
        Some(Kind::Symbol) if cursor.is(".") => {}
        Some(Kind::String | Kind::Number) if cursor.may_be_name() => return Err(cursor.unknown()),
        _ => return Err(cursor.doubt("a table")),
    }
    if cursor.is("dual") {
        cursor.next();
        return Ok(());
    }
    cursor.object_name()?;
    if cursor.is("(") {
        cursor.parenthesis()?;
        return alias(cursor, false);
    }
    if cursor.is("partition") && cursor.ahead(1) == "(" {
        cursor.next();
        cursor.names()?;
    }
    if cursor.is("for") && matches!(cursor.ahead(1), "system_time" | "portion") {
        return Err(cursor.unknown());
    }
    if !(cursor.is_any(&["use", "force", "ignore"]) && matches!(cursor.ahead(1), "index" | "key")) {
        if cursor.kind() == Some(Kind::String) {
            return Err(cursor.doubt("`,`, `JOIN` or `WHERE`"));
        }
        alias(cursor, false)?;
    }
    hints(cursor)
}

/// `FORCE INDEX FOR JOIN (a, b)`
fn hints(cursor: &mut Cursor<'_>) -> Result<()> {
    while cursor.is_any(&["use", "force", "ignore"]) && matches!(cursor.ahead(1), "index" | "key") {
        cursor.index += 2;
        if cursor.eat("for") && !cursor.eat("join") {
            if !cursor.eat_any(&["order", "group"]) {
                return Err(cursor.doubt("`JOIN`, `ORDER BY` or `GROUP BY`"));
            }
            cursor.want("by", "`BY`")?;
        }
        cursor.parenthesis()?;
        if cursor.is(",") && matches!(cursor.ahead(1), "use" | "force" | "ignore") {
            cursor.next();
        }
    }
    if cursor.kind() == Some(Kind::Word) && !is_reserved(cursor.peek()) {
        return Err(cursor.doubt("`,`, `JOIN` or `WHERE`"));
    }
    Ok(())
}
