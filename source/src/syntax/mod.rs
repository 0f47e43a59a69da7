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

/// Whether a grammar for the dialect is compiled in.
fn is_checked(dialect: Dialect) -> bool {
    match dialect {
        Dialect::Sqlite => cfg!(feature = "sqlite"),
        Dialect::Postgres => cfg!(feature = "postgres"),
        Dialect::Mysql => cfg!(feature = "mysql"),
    }
}

/// What the grammar of the dialect has to say against a statement.
fn check(source: &Source, statement: &Statement, dialect: Dialect) -> Option<Finding> {
    let text = source.text().get(statement.range.clone())?;
    if statement.piece && text.contains(';') || !limit::is_within(text) {
        return None;
    }
    // A grammar that fails over hostile text says nothing against it.
    let refusal = catch_unwind(AssertUnwindSafe(|| refusal(text, dialect))).ok().flatten()?;
    let tokens = Tokens::new(text, dialect);
    Some(message::finding(source, statement, &tokens, &refusal, dialect))
}

fn refusal(text: &str, dialect: Dialect) -> Option<Refusal> {
    match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => sqlite::refusal(text),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => postgres::refusal(text),
        #[cfg(feature = "mysql")]
        Dialect::Mysql => mysql::refusal(text),
        #[allow(unreachable_patterns)]
        _ => None,
    }
}
