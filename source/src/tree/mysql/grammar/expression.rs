//! Expressions. Which operator binds closer does not matter here: operands and operators take turns.

use super::super::cursor::Cursor;
use super::super::misfit::Result;
use super::super::types;
use super::super::word::{is_reserved, is_time};
use super::call;
use super::query;
use crate::lexer::Kind;

pub(in super::super) fn expression(cursor: &mut Cursor<'_>) -> Result<()> {
    chain(cursor, true)
}

/// `a, b`
pub(in super::super) fn expressions(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        expression(cursor)?;
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

/// Operands with operators between them; without the logical ones in what `BETWEEN` compares with.
fn chain(cursor: &mut Cursor<'_>, logical: bool) -> Result<()> {
    loop {
        while cursor.is_any(&["not", "!", "-", "+", "~"])
            || cursor.is("binary") && !matches!(cursor.ahead(1), "" | ")" | "," | "." | "=")
        {
            cursor.next();
        }
        operand(cursor)?;
        while suffix(cursor)? {}
        if !operator(cursor, logical)? {
            return Ok(());
        }
    }
}

/// What follows an operand and needs no other.
fn suffix(cursor: &mut Cursor<'_>) -> Result<bool> {
    match cursor.peek() {
        "collate" => {
            cursor.next();
            types::name_of_set(cursor)?;
        }
        "is" => {
            cursor.next();
            cursor.eat("not");
            if cursor.is("json") || cursor.is("distinct") || cursor.is("of") {
                return Err(cursor.unknown());
            }
            if !cursor.eat_any(&["null", "true", "false", "unknown"]) {
                return Err(cursor.doubt("`NULL`, `TRUE`, `FALSE` or `UNKNOWN`"));
            }
        }
        "in" | "not" if cursor.is("in") || cursor.ahead(1) == "in" => {
            cursor.eat("not");
            cursor.next();
            if !cursor.is("(") {
                return Err(cursor.doubt("`(`"));
            }
            parenthesised(cursor)?;
        }
        "between" | "not" if cursor.is("between") || cursor.ahead(1) == "between" => {
            cursor.eat("not");
            cursor.next();
            cursor.eat_any(&["symmetric", "asymmetric"]);
            chain(cursor, false)?;
            cursor.want("and", "`AND`")?;
            chain(cursor, false)?;
        }
        "member" => {
            cursor.next();
            cursor.eat("of");
            if !cursor.is("(") {
                return Err(cursor.unknown());
            }
            parenthesised(cursor)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// An operator that asks for another operand.
fn operator(cursor: &mut Cursor<'_>, logical: bool) -> Result<bool> {
    let word = cursor.peek();
    match word {
        "and" | "or" | "xor" | "&&" if !logical => return Ok(false),
        "=" | "<=>" | "<" | ">" | "<=" | ">=" | "<>" | "!=" => {
            cursor.next();
            if cursor.is_any(&["any", "all", "some"]) && cursor.ahead(1) == "(" {
                cursor.next();
            }
            return Ok(true);
        }
        "and" | "or" | "xor" | "&&" | "||" | "+" | "-" | "*" | "/" | "%" | "div" | "mod" | "<<" | ">>"
        | "&" | "|" | "^" | ":=" | "->" | "->>" | "like" | "rlike" | "regexp" | "escape" => cursor.next(),
        "sounds" if cursor.ahead(1) == "like" => cursor.index += 2,
        "not" if matches!(cursor.ahead(1), "like" | "rlike" | "regexp") => cursor.index += 2,
        _ => return Ok(false),
    }
    Ok(true)
}

/// A query, or expressions, in parentheses.
pub(in super::super) fn parenthesised(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.want("(", "`(`")?;
    if query::begins(cursor) && !cursor.is("(") {
        query::query(cursor)?;
    } else {
        let may_go_on = query::begins(cursor);
        expressions(cursor)?;
        if may_go_on {
            query::go_on(cursor)?;
        }
    }
    cursor.want(")", "`)`")
}

/// What stands between operators.
pub(in super::super) fn operand(cursor: &mut Cursor<'_>) -> Result<()> {
    let word = cursor.peek();
    match cursor.kind() {
        Some(Kind::Number) => {
            cursor.next();
            if cursor.is(".") {
                return Err(cursor.unknown());
            }
            Ok(())
        }
        Some(Kind::String) => {
            while cursor.kind() == Some(Kind::String) {
                cursor.next();
            }
            // A name in double quotes, in some modes.
            if cursor.is(".") { Err(cursor.unknown()) } else { Ok(()) }
        }
        Some(Kind::Open) => parenthesised(cursor),
        Some(Kind::Name) => path(cursor),
        Some(Kind::Word) => of_word(cursor, word),
        Some(Kind::Symbol) => match word {
            "@" | "@@" => variable(cursor),
            "?" => {
                cursor.next();
                Ok(())
            }
            "." if cursor.ahead(2) == "." => Err(cursor.unknown()),
            _ => Err(cursor.doubt("an expression")),
        },
        _ => Err(cursor.doubt("an expression")),
    }
}

/// `@a`, `@@session.a`
pub(in super::super) fn variable(cursor: &mut Cursor<'_>) -> Result<()> {
    let is_system = cursor.is("@@");
    cursor.next();
    match cursor.kind() {
        Some(Kind::Word | Kind::Name | Kind::Number) => cursor.next(),
        Some(Kind::String) if !is_system => cursor.next(),
        None => return Err(cursor.misfit("a name")),
        _ => return Err(cursor.unknown()),
    }
    while cursor.eat(".") {
        cursor.next();
    }
    Ok(())
}

/// `a`, `t.a`, `s.t.a`, `s.f(…)`
fn path(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.next();
    while cursor.eat(".") {
        match cursor.kind() {
            Some(Kind::Word | Kind::Name) => cursor.next(),
            Some(Kind::Number) => return Err(cursor.unknown()),
            _ => return Err(cursor.doubt("a name")),
        }
    }
    if cursor.is("(") { call::arguments(cursor, "") } else { Ok(()) }
}

fn of_word(cursor: &mut Cursor<'_>, word: &str) -> Result<()> {
    // Before a dot every word is a name.
    if cursor.ahead(1) == "." {
        return path(cursor);
    }
    match word {
        "exists" => {
            cursor.next();
            return parenthesised(cursor);
        }
        "case" => return case(cursor),
        "interval" if cursor.ahead(1) != "(" || !call::is_function_of_interval(cursor) => {
            cursor.next();
            expression(cursor)?;
            return unit(cursor);
        }
        "row" if cursor.ahead(1) == "(" => {
            cursor.next();
            return parenthesised(cursor);
        }
        "match" => return call::match_against(cursor),
        "default" | "values" | "value" if cursor.ahead(1) == "(" => {
            cursor.next();
            return parenthesised(cursor);
        }
        "next" | "previous" if cursor.ahead(1) == "value" => {
            cursor.index += 2;
            cursor.want("for", "`FOR`")?;
            return path(cursor);
        }
        "null" | "\\n" | "true" | "false" | "default" => {
            cursor.next();
            return Ok(());
        }
        "date" | "time" | "timestamp" if cursor.kind_ahead(1) == Some(Kind::String) => {
            cursor.index += 2;
            return Ok(());
        }
        _ => {}
    }
    let next = cursor.kind_ahead(1);
    if word.starts_with('_') && next == Some(Kind::String) {
        cursor.next();
        return operand(cursor);
    }
    if word.starts_with('_') && next == Some(Kind::Number) {
        cursor.index += 2;
        return Ok(());
    }
    if next == Some(Kind::Open) && (!is_reserved(word) || call::is_function(word)) {
        cursor.next();
        return call::arguments(cursor, word);
    }
    if is_time(word) {
        cursor.next();
        return Ok(());
    }
    if is_reserved(word) {
        return Err(cursor.misfit("an expression"));
    }
    path(cursor)
}

fn case(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.next();
    if !cursor.is("when") {
        expression(cursor)?;
    }
    loop {
        cursor.want("when", "`WHEN`")?;
        expression(cursor)?;
        cursor.want("then", "`THEN`")?;
        expression(cursor)?;
        if !cursor.is("when") {
            break;
        }
    }
    if cursor.eat("else") {
        expression(cursor)?;
    }
    cursor.want("end", "`WHEN`, `ELSE` or `END`")
}

/// `DAY`, `HOUR_MINUTE`, …
pub(super) fn unit(cursor: &mut Cursor<'_>) -> Result<()> {
    let word = cursor.peek();
    let last = word.strip_prefix("sql_tsi_").unwrap_or(word);
    let last = last.rsplit('_').next().unwrap_or_default();
    let is_unit = matches!(
        last,
        "microsecond" | "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year"
    );
    if cursor.kind() == Some(Kind::Word) && is_unit {
        cursor.next();
        return Ok(());
    }
    Err(cursor.doubt("a unit such as `DAY`"))
}
