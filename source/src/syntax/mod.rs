//! Syntax: a statement that the database would refuse is a finding.
//!
//! Each dialect has a grammar behind a feature. A grammar says where it stopped and what it looked for; [`slip`] looks
//! at the words around that place for the mistakes that people make, and [`message`] says the rest. A grammar is never
//! trusted beyond what it is known for: what it cannot judge is *opaque*, and nothing is said.

mod limit;
mod message;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "mysql")]
mod mysql_shape;
#[cfg(feature = "mysql")]
mod mysql_words;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod postgres_shape;
mod scope;
mod slip;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tokens;
mod words;

pub(crate) use scope::check_scripts;

use std::panic::{AssertUnwindSafe, catch_unwind};

use ambix_graph::script::Dialect;

use crate::finding::{Finding, Source};
use crate::split::Statement;
use tokens::Tokens;

/// Where a grammar stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Refusal {
    /// The offset in the statement of the token that does not fit, or the length of the statement.
    at: usize,
    /// What would have fitted, in our words, where that is known.
    expected: Option<String>,
}

type Grammar = fn(&str) -> Option<Refusal>;

/// The grammar of the dialect, if it is compiled in.
fn grammar(dialect: Dialect) -> Option<Grammar> {
    match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => Some(sqlite::refusal),
        #[cfg(not(feature = "sqlite"))]
        Dialect::Sqlite => None,
        #[cfg(feature = "postgres")]
        Dialect::Postgres => Some(postgres::refusal),
        #[cfg(not(feature = "postgres"))]
        Dialect::Postgres => None,
        #[cfg(feature = "mysql")]
        Dialect::Mysql => Some(mysql::refusal),
        #[cfg(not(feature = "mysql"))]
        Dialect::Mysql => None,
    }
}

/// What the grammar of the dialect has to say against a statement.
fn check(source: &Source, statement: &Statement, dialect: Dialect) -> Option<Finding> {
    let grammar = grammar(dialect)?;
    let text = source.text().get(statement.range.clone())?;
    if statement.piece && text.contains(';') {
        return None;
    }
    // SQLite's parser has a stack of its own, on the heap.
    if dialect != Dialect::Sqlite && !limit::is_within(text) {
        return None;
    }
    // A parser that fails over hostile text says nothing against it.
    let refusal = catch_unwind(AssertUnwindSafe(|| grammar(text))).ok()?;
    let refusal = refusal.or_else(|| typographic(text, dialect))?;
    let tokens = Tokens::new(text, dialect);
    Some(message::finding(source, statement, &tokens, &refusal, dialect))
}

/// A text in quotes of a word processor: a name to every grammar, of a column that cannot be meant.
fn typographic(text: &str, dialect: Dialect) -> Option<Refusal> {
    if !text.contains(['‘', '“']) {
        return None;
    }
    let tokens = Tokens::new(text, dialect);
    let index = slip::text_in_such_quotes(&tokens)?;
    Some(Refusal { at: tokens.range(index).start, expected: None })
}
