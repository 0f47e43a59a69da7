//! Everything that is created and is no table.

use std::ops::Range;

use super::{Column, Expression, Name, ObjectName, Query, Statement, TypeName};

/// The kinds of things that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Object {
    Table,
    View,
    MaterializedView,
    Index,
    Sequence,
    /// Enums, domains, composites, ranges.
    Type,
    Function,
    Procedure,
    Aggregate,
    /// `DROP ROUTINE`: a function or a procedure.
    Routine,
    Trigger,
    EventTrigger,
    Policy,
    Rule,
    Schema,
    Extension,
    Collation,
    Statistics,
    Publication,
    Role,
    Database,
    /// Column, for `COMMENT ON`.
    Column,
    Constraint,
    /// Casts, operators, text search, foreign servers, …: nobody keeps account of them.
    Other,
}

/// `CREATE INDEX`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CreateIndex {
    /// PostgreSQL makes a name where none is written.
    pub(crate) name: Option<ObjectName>,
    pub(crate) table: ObjectName,
    pub(crate) unique: bool,
    pub(crate) concurrently: bool,
    pub(crate) if_not_exists: bool,
    /// `ON ONLY`
    pub(crate) only: bool,
    /// `USING gin`, in lower case.
    pub(crate) method: Option<String>,
    pub(crate) columns: Vec<IndexColumn>,
    /// PostgreSQL: the operator classes that are written.
    pub(crate) classes: Vec<Name>,
    pub(crate) include: Vec<Name>,
    pub(crate) predicate: Option<Expression>,
    /// MySQL: `FULLTEXT`, `SPATIAL`; `ALGORITHM` and `LOCK` as name and value in lower case.
    pub(crate) options: Vec<(String, String)>,
}

/// What an index orders by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum IndexColumn {
    /// A column and nothing else, whatever its direction, length or operator class.
    Column(Name),
    Expression(Expression),
}

/// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CreateView {
    pub(crate) name: ObjectName,
    pub(crate) columns: Vec<Name>,
    pub(crate) query: Query,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) temporary: bool,
    pub(crate) materialized: bool,
}

/// `CREATE TRIGGER`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CreateTrigger {
    pub(crate) name: ObjectName,
    pub(crate) table: ObjectName,
    /// `UPDATE OF a, b`
    pub(crate) columns: Vec<Name>,
    pub(crate) when: Option<Expression>,
    /// PostgreSQL: the function that it calls.
    pub(crate) function: Option<ObjectName>,
    /// SQLite: what it does, with `new` and `old`. Empty where the body was not read.
    pub(crate) body: Vec<Statement>,
    pub(crate) if_not_exists: bool,
    pub(crate) or_replace: bool,
    pub(crate) temporary: bool,
}

/// `CREATE FUNCTION`, `PROCEDURE`, `AGGREGATE`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CreateRoutine {
    pub(crate) kind: Object,
    pub(crate) name: ObjectName,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    /// The types of parameters and of the result.
    pub(crate) types: Vec<TypeName>,
    /// In lower case.
    pub(crate) language: Option<String>,
}

/// `CREATE TYPE`, `CREATE DOMAIN`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CreateType {
    pub(crate) name: ObjectName,
    pub(crate) kind: TypeKind,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeKind {
    /// Its values.
    Enum(Vec<Name>),
    Composite(Vec<Column>),
    Domain(TypeName, Box<Expression>),
    /// Range, base and shell types.
    Other,
}

/// `CREATE SCHEMA`, `SEQUENCE`, `EXTENSION`, `POLICY`, …
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Create {
    pub(crate) kind: Object,
    pub(crate) name: Option<ObjectName>,
    /// The table of a policy, a rule or statistics, or the one that a sequence belongs to.
    pub(crate) table: Option<ObjectName>,
    /// What a policy asks for, what statistics are of: it sees the table.
    pub(crate) expressions: Vec<Expression>,
    pub(crate) if_not_exists: bool,
    pub(crate) or_replace: bool,
    /// What `CREATE SCHEMA` creates along with it, and the statement that a rule runs.
    pub(crate) statements: Vec<Statement>,
}

/// `ALTER INDEX`, `VIEW`, `SEQUENCE`, `TYPE`, …
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alter {
    pub(crate) kind: Object,
    pub(crate) name: ObjectName,
    /// The table of a trigger or a policy.
    pub(crate) table: Option<ObjectName>,
    pub(crate) if_exists: bool,
    pub(crate) changes: Vec<Alteration>,
}

/// What is done to such an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Alteration {
    RenameTo(Name),
    SetSchema(Name),
    /// Of an enum.
    AddValue {
        value: Name,
        if_not_exists: bool,
        neighbour: Option<Name>,
    },
    RenameValue {
        from: Name,
        to: Name,
    },
    AddAttribute(Box<Column>),
    DropAttribute {
        name: Name,
        if_exists: bool,
    },
    /// Of a composite type or a view.
    RenameColumn {
        from: Name,
        to: Name,
    },
    /// Of a sequence: it goes with this column of a table, or with none.
    OwnedBy(Option<(ObjectName, Name)>),
    /// Of a policy: what it asks for now.
    Conditions(Vec<Expression>),
    /// Owner, options, …
    Option,
}

/// `DROP …`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drop {
    pub(crate) kind: Object,
    pub(crate) names: Vec<ObjectName>,
    /// The table of a trigger, a policy or a rule; of an index on MySQL.
    pub(crate) table: Option<ObjectName>,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
    pub(crate) concurrently: bool,
    /// MySQL: `DROP TEMPORARY TABLE`.
    pub(crate) temporary: bool,
}

/// `COMMENT ON …`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comment {
    pub(crate) kind: Object,
    /// The object; of a column, a constraint, a trigger or a policy, its table.
    pub(crate) name: ObjectName,
    /// The column, constraint, …, inside the table.
    pub(crate) part: Option<Name>,
    pub(crate) range: Range<usize>,
}
