//! What an object consists of, in the spelling of the server.

use std::collections::BTreeMap;

/// An object without its name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item {
    /// A table, apart from its columns and constraints, which are objects of their own.
    Table(Table),
    /// A column.
    Column(Column),
    /// An enum.
    Enum(Enum),
    /// A domain.
    Domain(Domain),
    /// Anything that is changed by dropping and creating it, or as a whole.
    Definition(Definition),
}

/// What a table is besides its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands behind the column list, by name: `engine`, `strict`, `partition by`, …
    pub options: BTreeMap<&'static str, String>,
    /// The comment.
    pub comment: Option<String>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The type; empty where SQLite has none.
    pub r#type: String,
    /// `NOT NULL` is missing.
    pub nullable: bool,
    /// The default, as an expression.
    pub default: Option<String>,
    /// The expression that it is computed from.
    pub generated: Option<Generated>,
    /// The server counts it: `ALWAYS` or `BY DEFAULT` with options, `AUTO_INCREMENT`, `AUTOINCREMENT`.
    pub identity: Option<String>,
    /// A collation that is not the default one.
    pub collation: Option<String>,
    /// What else stands there by name: `on update`, `invisible`, …
    pub options: BTreeMap<&'static str, String>,
    /// The comment.
    pub comment: Option<String>,
}

/// What a generated column is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The expression, without parentheses around it.
    pub expression: String,
    /// It is stored, not computed when read.
    pub stored: bool,
}

/// An enum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enum {
    /// The values, in order.
    pub values: Vec<String>,
    /// The comment.
    pub comment: Option<String>,
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The type below.
    pub base: String,
    /// `NOT NULL` is missing.
    pub nullable: bool,
    /// The default, as an expression.
    pub default: Option<String>,
    /// A collation that is not that of the base.
    pub collation: Option<String>,
    /// The checks by name, as clauses: `CHECK (…)`.
    pub checks: BTreeMap<String, String>,
    /// The comment.
    pub comment: Option<String>,
}

/// An object as the statement or clause that makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The whole statement without a semicolon; of a constraint the clause behind its name.
    pub text: String,
    /// The columns of its table that it names, where that is known.
    pub columns: Vec<String>,
    /// The comment.
    pub comment: Option<String>,
}

impl Definition {
    /// A definition of which nothing but the text is known.
    pub fn new(text: impl Into<String>) -> Self {
        Definition { text: text.into(), columns: Vec::new(), comment: None }
    }
}

impl Item {
    /// The column, if it is one.
    pub fn column(&self) -> Option<&Column> {
        match self {
            Item::Column(column) => Some(column),
            _ => None,
        }
    }

    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Item::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The definition, if it is one.
    pub fn definition(&self) -> Option<&Definition> {
        match self {
            Item::Definition(definition) => Some(definition),
            _ => None,
        }
    }
}
