//! Expressions, reduced to what they refer to.

use std::ops::Range;

use super::{Name, ObjectName, Query};

/// What an expression refers to. Several expressions may be put together into one where they see the same names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Expression {
    /// Its bytes, from the beginning of the statement.
    pub(crate) range: Range<usize>,
    /// The columns, in the order of the text; not those inside of `queries`.
    pub(crate) columns: Vec<ColumnReference>,
    /// The queries in it; they see the names that the expression sees.
    pub(crate) queries: Vec<Query>,
    /// The functions that are called; not those inside of `queries`.
    pub(crate) functions: Vec<FunctionCall>,
    /// The types of casts; not those inside of `queries`.
    pub(crate) types: Vec<TypeName>,
    /// What it is, if it is a constant and nothing else.
    pub(crate) constant: Option<Constant>,
    /// A part of it was not understood: it may refer to more.
    pub(crate) is_opaque: bool,
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Constant {
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// As written.
    Number(String),
    /// Without quotes.
    Text(String),
    /// `CURRENT_TIMESTAMP` and its relatives without parentheses, in lower case.
    Current(String),
}

/// `a`, `t.a`, `s.t.a`. A path that may be a composite value or a field of one is not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ColumnReference {
    /// The schema of the table, if written.
    pub(crate) schema: Option<Name>,
    /// The table or its alias, if written.
    pub(crate) table: Option<Name>,
    pub(crate) column: Name,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FunctionCall {
    pub(crate) name: ObjectName,
    /// How many arguments are written; `*` counts as none.
    pub(crate) arguments: usize,
    /// The first argument, if it is a text: of `nextval('orders_id_seq')`, say.
    pub(crate) first_text: Option<Constant>,
}

/// A type as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TypeName {
    pub(crate) schema: Option<Name>,
    /// Words of the type in lower case unless quoted, one space between them, without arguments and brackets: `integer`,
    /// `character varying`, `timestamp with time zone`, `int unsigned`, `order_status`.
    pub(crate) name: String,
    pub(crate) quoted: bool,
    /// What stands in its parentheses, as written: `["10", "2"]`; of an enum, its values without quotes.
    pub(crate) arguments: Vec<String>,
    /// It has brackets, or `ARRAY`.
    pub(crate) is_array: bool,
    /// `SETOF`, `%TYPE`, and whatever else is more than a name: not to be looked up.
    pub(crate) is_opaque: bool,
    /// Its bytes, from the beginning of the statement.
    pub(crate) range: Range<usize>,
}
