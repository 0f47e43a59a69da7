//! SQLite's own grammar, by way of `sqlite3-parser`.

use bumpalo::Bump;
use fallible_iterator::FallibleIterator as _;
use sqlite3_parser::lexer::sql::{Error, Parser};

use super::{Reading, Refusal};
use crate::tree;

pub(super) fn read(text: &str) -> Reading {
    let bump = Bump::new();
    let mut parser = Parser::new(&bump, text.as_bytes());
    let error = match parser.next() {
        Ok(Some(command)) => return Reading::Read(tree::sqlite::statement(&command, text)),
        Ok(None) => return Reading::Opaque,
        Err(error) => error,
    };
    let position = match &error {
        // SQLite takes the last of them.
        Error::ParserError(..) if error.to_string().contains("specified more than once") => {
            return Reading::Opaque;
        }
        Error::ParserError(_, position)
        | Error::UnrecognizedToken(position)
        | Error::BadVariableName(position)
        | Error::BadNumber(position)
        | Error::ExpectedEqualsSign(position)
        | Error::MalformedBlobLiteral(position)
        | Error::MalformedHexInteger(position) => position.as_ref(),
        // Lexical, and reported as such.
        _ => return Reading::Opaque,
    };
    let at = position.and_then(|at| offset(text, at.line, at.column)).unwrap_or(text.len());
    Reading::Refused(Refusal { at, expected: None })
}

/// The offset of a line and a column in bytes, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    Some((start + column - 1).min(text.len()))
}
