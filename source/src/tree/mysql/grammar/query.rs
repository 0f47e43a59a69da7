//! Queries.

use super::super::cursor::Cursor;
use super::super::misfit::Result;
use super::expression::expression;
use super::source::sources;
use super::{alias, change};
use crate::lexer::Kind;

/// Whether a query stands here, in any number of parentheses.
pub(in super::super) fn begins(cursor: &Cursor<'_>) -> bool {
    let mut ahead = 0;
    while cursor.ahead(ahead) == "(" {
        ahead += 1;
    }
    match cursor.ahead(ahead) {
        "select" | "with" | "table" => true,
        // A function otherwise.
        "values" => cursor.ahead(ahead + 1) == "row",
        _ => false,
    }
}

/// The same where no function can stand.
pub(in super::super) fn begins_here(cursor: &Cursor<'_>) -> bool {
    let mut ahead = 0;
    while cursor.ahead(ahead) == "(" {
        ahead += 1;
    }
    begins(cursor) || cursor.ahead(ahead) == "values" && cursor.ahead(ahead + 1) == "("
}

/// `WITH … SELECT … UNION … ORDER BY … LIMIT … FOR UPDATE`
pub(in super::super) fn query(cursor: &mut Cursor<'_>) -> Result<()> {
    if cursor.eat("with") {
        ctes(cursor)?;
        if cursor.is_any(&["update", "delete", "insert", "replace"]) {
            return Err(cursor.unknown());
        }
    }
    term(cursor)?;
    go_on(cursor)
}

/// What follows the first part of a query.
pub(super) fn go_on(cursor: &mut Cursor<'_>) -> Result<()> {
    while cursor.eat_any(&["union", "except", "intersect", "minus"]) {
        cursor.eat_any(&["all", "distinct"]);
        term(cursor)?;
    }
    ending(cursor)
}

pub(super) fn ctes(cursor: &mut Cursor<'_>) -> Result<()> {
    cursor.eat("recursive");
    loop {
        cursor.name()?;
        if cursor.is("(") {
            cursor.names()?;
        }
        cursor.want("as", "`AS`")?;
        cursor.want("(", "`(`")?;
        query(cursor)?;
        cursor.want(")", "`)`")?;
        if cursor.is("cycle") {
            return Err(cursor.unknown());
        }
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

fn term(cursor: &mut Cursor<'_>) -> Result<()> {
    match cursor.peek() {
        "(" => {
            cursor.next();
            query(cursor)?;
            cursor.want(")", "`)`")
        }
        "select" => {
            cursor.next();
            select(cursor)
        }
        "values" => {
            cursor.next();
            change::rows(cursor)
        }
        "table" => {
            cursor.next();
            cursor.object_name().map(drop)
        }
        _ if cursor.may_be_name() => Err(cursor.misfit("`SELECT`")),
        _ => Err(cursor.doubt("`SELECT`")),
    }
}

fn select(cursor: &mut Cursor<'_>) -> Result<()> {
    const OPTIONS: [&str; 12] = [
        "all",
        "distinct",
        "distinctrow",
        // MariaDB's word for it.
        "unique",
        "high_priority",
        "straight_join",
        "sql_small_result",
        "sql_big_result",
        "sql_buffer_result",
        "sql_no_cache",
        "sql_cache",
        "sql_calc_found_rows",
    ];
    while cursor.eat_any(&OPTIONS) {}
    items(cursor)?;
    into(cursor)?;
    if cursor.eat("from") {
        sources(cursor)?;
    }
    if cursor.eat("where") {
        expression(cursor)?;
    }
    if cursor.eat("group") {
        cursor.want("by", "`BY`")?;
        orders(cursor)?;
        cursor.eat_all(&["with", "rollup"]);
    }
    if cursor.eat("having") {
        expression(cursor)?;
    }
    if cursor.is("window") && cursor.ahead(2) == "as" {
        loop {
            cursor.next();
            cursor.name()?;
            cursor.want("as", "`AS`")?;
            cursor.parenthesis()?;
            if !cursor.is(",") {
                break;
            }
        }
    }
    if cursor.is("qualify") {
        return Err(cursor.unknown());
    }
    Ok(())
}

/// `a, t.*, b AS c`
pub(super) fn items(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        if !cursor.eat("*") && !of_table(cursor) {
            expression(cursor)?;
            alias(cursor, true)?;
        }
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

/// `t.*`, `s.t.*`
fn of_table(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = 0;
    while matches!(cursor.kind_ahead(ahead), Some(Kind::Word | Kind::Name)) && cursor.ahead(ahead + 1) == "."
    {
        ahead += 2;
        if cursor.ahead(ahead) == "*" {
            cursor.index += ahead + 1;
            return true;
        }
    }
    false
}

/// `a DESC, b`
pub(super) fn orders(cursor: &mut Cursor<'_>) -> Result<()> {
    loop {
        expression(cursor)?;
        cursor.eat_any(&["asc", "desc"]);
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

/// `INTO @a, @b`, `INTO OUTFILE '…'`: what follows the latter is not looked at.
fn into(cursor: &mut Cursor<'_>) -> Result<()> {
    if !cursor.eat("into") {
        return Ok(());
    }
    if cursor.is_any(&["outfile", "dumpfile"]) {
        return Err(cursor.unknown());
    }
    loop {
        cursor.eat("@");
        match cursor.kind() {
            Some(Kind::Word | Kind::Name | Kind::String) => cursor.next(),
            _ => return Err(cursor.doubt("a variable")),
        }
        while cursor.eat(".") {
            cursor.next();
        }
        if !cursor.eat(",") {
            return Ok(());
        }
    }
}

/// What follows all parts of a query.
fn ending(cursor: &mut Cursor<'_>) -> Result<()> {
    if cursor.eat("order") {
        cursor.want("by", "`BY`")?;
        orders(cursor)?;
        cursor.eat_all(&["with", "rollup"]);
    }
    limit(cursor)?;
    if cursor.is_any(&["offset", "fetch", "procedure"]) {
        return Err(cursor.unknown());
    }
    into(cursor)?;
    loop {
        if cursor.eat_all(&["lock", "in", "share", "mode"]) {
        } else if cursor.eat("for") {
            if !cursor.eat_any(&["update", "share"]) {
                return Err(cursor.doubt("`UPDATE` or `SHARE`"));
            }
            if cursor.eat("of") {
                loop {
                    cursor.object_name()?;
                    if !cursor.eat(",") {
                        break;
                    }
                }
            }
        } else {
            break;
        }
        if cursor.eat("skip") {
            cursor.want("locked", "`LOCKED`")?;
        } else if cursor.eat("wait") {
            cursor.next();
        } else {
            cursor.eat("nowait");
        }
    }
    into(cursor)
}

/// `LIMIT 5`, `LIMIT 5, 10`, `LIMIT 5 OFFSET 10`
pub(super) fn limit(cursor: &mut Cursor<'_>) -> Result<()> {
    if !cursor.eat("limit") {
        return Ok(());
    }
    if cursor.is("rows") {
        return Err(cursor.unknown());
    }
    expression(cursor)?;
    if cursor.eat(",") || cursor.eat("offset") {
        expression(cursor)?;
    }
    if cursor.is("rows") {
        return Err(cursor.unknown());
    }
    Ok(())
}
