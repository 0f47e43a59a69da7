//! Names: quoted as another database does, or words that are taken.

use std::ops::Range;

use ambix_graph::script::Dialect;

use super::{Help as _, Slip};
use crate::lexer::Kind;
use crate::split::title;
use crate::syntax::tokens::Tokens;
use crate::syntax::words::is_reserved;

/// What a name follows.
const BEFORE_NAMES: [&str; 14] = [
    "table",
    "into",
    "update",
    "from",
    "join",
    "column",
    "index",
    "exists",
    "to",
    "references",
    "view",
    "only",
    "add",
    "constraint",
];

/// Backticks on PostgreSQL, brackets elsewhere than on SQLite, quotes of texts around names.
pub(super) fn quoting(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let dialect = tokens.dialect;
    let near = || at.saturating_sub(2)..(at + 2).min(tokens.len());
    if dialect == Dialect::Postgres
        && let Some(index) = near().find(|&index| tokens.get(index).starts_with('`'))
    {
        let mut slip =
            Slip::new(tokens, index, "PostgreSQL does not quote names with backticks", "no quote here")?;
        slip.range.end = slip.range.start + 1;
        let name = tokens.get(index + 1);
        let slip = Some(slip).help(match tokens.is_word(index + 1) {
            true => format!("write `{name}` without quotes, or `\"{name}\"`"),
            false => "write names without quotes, or with `\"`".to_owned(),
        });
        return match without_backticks(tokens) {
            Some((range, text)) => slip.fix(range, text, "write `\"` around names"),
            None => slip,
        };
    }
    if dialect != Dialect::Sqlite
        && let Some(index) = near().find(|&index| tokens.is(index, "["))
        && tokens.is_word(index + 1)
        && tokens.is(index + 2, "]")
    {
        let name = tokens.get(index + 1);
        let message = format!("{} does not quote names with brackets", title(dialect));
        return Slip::over(tokens, index, index + 2, message, "")
            .help(format!("write `{name}` without brackets"));
    }
    let is_string = |index: usize| {
        tokens.kind(index) == Some(Kind::String)
            && index.checked_sub(1).is_some_and(|before| tokens.is_any(before, &BEFORE_NAMES))
            && match dialect {
                // With ANSI_QUOTES in its `sql_mode` a server takes `"` for a quote of names.
                Dialect::Mysql => tokens.get(index).starts_with('\''),
                _ => tokens.get(index).starts_with(['\'', '"']),
            }
    };
    if dialect != Dialect::Sqlite
        && let Some(index) = near().find(|&index| is_string(index))
    {
        let text = tokens.get(index);
        let bare = text.trim_matches(['\'', '"']);
        let slip = Slip::new(tokens, index, format!("{text} is a text, not a name"), "expected a name");
        let quote = if dialect == Dialect::Mysql { '`' } else { '"' };
        return slip.help(format!("write `{bare}` without quotes, or {quote}{bare}{quote}"));
    }
    None
}

/// The part of the statement from its first to its last backtick with `"` in their place, if each pair stands around
/// one word.
fn without_backticks(tokens: &Tokens<'_>) -> Option<(Range<usize>, String)> {
    let is_quoted = |index: usize| matches!(tokens.kind(index), Some(Kind::String | Kind::Name));
    let has_mark = |index: &usize| tokens.get(*index).contains('`') && !is_quoted(*index);
    let marks: Vec<usize> = (0..tokens.len()).filter(has_mark).collect();
    let (first, last) = (*marks.first()?, *marks.last()?);
    let is_pair = |pair: &[usize]| match *pair {
        [open, close] => {
            let is_mark = |index: usize| tokens.get(index) == "`";
            let joined = |index: usize| tokens.range(index).end == tokens.range(index + 1).start;
            is_mark(open)
                && is_mark(close)
                && close == open + 2
                && tokens.is_word(open + 1)
                && joined(open)
                && joined(open + 1)
        }
        _ => false,
    };
    if !marks.chunks(2).all(is_pair) {
        return None;
    }
    let range = tokens.range(first).start..tokens.range(last).end;
    let mut text = tokens.text.get(range.clone())?.to_owned();
    for mark in marks {
        let at = tokens.range(mark).start - range.start;
        text.replace_range(at..at + 1, "\"");
    }
    Some((range, text))
}

/// A keyword where a name belongs.
pub(super) fn reserved(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let is_taken = |index: usize| {
        tokens.is_word(index)
            && is_reserved(tokens.get(index), tokens.dialect)
            && names_go_before(tokens, index)
    };
    let index = [Some(at), at.checked_sub(1)].into_iter().flatten().find(|&index| is_taken(index))?;
    let word = tokens.get(index);
    let quote = if tokens.dialect == Dialect::Mysql { '`' } else { '"' };
    Slip::new(
        tokens,
        index,
        format!("`{word}` is a reserved word of {}, found where a name belongs", title(tokens.dialect)),
        "expected a name",
    )
    .help(format!("choose another name, or quote it wherever it is used: {quote}{word}{quote}"))
}

/// Whether a name belongs at `index`: behind a word that names follow, or at the head of a column.
fn names_go_before(tokens: &Tokens<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else { return false };
    if tokens.is(before, ".") || tokens.is_any(before, &BEFORE_NAMES) {
        return true;
    }
    // In a list: the word is followed by a type, a comma or the end of the list.
    let follows = tokens.is_name(index + 1) || tokens.is_any(index + 1, &[",", ")"]);
    tokens.is_any(before, &["(", ","]) && follows && tokens.depth(index) > 0
}
