//! Expressions: what in them is the name of a column, and what only looks like one.

use squawk_parser::{SyntaxKind as K, is_reserved_keyword, is_type_func_name_keyword};

use super::name::{is_type, name, object_of, path, text, type_name};
use super::query::query;
use crate::tree::cst::Node;
use crate::tree::{ColumnReference, Constant, Expression, FunctionCall, Name};

pub(super) fn expression(node: Node<'_>) -> Expression {
    let mut expression =
        Expression { range: node.range(), constant: constant(node), ..Expression::default() };
    if node.kind() != K::LITERAL {
        visit(node, &mut expression);
    }
    expression
}

/// All the expressions in a node, as one.
pub(super) fn expressions(node: Node<'_>) -> Expression {
    let mut all = Expression { range: node.range(), ..Expression::default() };
    visit_children(node, &mut all);
    all
}

/// The expression in parentheses, or after a word or two.
pub(super) fn inner(node: Node<'_>) -> Option<Expression> {
    let mut nodes = node.nodes().filter(|child| is_expression(child.kind()));
    let first = expression(nodes.next()?);
    nodes.next().is_none().then_some(first)
}

/// An expression that nothing is known of.
pub(super) fn unknown(node: Node<'_>) -> Expression {
    Expression { range: node.range(), is_opaque: true, ..Expression::default() }
}

/// Whether a node is an expression, and not a clause or an option beside one.
pub(super) fn is_expression(kind: K) -> bool {
    is_query(kind)
        || matches!(
            kind,
            K::LITERAL
                | K::NAME_REF
                | K::FIELD_EXPR
                | K::CALL_EXPR
                | K::CAST_EXPR
                | K::BIN_EXPR
                | K::PREFIX_EXPR
                | K::POSTFIX_EXPR
                | K::BETWEEN_EXPR
                | K::CASE_EXPR
                | K::PAREN_EXPR
                | K::TUPLE_EXPR
                | K::ARRAY_EXPR
                | K::INDEX_EXPR
                | K::SLICE_EXPR
                | K::COLLATE
        )
}

/// Whether a node is a query.
pub(super) fn is_query(kind: K) -> bool {
    matches!(kind, K::SELECT | K::SELECT_INTO | K::COMPOUND_SELECT | K::VALUES | K::TABLE | K::PAREN_SELECT)
}

pub(super) fn visit_children(node: Node<'_>, into: &mut Expression) {
    for child in node.nodes() {
        visit(child, into);
    }
}

/// Adds what a node refers to. A kind that is not here has no names in it, or nobody knows what they mean.
pub(super) fn visit(node: Node<'_>, into: &mut Expression) {
    match node.kind() {
        K::LITERAL
        | K::COLLATION_REF
        | K::OP_CLASS_REF
        | K::OPERATOR_CALL
        | K::OP
        | K::ATTRIBUTE_LIST
        | K::INTERVAL_SECOND
        | K::EXTRACT_FIELD_LITERAL
        | K::IS_NORMALIZED
        | K::IS_NOT_NORMALIZED
        | K::FRAME_EXCLUDE => {}
        K::NAME_REF => visit_name(node, into),
        K::FIELD_EXPR => visit_field(node, into),
        K::CALL_EXPR => visit_call(node, into),
        K::BIN_EXPR => visit_binary(node, into),
        K::PAREN_EXPR
        | K::PREFIX_EXPR
        | K::POSTFIX_EXPR
        | K::BETWEEN_EXPR
        | K::CASE_EXPR
        | K::WHEN_CLAUSE_LIST
        | K::WHEN_CLAUSE
        | K::ELSE_CLAUSE
        | K::CAST_EXPR
        | K::TUPLE_EXPR
        | K::ARRAY_EXPR
        | K::INDEX_EXPR
        | K::SLICE_EXPR
        | K::COLLATE
        | K::ARG_LIST
        | K::ARG
        | K::NAMED_ARG
        | K::FILTER_CLAUSE
        | K::OVER_CLAUSE
        | K::OVER_WINDOW_SPEC
        | K::WINDOW_DEF
        | K::WINDOW_SPEC
        | K::WITHIN_CLAUSE
        | K::PARTITION_BY_CLAUSE
        | K::ORDER_BY_CLAUSE
        | K::SORT_BY_LIST
        | K::SORT_BY
        | K::FRAME_CLAUSE
        | K::FRAME_BETWEEN
        | K::EXPR_PRECEDING
        | K::EXPR_FOLLOWING
        | K::GROUP_BY_LIST
        | K::GROUPING_EXPR
        | K::GROUPING_ROLLUP
        | K::GROUPING_CUBE
        | K::GROUPING_SETS
        | K::WHERE_CLAUSE
        | K::WHERE_CONDITION_CLAUSE
        | K::PARTITION_ITEM_LIST
        | K::PARTITION_ITEM
        | K::CONSTRAINT_EXCLUSION_LIST
        | K::CONSTRAINT_EXCLUSION
        | K::SET_EXPR
        | K::SET_EXPR_LIST
        | K::INDEX_ACCESSOR
        | K::SLICE_ACCESSOR => visit_children(node, into),
        kind if is_query(kind) => match query(node) {
            Some(query) => into.queries.push(query),
            None => into.is_opaque = true,
        },
        kind if is_special_function(kind) => visit_children(node, into),
        kind if is_type(kind) => into.types.push(type_name(node)),
        K::ERROR => into.is_opaque = true,
        _ => into.is_opaque |= node.nodes().next().is_some(),
    }
}

/// Functions with words between their arguments, and the parts of their arguments.
fn is_special_function(kind: K) -> bool {
    matches!(
        kind,
        K::EXISTS_FN
            | K::ANY_FN
            | K::ALL_FN
            | K::SOME_FN
            | K::EXTRACT_FN
            | K::SUBSTRING_FN
            | K::SUBSTRING_EXPRS
            | K::SUBSTRING_FOR_FROM
            | K::SUBSTRING_FROM_FOR
            | K::SUBSTRING_SIMILAR_ESCAPE
            | K::OVERLAY_FN
            | K::OVERLAY_EXPRS
            | K::OVERLAY_PLACING
            | K::POSITION_FN
            | K::TRIM_FN
            | K::TRIM_EXPRS
            | K::TRIM_EXPR_FROM
            | K::TRIM_FROM
            | K::COLLATION_FOR_FN
            | K::JSON_OBJECT_FN
            | K::JSON_OBJECT_AGG_FN
            | K::JSON_ARRAY_FN
            | K::JSON_ARRAY_AGG_FN
            | K::JSON_KEY_VALUE
            | K::JSON_VALUE_EXPR
            | K::JSON_EXPR_FORMAT
            | K::JSON_FN
            | K::JSON_SCALAR_FN
            | K::JSON_SERIALIZE_FN
            | K::JSON_VALUE_FN
            | K::JSON_QUERY_FN
            | K::JSON_EXISTS_FN
            | K::JSON_PASSING_CLAUSE
            | K::JSON_PASSING_ARG
            | K::JSON_RETURNING_CLAUSE
            | K::XML_FOREST_FN
            | K::EXPR_AS_ELEMENT_TAG_LIST
            | K::EXPR_AS_ELEMENT_TAG
            | K::XML_PARSE_FN
            | K::XML_SERIALIZE_FN
    )
}

/// Whether a word in the place of a column is a value that the server makes.
fn current(kind: K) -> bool {
    matches!(
        kind,
        K::CURRENT_DATE_KW
            | K::CURRENT_TIME_KW
            | K::CURRENT_TIMESTAMP_KW
            | K::LOCALTIME_KW
            | K::LOCALTIMESTAMP_KW
            | K::CURRENT_USER_KW
            | K::CURRENT_ROLE_KW
            | K::CURRENT_SCHEMA_KW
            | K::CURRENT_CATALOG_KW
            | K::SESSION_USER_KW
            | K::SYSTEM_USER_KW
            | K::USER_KW
    )
}

/// The kind of the only token of a node.
fn word_kind(node: Node<'_>) -> Option<K> {
    node.tokens().next().map(Node::kind)
}

fn visit_name(node: Node<'_>, into: &mut Expression) {
    let Some(kind) = word_kind(node) else {
        into.is_opaque = true;
        return;
    };
    if current(kind) || kind == K::DEFAULT_KW {
        return;
    }
    let is_name = !is_reserved_keyword(kind) && !is_type_func_name_keyword(kind);
    match name(node).filter(|_| is_name) {
        Some(column) => into.columns.push(ColumnReference { schema: None, table: None, column }),
        None => into.is_opaque = true,
    }
}

/// The path that a node of names and dots is; `star` if it may end in a star, which is left out.
pub(super) fn field_path(node: Node<'_>, star: bool) -> Option<Vec<Name>> {
    if !is_path(node, star) {
        return None;
    }
    match star {
        true => path(node.nodes().next()?),
        false => path(node),
    }
}

/// Whether a node is names with dots between them, and a star at the end if `star`.
pub(super) fn is_path(node: Node<'_>, star: bool) -> bool {
    match node.kind() {
        K::NAME_REF => !star,
        K::FIELD_EXPR => {
            let mut nodes = node.nodes();
            nodes.next().is_some_and(|base| is_path(base, false))
                && nodes.next().is_none_or(|field| field.kind() == K::NAME_REF)
                && node.has(K::STAR) == star
        }
        _ => false,
    }
}

/// The column at the end of a path.
pub(super) fn column_of(mut parts: Vec<Name>) -> Option<ColumnReference> {
    let column = parts.pop()?;
    let table = parts.pop();
    let schema = parts.pop();
    parts.is_empty().then_some(ColumnReference { schema, table, column })
}

fn visit_field(node: Node<'_>, into: &mut Expression) {
    if let Some(parts) = field_path(node, false) {
        match column_of(parts) {
            Some(column) => into.columns.push(column),
            None => into.is_opaque = true,
        }
        return;
    }
    // All columns of a row, or a field of a value: what the row is, `t` or a column, is not known here.
    into.is_opaque |= node.has(K::STAR);
    match node.nodes().next() {
        Some(base) if is_path(base, false) || is_row(base) => into.is_opaque = true,
        Some(base) => visit(base, into),
        None => into.is_opaque = true,
    }
}

/// Whether a node in parentheses is a name and nothing else: of a column, or of a table and thus of a row.
fn is_row(node: Node<'_>) -> bool {
    node.kind() == K::PAREN_EXPR
        && node.nodes().next().is_some_and(|inner| is_path(inner, false) || is_row(inner))
}

fn visit_call(node: Node<'_>, into: &mut Expression) {
    let mut nodes = node.nodes();
    let Some(callee) = nodes.next() else {
        into.is_opaque = true;
        return;
    };
    if !matches!(callee.kind(), K::NAME_REF | K::FIELD_EXPR) {
        visit(callee, into);
        return nodes.for_each(|clause| visit(clause, into));
    }
    let kind = word_kind(callee);
    let list = node.child(K::ARG_LIST);
    let arguments = list.map_or(0, |list| list.all(K::ARG).count());
    let first = list.and_then(|list| list.child(K::ARG)).and_then(|first| first.nodes().next());
    let name = is_path(callee, false)
        .then(|| callee.tokens().filter(|token| token.kind() != K::DOT).map(name).collect::<Option<Vec<_>>>())
        .flatten()
        .and_then(object_of);
    let Some(name) = name.filter(|_| kind.is_some_and(|kind| current(kind) || !is_reserved_keyword(kind)))
    else {
        into.is_opaque = true;
        return;
    };
    // A cast to anything else puts off the look for what the text names.
    let is_name = |first: &Node<'_>| {
        first.kind() != K::CAST_EXPR || first.text().to_ascii_lowercase().contains("regclass")
    };
    let first_text = first.filter(is_name).and_then(literal).and_then(text).map(Constant::Text);
    into.functions.push(FunctionCall { name, arguments, first_text });
    // Its second argument is the name of a form.
    if kind == Some(K::NORMALIZE_KW) {
        return first.into_iter().for_each(|first| visit(first, into));
    }
    nodes.for_each(|clause| visit(clause, into));
}

/// The constant that a node is, whatever type it is given: `'orders_id_seq'::regclass`.
fn literal(node: Node<'_>) -> Option<Node<'_>> {
    match node.kind() {
        K::LITERAL => Some(node),
        K::CAST_EXPR => node.child(K::LITERAL),
        _ => None,
    }
}

fn visit_binary(node: Node<'_>, into: &mut Expression) {
    let mut is_predicate = false;
    for child in node.children() {
        match child.kind() {
            K::IS_KW | K::IS_NOT => is_predicate = true,
            _ if child.is_token() => {}
            // `IS UNKNOWN`, `IS DOCUMENT`
            K::LITERAL | K::NAME_REF if is_predicate => {}
            _ if is_predicate => into.is_opaque = true,
            _ => visit(child, into),
        }
    }
}

/// What an expression is, if it is a constant and nothing else.
fn constant(node: Node<'_>) -> Option<Constant> {
    match node.kind() {
        K::PAREN_EXPR => {
            let mut nodes = node.nodes();
            let first = nodes.next()?;
            nodes.next().is_none().then(|| constant(first))?
        }
        K::PREFIX_EXPR if node.has(K::MINUS) || node.has(K::PLUS) => {
            let number = node.child(K::LITERAL)?;
            matches!(constant(number)?, Constant::Number(_)).then(|| Constant::Number(node.text().to_owned()))
        }
        K::LITERAL => match node.only_token()?.kind() {
            K::NULL_KW => Some(Constant::Null),
            K::TRUE_KW => Some(Constant::Boolean(true)),
            K::FALSE_KW => Some(Constant::Boolean(false)),
            K::INT_NUMBER | K::NUMERIC_NUMBER => Some(Constant::Number(node.text().to_owned())),
            _ => text(node).map(Constant::Text),
        },
        K::NAME_REF if current(word_kind(node)?) => Some(Constant::Current(node.text().to_ascii_lowercase())),
        _ => None,
    }
}
