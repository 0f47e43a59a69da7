//! Columns and constraints in the parentheses of `CREATE TABLE`.

use ambix_graph::script::Dialect;

use super::{Help as _, Slip};
use crate::lexer::Kind;
use crate::syntax::tokens::Tokens;
use crate::syntax::words::is_keyword;

/// What begins something else than a column.
const CONSTRAINTS: [&str; 13] = [
    "constraint",
    "primary",
    "foreign",
    "unique",
    "check",
    "exclude",
    "like",
    "key",
    "index",
    "fulltext",
    "spatial",
    "period",
    "partition",
];

/// The types that nearly all columns have.
const TYPES: [&str; 16] = [
    "int",
    "integer",
    "bigint",
    "smallint",
    "tinyint",
    "varchar",
    "char",
    "text",
    "longtext",
    "datetime",
    "timestamp",
    "date",
    "decimal",
    "double",
    "json",
    "boolean",
];

pub(super) fn find(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let open = list(tokens)?;
    if at <= open {
        return no_list(tokens, at);
    }
    if tokens.opened_by(at) != Some(open) {
        return None;
    }
    missing_type(tokens, at, open).or_else(|| missing_comma(tokens, at, open))
}

/// The parenthesis with the columns of `CREATE TABLE`.
fn list(tokens: &Tokens<'_>) -> Option<usize> {
    const MOST: usize = 12;
    if !tokens.is(0, "create") {
        return None;
    }
    let table = (1..tokens.len().min(4)).find(|&index| tokens.is(index, "table"))?;
    (table + 1..tokens.len().min(table + MOST)).find(|&index| tokens.is(index, "("))
}

/// `CREATE TABLE name id INT`
fn no_list(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let before = at.checked_sub(1)?;
    let is_column = tokens.is_word(at) && !is_keyword(tokens.get(at)) && tokens.is_name(before);
    if !is_column || tokens.is_any(before, &["table", "exists"]) {
        return None;
    }
    let found = tokens.get(at);
    Slip::new(tokens, at, format!("expected `(`, found `{found}`"), "")
        .help("the columns of a table stand in parentheses")
}

/// The first token of the definition that `at` is in.
fn start(tokens: &Tokens<'_>, at: usize, open: usize) -> usize {
    let is_start = |index: &usize| tokens.is(*index, ",") && tokens.opened_by(*index) == Some(open);
    (open + 1..at).rev().find(is_start).unwrap_or(open) + 1
}

/// A name and nothing else, or a name with `NOT NULL` and no type; SQLite does not ask for types.
fn missing_type(tokens: &Tokens<'_>, at: usize, open: usize) -> Option<Slip> {
    if tokens.dialect == Dialect::Sqlite {
        return None;
    }
    let start = start(tokens, at, open);
    let is_column = tokens.is_name(start) && !tokens.is_any(start, &CONSTRAINTS);
    let follows =
        [",", ")", "not", "null", "default", "primary", "unique", "references", "check", "constraint"];
    if is_column && at <= start + 1 && tokens.is_any(start + 1, &follows) {
        let name = tokens.get(start);
        return Slip::new(
            tokens,
            start,
            format!("the column `{name}` has no type"),
            "expected a type behind it",
        )
        .help(format!("write its type: `{name} TEXT`, `{name} BIGINT`"));
    }
    None
}

/// A definition begins on a new line, and the one before it has not ended.
fn missing_comma(tokens: &Tokens<'_>, at: usize, open: usize) -> Option<Slip> {
    // A parser may have taken the first word for a part of the definition before it.
    let on_new_line = |index: usize| {
        let before = index.checked_sub(1).map(|before| tokens.range(before).end)?;
        let between = tokens.text.get(before..tokens.range(index).start)?;
        (between.contains('\n')).then_some(index)
    };
    let begins = |index: usize| {
        let column = tokens.is_name(index)
            && (tokens.is_word(index + 1) || tokens.kind(index) == Some(Kind::Name))
            && !is_keyword(tokens.get(index));
        match tokens.dialect {
            // Options of columns are many there.
            Dialect::Mysql => column && tokens.is_any(index + 1, &TYPES),
            _ => column || tokens.is_any(index, &CONSTRAINTS),
        }
    };
    let candidates = [Some(at), at.checked_sub(1)];
    let index = candidates
        .into_iter()
        .flatten()
        .filter(|&index| index > open + 1 && tokens.opened_by(index) == Some(open))
        .filter_map(on_new_line)
        .find(|&index| begins(index))?;
    let before = index - 1;
    if tokens.is_any(before, &[",", "("]) {
        return None;
    }
    let found = tokens.get(index);
    let end = tokens.range(before).end;
    let mut slip =
        Slip::new(tokens, index, format!("expected `,` before `{found}`"), "a comma is missing here")?;
    slip.range = end..end;
    Some(slip).help("definitions are separated by commas")
}
