//! SQLite.
//!
//! SQLite keeps the statements as somebody wrote them, and its own `ALTER TABLE` edits these texts. So they are parsed
//! and printed in one spelling; what is written beside a column and what is written behind all of them is one thing.

mod alter;
mod create;
mod mention;
mod name;
mod object;
mod parse;
mod plan;
mod read;
mod rebuild;
mod surroundings;
mod table;
mod virtuals;
mod words;

pub(crate) use plan::plan;
pub(crate) use read::read;

/// Options of tables and columns.
const STRICT: &str = "strict";
const WITHOUT_ROWID: &str = "without rowid";
/// The module of a virtual table with its arguments.
const VIRTUAL: &str = "virtual";
/// What `NOT NULL ON CONFLICT` says.
const NOT_NULL_CONFLICT: &str = "not null on conflict";
