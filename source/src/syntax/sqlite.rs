//! SQLite's own grammar, by way of `sqlite3-parser`.

use bumpalo::Bump;
use fallible_iterator::FallibleIterator as _;
use sqlite3_parser::lexer::sql::{Error, Parser};

use super::Refusal;

pub(super) fn refusal(text: &str) -> Option<Refusal> {
    let bump = Bump::new();
    let mut parser = Parser::new(&bump, text.as_bytes());
    let error = match parser.next() {
        Ok(_) => return None,
        Err(error) => error,
    };
    let position = match &error {
        Error::ParserError(_, position)
        | Error::UnrecognizedToken(position)
        | Error::BadVariableName(position)
        | Error::BadNumber(position)
        | Error::ExpectedEqualsSign(position)
        | Error::MalformedBlobLiteral(position)
        | Error::MalformedHexInteger(position) => position.as_ref(),
        // Lexical, and reported as such.
        _ => return None,
    };
    let at = position.and_then(|at| offset(text, at.line, at.column)).unwrap_or(text.len());
    Some(Refusal { at, expected: None })
}

/// The offset of a line and a column in bytes, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    Some((start + column - 1).min(text.len()))
}
