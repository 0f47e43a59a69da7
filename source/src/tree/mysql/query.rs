//! Queries.

use std::ops::Range;

use sqlparser::ast::{
    self, Distinct, GroupByExpr, LimitClause, OrderByKind, SelectFlavor, SelectItem, SetExpr,
};

use super::cursor::Cursor;
use super::expression::{collect, expression_of, window};
use super::place::Places;
use super::slice;
use super::source;
use super::word::is_reserved;
use crate::tree::{Body, Cte, Expression, Item, Name, Query, Select, Statement};

/// The query that these bytes are; opaque if the parser does not read them.
pub(super) fn of_slice(cursor: &Cursor<'_>, range: Range<usize>) -> Query {
    match slice::slice(cursor, range, |parser| parser.parse_query()) {
        Some((tree, places)) => query(&tree, &places),
        None => Query::default(),
    }
}

pub(super) fn query(tree: &ast::Query, places: &Places<'_>) -> Query {
    let mut query = Query { body: body(&tree.body, places), ..Query::default() };
    if let Some(with) = &tree.with {
        query.recursive = with.recursive;
        for cte in &with.cte_tables {
            match self::cte(cte, places) {
                Some(cte) => query.ctes.push(cte),
                None => return Query::default(),
            }
        }
    }
    if let Some(order) = &tree.order_by {
        query.order_by = order_by(order, places);
    }
    match &tree.limit_clause {
        Some(LimitClause::LimitOffset { limit, offset, .. }) => {
            query.limit.extend(limit.iter().map(|limit| expression_of(limit, places)));
            query.limit.extend(offset.iter().map(|offset| expression_of(&offset.value, places)));
        }
        Some(LimitClause::OffsetCommaLimit { offset, limit }) => {
            query.limit = vec![expression_of(offset, places), expression_of(limit, places)];
        }
        None => {}
    }
    query
}

fn order_by(order: &ast::OrderBy, places: &Places<'_>) -> Vec<Expression> {
    match &order.kind {
        OrderByKind::Expressions(list) => {
            list.iter().map(|order| expression_of(&order.expr, places)).collect()
        }
        OrderByKind::All(_) => Vec::new(),
    }
}

fn cte(cte: &ast::Cte, places: &Places<'_>) -> Option<Cte> {
    Some(Cte {
        name: places.name(&cte.alias.name)?,
        columns: source::alias_columns(&cte.alias, places)?,
        statement: Statement::Select(Box::new(query(&cte.query, places))),
    })
}

fn body(tree: &SetExpr, places: &Places<'_>) -> Body {
    match tree {
        SetExpr::Select(tree) => Body::Select(Box::new(select(tree, places))),
        SetExpr::Query(tree) => Body::Query(Box::new(query(tree, places))),
        SetExpr::SetOperation { left, right, .. } => {
            let mut parts = match body(left, places) {
                Body::Compound(parts) => parts,
                part => vec![part],
            };
            parts.push(body(right, places));
            Body::Compound(parts)
        }
        SetExpr::Values(values) => Body::Values(
            values
                .rows
                .iter()
                .map(|row| row.content.iter().map(|value| expression_of(value, places)).collect())
                .collect(),
        ),
        _ => Body::Opaque,
    }
}

fn select(tree: &ast::Select, places: &Places<'_>) -> Select {
    let mut select = Select::default();
    let is_plain = tree.top.is_none()
        && tree.exclude.is_none()
        && tree.lateral_views.is_empty()
        && tree.prewhere.is_none()
        && tree.connect_by.is_empty()
        && tree.qualify.is_none()
        && tree.value_table_mode.is_none()
        && tree.flavor == SelectFlavor::Standard;
    select.is_opaque = !is_plain;
    for tree in &tree.projection {
        match item(tree, places) {
            Some(item) => select.items.push(item),
            None => select.is_opaque = true,
        }
    }
    let mut sources = source::Sources::default();
    for tree in &tree.from {
        sources.add(tree, places);
    }
    select.is_opaque |= sources.is_opaque;
    select.from = sources.from;
    select.using = sources.using;
    select.clauses = sources.clauses;
    if let Some(Distinct::On(_)) = tree.distinct {
        select.is_opaque = true;
    }
    select.clauses.extend(tree.selection.iter().map(|selection| expression_of(selection, places)));
    for ast::NamedWindowDefinition(_, definition) in &tree.named_window {
        if let ast::NamedWindowExpr::WindowSpec(tree) = definition {
            let mut clause = Expression::default();
            window(tree, places, &mut clause);
            select.clauses.push(clause);
        }
    }
    match &tree.group_by {
        GroupByExpr::All(_) => select.is_opaque = true,
        GroupByExpr::Expressions(list, _) => {
            select.grouping.extend(list.iter().map(|expression| expression_of(expression, places)));
        }
    }
    select.grouping.extend(tree.having.iter().map(|having| expression_of(having, places)));
    select
}

/// What a query gives. An alias that no server takes says that the parser misread the words before it.
pub(super) fn item(tree: &SelectItem, places: &Places<'_>) -> Option<Item> {
    let (expression, name) = match tree {
        SelectItem::UnnamedExpr(expression) => (expression, own_name(expression, places)),
        SelectItem::ExprWithAlias { expr, alias } => (expr, Some(self::alias(alias, places)?)),
        SelectItem::QualifiedWildcard(ast::SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
            return places.object_name(name).map(Item::AllOf);
        }
        SelectItem::Wildcard(_) => return Some(Item::All),
        _ => return None,
    };
    Some(Item::Expression { expression: expression_of(expression, places), name })
}

/// The alias of a column may be a text.
fn alias(alias: &ast::Ident, places: &Places<'_>) -> Option<Name> {
    match alias.quote_style {
        None if is_reserved(&alias.value.to_ascii_lowercase()) => None,
        Some('\'' | '"') => {
            let range = places.range(alias.span)?;
            let range = range.start + places.base..range.end + places.base;
            Some(Name { text: alias.value.clone(), quoted: true, range })
        }
        _ => places.name(alias),
    }
}

fn own_name(expression: &ast::Expr, places: &Places<'_>) -> Option<Name> {
    let last = match expression {
        ast::Expr::Identifier(name) => name,
        ast::Expr::CompoundIdentifier(parts) => parts.last()?,
        _ => return None,
    };
    let mut read = Expression::default();
    collect(expression, places, &mut read);
    if read.columns.is_empty() { None } else { places.name(last) }
}
