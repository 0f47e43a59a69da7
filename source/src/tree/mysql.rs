//! From sqlparser's tree.

use super::Statement;

/// What the statements say, of which there is one; `text` is what it was read from.
pub(crate) fn statement(statements: &[sqlparser::ast::Statement], text: &str) -> Statement {
    let _ = (statements, text);
    Statement::Opaque
}
