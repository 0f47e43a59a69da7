//! The statements that turn one structure into another.

use ambix_graph::script::Dialect;

use crate::catalog::Catalog;
use crate::change::Change;
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
    /// What it destroys, as `destroys:` in the header of a revision names it: `table users`, `column users.email`.
    pub destroys: Option<String>,
}

impl Step {
    /// A statement that destroys nothing.
    pub fn new(sql: impl Into<String>) -> Self {
        Step { sql: sql.into(), notes: Vec::new(), destroys: None }
    }

    /// A statement that destroys `what`.
    pub fn destroying(sql: impl Into<String>, what: impl Into<String>) -> Self {
        Step { sql: sql.into(), notes: Vec::new(), destroys: Some(what.into()) }
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
