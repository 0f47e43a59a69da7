//! What a statement says, in the same words for every dialect.
//!
//! The grammar of each dialect has a tree of its own; this is what the catalog and the rules need of it. Names keep their
//! place, expressions are reduced to what they refer to. What a tree does not say, nobody concludes: a part that was not
//! understood is marked as unknown (`Opaque`, `is_opaque`), never left out.

#[cfg(feature = "postgres")]
pub(crate) mod cst;
mod expression;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
mod name;
mod object;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod query;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod table;

pub(crate) use expression::{ColumnReference, Constant, Expression, FunctionCall, TypeName};
pub(crate) use name::{Name, ObjectName};
pub(crate) use object::{
    Alter, Alteration, Comment, Create, CreateIndex, CreateRoutine, CreateTrigger, CreateType, CreateView,
    Drop, IndexColumn, Object, TypeKind,
};
pub(crate) use query::{
    Assignment, Body, Conflict, Cte, Delete, Insert, InsertSource, Item, Query, Select, Source, Update,
};
pub(crate) use table::{
    Action, ActionKind, AlterTable, Change, Column, Constraint, ConstraintKind, CreateTable, Dropped,
    References,
};

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Statement {
    CreateTable(Box<CreateTable>),
    AlterTable(Box<AlterTable>),
    CreateIndex(Box<CreateIndex>),
    CreateView(Box<CreateView>),
    CreateTrigger(Box<CreateTrigger>),
    CreateRoutine(Box<CreateRoutine>),
    CreateType(Box<CreateType>),
    /// Of any other object: a schema, a sequence, an extension, a policy, …
    Create(Box<Create>),
    /// Of anything but a table.
    Alter(Box<Alter>),
    /// Of anything, tables too.
    Drop(Box<Drop>),
    /// MySQL's `RENAME TABLE`: pairs of old and new.
    RenameTables(Vec<(ObjectName, ObjectName)>),
    Insert(Box<Insert>),
    Update(Box<Update>),
    Delete(Box<Delete>),
    Select(Box<Query>),
    Truncate {
        tables: Vec<ObjectName>,
        cascade: bool,
    },
    Comment(Box<Comment>),
    /// `GRANT`, `REVOKE`: the tables that it names, if it names tables.
    Grant {
        tables: Vec<ObjectName>,
    },
    /// `LOCK TABLE`, `ANALYZE`, `VACUUM`, `REINDEX`, `CLUSTER`, `REFRESH MATERIALIZED VIEW`, `COPY`: refers to relations
    /// and changes no definition. `columns` belong to the only relation.
    Use {
        relations: Vec<ObjectName>,
        columns: Vec<Name>,
        what: Use,
    },
    /// A setting of the session: `SET x = …`, `PRAGMA x = …`, `USE db`. The name in lower case, the value as written.
    Set {
        name: String,
        value: String,
        local: bool,
    },
    /// It begins, ends or marks a transaction.
    Transaction,
    /// Understood, and it changes nothing that the catalog knows of.
    Other,
    /// It may have changed anything: `DO`, `CALL`, `EXECUTE`, what was not understood.
    Opaque,
}

/// What [`Statement::Use`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Lock,
    Analyze,
    Vacuum { full: bool },
    Reindex { concurrently: bool },
    Cluster,
    Refresh { concurrently: bool },
    Copy,
}
