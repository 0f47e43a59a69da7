//! Queries.

use sqlite3_parser::ast::{
    CompoundOperator, Expr, Limit, OneSelect, ResultColumn, Select as RawSelect, SortedColumn, With,
};

use super::expression::{bare, boolean};
use super::from::Sources;
use super::name::unquote;
use super::reader::Reader;
use crate::tree::{Body, Cte, Expression, Item, Name, ObjectName, Query, Select, Statement};

impl Reader<'_> {
    pub(super) fn query(&mut self, select: &RawSelect<'_>) -> Option<Query> {
        self.descend()?;
        let ctes = self.with(&select.with)?;
        let first = self.one_select(&select.body.select)?;
        let body = match &select.body.compounds {
            None => first,
            Some(compounds) => {
                let mut parts = vec![first];
                for compound in compounds {
                    self.expect(match compound.operator {
                        CompoundOperator::Union | CompoundOperator::UnionAll => "UNION",
                        CompoundOperator::Except => "EXCEPT",
                        CompoundOperator::Intersect => "INTERSECT",
                    })?;
                    if let CompoundOperator::UnionAll = compound.operator {
                        self.expect("ALL")?;
                    }
                    parts.push(self.one_select(&compound.select)?);
                }
                Body::Compound(parts)
            }
        };
        let mut order_by = self.order_by(select.order_by)?;
        if let Body::Compound(parts) = &body {
            for expression in &mut order_by {
                leave_first(expression, parts);
            }
        }
        let limit = self.limit(select.limit)?;
        self.ascend();
        // SQLite ignores the word `RECURSIVE`: each of them sees all.
        let recursive = !ctes.is_empty();
        Some(Query { ctes, recursive, body, order_by, limit, into: None })
    }

    /// `(SELECT …)`
    pub(super) fn subquery(&mut self, select: &RawSelect<'_>) -> Option<Query> {
        self.expect("(")?;
        let query = self.query(select)?;
        self.expect(")")?;
        Some(query)
    }

    pub(super) fn with(&mut self, with: &Option<With<'_>>) -> Option<Vec<Cte>> {
        let mut ctes = Vec::new();
        let Some(with) = with else { return Some(ctes) };
        self.expect("WITH")?;
        if with.recursive {
            self.expect("RECURSIVE")?;
        }
        for cte in with.ctes {
            if !ctes.is_empty() {
                self.expect(",")?;
            }
            let name = self.name(cte.tbl_name.0)?;
            let columns = self.column_list(cte.columns)?;
            self.expect("AS")?;
            if !self.is("(") {
                self.skip("NOT");
                self.expect("MATERIALIZED")?;
            }
            let statement = Statement::Select(Box::new(self.subquery(cte.select)?));
            ctes.push(Cte { name, columns, statement });
        }
        Some(ctes)
    }

    pub(super) fn order_by(&mut self, list: Option<&[SortedColumn<'_>]>) -> Option<Vec<Expression>> {
        let Some(list) = list else { return Some(Vec::new()) };
        self.expect_all(&["ORDER", "BY"])?;
        self.sorted(list)
    }

    pub(super) fn limit(&mut self, limit: Option<&Limit<'_>>) -> Option<Vec<Expression>> {
        let Some(limit) = limit else { return Some(Vec::new()) };
        self.expect("LIMIT")?;
        let mut read = vec![self.expression(&limit.expr)?];
        if let Some(offset) = &limit.offset {
            if !self.skip(",") {
                self.expect("OFFSET")?;
            }
            read.push(self.expression(offset)?);
        }
        Some(read)
    }

    fn one_select(&mut self, select: &OneSelect<'_>) -> Option<Body> {
        match select {
            OneSelect::Values(rows) => {
                self.expect("VALUES")?;
                let mut read = Vec::with_capacity(rows.len());
                for row in rows {
                    if !read.is_empty() {
                        self.expect(",")?;
                    }
                    self.expect("(")?;
                    read.push(self.expressions(row)?);
                    self.expect(")")?;
                }
                Some(Body::Values(read))
            }
            OneSelect::Select { .. } => Some(Body::Select(Box::new(self.select(select)?))),
        }
    }

    /// In SQLite `WHERE` and `ON` see the names of the items too, so they are `grouping`. Windows do not.
    fn select(&mut self, select: &OneSelect<'_>) -> Option<Select> {
        let OneSelect::Select { distinctness, columns, from, where_clause, group_by, having, window_clause } =
            select
        else {
            return None;
        };
        self.expect("SELECT")?;
        if distinctness.is_some() {
            self.advance()?;
        }
        let items = self.items(columns)?;
        let mut sources = Sources::default();
        if let Some(from) = from {
            self.expect("FROM")?;
            self.from(from, &mut sources)?;
        }
        let mut grouping = sources.conditions;
        if let Some(condition) = where_clause {
            self.expect("WHERE")?;
            grouping.push(self.expression(condition)?);
        }
        if let Some(list) = group_by {
            self.expect_all(&["GROUP", "BY"])?;
            grouping.extend(self.expressions(list)?);
        }
        if let Some(condition) = having {
            self.expect("HAVING")?;
            grouping.push(self.expression(condition)?);
        }
        let mut clauses = Vec::new();
        if let Some(windows) = window_clause {
            clauses.push(self.windows(windows)?);
        }
        Some(Select {
            items,
            from: sources.from,
            clauses,
            grouping,
            using: sources.using,
            is_opaque: sources.is_opaque,
        })
    }

    /// `RETURNING …`
    pub(super) fn returning(&mut self, items: Option<&[ResultColumn<'_>]>) -> Option<Vec<Item>> {
        let Some(items) = items else { return Some(Vec::new()) };
        self.expect("RETURNING")?;
        self.items(items)
    }

    fn items(&mut self, columns: &[ResultColumn<'_>]) -> Option<Vec<Item>> {
        let mut items = Vec::with_capacity(columns.len());
        for column in columns {
            if !items.is_empty() {
                self.expect(",")?;
            }
            items.push(match column {
                ResultColumn::Star => {
                    self.expect("*")?;
                    Item::All
                }
                ResultColumn::TableStar(table) => {
                    let table = ObjectName::from(self.name(table.0)?);
                    self.expect_all(&[".", "*"])?;
                    Item::AllOf(table)
                }
                ResultColumn::Expr(expression, alias) => {
                    let read = self.expression(expression)?;
                    let name = match self.alias(alias)? {
                        Some(alias) => Some(alias),
                        None => own_name(expression, &read),
                    };
                    Item::Expression { expression: read, name }
                }
            });
        }
        Some(items)
    }
}

/// The name of an item without an alias. The row's number has the name of the primary key, if that is the same.
fn own_name(expression: &Expr<'_>, read: &Expression) -> Option<Name> {
    let column = match bare(expression) {
        Expr::Id(column) => column.0,
        Expr::Qualified(_, column) | Expr::DoublyQualified(_, _, column) => column.0,
        _ => return None,
    };
    let (text, quoted) = unquote(column);
    let is_row_number = ["rowid", "oid", "_rowid_"].iter().any(|name| text.eq_ignore_ascii_case(name));
    if is_row_number || (!quoted && boolean(&text).is_some()) {
        return None;
    }
    read.columns.first().map(|reference| reference.column.clone())
}

/// `ORDER BY` of several queries: SQLite looks for each term in the result of the first, then in that of the next, and
/// so on. What stays is what must be in the first.
fn leave_first(expression: &mut Expression, parts: &[Body]) {
    let others = parts.get(1..).unwrap_or_default();
    let count = expression.columns.len();
    expression.columns.retain(|reference| {
        reference.table.is_none() && !others.iter().any(|part| may_name(part, &reference.column))
    });
    expression.is_opaque |= expression.columns.len() != count;
}

/// Whether the result of a query may have a column of this name.
fn may_name(part: &Body, column: &Name) -> bool {
    match part {
        Body::Select(select) => select.items.iter().any(|item| match item {
            Item::All | Item::AllOf(_) => true,
            Item::Expression { expression, name } => {
                let is_same = |name: &Name| name.text.eq_ignore_ascii_case(&column.text);
                let is_inside = || expression.columns.iter().any(|reference| is_same(&reference.column));
                name.as_ref().is_some_and(is_same) || is_inside()
            }
        }),
        Body::Values(_) => false,
        _ => true,
    }
}
