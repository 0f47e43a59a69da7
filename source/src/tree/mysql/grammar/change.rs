//! `INSERT`, `REPLACE`, `UPDATE` and `DELETE`.

use super::super::cursor::Cursor;
use super::super::misfit::Result;
use super::expression::expression;
use super::query::{self, items, limit, orders};
use super::source::sources;
use crate::lexer::Kind;

/// Behind the first word, which is `INSERT` or `REPLACE`.
pub(in super::super) fn insert(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.eat_any(&["low_priority", "delayed", "high_priority"]);
    cursor.eat("ignore");
    cursor.eat("into");
    cursor.object_name()?;
    if cursor.is("partition") && cursor.ahead(1) == "(" {
        cursor.next();
        cursor.names()?;
    }
    if cursor.is("(") && !query::begins_here(cursor) {
        cursor.next();
        while !cursor.is(")") {
            cursor.object_name()?;
            if cursor.eat(".") {
                cursor.name()?;
            }
            if cursor.is(")") {
                break;
            }
            cursor.expect(",", "`,` or `)`")?;
            if cursor.is(")") {
                return Err(cursor.misfit("a name"));
            }
        }
        cursor.next();
    }
    match cursor.peek() {
        "values" | "value" => {
            cursor.next();
            rows(cursor)?;
        }
        "set" => {
            cursor.next();
            assignments(cursor)?;
        }
        "select" | "with" | "(" | "table" => query::query(cursor)?,
        _ => return Err(cursor.doubt("`VALUES` or `SELECT`")),
    }
    if cursor.is("as") {
        super::alias(cursor, false)?;
        if cursor.is("(") {
            cursor.names()?;
        }
    }
    if cursor.eat("on") {
        cursor.want("duplicate", "`DUPLICATE`")?;
        cursor.want("key", "`KEY`")?;
        cursor.want("update", "`UPDATE`")?;
        assignments(cursor)?;
    }
    returning(cursor)?;
    cursor.end_of_all()
}

/// `(1, DEFAULT), ROW (2, 3)`
pub(super) fn rows(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        cursor.eat("row");
        cursor.want("(", "`(`")?;
        if !cursor.eat(")") {
            loop {
                value(cursor)?;
                if !cursor.eat(",") {
                    break;
                }
            }
            cursor.want(")", "`,` or `)`")?;
        }
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

fn value(cursor: &mut Cursor<'_>) -> Result<()> {
    let next = cursor.kind_ahead(1);
    let is_last = cursor.ahead(1) == "," || next == Some(Kind::Close);
    // Nearly all of them.
    if is_last && matches!(cursor.kind(), Some(Kind::Number | Kind::String)) {
        cursor.next();
        return Ok(());
    }
    // MariaDB: as if it was not written.
    if is_last && cursor.eat("ignore") {
        return Ok(());
    }
    expression(cursor)
}

/// `a = 1, t.b = DEFAULT`
fn assignments(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        cursor.object_name()?;
        if cursor.eat(".") {
            cursor.name()?;
        }
        if !cursor.eat(":=") {
            cursor.want("=", "`=`")?;
        }
        value(cursor)?;
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

fn returning(cursor: &mut Cursor<'_>) -> Result<()> {
    if cursor.eat("returning") { items(cursor) } else { Ok(()) }
}

fn clauses(cursor: &mut Cursor<'_>) -> Result<()> {
    if cursor.eat("where") {
        expression(cursor)?;
    }
    if cursor.eat("order") {
        cursor.want("by", "`BY`")?;
        orders(cursor)?;
    }
    limit(cursor)
}

/// Behind the word `UPDATE`.
pub(in super::super) fn update(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.eat("low_priority");
    cursor.eat("ignore");
    sources(cursor)?;
    cursor.want("set", "`SET`")?;
    assignments(cursor)?;
    clauses(cursor)?;
    if cursor.is("returning") {
        return Err(cursor.misfit("the end of the statement: `RETURNING` goes with `INSERT` and `DELETE`"));
    }
    cursor.end_of_all()
}

/// Behind the word `DELETE`.
pub(in super::super) fn delete(cursor: &mut Cursor<'_>) -> Result<()> {
    while cursor.is_any(&["low_priority", "quick", "ignore", "history"])
        && !matches!(cursor.ahead(1), "." | ",")
    {
        if cursor.is("history") {
            return Err(cursor.unknown());
        }
        cursor.next();
    }
    if cursor.eat("from") {
        let before = *cursor;
        if targets(cursor).is_ok() && cursor.eat("using") {
            sources(cursor)?;
        } else {
            *cursor = before;
            sources(cursor)?;
        }
    } else {
        targets(cursor)?;
        cursor.want("from", "`FROM`")?;
        sources(cursor)?;
    }
    clauses(cursor)?;
    returning(cursor)?;
    cursor.end_of_all()
}

/// `t, s.u.*`
fn targets(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        cursor.name()?;
        while cursor.eat(".") {
            if !cursor.eat("*") {
                cursor.name()?;
            }
        }
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}
