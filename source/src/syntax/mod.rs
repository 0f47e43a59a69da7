//! Syntax: a statement that the database would refuse is a finding.
//!
//! Each dialect has a grammar behind a feature. A grammar says where it stopped and what it looked for; [`slip`] looks
//! at the words around that place for the mistakes that people make, and [`message`] says the rest. A grammar is never
//! trusted beyond what it is known for: what it cannot judge is *opaque*, and nothing is said.

mod fix;
mod limit;
mod message;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod postgres_shape;
mod slip;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tokens;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};

use ambix_graph::script::{Dialect, Dialects};

use crate::finding::{Finding, Fix, Source};
use crate::split::Statement;
use crate::tree;
use slip::Slip;
use tokens::Tokens;

/// Where a grammar stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The offset in the statement of the token that does not fit, or the length of the statement.
    at: usize,
    /// What would have fitted, in our words, where that is known.
    expected: Option<String>,
}

/// What a grammar makes of a statement.
enum Reading {
    Refused(Refusal),
    /// Refused for a mistake that the grammar itself recognises.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code))]
    Mistaken(Slip),
    /// Neither refused nor understood.
    Opaque,
    Read(tree::Statement),
}

type Grammar = fn(&str) -> Reading;

/// What a grammar has to say against a statement.
pub(crate) enum Complaint {
    At(Refusal),
    Mistake(Slip),
}

/// What is known of a statement.
pub(crate) enum Verdict {
    /// See [`finding`] and [`fix`].
    Refused(Complaint),
    /// The grammar is not compiled in, or cannot judge.
    Opaque,
    Read(tree::Statement),
}

/// The grammar of the dialect, if it is compiled in.
fn grammar(dialect: Dialect) -> Option<Grammar> {
    match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => Some(sqlite::read),
        #[cfg(not(feature = "sqlite"))]
        Dialect::Sqlite => None,
        #[cfg(feature = "postgres")]
        Dialect::Postgres => Some(postgres::read),
        #[cfg(not(feature = "postgres"))]
        Dialect::Postgres => None,
        #[cfg(feature = "mysql")]
        Dialect::Mysql => Some(mysql::read),
        #[cfg(not(feature = "mysql"))]
        Dialect::Mysql => None,
    }
}

/// Whether the grammar of the dialect is compiled in.
pub(crate) fn has_grammar(dialect: Dialect) -> bool {
    grammar(dialect).is_some()
}

/// Reads a statement with the grammar of the dialect.
pub(crate) fn read(source: &Source, statement: &Statement, dialect: Dialect) -> Verdict {
    match reading(source, statement, dialect) {
        Reading::Read(tree) => Verdict::Read(tree),
        Reading::Opaque => Verdict::Opaque,
        Reading::Refused(refusal) => Verdict::Refused(Complaint::At(refusal)),
        Reading::Mistaken(slip) => Verdict::Refused(Complaint::Mistake(slip)),
    }
}

/// What is to be said about a statement that was refused.
pub(crate) fn finding(
    source: &Source,
    statement: &Statement,
    dialect: Dialect,
    complaint: &Complaint,
) -> Finding {
    let text = source.text().get(statement.range.clone()).unwrap_or_default();
    match complaint {
        Complaint::At(refusal) => {
            message::finding(source, statement, &Tokens::new(text, dialect), refusal, dialect)
        }
        Complaint::Mistake(slip) => message::slip(source, statement, slip.clone()),
    }
}

/// The change that mends a statement which was refused, if there is no doubt about it. It reads the statement changed:
/// for those findings that somebody will see.
///
/// `dialect` refuses it, and `dialects` are all that it is for.
pub(crate) fn fix(
    source: &Source,
    statement: &Statement,
    dialect: Dialect,
    complaint: &Complaint,
    dialects: Dialects,
) -> Option<Box<Fix>> {
    let tokens = Tokens::new(source.text().get(statement.range.clone())?, dialect);
    let slip = match complaint {
        Complaint::At(refusal) => slip::find(&tokens, tokens.at(refusal.at))?,
        Complaint::Mistake(slip) => slip.clone(),
    };
    let change = fix::certain(&tokens, &slip, dialects)?;
    let start = statement.range.start;
    Some(Box::new(Fix {
        source: source.clone(),
        range: start + change.range.start..start + change.range.end,
        replacement: change.replacement,
        title: change.title,
    }))
}

fn reading(source: &Source, statement: &Statement, dialect: Dialect) -> Reading {
    let (Some(grammar), Some(text)) = (grammar(dialect), source.text().get(statement.range.clone())) else {
        return Reading::Opaque;
    };
    // What can be taken apart has been.
    if statement.opaque || statement.piece && text.contains(';') {
        return Reading::Opaque;
    }
    // SQLite's parser has a stack of its own, on the heap.
    if dialect != Dialect::Sqlite && !limit::is_within(text) {
        return Reading::Opaque;
    }
    // A parser that fails over hostile text says nothing against it.
    match catch_unwind(AssertUnwindSafe(|| grammar(text))).unwrap_or(Reading::Opaque) {
        reading @ (Reading::Refused(_) | Reading::Mistaken(_)) => reading,
        reading => typographic(text, dialect).map_or(reading, Reading::Refused),
    }
}

/// Whether the grammar takes a statement, and understands it.
fn is_read(text: &str, dialect: Dialect) -> bool {
    let Some(grammar) = grammar(dialect) else { return false };
    let reading = catch_unwind(AssertUnwindSafe(|| grammar(text))).unwrap_or(Reading::Opaque);
    matches!(reading, Reading::Read(_)) && typographic(text, dialect).is_none()
}

/// A text in quotes of a word processor: a name to every grammar, of a column that cannot be meant.
fn typographic(text: &str, dialect: Dialect) -> Option<Refusal> {
    // The first byte of either; most texts have none.
    if !text.as_bytes().contains(&0xe2) || !text.contains(['‘', '“']) {
        return None;
    }
    let tokens = Tokens::new(text, dialect);
    let index = slip::text_in_such_quotes(&tokens)?;
    Some(Refusal { at: tokens.range(index).start, expected: None })
}
