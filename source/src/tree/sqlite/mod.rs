//! From SQLite's tree.
//!
//! That tree knows no places. It does keep every token of a name as written, and parentheses, so it says exactly which
//! tokens a statement consists of: [`Reader`] walks the tree and the tokens side by side, each node taking the tokens
//! that it was made of. Where the two disagree, or something is nested too deeply, the statement is opaque.

mod call;
mod change;
mod constraint;
mod expression;
mod from;
mod name;
mod object;
mod query;
mod reader;
mod table;
#[cfg(test)]
mod tests;

use sqlite3_parser::ast::{Cmd, PragmaBody, QualifiedName, Stmt};

use super::{Object, Statement, Use};
use reader::Reader;

/// What the command says; `text` is what it was read from.
pub(crate) fn statement(command: &Cmd<'_>, text: &str) -> Statement {
    let statement = match command {
        Cmd::Stmt(statement) => statement,
        Cmd::Explain(_) | Cmd::ExplainQueryPlan(_) => return Statement::Other,
    };
    // What it attaches or takes away cannot be seen from here.
    if let Stmt::Attach { .. } | Stmt::Detach(_) = statement {
        return Statement::Opaque;
    }
    if let Some(read) = without_tokens(statement) {
        return read;
    }
    let mut reader = Reader::new(text);
    let read = reader.statement(statement);
    match read {
        Some(read) if reader.is_at_end() => read,
        _ => Statement::Opaque,
    }
}

/// Statements that name nothing.
fn without_tokens(statement: &Stmt<'_>) -> Option<Statement> {
    let what = match statement {
        Stmt::Begin(..) | Stmt::Commit(_) | Stmt::Rollback { .. } | Stmt::Savepoint(_) | Stmt::Release(_) => {
            return Some(Statement::Transaction);
        }
        Stmt::Pragma(_, None) => return Some(Statement::Other),
        // The name after these may be that of a table, an index, a collation or a whole database: it is not looked up.
        Stmt::Analyze(_) => Use::Analyze,
        Stmt::Reindex { .. } => Use::Reindex { concurrently: false },
        // It writes the whole file anew.
        Stmt::Vacuum(..) => Use::Vacuum { full: true },
        _ => return None,
    };
    Some(Statement::Use { relations: Vec::new(), columns: Vec::new(), what })
}

impl Reader<'_> {
    fn statement(&mut self, statement: &Stmt<'_>) -> Option<Statement> {
        match statement {
            Stmt::AlterTable(name, body) => self.alter_table(name, body),
            Stmt::CreateIndex { .. } => self.create_index(statement),
            Stmt::CreateTable { temporary, if_not_exists, tbl_name, body } => {
                self.create_table(*temporary, *if_not_exists, tbl_name, body)
            }
            Stmt::CreateTrigger { .. } => self.create_trigger(statement),
            Stmt::CreateView { .. } => self.create_view(statement),
            Stmt::CreateVirtualTable { if_not_exists, tbl_name, .. } => {
                self.create_virtual_table(*if_not_exists, tbl_name)
            }
            Stmt::Insert { .. } => self.insert(statement),
            Stmt::Update { .. } => self.update(statement),
            Stmt::Delete { .. } => self.delete(statement),
            Stmt::Select(select) => Some(Statement::Select(Box::new(self.query(select)?))),
            Stmt::DropIndex { if_exists, idx_name } => self.drop(Object::Index, *if_exists, idx_name),
            Stmt::DropTable { if_exists, tbl_name } => self.drop(Object::Table, *if_exists, tbl_name),
            Stmt::DropTrigger { if_exists, trigger_name } => {
                self.drop(Object::Trigger, *if_exists, trigger_name)
            }
            Stmt::DropView { if_exists, view_name } => self.drop(Object::View, *if_exists, view_name),
            Stmt::Pragma(name, Some(body)) => self.pragma(name, body),
            _ => None,
        }
    }

    /// `PRAGMA name = value`, `PRAGMA name (value)`
    fn pragma(&mut self, name: &QualifiedName<'_>, body: &PragmaBody<'_>) -> Option<Statement> {
        self.expect("PRAGMA")?;
        let name = self.object_name(name)?;
        let in_parentheses = matches!(body, PragmaBody::Call(_));
        self.expect(if in_parentheses { "(" } else { "=" })?;
        let start = self.start();
        while !self.is_at_end() && !self.is(")") {
            self.advance()?;
        }
        let value = self.text_since(start).to_owned();
        if in_parentheses {
            self.expect(")")?;
        }
        Some(Statement::Set { name: name.name.text.to_ascii_lowercase(), value, local: false })
    }
}
