//! Calls of functions. Those with words of their own between the arguments are not looked into.

use super::super::cursor::Cursor;
use super::super::misfit::Result;
use super::super::word::is_reserved;
use super::expression::{expression, expressions};
use super::query;
use crate::lexer::Kind;

/// Reserved words that are functions too. In lower case.
pub(super) fn is_function(word: &str) -> bool {
    super::super::word::is_time(word)
        || matches!(
            word,
            "if" | "left"
                | "right"
                | "replace"
                | "insert"
                | "repeat"
                | "mod"
                | "char"
                | "character"
                | "interval"
                | "values"
                | "default"
                | "convert"
                | "binary"
                | "match"
        )
}

/// Functions that take more than expressions with commas between them.
fn is_peculiar(word: &str) -> bool {
    matches!(
        word,
        "count"
            | "group_concat"
            | "trim"
            | "substring"
            | "substr"
            | "mid"
            | "position"
            | "extract"
            | "char"
            | "character"
            | "weight_string"
            | "timestampadd"
            | "timestampdiff"
            | "get_format"
            | "json_value"
            | "json_table"
            | "json_arrayagg"
            | "json_objectagg"
            | "convert"
            | "cast"
            | "column_create"
            | "column_add"
            | "column_get"
            | "column_delete"
            | "percentile_cont"
            | "percentile_disc"
            | "median"
            | "listagg"
            | "json_exists"
            | "json_query"
            | "st_collect"
    )
}

/// The arguments of a function with all that follows them. `word` is the name where it has only one part.
pub(super) fn arguments(cursor: &mut Cursor<'_>, word: &str) -> Result<()> {
    // `a = b(+)` of MariaDB's mode for Oracle.
    if cursor.ahead(1) == "+" && cursor.ahead(2) == ")" {
        return Err(cursor.unknown());
    }
    if is_peculiar(word) {
        let mut inner = cursor.parenthesis()?;
        peculiar(&mut inner, word)?;
    } else {
        cursor.want("(", "`(`")?;
        if !cursor.is(")") {
            cursor.eat_any(&["distinct", "all"]);
            list(cursor, !is_reserved(word))?;
        }
        if !cursor.eat(")") {
            return Err(cursor.doubt("`,` or `)`"));
        }
    }
    if cursor.eat_all(&["within", "group"]) {
        cursor.parenthesis()?;
    }
    if word == "nth_value" && cursor.is("from") && matches!(cursor.ahead(1), "first" | "last") {
        cursor.index += 2;
    }
    if cursor.is_any(&["respect", "ignore"]) && cursor.ahead(1) == "nulls" {
        cursor.index += 2;
    }
    if cursor.eat("over") {
        match cursor.kind() {
            Some(Kind::Open) => drop(cursor.parenthesis()?),
            Some(Kind::Word | Kind::Name) => cursor.next(),
            _ => return Err(cursor.doubt("`(`")),
        }
    }
    Ok(())
}

/// The beginning of what stands between the parentheses of such a function.
fn peculiar(cursor: &mut Cursor<'_>, word: &str) -> Result<()> {
    match word {
        "cast" => {
            expression(cursor)?;
            cursor.want("as", "`AS`")
        }
        "convert" => {
            expression(cursor)?;
            if cursor.is("using") { Ok(()) } else { cursor.want(",", "`,` or `USING`") }
        }
        "count" if !cursor.is("*") => {
            cursor.eat_any(&["distinct", "all"]);
            expressions(cursor)?;
            cursor.want(")", "`,` or `)`")
        }
        "group_concat" => {
            cursor.eat("distinct");
            expressions(cursor)?;
            if cursor.eat("order") {
                cursor.want("by", "`BY`")?;
                query::orders(cursor)?;
            }
            let ends = cursor.is_any(&[")", "separator", "limit"]);
            if ends { Ok(()) } else { Err(cursor.doubt("`,` or `)`")) }
        }
        "extract" => {
            super::expression::unit(cursor)?;
            if !cursor.eat(",") {
                cursor.want("from", "`FROM`")?;
            }
            expression(cursor)?;
            cursor.want(")", "`)`")
        }
        "timestampadd" | "timestampdiff" => {
            super::expression::unit(cursor)?;
            cursor.want(",", "`,`")?;
            expressions(cursor)?;
            cursor.want(")", "`,` or `)`")
        }
        _ => Ok(()),
    }
}

/// Loadable functions see aliases of their arguments.
fn list(cursor: &mut Cursor<'_>, is_loadable: bool) -> Result<()> {
    loop {
        if cursor.is("*") && cursor.ahead(1) == ")" {
            cursor.next();
            return Ok(());
        }
        expression(cursor)?;
        if is_loadable {
            super::alias(cursor, true)?;
        }
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

/// `INTERVAL(a, b, …)`, not `INTERVAL (a) DAY`: the comma tells.
pub(super) fn is_function_of_interval(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.next();
    let Ok(mut inner) = ahead.parenthesis() else { return false };
    while inner.index + 1 < ahead.index {
        if inner.is(",") {
            return true;
        }
        if !(inner.is("(") && inner.parenthesis().is_ok()) {
            inner.next();
        }
    }
    false
}

/// `MATCH (a, b) AGAINST ('…' IN BOOLEAN MODE)`
pub(super) fn match_against(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.next();
    let has_parenthesis = cursor.eat("(");
    expressions(cursor)?;
    if has_parenthesis {
        cursor.want(")", "`)`")?;
    }
    cursor.want("against", "`AGAINST`")?;
    if !cursor.is("(") {
        return Err(cursor.doubt("`(`"));
    }
    cursor.parenthesis()?;
    Ok(())
}
