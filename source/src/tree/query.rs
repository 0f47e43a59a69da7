//! Queries and statements that change data.

use super::{Expression, Name, ObjectName, Statement};

/// `WITH … SELECT … ORDER BY … LIMIT …`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Query {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) recursive: bool,
    pub(crate) body: Body,
    /// What `ORDER BY` refers to: columns of the sources or of the result.
    pub(crate) order_by: Vec<Expression>,
    /// `LIMIT`, `OFFSET`, `FETCH`.
    pub(crate) limit: Vec<Expression>,
    /// `SELECT … INTO t`: the table that it creates.
    pub(crate) into: Option<ObjectName>,
}

/// What is between `WITH` and `ORDER BY`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Body {
    Select(Box<Select>),
    /// The rows of `VALUES`.
    Values(Vec<Vec<Expression>>),
    /// `TABLE t`
    Table(ObjectName),
    /// `UNION`, `EXCEPT`, `INTERSECT`, parts in order. The first names the columns.
    Compound(Vec<Body>),
    /// A query in parentheses with clauses of its own.
    Query(Box<Query>),
    #[default]
    Opaque,
}

/// `name (columns) AS (query)`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cte {
    pub(crate) name: Name,
    pub(crate) columns: Vec<Name>,
    /// A query, or a statement that changes data and returns something.
    pub(crate) statement: Statement,
}

/// One `SELECT`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Select {
    pub(crate) items: Vec<Item>,
    /// The sources of all joins, in the order of the text.
    pub(crate) from: Vec<Source>,
    /// `ON`, `WHERE` and windows: what sees the sources alone.
    pub(crate) clauses: Vec<Expression>,
    /// `GROUP BY`, `HAVING` and `DISTINCT ON`: what may see the names of `items` too.
    pub(crate) grouping: Vec<Expression>,
    /// The columns of `USING` in joins: they are in sources on both sides.
    pub(crate) using: Vec<Name>,
    /// `NATURAL JOIN`, `LATERAL VIEW` and the like: which columns there are is not known for sure.
    pub(crate) is_opaque: bool,
}

/// What a `SELECT` or a `RETURNING` gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    /// `*`
    All,
    /// `t.*`
    AllOf(ObjectName),
    Expression {
        expression: Expression,
        /// The alias, or the column's own name if it is a column and nothing else. `None`: the server makes a name.
        name: Option<Name>,
    },
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    Table {
        name: ObjectName,
        alias: Option<Name>,
        /// New names of its columns, as far as they are given: `t AS x (a, b)`.
        columns: Vec<Name>,
    },
    Query {
        query: Box<Query>,
        alias: Option<Name>,
        columns: Vec<Name>,
        lateral: bool,
    },
    /// A function or anything else with columns that are not known, but by their names in `columns`.
    Function {
        call: Expression,
        alias: Option<Name>,
        columns: Vec<Name>,
    },
}

/// `INSERT`, `REPLACE`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Insert {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) recursive: bool,
    pub(crate) table: ObjectName,
    pub(crate) alias: Option<Name>,
    /// Empty where none are written.
    pub(crate) columns: Vec<Name>,
    pub(crate) source: InsertSource,
    /// `ON CONFLICT`, `ON DUPLICATE KEY UPDATE`.
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) returning: Vec<Item>,
}

/// What is inserted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum InsertSource {
    Query(Box<Query>),
    /// MySQL: `INSERT INTO t SET a = 1`.
    Set(Vec<Assignment>),
    #[default]
    Default,
}

/// What happens to a row that is there already.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Conflict {
    /// The columns that decide. Expressions among them are in `filters`.
    pub(crate) columns: Vec<Name>,
    /// `ON CONFLICT ON CONSTRAINT …`
    pub(crate) constraint: Option<Name>,
    pub(crate) assignments: Vec<Assignment>,
    /// Every other expression: they see the table and, of the update, `excluded`.
    pub(crate) filters: Vec<Expression>,
}

/// `a = x`, `(a, b) = (x, y)`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Assignment {
    /// The table or its alias, where it is written before the only column (MySQL).
    pub(crate) table: Option<Name>,
    pub(crate) columns: Vec<Name>,
    pub(crate) value: Expression,
}

/// `UPDATE`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Update {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) recursive: bool,
    pub(crate) table: ObjectName,
    pub(crate) alias: Option<Name>,
    pub(crate) assignments: Vec<Assignment>,
    /// `FROM`, or the other tables of MySQL's form with several.
    pub(crate) from: Vec<Source>,
    /// `ON`, `WHERE`, `ORDER BY`, `LIMIT`.
    pub(crate) clauses: Vec<Expression>,
    /// It has a `WHERE`.
    pub(crate) has_where: bool,
    pub(crate) using: Vec<Name>,
    pub(crate) returning: Vec<Item>,
}

/// `DELETE`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Delete {
    pub(crate) ctes: Vec<Cte>,
    pub(crate) recursive: bool,
    /// Where rows are deleted from. In MySQL's form with several tables these may be aliases of `using`; then
    /// `is_multiple` is set.
    pub(crate) tables: Vec<ObjectName>,
    pub(crate) is_multiple: bool,
    pub(crate) alias: Option<Name>,
    pub(crate) from: Vec<Source>,
    pub(crate) clauses: Vec<Expression>,
    /// It has a `WHERE`.
    pub(crate) has_where: bool,
    pub(crate) using: Vec<Name>,
    pub(crate) returning: Vec<Item>,
}
