//! What an object is called.

use std::fmt;

/// The kinds of objects, in the order in which they are created when nothing else decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A schema other than the default one.
    Schema,
    /// A PostgreSQL extension.
    Extension,
    /// A PostgreSQL collation.
    Collation,
    /// An enum, a domain, a composite or a range type.
    Type,
    /// A sequence that no column owns as its identity.
    Sequence,
    /// A table.
    Table,
    /// A column of a table.
    Column,
    /// The primary key of a table.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A check constraint.
    Check,
    /// An exclusion constraint.
    Exclusion,
    /// An index that belongs to no constraint.
    Index,
    /// A function, a procedure, an aggregate.
    Function,
    /// A view.
    View,
    /// A materialised view.
    MaterializedView,
    /// A foreign key.
    ForeignKey,
    /// A trigger.
    Trigger,
    /// A row-level security policy.
    Policy,
    /// A rule of a table or view, on PostgreSQL.
    Rule,
    /// A scheduled event, on MySQL.
    Event,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 20] = [
        Kind::Schema,
        Kind::Extension,
        Kind::Collation,
        Kind::Type,
        Kind::Sequence,
        Kind::Table,
        Kind::Column,
        Kind::PrimaryKey,
        Kind::Unique,
        Kind::Check,
        Kind::Exclusion,
        Kind::Index,
        Kind::Function,
        Kind::View,
        Kind::MaterializedView,
        Kind::ForeignKey,
        Kind::Trigger,
        Kind::Policy,
        Kind::Rule,
        Kind::Event,
    ];

    /// Its name in messages, filters and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Schema => "schema",
            Kind::Extension => "extension",
            Kind::Collation => "collation",
            Kind::Type => "type",
            Kind::Sequence => "sequence",
            Kind::Table => "table",
            Kind::Column => "column",
            Kind::PrimaryKey => "primary key",
            Kind::Unique => "unique constraint",
            Kind::Check => "check constraint",
            Kind::Exclusion => "exclusion constraint",
            Kind::Index => "index",
            Kind::Function => "function",
            Kind::View => "view",
            Kind::MaterializedView => "materialized view",
            Kind::ForeignKey => "foreign key",
            Kind::Trigger => "trigger",
            Kind::Policy => "policy",
            Kind::Rule => "rule",
            Kind::Event => "event",
        }
    }

    /// Whether it is a part of `CREATE TABLE`, and comes and goes with its table.
    pub fn is_part_of_table(self) -> bool {
        matches!(self, Kind::Column | Kind::PrimaryKey | Kind::Unique | Kind::Check | Kind::Exclusion)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What an object is called: unique in a database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is.
    pub kind: Kind,
    /// Its schema, unless it is the default one of the connection.
    pub schema: Option<String>,
    /// The table or view that it belongs to.
    pub table: Option<String>,
    /// Its own name; of a function with the types of its arguments. What has no name has a description in its place.
    pub name: String,
}

impl Key {
    /// An object that stands for itself.
    pub fn new(kind: Kind, schema: Option<&str>, name: impl Into<String>) -> Self {
        Key { kind, schema: schema.map(str::to_owned), table: None, name: name.into() }
    }

    /// An object of a table or view.
    pub fn of(kind: Kind, schema: Option<&str>, table: &str, name: impl Into<String>) -> Self {
        let table = Some(table.to_owned());
        Key { kind, schema: schema.map(str::to_owned), table, name: name.into() }
    }

    /// The table that this belongs to, or the table that it is.
    pub fn table_key(&self) -> Option<Key> {
        match (&self.table, self.kind) {
            (Some(table), _) => Some(Key::new(Kind::Table, self.schema.as_deref(), table)),
            (None, Kind::Table) => Some(self.clone()),
            (None, _) => None,
        }
    }
}

/// `column users.email`, `index users_email on users`, `table billing.invoices`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.schema.as_ref().map(|schema| format!("{schema}.")).unwrap_or_default();
        match (&self.table, self.kind) {
            (Some(table), Kind::Column) => write!(f, "column {schema}{table}.{}", self.name),
            (Some(table), kind) => write!(f, "{kind} {} on {schema}{table}", self.name),
            (None, kind) => write!(f, "{kind} {schema}{}", self.name),
        }
    }
}
