//! What is asked of the tokens.

use ambix_graph::script::Dialect;

use crate::lexer::Kind;
use crate::syntax::Refusal;
use crate::syntax::tokens::Tokens;
use crate::syntax::words::is_reserved;

pub(super) fn refusal(text: &str) -> Option<Refusal> {
    let tokens = Tokens::new(text, Dialect::Postgres);
    if let Some(index) = strings_in_a_row(&tokens).or_else(|| taken(&tokens)) {
        return Some(Refusal { at: tokens.range(index).start, expected: None });
    }
    if tokens.is(0, "drop") && tokens.len() > 3 && tokens.are(tokens.len() - 2, &["if", "exists"]) {
        return Some(Refusal { at: text.len(), expected: Some("a name".to_owned()) });
    }
    table(&tokens, text.len())
}

/// `'a' 'b'` on one line, `([a])`, `SET a == 1`: the token that does not fit.
fn strings_in_a_row(tokens: &Tokens<'_>) -> Option<usize> {
    if tokens.is(0, "update") && tokens.is(4, "==") && tokens.is(2, "set") {
        return Some(4);
    }
    (1..tokens.len()).find(|&index| {
        match (tokens.kind(index - 1), tokens.kind(index)) {
            (Some(Kind::Open), Some(Kind::Symbol)) => return tokens.is(index, "["),
            (Some(Kind::String), Some(Kind::String)) => {}
            _ => return false,
        }
        let between = tokens.text.get(tokens.range(index - 1).end..tokens.range(index).start);
        between.is_some_and(|between| !between.contains(['\n', '\r']))
    })
}

/// A reserved word as the name of a column or a constraint.
fn taken(tokens: &Tokens<'_>) -> Option<usize> {
    if !tokens.is_any(0, &["alter", "create"]) || !tokens.is(1, "table") {
        return None;
    }
    let is_alter = tokens.is(0, "alter");
    (3..tokens.len()).find(|&index| {
        if !tokens.is_word(index) || !tokens.is_any(index - 1, &["column", "exists", "constraint"]) {
            return false;
        }
        let before = |words: &[&str]| index >= words.len() && tokens.are(index - words.len(), words);
        let column =
            before(&["add", "column"]) || before(&["drop", "column"]) || before(&["rename", "column"]);
        let column =
            column || before(&["column", "if", "exists"]) || before(&["column", "if", "not", "exists"]);
        // The name of a constraint may be left out of a domain's, never of a table's.
        let is_name = is_alter && column || before(&["constraint"]) && !tokens.is(index + 1, ".");
        is_name && is_reserved(tokens.get(index), Dialect::Postgres)
    })
}

/// `ALTER TABLE t` without an action, a column without a type.
fn table(tokens: &Tokens<'_>, end: usize) -> Option<Refusal> {
    if !tokens.is_any(0, &["alter", "create"]) {
        return None;
    }
    let mut at = (0..tokens.len().min(4)).find(|&index| tokens.is(index, "table"))? + 1;
    if tokens.is(at, "if") {
        at += if tokens.is(at + 1, "not") { 3 } else { 2 };
    }
    at += usize::from(tokens.is(at, "only")) + 1;
    while tokens.is(at, ".") {
        at += 2;
    }
    at += usize::from(tokens.is(at, "*"));
    if tokens.is(0, "alter") {
        let expected = Some("what to do with the table".to_owned());
        return (at >= tokens.len()).then_some(Refusal { at: end, expected });
    }
    let untyped = untyped_column(tokens, at)?;
    Some(Refusal { at: tokens.range(untyped + 1).start, expected: Some("a type".to_owned()) })
}

/// A column with attributes and no type, in the parentheses at `open`.
fn untyped_column(tokens: &Tokens<'_>, open: usize) -> Option<usize> {
    const ATTRIBUTES: [&str; 7] =
        ["not", "default", "primary", "unique", "references", "check", "constraint"];
    const CONSTRAINTS: [&str; 7] = ["constraint", "primary", "foreign", "unique", "check", "exclude", "like"];
    if !tokens.is(0, "create") || !tokens.is(open, "(") {
        return None;
    }
    let mut depth = 0_usize;
    for index in open..tokens.len() {
        match tokens.get(index) {
            "(" => depth += 1,
            ")" if depth == 1 => return None,
            ")" => depth -= 1,
            _ => {}
        }
        let begins = depth == 1 && tokens.is_any(index, &["(", ","]);
        let name = index + 1;
        if begins
            && tokens.is_name(name)
            && !tokens.is_any(name, &CONSTRAINTS)
            && tokens.is_any(name + 1, &ATTRIBUTES)
        {
            return Some(name);
        }
    }
    None
}
