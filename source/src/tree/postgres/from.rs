//! `FROM`: tables, queries, functions, and how they are joined.

use squawk_parser::{SyntaxKind as K, is_reserved_keyword};

use super::expression::{expression, expressions, is_query, unknown, visit};
use super::name::{child_name, child_object, child_type, name, names};
use super::query::query;
use crate::tree::cst::Node;
use crate::tree::{Body, Expression, Item, Name, Query, Select, Source};

/// Adds the sources of a clause, and what their joins ask for.
pub(super) fn read(clause: Node<'_>, select: &mut Select) {
    for item in clause.nodes() {
        source(item, select);
    }
}

fn source(node: Node<'_>, select: &mut Select) {
    match node.kind() {
        K::JOIN_EXPR => {
            for child in node.nodes() {
                match child.kind() {
                    K::JOIN => join(child, select),
                    _ => source(child, select),
                }
            }
        }
        K::RELATION_FROM_ITEM => {
            table(node, select);
            if let Some(sample) = node.child(K::TABLESAMPLE_CLAUSE) {
                select.clauses.push(sampled(sample));
            }
        }
        K::PAREN_FROM_ITEM => parentheses(node, select),
        K::FUNCTION_FROM_ITEM => {
            let call = node.child(K::CALL_EXPR);
            let called = call.and_then(|call| call.nodes().next()).and_then(|callee| callee.tokens().last());
            // It is known by the name of the function.
            function(node, call.map_or_else(|| unknown(node), expression), called.and_then(name), select);
        }
        K::ROWS_FROM_ITEM => {
            let mut all = Expression { range: node.range(), ..Expression::default() };
            for argument in node.all(K::ROWS_FROM_ARG) {
                argument.all(K::CALL_EXPR).for_each(|call| visit(call, &mut all));
            }
            function(node, all, None, select);
        }
        K::JSON_TABLE_FROM_ITEM | K::XML_TABLE_FROM_ITEM | K::EXPR_FROM_ITEM => {
            function(node, unknown(node), None, select);
        }
        _ => {
            select.is_opaque = true;
            function(node, unknown(node), None, select);
        }
    }
}

fn join(node: Node<'_>, select: &mut Select) {
    select.is_opaque |= node.has(K::NATURAL_KW);
    for child in node.nodes() {
        match child.kind() {
            K::JOIN_INNER | K::JOIN_LEFT | K::JOIN_RIGHT | K::JOIN_FULL | K::JOIN_CROSS => {}
            K::ON_CLAUSE => select.clauses.push(expressions(child)),
            K::JOIN_USING_CLAUSE => {
                let columns =
                    child.child(K::COLUMN_REF_LIST).and_then(|list| names(list, K::COLUMN_NAME_REF));
                // An alias stands for a row of these columns.
                select.is_opaque |= columns.is_none() || child.has(K::REQUIRED_AS_ALIAS);
                select.using.extend(columns.unwrap_or_default());
            }
            _ => source(child, select),
        }
    }
}

/// The alias and the new names of columns; `None` for names that cannot be compared.
fn alias(node: Node<'_>) -> Option<(Option<Name>, Vec<Name>)> {
    let Some(node) = node.child(K::FROM_ALIAS) else {
        return Some((None, Vec::new()));
    };
    let alias = match node.child(K::TABLE_ALIAS) {
        Some(alias) => Some(name(alias)?),
        None => None,
    };
    let columns = if let Some(list) = node.child(K::COLUMN_LIST) {
        names(list, K::COLUMN_NAME)?
    } else if let Some(list) = node.child(K::COLUMN_DEF_LIST) {
        list.all(K::COLUMN_DEF).map(|column| child_name(column, K::COLUMN_NAME)).collect::<Option<_>>()?
    } else {
        Vec::new()
    };
    Some((alias, columns))
}

fn table(node: Node<'_>, select: &mut Select) {
    let relation = node.child(K::RELATION_NAME_REF);
    let first = relation.and_then(|relation| relation.tokens().next());
    // `FROM current_date`
    let is_function = first.is_some_and(|word| is_reserved_keyword(word.kind()));
    match (child_object(node, K::RELATION_NAME_REF), alias(node)) {
        (Some(name), Some((alias, columns))) if !is_function => {
            select.from.push(Source::Table { name, alias, columns });
        }
        _ => {
            select.is_opaque = true;
            function(node, unknown(node), first.and_then(name), select);
        }
    }
}

fn function(node: Node<'_>, mut call: Expression, called: Option<Name>, select: &mut Select) {
    let (alias, columns) = alias(node).unwrap_or_else(|| {
        select.is_opaque = true;
        (None, Vec::new())
    });
    let definitions = node.child(K::FROM_ALIAS).and_then(|alias| alias.child(K::COLUMN_DEF_LIST));
    if let Some(list) = definitions {
        call.types.extend(list.all(K::COLUMN_DEF).filter_map(child_type));
    }
    select.from.push(Source::Function { call, alias: alias.or(called), columns });
}

/// A query or a join in parentheses.
fn parentheses(node: Node<'_>, select: &mut Select) {
    let inside = node.nodes().next();
    let (Some(inside), Some((alias, columns))) = (inside, alias(node)) else {
        select.is_opaque = true;
        return function(node, unknown(node), None, select);
    };
    let lateral = node.has(K::LATERAL_KW);
    if is_query(inside.kind()) {
        match query(inside) {
            Some(query) => {
                select.from.push(Source::Query { query: Box::new(query), alias, columns, lateral })
            }
            None => select.from.push(Source::Function { call: unknown(inside), alias, columns }),
        }
    } else if inside.kind() == K::PAREN_EXPR {
        let mut inner = Select::default();
        read(inside, &mut inner);
        if alias.is_none() {
            select.is_opaque |= inner.is_opaque;
            select.from.append(&mut inner.from);
            select.clauses.append(&mut inner.clauses);
            select.using.append(&mut inner.using);
        } else if let ([Source::Table { alias: hidden, columns: renamed, .. }], true) =
            (inner.from.as_mut_slice(), inner.clauses.is_empty() && !inner.is_opaque)
        {
            // `ONLY (t) AS x`
            *hidden = alias;
            *renamed = columns;
            select.from.append(&mut inner.from);
        } else {
            // The alias hides the tables of the join, as if it were a query.
            inner.items.push(Item::All);
            let query = Query { body: Body::Select(Box::new(inner)), ..Query::default() };
            select.from.push(Source::Query { query: Box::new(query), alias, columns, lateral });
        }
    } else {
        select.is_opaque = true;
        function(node, unknown(node), None, select);
    }
}

fn sampled(sample: Node<'_>) -> Expression {
    let mut all = Expression { range: sample.range(), ..Expression::default() };
    let arguments = sample.child(K::CALL_EXPR).and_then(|call| call.child(K::ARG_LIST));
    arguments.into_iter().for_each(|arguments| visit(arguments, &mut all));
    all
}
