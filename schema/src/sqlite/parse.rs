//! The statements that SQLite keeps, parsed.

use sqlite3_parser::ast::{Cmd, Stmt};
use sqlite3_parser::lexer::sql::Parser;

/// Looks at a statement; nothing if the parser does not know what SQLite knows.
pub(super) fn with<R>(sql: &str, look: impl FnOnce(&Stmt<'_>) -> Option<R>) -> Option<R> {
    use fallible_iterator::FallibleIterator as _;
    let bump = bumpalo::Bump::new();
    match Parser::new(&bump, sql.as_bytes()).next() {
        Ok(Some(Cmd::Stmt(statement))) => look(&statement),
        _ => None,
    }
}
