//! MySQL and MariaDB, by way of `sqlparser`, which knows less than the servers do. That it refuses a statement is a
//! reason to look closer, not more: the statement is refused if there is a mistake in it that no grammar could allow.

use ambix_graph::script::Dialect;
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};

use super::mysql_shape;
use super::mysql_words::is_word;
use super::slip;
use super::tokens::Tokens;
use super::words::is_reserved;
use super::{Reading, Refusal};
use crate::lexer::Kind;
use crate::tree;
use crate::tree::mysql::Definition;

pub(super) fn read(text: &str) -> Reading {
    let own = match tree::mysql::definition(text) {
        Definition::Read { tree, is_whole: true } => return Reading::Read(tree),
        Definition::Read { tree, is_whole: false } => Some(tree),
        Definition::Refused(_) | Definition::Unknown => None,
    };
    if let Some(refusal) = mysql_shape::refusal(text) {
        return Reading::Refused(refusal);
    }
    let error = match Parser::new(&MySqlDialect {}).try_with_sql(text) {
        Ok(mut parser) => match parser.parse_statements() {
            Ok(statements) => {
                return Reading::Read(own.unwrap_or_else(|| tree::mysql::statement(&statements, text)));
            }
            Err(error) => error,
        },
        Err(error) => error,
    };
    match (refusal(text, error), own) {
        (Some(refusal), _) => Reading::Refused(refusal),
        (None, Some(tree)) => Reading::Read(tree),
        (None, None) if tree::mysql::changes_data(text) => Reading::Read(tree::Statement::Other),
        (None, None) => Reading::Opaque,
    }
}

/// What is certainly wrong with a statement that the parser refuses.
fn refusal(text: &str, error: ParserError) -> Option<Refusal> {
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
    let mut at = tokens.at(offset);
    if tokens.is(at, "not") && tokens.is_word(at + 1) && !is_word(tokens.get(at + 1)) {
        at += 1;
    }
    let is_wrong = match is_core(&tokens) {
        true => {
            slip::certain(&tokens, at).is_some()
                || is_misplaced(&tokens, at)
                || is_believed(&tokens, at, &message)
        }
        false => slip::is_foreign(&tokens, at),
    };
    is_wrong.then(|| Refusal { at: tokens.range(at).start.max(offset), expected: None })
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
        "drop" => tokens.is_any(1, &["table", "index", "view"]),
        "alter" | "rename" => tokens.is(1, "table"),
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
        Some(Kind::Word) if tokens.is(at, "not") => {
            let follows = ["default", "comment", "primary", "unique", "auto_increment", ",", ")", "not"];
            tokens.is_word(at + 1) && !is_word(tokens.get(at + 1)) || tokens.is_any(at + 1, &follows)
        }
        // `ON` is missing before it.
        Some(Kind::Word) if tokens.is_any(at, &["delete", "update"]) => {
            tokens.is_any(at + 1, &["cascade", "restrict", "no", "current_timestamp"]) || is_twice(tokens, at)
        }
        Some(Kind::Word) => !is_word(tokens.get(at)) && !after_unknown(tokens, at) || is_twice(tokens, at),
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

/// `ON ON`, `SET SET`
fn is_twice(tokens: &Tokens<'_>, at: usize) -> bool {
    const ONCE: [&str; 24] = [
        "on",
        "set",
        "into",
        "table",
        "index",
        "add",
        "alter",
        "create",
        "from",
        "where",
        "by",
        "values",
        "as",
        "and",
        "references",
        "constraint",
        "primary",
        "column",
        "exists",
        "join",
        "using",
        "order",
        "modify",
        "rename",
    ];
    [at.checked_sub(1), at.checked_sub(2), Some(at)].into_iter().flatten().any(|index| {
        tokens.is_any(index, &ONCE) && tokens.is(index + 1, tokens.get(index)) && !tokens.is(index + 2, ".")
    })
}

/// Whether what the parser looked for is what every server looks for there.
fn is_believed(tokens: &Tokens<'_>, at: usize, message: &str) -> bool {
    let Some(expected) = message.strip_prefix("Expected: ").and_then(|rest| rest.split(", found: ").next())
    else {
        return false;
    };
    let ends = at >= tokens.len();
    let is_punctuation = tokens.is_any(at, &[",", ")", "=", ";"]);
    let is_name = tokens.is_word(at) && !is_word(tokens.get(at));
    match expected {
        "identifier" => ends || is_punctuation,
        "a data type name" => {
            ends || is_punctuation || matches!(tokens.kind(at), Some(Kind::Number | Kind::String))
        }
        "an expression" => {
            ends || is_punctuation && !at.checked_sub(1).is_some_and(|open| tokens.is(open, "("))
        }
        "REFERENCES" | "ON" | "SET" => ends || tokens.is(at, "=") || expected == "REFERENCES",
        "a list of columns in parentheses" | "TO" => {
            ends && !tokens.is(0, "alter") || is_name && tokens.is(0, "rename")
        }
        ")" => ends || is_name || matches!(tokens.kind(at), Some(Kind::Number | Kind::Name)),
        "literal int" => is_name || tokens.is(at, ")"),
        _ => message.contains("RESTRICT, CASCADE, SET NULL"),
    }
}

/// Whether a name stands behind a word that the parser may have taken for a name, though a server knows it.
fn after_unknown(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    match tokens.kind(before) {
        Some(Kind::Word) => is_word(tokens.get(before)) && !ENDING.iter().any(|word| tokens.is(before, word)),
        Some(Kind::Name | Kind::Number | Kind::Close) => false,
        _ => true,
    }
}

/// Words that end what they are part of: a type, an attribute, a direction. No name follows them.
const ENDING: [&str; 36] = [
    "null",
    "asc",
    "desc",
    "int",
    "integer",
    "bigint",
    "smallint",
    "tinyint",
    "text",
    "longtext",
    "mediumtext",
    "datetime",
    "date",
    "boolean",
    "bool",
    "json",
    "blob",
    "timestamp",
    "double",
    "float",
    "decimal",
    "auto_increment",
    "unsigned",
    "cascade",
    "restrict",
    "true",
    "false",
    "current_timestamp",
    "values",
    "set",
    "from",
    "into",
    "where",
    "and",
    "or",
    "by",
];
