//! The grammar of expressions, queries and statements that change data: whether a server may take them, not what they
//! say. Of MySQL and MariaDB together, in all versions; where they have more than we know, nothing is said.

mod call;
mod change;
mod expression;
mod query;
mod source;

pub(super) use change::{delete, insert, update};
pub(super) use expression::{expression, expressions, operand, parenthesised, variable};
pub(super) use query::{begins_here as query_begins, query};

use super::cursor::Cursor;
use super::misfit::{Misfit, Result};
use super::word::is_reserved;
use crate::lexer::Kind;

/// Words of clauses that we know of and do not read, or that a server may come to know.
const CLAUSES: [&str; 43] = [
    "array",
    "at",
    "connect",
    "cycle",
    "excluding",
    "fetch",
    "filter",
    "for",
    "format",
    "including",
    "minus",
    "nocycle",
    "nulls",
    "of",
    "offset",
    "only",
    "over",
    "overlaps",
    "partition",
    "period",
    "portion",
    "prior",
    "qualify",
    "recursive",
    "respect",
    "returning",
    "row",
    "rows",
    "sample",
    "search",
    "share",
    "skip",
    "sounds",
    "start",
    "statement",
    "system_time",
    "tablesample",
    "ties",
    "versioning",
    "wait",
    "window",
    "with",
    "within",
];

impl Cursor<'_> {
    /// The next token fits nowhere, unless it is a word that a server may know more of than we do.
    pub(super) fn doubt(&self, expected: &'static str) -> Misfit {
        let word = self.peek();
        match self.kind() {
            Some(Kind::Word) if CLAUSES.contains(&word) => self.unknown(),
            // `{fn …}`, `…(+)`, names with digits first.
            Some(Kind::Number) if word.ends_with(|last: char| last.is_ascii_alphabetic()) => self.unknown(),
            // An argument by its name.
            Some(Kind::Symbol) if word == ">" && self.is_behind("=") => self.unknown(),
            Some(Kind::Symbol) if word == ":" && self.ahead(1) == ":" => self.misfit("no cast by `::`"),
            Some(Kind::Symbol) if matches!(word, "{" | "}" | "?" | ":") => self.unknown(),
            // A name, in some modes.
            Some(Kind::String) if word.starts_with('"') => self.unknown(),
            _ => self.misfit(expected),
        }
    }

    pub(super) fn want(&mut self, word: &str, expected: &'static str) -> Result<()> {
        if self.eat(word) { Ok(()) } else { Err(self.doubt(expected)) }
    }

    /// The end of the statement.
    pub(super) fn end_of_all(&self) -> Result<()> {
        if self.is_end() { Ok(()) } else { Err(self.doubt("the end of the statement")) }
    }
}

/// Whether a word that may be a name begins a clause.
fn begins_clause(cursor: &Cursor<'_>) -> bool {
    let next = cursor.ahead(1);
    match cursor.peek() {
        "window" => cursor.ahead(2) == "as",
        "except" | "intersect" | "minus" => {
            matches!(next, "select" | "(" | "all" | "distinct" | "values" | "table")
        }
        "offset" => matches!(cursor.kind_ahead(1), Some(Kind::Number | Kind::Symbol)),
        "fetch" => matches!(next, "first" | "next"),
        "returning" => true,
        _ => false,
    }
}

/// `[AS] alias`; a text may be one.
fn alias(cursor: &mut Cursor<'_>, may_be_text: bool) -> Result<()> {
    let has_as = cursor.eat("as");
    match cursor.kind() {
        Some(Kind::Name) => cursor.next(),
        Some(Kind::Word) if !is_reserved(cursor.peek()) && (has_as || !begins_clause(cursor)) => {
            cursor.next()
        }
        Some(Kind::String) if may_be_text => cursor.next(),
        // In double quotes it is a name in some modes.
        Some(Kind::String | Kind::Number) if has_as => return Err(cursor.unknown()),
        _ if has_as => return Err(cursor.doubt("a name")),
        _ => {}
    }
    Ok(())
}
