//! Keys, indexes, references and checks.

use super::cursor::Cursor;
use super::misfit::Result;
use super::{expression, option};
use crate::lexer::Kind;
use crate::tree::{Constraint, ConstraintKind, Expression, IndexColumn, Name, References};

/// A constraint or an index with `IF NOT EXISTS`, if that is written. Nothing where a column is defined.
pub(super) fn constraint(cursor: &mut Cursor<'_>) -> Result<Option<(Constraint, bool)>> {
    let start = cursor.start();
    let mut symbol = None;
    let mut if_not_exists = false;
    let is_named = cursor.eat("constraint");
    if is_named {
        if_not_exists = cursor.if_not_exists();
        if !cursor.is_any(&["primary", "unique", "foreign", "check"]) {
            symbol = Some(cursor.name()?);
        }
    }
    let (name, kind) = match cursor.peek() {
        "primary" => {
            cursor.next();
            cursor.expect("key", "`KEY`")?;
            if_not_exists |= cursor.if_not_exists();
            index_name(cursor)?;
            let (columns, expressions) = parts(cursor)?;
            if let Some(expression) = expressions.first() {
                return Err(super::Misfit { at: expression.range.start, ..cursor.misfit("a column") });
            }
            option::index_options(cursor)?;
            (symbol, ConstraintKind::PrimaryKey { columns, using_index: None })
        }
        "unique" => {
            cursor.next();
            cursor.eat_any(&["index", "key"]);
            if_not_exists |= cursor.if_not_exists();
            let name = index_name(cursor)?.or(symbol);
            let (columns, expressions) = parts(cursor)?;
            option::index_options(cursor)?;
            (name, ConstraintKind::Unique { columns, expressions, using_index: None })
        }
        "foreign" => {
            cursor.next();
            cursor.expect("key", "`KEY`")?;
            if_not_exists |= cursor.if_not_exists();
            // MariaDB makes the name of the index that of the constraint too, MySQL does not: it has none that is sure.
            if !cursor.is("(") {
                cursor.name()?;
            }
            let columns = cursor.names()?;
            let references = references(cursor)?;
            (symbol, ConstraintKind::ForeignKey { columns, references })
        }
        "check" => {
            cursor.next();
            let expression = expression::parenthesised(cursor)?;
            enforced(cursor);
            (symbol, ConstraintKind::Check(expression))
        }
        // Of Percona's TokuDB.
        "clustering" if matches!(cursor.ahead(1), "index" | "key") => return Err(cursor.unknown()),
        _ if is_named => return Err(cursor.misfit("`PRIMARY KEY`, `UNIQUE`, `FOREIGN KEY` or `CHECK`")),
        "index" | "key" | "fulltext" | "spatial" | "vector" => {
            if cursor.is("vector") && !matches!(cursor.ahead(1), "index" | "key") {
                return Ok(None);
            }
            let is_plain = cursor.is_any(&["index", "key"]);
            cursor.next();
            if !is_plain {
                cursor.eat_any(&["index", "key"]);
            }
            if_not_exists |= cursor.if_not_exists();
            let name = index_name(cursor)?;
            let (columns, expressions) = parts(cursor)?;
            option::index_options(cursor)?;
            (name, ConstraintKind::Index { columns, expressions })
        }
        _ => return Ok(None),
    };
    let range = start..cursor.end();
    Ok(Some((Constraint { name, kind, not_valid: false, deferrable: false, range }, if_not_exists)))
}

/// `[NOT] ENFORCED`
pub(super) fn enforced(cursor: &mut Cursor<'_>) {
    if !cursor.eat_all(&["not", "enforced"]) {
        cursor.eat("enforced");
    }
}

/// The name of an index and its method, either of which may be left out.
fn index_name(cursor: &mut Cursor<'_>) -> Result<Option<Name>> {
    let mut name = None;
    let has_none = cursor.is_any(&["(", "using"]) || cursor.is("type") && cursor.ahead(2) == "(";
    if !has_none {
        name = Some(cursor.name()?);
    }
    method(cursor)?;
    Ok(name)
}

/// `USING BTREE`
pub(super) fn method(cursor: &mut Cursor<'_>) -> Result<Option<String>> {
    if !cursor.eat("using") && !cursor.eat("type") {
        return Ok(None);
    }
    let method = cursor.peek().to_owned();
    if !cursor.eat_any(&["btree", "hash", "rtree"]) {
        return Err(cursor.misfit("`BTREE` or `HASH`"));
    }
    Ok(Some(method))
}

/// `(a, b(10), c DESC, (lower(d)))`
pub(super) fn key_parts(cursor: &mut Cursor<'_>) -> Result<Vec<IndexColumn>> {
    cursor.expect("(", "`(`")?;
    let mut parts = Vec::new();
    loop {
        if cursor.is("(") {
            parts.push(IndexColumn::Expression(expression::parenthesised(cursor)?));
        } else {
            parts.push(IndexColumn::Column(cursor.name()?));
            if cursor.eat("(") {
                if cursor.kind() != Some(Kind::Number) {
                    return Err(cursor.misfit("a number"));
                }
                cursor.next();
                cursor.expect(")", "`)`")?;
            }
            // What MariaDB has there is a period, not a column.
            if cursor.eat_all(&["without", "overlaps"]) {
                parts.pop();
            }
        }
        cursor.eat_any(&["asc", "desc"]);
        if !cursor.eat(",") {
            break;
        }
    }
    cursor.expect(")", "`,` or `)`")?;
    Ok(parts)
}

fn parts(cursor: &mut Cursor<'_>) -> Result<(Vec<Name>, Vec<Expression>)> {
    let (mut columns, mut expressions) = (Vec::new(), Vec::new());
    for part in key_parts(cursor)? {
        match part {
            IndexColumn::Column(name) => columns.push(name),
            IndexColumn::Expression(expression) => expressions.push(expression),
        }
    }
    Ok((columns, expressions))
}

/// `REFERENCES t (a) MATCH FULL ON DELETE CASCADE`
pub(super) fn references(cursor: &mut Cursor<'_>) -> Result<References> {
    cursor.expect("references", "`REFERENCES`")?;
    let table = cursor.object_name()?;
    let columns = if cursor.is("(") { cursor.names()? } else { Vec::new() };
    let mut references = References { table, columns, ..References::default() };
    if cursor.eat("match") && !cursor.eat_any(&["full", "partial", "simple"]) {
        return Err(cursor.misfit("`FULL`, `PARTIAL` or `SIMPLE`"));
    }
    while cursor.is("on") {
        let action = match cursor.ahead(1) {
            "delete" => &mut references.on_delete,
            "update" if super::column::is_now(cursor.ahead(2)) => break,
            "update" => &mut references.on_update,
            _ => return Err(cursor.misfit("`ON DELETE` or `ON UPDATE`")),
        };
        cursor.index += 2;
        let first = cursor.peek();
        let known: &[&str] = match first {
            "restrict" | "cascade" => &[],
            "no" => &["action"],
            "set" => &["null", "default"],
            _ => return Err(cursor.misfit("`CASCADE`, `RESTRICT`, `SET NULL` or `NO ACTION`")),
        };
        cursor.next();
        if known.is_empty() {
            *action = Some(first.to_owned());
            continue;
        }
        *action = Some(format!("{first} {}", cursor.peek()));
        if !cursor.eat_any(known) {
            return Err(cursor.misfit("`CASCADE`, `RESTRICT`, `SET NULL` or `NO ACTION`"));
        }
    }
    Ok(references)
}
