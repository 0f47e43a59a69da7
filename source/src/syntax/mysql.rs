//! MySQL and MariaDB. Definitions, queries, changes of data and settings are judged by a grammar of our own, which
//! refuses only what no version of either server takes. `sqlparser` knows less than the servers do: that it refuses a
//! statement says nothing against it, unless it is one that only another database has.

use ambix_graph::script::Dialect;
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};

use super::slip;
use super::tokens::Tokens;
use super::{Reading, Refusal};
use crate::tree;
use crate::tree::mysql::Definition;

pub(super) fn read(text: &str) -> Reading {
    let fits = match tree::mysql::definition(text) {
        Definition::Read(tree) => return Reading::Read(tree),
        Definition::Refused(misfit) => {
            return Reading::Refused(Refusal { at: misfit.at, expected: Some(misfit.expected.to_owned()) });
        }
        Definition::Fits => true,
        // In a comment for some versions, or nothing that any parser takes.
        Definition::Unknown
            if !text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '(') =>
        {
            return Reading::Opaque;
        }
        Definition::Unknown => false,
    };
    match Parser::parse_sql(&MySqlDialect {}, text) {
        Ok(statements) => Reading::Read(tree::mysql::statement(&statements, text)),
        Err(_) if fits => Reading::Read(tree::Statement::Other),
        Err(error) => match foreign(text, error) {
            Some(refusal) => Reading::Refused(refusal),
            None => Reading::Opaque,
        },
    }
}

/// Where a statement that the parser refuses turns out to be of another database.
fn foreign(text: &str, error: ParserError) -> Option<Refusal> {
    let message = match error {
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
        ParserError::RecursionLimitExceeded => return None,
    };
    let offset = place(text, &message)?;
    let tokens = Tokens::new(text, Dialect::Mysql);
    let at = tokens.at(offset);
    slip::is_foreign(&tokens, at).then(|| Refusal { at: tokens.range(at).start.max(offset), expected: None })
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
