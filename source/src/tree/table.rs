//! Tables: `CREATE TABLE` and `ALTER TABLE`.

use std::ops::Range;

use super::{Expression, Name, ObjectName, Query, TypeName};

/// `CREATE TABLE`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CreateTable {
    pub(crate) name: ObjectName,
    pub(crate) temporary: bool,
    pub(crate) if_not_exists: bool,
    /// MariaDB.
    pub(crate) or_replace: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) constraints: Vec<Constraint>,
    /// `LIKE t`: its columns come first.
    pub(crate) like: Vec<ObjectName>,
    /// `INHERITS (t)`
    pub(crate) inherits: Vec<ObjectName>,
    /// `PARTITION OF t`
    pub(crate) partition_of: Option<ObjectName>,
    /// `PARTITION BY`: what it refers to.
    pub(crate) partition_by: Option<Expression>,
    /// `AS SELECT …`
    pub(crate) query: Option<Box<Query>>,
    /// SQLite.
    pub(crate) strict: bool,
    /// SQLite.
    pub(crate) without_rowid: bool,
    /// MySQL, as written.
    pub(crate) engine: Option<String>,
    /// MySQL, in lower case.
    pub(crate) charset: Option<String>,
    /// PostgreSQL.
    pub(crate) unlogged: bool,
    /// A virtual table, a foreign one, or one of a type: it has columns that are not here.
    pub(crate) is_open: bool,
}

/// A column with everything that is written at it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: Name,
    pub(crate) data_type: Option<TypeName>,
    /// `NOT NULL` is written.
    pub(crate) not_null: bool,
    pub(crate) default: Option<Expression>,
    /// `GENERATED ALWAYS AS (…)`, and whether the value is stored.
    pub(crate) generated: Option<(Expression, bool)>,
    /// `GENERATED … AS IDENTITY`, `AUTO_INCREMENT`, `AUTOINCREMENT`.
    pub(crate) identity: bool,
    pub(crate) collation: Option<ObjectName>,
    /// `ON UPDATE CURRENT_TIMESTAMP` (MySQL).
    pub(crate) on_update: bool,
    /// Keys, references and checks that are written at the column; their columns are this one.
    pub(crate) constraints: Vec<Constraint>,
    /// All of it.
    pub(crate) range: Range<usize>,
}

/// A constraint of a table, or of one column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Constraint {
    pub(crate) name: Option<Name>,
    pub(crate) kind: ConstraintKind,
    /// `NOT VALID`
    pub(crate) not_valid: bool,
    pub(crate) deferrable: bool,
    /// All of it.
    pub(crate) range: Range<usize>,
}

/// What a constraint asks for. Columns of keys that are expressions are in `expressions`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ConstraintKind {
    PrimaryKey {
        columns: Vec<Name>,
        /// `USING INDEX i`
        using_index: Option<Name>,
    },
    Unique {
        columns: Vec<Name>,
        expressions: Vec<Expression>,
        using_index: Option<Name>,
    },
    ForeignKey {
        columns: Vec<Name>,
        references: References,
    },
    Check(Expression),
    /// `EXCLUDE`, with all it refers to.
    Exclude(Expression),
    /// MySQL: `KEY`, `FULLTEXT`, `SPATIAL`.
    Index {
        columns: Vec<Name>,
        expressions: Vec<Expression>,
    },
    /// `NOT NULL` as a constraint of the table (PostgreSQL 18).
    NotNull(Name),
}

/// `REFERENCES t (a) ON DELETE …`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct References {
    pub(crate) table: ObjectName,
    /// Empty for its primary key.
    pub(crate) columns: Vec<Name>,
    /// As written, in lower case: `cascade`, `set null`.
    pub(crate) on_delete: Option<String>,
    /// `ON DELETE SET NULL (a)`: only these; empty for all of the key.
    pub(crate) on_delete_columns: Vec<Name>,
    pub(crate) on_update: Option<String>,
}

/// `ALTER TABLE`; of a view, an index or a sequence too, where the words are `ALTER TABLE`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AlterTable {
    pub(crate) name: ObjectName,
    pub(crate) if_exists: bool,
    pub(crate) actions: Vec<Action>,
}

/// One action, with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Action {
    pub(crate) kind: ActionKind,
    pub(crate) range: Range<usize>,
}

/// What is done to a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ActionKind {
    AddColumn {
        column: Box<Column>,
        if_not_exists: bool,
        /// MySQL: `AFTER c`.
        after: Option<Name>,
    },
    DropColumn {
        name: Name,
        if_exists: bool,
        cascade: bool,
    },
    RenameColumn {
        from: Name,
        to: Name,
        if_exists: bool,
    },
    /// MySQL's `CHANGE` and `MODIFY`: the column gets this definition.
    ChangeColumn {
        from: Name,
        column: Box<Column>,
        if_exists: bool,
        after: Option<Name>,
    },
    AlterColumn {
        name: Name,
        change: Change,
        if_exists: bool,
    },
    RenameTo(ObjectName),
    SetSchema(Name),
    AddConstraint {
        constraint: Box<Constraint>,
        if_not_exists: bool,
    },
    DropConstraint {
        name: Name,
        what: Dropped,
        if_exists: bool,
        cascade: bool,
    },
    /// MySQL: `DROP PRIMARY KEY`.
    DropPrimaryKey,
    RenameConstraint {
        from: Name,
        to: Name,
    },
    /// MySQL.
    RenameIndex {
        from: Name,
        to: Name,
    },
    ValidateConstraint(Name),
    AttachPartition(ObjectName),
    DetachPartition {
        name: ObjectName,
        concurrently: bool,
    },
    /// `INHERIT t`, `NO INHERIT t`
    Inherit(ObjectName),
    /// `ENABLE TRIGGER t` and its relatives; `ALL` and `USER` are `Option`.
    Trigger(Name),
    /// `REPLICA IDENTITY USING INDEX i`, `CLUSTER ON i`
    UsesIndex(Name),
    /// MySQL: `CONVERT TO CHARACTER SET`; all rows are written anew.
    Convert,
    /// MySQL: `ALGORITHM = …`, `LOCK = …`; name and value in lower case.
    Online {
        name: String,
        value: String,
    },
    /// Understood, and it changes nothing that the catalog knows of: owner, storage, row security, comments, …
    Option,
    /// Not understood.
    Opaque,
}

/// `ALTER COLUMN`
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    SetDefault(Box<Expression>),
    DropDefault,
    SetNotNull,
    DropNotNull,
    SetType {
        data_type: TypeName,
        using: Option<Box<Expression>>,
    },
    AddIdentity,
    DropIdentity {
        if_exists: bool,
    },
    /// `DROP EXPRESSION`, `SET EXPRESSION`
    Expression(Option<Box<Expression>>),
    /// `SET STATISTICS`, `SET STORAGE`, …
    Option,
}

/// What `DROP CONSTRAINT` and its relatives name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dropped {
    Constraint,
    /// MySQL.
    ForeignKey,
    /// MySQL.
    Check,
    /// MySQL.
    Index,
}
