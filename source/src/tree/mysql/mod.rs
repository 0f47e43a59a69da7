//! From MySQL and MariaDB. Statements are read by a grammar of our own, of both servers together, since the parser knows
//! only a part of them; queries and expressions come from the parser's tree.

mod alter;
mod column;
mod cursor;
mod definition;
mod expression;
mod grammar;
mod insert;
mod key;
mod misfit;
mod name;
mod object;
mod option;
mod partition;
mod place;
mod query;
mod session;
mod slice;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod types;
mod update;
mod word;

use sqlparser::ast;

use super::Statement;
use cursor::Words;
pub(crate) use misfit::Misfit;
use place::Places;

/// What our own grammar makes of a statement.
pub(crate) enum Definition {
    Read(Statement),
    /// A query, or a change of data that changes nothing else: the parser's tree says more, if there is one.
    Fits,
    /// No server of the family takes this.
    Refused(Misfit),
    /// It is none of ours, or has something in it that we do not know.
    Unknown,
}

/// Reads a statement that defines something or concerns the session.
pub(crate) fn definition(text: &str) -> Definition {
    let Some(words) = Words::new(text) else { return Definition::Unknown };
    definition::read(&words)
}

/// What the statements of the parser say, of which there is one, a query; `text` is what they were read from.
pub(crate) fn statement(statements: &[ast::Statement], text: &str) -> Statement {
    match (Words::new(text), statements) {
        (Some(_), [ast::Statement::Query(tree)]) => {
            Statement::Select(Box::new(query::query(tree, &Places::new(text, 0))))
        }
        (Some(words), _) if changes_data(&words) => Statement::Other,
        _ => Statement::Opaque,
    }
}

/// Whether it is a query or changes data, which is nothing that the catalog knows of.
fn changes_data(words: &Words<'_>) -> bool {
    const FIRST: [&str; 9] =
        ["select", "insert", "replace", "update", "delete", "with", "(", "values", "table"];
    FIRST.contains(&words.lower(0))
}
