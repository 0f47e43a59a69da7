//! From PostgreSQL's tree.

use squawk_parser::{LexedStr, Output};

use super::Statement;

/// What the statement says; `text` is what it was read from.
pub(crate) fn statement(lexed: &LexedStr<'_>, output: &Output, text: &str) -> Statement {
    let _ = (lexed, output, text);
    Statement::Opaque
}
