//! Queries.

use squawk_parser::SyntaxKind as K;

use super::change;
use super::expression::{expression, expressions, field_path, is_expression, is_path, is_query, unknown};
use super::from;
use super::name::{child_name, child_object, names, object_of};
use crate::tree::cst::Node;
use crate::tree::{Body, Cte, Expression, Item, ObjectName, Query, Select, Statement};

/// A query in any of its forms. None, where it is not even clear which tables it reads.
pub(super) fn query(node: Node<'_>) -> Option<Query> {
    let mut query = Query::default();
    query.body = body(node, &mut query)?;
    Some(query)
}

/// Reads a query whose clauses belong to `outer`.
fn body(node: Node<'_>, outer: &mut Query) -> Option<Body> {
    if let Some(with) = node.child(K::WITH_CLAUSE) {
        outer.ctes.extend(ctes(with)?);
        outer.recursive |= with.has(K::RECURSIVE_KW);
    }
    let body = match node.kind() {
        K::SELECT => Body::Select(Box::new(select(node)?)),
        K::SELECT_INTO => {
            outer.into = Some(child_object(node.child(K::INTO_CLAUSE)?, K::TABLE_NAME)?);
            Body::Select(Box::new(select(node)?))
        }
        K::VALUES => Body::Values(rows(node)),
        K::TABLE => Body::Table(relation(node)?),
        K::COMPOUND_SELECT => {
            let mut parts = Vec::with_capacity(2);
            compound(node, outer, &mut parts)?;
            Body::Compound(parts)
        }
        K::PAREN_SELECT => operand(node.nodes().find(|child| is_query(child.kind()))?)?,
        _ => return None,
    };
    clauses(node, outer);
    Some(body)
}

/// The parts of `a UNION b UNION c`, which is `(a UNION b) UNION c` in the tree.
fn compound(node: Node<'_>, outer: &mut Query, parts: &mut Vec<Body>) -> Option<()> {
    for part in node.nodes().filter(|child| is_query(child.kind())) {
        if part.kind() == K::COMPOUND_SELECT {
            compound(part, outer, parts)?;
            clauses(part, outer);
        } else {
            // Clauses without parentheses around them and the part belong to the whole.
            parts.push(body(part, outer)?);
        }
    }
    Some(())
}

/// A query in parentheses: clauses in there are its own.
fn operand(node: Node<'_>) -> Option<Body> {
    let query = query(node)?;
    let is_plain = query.ctes.is_empty()
        && query.order_by.is_empty()
        && query.limit.is_empty()
        && query.into.is_none()
        && !query.recursive;
    Some(if is_plain { query.body } else { Body::Query(Box::new(query)) })
}

/// What comes after the body of a query.
fn clauses(node: Node<'_>, outer: &mut Query) {
    for clause in node.nodes() {
        match clause.kind() {
            K::ORDER_BY_CLAUSE => {
                if let Some(list) = clause.child(K::SORT_BY_LIST) {
                    outer.order_by.extend(list.all(K::SORT_BY).map(order));
                }
            }
            K::LIMIT_CLAUSE | K::OFFSET_CLAUSE | K::FETCH_CLAUSE => outer.limit.push(expressions(clause)),
            _ => {}
        }
    }
}

/// What is ordered by: a constant is the number of a column.
fn order(sort: Node<'_>) -> Expression {
    match sort.nodes().find(|child| is_expression(child.kind())) {
        Some(by) => expression(by),
        None => unknown(sort),
    }
}

fn rows(node: Node<'_>) -> Vec<Vec<Expression>> {
    let row = |row: Node<'_>| row.nodes().map(expression).collect();
    node.child(K::ROW_LIST).map_or_else(Vec::new, |list| list.all(K::ROW).map(row).collect())
}

/// The relation in `ONLY t`, `t *`.
pub(super) fn relation(node: Node<'_>) -> Option<ObjectName> {
    child_object(node.child(K::RELATION_NAME)?, K::RELATION_NAME_REF)
}

pub(super) fn ctes(with: Node<'_>) -> Option<Vec<Cte>> {
    with.all(K::WITH_TABLE).map(cte).collect()
}

fn cte(node: Node<'_>) -> Option<Cte> {
    let name = child_name(node, K::CTE_NAME)?;
    let columns = match node.child(K::COLUMN_LIST) {
        Some(list) => names(list, K::COLUMN_NAME)?,
        None => Vec::new(),
    };
    // These two add columns.
    let is_known = !node.has(K::SEARCH_CLAUSE) && !node.has(K::CYCLE_CLAUSE);
    let statement = node.nodes().filter(|_| is_known).find_map(|child| match child.kind() {
        kind if is_query(kind) => query(child).map(|query| Statement::Select(Box::new(query))),
        _ => change::statement(child),
    });
    // Else it is a query of which nothing is known.
    let statement = statement.unwrap_or_else(|| Statement::Select(Box::default()));
    Some(Cte { name, columns, statement })
}

fn select(node: Node<'_>) -> Option<Select> {
    let mut select = Select::default();
    for clause in node.nodes() {
        match clause.kind() {
            K::SELECT_CLAUSE => {
                if let Some(distinct) =
                    clause.child(K::DISTINCT_CLAUSE).and_then(|it| it.child(K::DISTINCT_ON))
                {
                    // As with `ORDER BY`, names of the result are seen.
                    select.grouping.push(expressions(distinct));
                }
                if let Some(list) = clause.child(K::TARGET_LIST) {
                    let is_row = list.all(K::TARGET).any(is_composite);
                    select.is_opaque |= is_row;
                    select.items = items(list);
                }
            }
            K::FROM_CLAUSE => from::read(clause, &mut select),
            K::WHERE_CLAUSE => select.clauses.push(expressions(clause)),
            K::WINDOW_CLAUSE => select.clauses.push(expressions(clause)),
            K::GROUP_BY_CLAUSE | K::HAVING_CLAUSE => select.grouping.push(expressions(clause)),
            _ => {}
        }
    }
    Some(select)
}

/// `(x).*`: as many columns as the value has.
fn is_composite(target: Node<'_>) -> bool {
    target.nodes().next().is_some_and(|node| {
        node.kind() == K::FIELD_EXPR && node.has(K::STAR) && field_path(node, true).is_none()
    })
}

/// The list of a `SELECT`.
fn items(list: Node<'_>) -> Vec<Item> {
    list.all(K::TARGET).map(item).collect()
}

/// What `RETURNING` gives. With names of its own for the old and the new row nothing is known.
pub(super) fn returning(node: Node<'_>) -> Vec<Item> {
    let Some(clause) = node.child(K::RETURNING_CLAUSE) else {
        return Vec::new();
    };
    match clause.child(K::TARGET_LIST).filter(|_| !clause.has(K::RETURNING_OPTION_LIST)) {
        Some(list) if !list.all(K::TARGET).any(is_composite) => items(list),
        _ => vec![Item::Expression { expression: unknown(clause), name: None }],
    }
}

fn item(target: Node<'_>) -> Item {
    let Some(first) = target.nodes().next() else {
        return match target.has(K::STAR) {
            true => Item::All,
            false => Item::Expression { expression: unknown(target), name: None },
        };
    };
    if let Some(row) = field_path(first, true).and_then(object_of) {
        return Item::AllOf(row);
    }
    let alias = target.child(K::AS_NAME).map(|alias| child_name(alias, K::COLUMN_NAME));
    let expression = expression(first);
    let name = match alias {
        Some(alias) => alias,
        // A field of a value is named after the field.
        None if matches!(first.kind(), K::NAME_REF | K::FIELD_EXPR) && is_path(first, false) => {
            expression.columns.first().map(|reference| reference.column.clone())
        }
        None => None,
    };
    Item::Expression { expression, name }
}
