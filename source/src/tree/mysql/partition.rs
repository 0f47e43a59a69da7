//! `PARTITION BY`

use super::cursor::Cursor;
use super::expression;
use super::misfit::Result;
use super::option;
use crate::tree::{ColumnReference, Expression};

/// What a table is partitioned by, with all that follows.
pub(super) fn partition_by(cursor: &mut Cursor<'_>) -> Result<Expression> {
    cursor.expect("partition", "`PARTITION`")?;
    cursor.expect("by", "`BY`")?;
    let mut by = method(cursor)?;
    if cursor.eat("partitions") {
        option::number(cursor)?;
    }
    if cursor.eat("subpartition") {
        cursor.expect("by", "`BY`")?;
        let sub = method(cursor)?;
        by.columns.extend(sub.columns);
        by.functions.extend(sub.functions);
        by.queries.extend(sub.queries);
        by.is_opaque |= sub.is_opaque;
        if cursor.eat("subpartitions") {
            option::number(cursor)?;
        }
    }
    by.constant = None;
    by.range.end = cursor.end();
    if cursor.is("(") && cursor.ahead(1) == "partition" {
        cursor.parenthesis()?;
    }
    Ok(by)
}

fn method(cursor: &mut Cursor<'_>) -> Result<Expression> {
    let start = cursor.start();
    cursor.eat("linear");
    let method = cursor.peek();
    match method {
        "hash" | "range" | "list" | "key" => cursor.next(),
        _ => return Err(cursor.unknown()),
    }
    if method == "key" && cursor.eat("algorithm") {
        cursor.eat("=");
        option::number(cursor)?;
    }
    if method != "key" && !cursor.eat("columns") {
        let mut by = expression::parenthesised(cursor)?;
        by.range.start = start;
        return Ok(by);
    }
    let names = if method == "key" && cursor.eat_all(&["(", ")"]) { Vec::new() } else { cursor.names()? };
    let columns =
        names.into_iter().map(|column| ColumnReference { schema: None, table: None, column }).collect();
    Ok(Expression { range: start..cursor.end(), columns, ..Expression::default() })
}
