//! Syntax: a statement that the database would refuse is a finding.
//!
//! Each dialect has a grammar behind a feature. A grammar says where it stopped and what it looked for; [`slip`] looks
//! at the words around that place for the mistakes that people make, and [`message`] says the rest. A grammar is never
//! trusted beyond what it is known for: what it cannot judge is *opaque*, and nothing is said.

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

use ambix_graph::script::Dialect;

use crate::finding::{Finding, Source};
use crate::lexer::Kind;
use crate::split::Statement;
use crate::tree;
use slip::Slip;
use tokens::Tokens;

/// Where a grammar stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Refusal {
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

/// What is to be said about a statement.
pub(crate) enum Verdict {
    Refused(Box<Finding>),
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
    let (Some(grammar), Some(text)) = (grammar(dialect), source.text().get(statement.range.clone())) else {
        return Verdict::Opaque;
    };
    if statement.opaque {
        return Verdict::Opaque;
    }
    if statement.piece && text.contains(';') {
        return piece(source, statement, dialect, text);
    }
    // SQLite's parser has a stack of its own, on the heap.
    if dialect != Dialect::Sqlite && !limit::is_within(text) {
        return Verdict::Opaque;
    }
    // A parser that fails over hostile text says nothing against it.
    let reading = catch_unwind(AssertUnwindSafe(|| grammar(text))).unwrap_or(Reading::Opaque);
    let refusal = match reading {
        Reading::Refused(refusal) => refusal,
        Reading::Mistaken(slip) => {
            return Verdict::Refused(Box::new(message::slip(source, statement, slip)));
        }
        reading => match (typographic(text, dialect), reading) {
            (Some(refusal), _) => refusal,
            (None, Reading::Read(tree)) => return Verdict::Read(tree),
            (None, _) => return Verdict::Opaque,
        },
    };
    let tokens = Tokens::new(text, dialect);
    Verdict::Refused(Box::new(message::finding(source, statement, &tokens, &refusal, dialect)))
}

/// Statements that go to the server as one: PostgreSQL refuses all for one of them.
fn piece(source: &Source, statement: &Statement, dialect: Dialect, text: &str) -> Verdict {
    let tokens = Tokens::new(text, dialect);
    // Statements in a body belong to it.
    if dialect != Dialect::Postgres || (0..tokens.len()).any(|index| tokens.is(index, "atomic")) {
        return Verdict::Opaque;
    }
    let mut start = 0;
    let mut depth = 0_usize;
    for index in 0..=tokens.len() {
        match tokens.kind(index) {
            Some(Kind::Open) => depth += 1,
            Some(Kind::Close) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end = index == tokens.len() || depth == 0 && tokens.is(index, ";");
        if is_end && start < index {
            let first = statement.range.start + tokens.range(start).start;
            let last = statement.range.start + tokens.range(index - 1).end;
            let part = Statement { range: first..last, piece: false, ..statement.clone() };
            if let Verdict::Refused(finding) = read(source, &part, dialect) {
                return Verdict::Refused(finding);
            }
        }
        if is_end {
            start = index + 1;
        }
    }
    Verdict::Opaque
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
