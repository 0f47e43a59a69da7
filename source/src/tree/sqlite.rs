//! From SQLite's tree.

use sqlite3_parser::ast::Cmd;

use super::Statement;

/// What the command says; `text` is what it was read from.
pub(crate) fn statement(command: &Cmd<'_>, text: &str) -> Statement {
    let _ = (command, text);
    Statement::Opaque
}
