//! MySQL and MariaDB, by way of `sqlparser`, which knows less than the servers do. That it refuses a statement is a
//! reason to look closer, not more: the statement is refused if there is a mistake in it that no grammar could allow.

use ambix_graph::script::Dialect;
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};

use super::Refusal;
use super::mysql_words::is_word;
use super::slip;
use super::tokens::Tokens;
use super::words::is_reserved;
use crate::lexer::Kind;

pub(super) fn refusal(text: &str) -> Option<Refusal> {
    let dialect = MySqlDialect {};
    let error = match Parser::new(&dialect).try_with_sql(text) {
        Ok(mut parser) => parser.parse_statements().err()?,
        Err(error) => error,
    };
    let message = match error {
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
        ParserError::RecursionLimitExceeded => return None,
    };
    let tokens = Tokens::new(text, Dialect::Mysql);
    // What stands in a comment for some versions of the server is nothing that one grammar could judge.
    if (0..tokens.len()).any(|index| tokens.kind(index) == Some(Kind::Executable)) {
        return None;
    }
    let offset = place(text, &message)?;
    let at = tokens.at(offset);
    let is_wrong = match is_core(&tokens) {
        true => slip::certain(&tokens, at).is_some() || is_misplaced(&tokens, at),
        false => slip::is_foreign(&tokens, at),
    };
    is_wrong.then(|| Refusal { at: offset, expected: None })
}

/// The offset of `… at Line: 1, Column: 5` in a message; both count from 1, columns in characters. Without one it is
/// the end.
fn place(text: &str, message: &str) -> Option<usize> {
    let Some((_, place)) = message.rsplit_once("at Line: ") else {
        return message.contains("EOF").then_some(text.len());
    };
    let (line, column) = place.split_once(", Column: ")?;
    let (line, column): (usize, usize) = (line.trim().parse().ok()?, column.trim().parse().ok()?);
    let mut start = 0;
    for _ in 1..line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    let rest = text.get(start..)?;
    Some(start + rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at))
}

/// Statements that the parser knows nearly all of.
fn is_core(tokens: &Tokens<'_>) -> bool {
    let object = 1 + usize::from(tokens.is_any(1, &["unique", "temporary"]));
    match tokens.get(0).to_ascii_lowercase().as_str() {
        "create" => tokens.is_any(object, &["table", "index", "view"]),
        "drop" => tokens.is(1, "table"),
        "alter" => tokens.is(1, "table"),
        "insert" | "update" | "delete" | "select" => true,
        _ => false,
    }
}

/// Whether the token cannot stand where it stands, whatever a server may know that the parser does not.
fn is_misplaced(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let needs_more = tokens.is_any(before, &[",", "=", "(", ".", "+", "*", "<", ">", "<>", "!=", "<=", ">="])
        || tokens.is_word(before)
            && is_reserved(tokens.get(before), Dialect::Mysql)
            && asks_for_more(tokens.get(before));
    let kind = tokens.kind(at);
    match kind {
        // The end of the statement, or of a list.
        None => needs_more,
        Some(Kind::Close) => needs_more && !tokens.is_any(before, &["(", "*", "."]),
        Some(Kind::Word) => !is_word(tokens.get(at)) && !after_unknown(tokens, at),
        // `CHANGE IF EXISTS a b` and the like: names follow names in `ALTER TABLE`.
        Some(Kind::Name) => !tokens.is(0, "alter") && !after_unknown(tokens, at),
        Some(Kind::Number) => matches!(tokens.kind(before), Some(Kind::Number | Kind::String)),
        _ => tokens.is(at, ",") && needs_more && !tokens.is(before, "*"),
    }
}

/// Words that no list and no statement ends with.
fn asks_for_more(word: &str) -> bool {
    const ASKING: [&str; 24] = [
        "and",
        "as",
        "by",
        "constraint",
        "create",
        "default",
        "from",
        "having",
        "in",
        "into",
        "join",
        "like",
        "not",
        "or",
        "references",
        "select",
        "set",
        "table",
        "to",
        "union",
        "where",
        "add",
        "foreign",
        "when",
    ];
    ASKING.iter().any(|asking| asking.eq_ignore_ascii_case(word))
}

/// Whether a name stands behind a word that the parser may have taken for a name, though a server knows it.
fn after_unknown(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    match tokens.kind(before) {
        Some(Kind::Word) => is_word(tokens.get(before)),
        Some(Kind::Name | Kind::Number | Kind::Close) => false,
        _ => true,
    }
}
