//! The statements that turn one structure into another.

use std::fmt;

use ambix_graph::script::Dialect;

use crate::catalog::Catalog;
use crate::change::Change;
use crate::key::Key;
use crate::{mysql, postgres, sqlite};

/// The way from one structure to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What to run, in order.
    pub steps: Vec<Step>,
    /// What no statement can do: for somebody to write by hand.
    pub left: Vec<Change>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The statement, without a semicolon.
    pub sql: String,
    /// What is worth knowing before it is run, a line each.
    pub notes: Vec<String>,
    /// What it destroys, for the header of a revision to name.
    pub destroys: Vec<Destroyed>,
}

/// What a statement destroys: data that the way back does not bring back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destroyed {
    /// `table`, `column` or `rows`.
    pub what: &'static str,
    /// The schema, if it is not the default one, the table, and the column.
    pub parts: Vec<String>,
}

impl Destroyed {
    /// A table or a column, or the rows of a table.
    fn new(what: &'static str, key: &Key) -> Self {
        let parts = [key.schema.as_ref(), key.table.as_ref(), Some(&key.name)];
        Destroyed { what, parts: parts.into_iter().flatten().cloned().collect() }
    }

    /// A table.
    pub(crate) fn table(key: &Key) -> Self {
        Destroyed::new("table", key)
    }

    /// A column.
    pub(crate) fn column(key: &Key) -> Self {
        Destroyed::new("column", key)
    }

    /// Rows of a table that stays.
    pub(crate) fn rows(key: &Key) -> Self {
        Destroyed::new("rows", key)
    }
}

impl fmt::Display for Destroyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.parts.join("."))
    }
}

impl Step {
    /// A statement that destroys nothing.
    pub fn new(sql: impl Into<String>) -> Self {
        Step { sql: sql.into(), notes: Vec::new(), destroys: Vec::new() }
    }

    /// A statement that destroys `what`.
    pub fn destroying(sql: impl Into<String>, what: Destroyed) -> Self {
        Step { sql: sql.into(), notes: Vec::new(), destroys: vec![what] }
    }
}

/// Plans the way from one structure to another of the same dialect. The other direction is the way back, and from an
/// empty catalog it is a dump.
///
/// Nothing is renamed: what goes and what comes with the same shape is a drop and an addition, with a note that says
/// how to write a rename in their place.
pub fn plan(from: &Catalog, to: &Catalog) -> Plan {
    match to.dialect() {
        Dialect::Sqlite => sqlite::plan(from, to),
        Dialect::Postgres => postgres::plan(from, to),
        Dialect::Mysql => mysql::plan(from, to),
    }
}
