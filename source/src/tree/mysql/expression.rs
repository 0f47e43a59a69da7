//! Expressions.

use std::ops::Range;

use sqlparser::ast::{self, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned, Value};

use super::cursor::Cursor;
use super::grammar;
use super::misfit::Result;
use super::place::Places;
use super::query;
use super::slice::slice;
use super::word::{is_no_column, is_time};
use crate::tree::{ColumnReference, Constant, Expression, FunctionCall};

/// A text without its quotes; other tokens as they are.
pub(super) fn text_of(written: &str) -> String {
    let Some(quote) = written.chars().next().filter(|first| matches!(first, '\'' | '"')) else {
        return super::name::unquoted(written);
    };
    let inner = written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)).unwrap_or_default();
    if !inner.contains([quote, '\\']) {
        return inner.to_owned();
    }
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        let next = match character {
            '\\' => characters.next(),
            character if character == quote => characters.next(),
            character => Some(character),
        };
        text.extend(match (character, next) {
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some('r')) => Some('\r'),
            ('\\', Some('0')) => Some('\0'),
            (_, next) => next,
        });
    }
    text
}

/// `(…)`
pub(super) fn parenthesised(cursor: &mut Cursor<'_>) -> Result<Expression> {
    // What the grammar does not know, the parser may.
    cursor.certain(grammar::parenthesised(&mut cursor.clone()))?;
    let inner = cursor.parenthesised()?;
    Ok(of_slice(cursor, inner))
}

/// An expression that these bytes are; opaque if the parser does not read them.
pub(super) fn of_slice(cursor: &Cursor<'_>, range: Range<usize>) -> Expression {
    let mut read = match slice(cursor, range.clone(), |parser| parser.parse_expr()) {
        Some((expression, places)) => expression_of(&expression, &places),
        None => Expression { is_opaque: true, ..Expression::default() },
    };
    read.range = range;
    read
}

pub(super) fn expression_of(expression: &Expr, places: &Places<'_>) -> Expression {
    let mut into = Expression { range: range(expression, places), ..Expression::default() };
    match expression {
        Expr::Value(value) => into.constant = constant(&value.value),
        expression => {
            collect(expression, places, &mut into);
            into.constant = current(expression);
        }
    }
    into
}

fn range(expression: &Expr, places: &Places<'_>) -> Range<usize> {
    let range = places.range(expression.span()).unwrap_or(0..places.text.len());
    range.start + places.base..range.end + places.base
}

fn constant(value: &Value) -> Option<Constant> {
    match value {
        Value::Null => Some(Constant::Null),
        Value::Boolean(value) => Some(Constant::Boolean(*value)),
        Value::Number(written, _) => Some(Constant::Number(written.clone())),
        Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => {
            Some(Constant::Text(text.clone()))
        }
        _ => None,
    }
}

fn current(expression: &Expr) -> Option<Constant> {
    match expression {
        Expr::Function(call) if matches!(call.args, FunctionArguments::None) => {
            match call.name.0.as_slice() {
                [ast::ObjectNamePart::Identifier(name)] => {
                    Some(Constant::Current(name.value.to_ascii_lowercase()))
                        .filter(|_| name.quote_style.is_none())
                }
                _ => None,
            }
        }
        Expr::Identifier(name) if name.quote_style.is_none() => {
            let word = name.value.to_ascii_lowercase();
            is_time(&word).then_some(Constant::Current(word))
        }
        _ => None,
    }
}

/// A column by its parts; variables and constants are none.
fn column(parts: &[ast::Ident], places: &Places<'_>, into: &mut Expression) {
    let [.., last] = parts else { return };
    if parts.iter().any(|part| part.quote_style.is_none() && part.value.starts_with('@')) {
        return;
    }
    if let [name] = parts
        && name.quote_style.is_none()
    {
        let word = name.value.to_ascii_lowercase();
        if is_time(&word) || word == "default" || word == "maxvalue" {
            return;
        }
        if is_no_column(&word) {
            into.is_opaque = true;
            return;
        }
    }
    let (schema, table) = match parts {
        [_] => (None, None),
        [table, _] => (None, Some(table)),
        [schema, table, _] => (Some(schema), Some(table)),
        _ => {
            into.is_opaque = true;
            return;
        }
    };
    let Some(name) = places.name(last) else {
        into.is_opaque = true;
        return;
    };
    let named = |part: Option<&ast::Ident>| part.map(|part| places.name(part));
    match (named(schema), named(table)) {
        (Some(None), _) | (_, Some(None)) => into.is_opaque = true,
        (schema, table) => into.columns.push(ColumnReference {
            schema: schema.flatten(),
            table: table.flatten(),
            column: name,
        }),
    }
}

/// Puts what an expression refers to behind what is there already.
pub(super) fn collect(expression: &Expr, places: &Places<'_>, into: &mut Expression) {
    let mut all = |expressions: &[&Expr]| {
        for expression in expressions {
            collect(expression, places, into);
        }
    };
    match expression {
        Expr::Identifier(name) => column(std::slice::from_ref(name), places, into),
        Expr::CompoundIdentifier(parts) => column(parts, places, into),
        Expr::Value(_) | Expr::TypedString(_) | Expr::Prefixed { .. } => {}
        Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner)
        | Expr::Nested(inner) => all(&[inner]),
        Expr::UnaryOp { expr, .. }
        | Expr::Cast { expr, .. }
        | Expr::Extract { expr, .. }
        | Expr::Ceil { expr, .. }
        | Expr::Floor { expr, .. }
        | Expr::Collate { expr, .. } => all(&[expr]),
        Expr::Convert { expr, styles, .. } => {
            all(&[expr]);
            all(&styles.iter().collect::<Vec<_>>());
        }
        Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => all(&[left, right]),
        Expr::BinaryOp { left, right, .. }
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. } => all(&[left, right]),
        Expr::InList { expr, list, .. } => {
            all(&[expr]);
            all(&list.iter().collect::<Vec<_>>());
        }
        Expr::InSubquery { expr, subquery, .. } => {
            all(&[expr]);
            into.queries.push(query::query(subquery, places));
        }
        Expr::Exists { subquery, .. } | Expr::Subquery(subquery) => {
            into.queries.push(query::query(subquery, places));
        }
        Expr::Between { expr, low, high, .. } => all(&[expr, low, high]),
        Expr::Like { expr, pattern, escape_char, .. } => {
            all(&[expr, pattern]);
            all(&escape_char.iter().map(Box::as_ref).collect::<Vec<_>>());
        }
        Expr::RLike { expr, pattern, .. } => all(&[expr, pattern]),
        Expr::Position { expr, r#in } => all(&[expr, r#in]),
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            all(&[expr]);
            all(&substring_from.iter().chain(substring_for).map(Box::as_ref).collect::<Vec<_>>());
        }
        Expr::Trim { trim_what, expr, trim_characters, .. } => {
            all(&trim_what.iter().map(Box::as_ref).collect::<Vec<_>>());
            all(&[expr]);
            all(&trim_characters.iter().flatten().collect::<Vec<_>>());
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            all(&operand.iter().map(Box::as_ref).collect::<Vec<_>>());
            for when in conditions {
                all(&[&when.condition, &when.result]);
            }
            all(&else_result.iter().map(Box::as_ref).collect::<Vec<_>>());
        }
        Expr::Tuple(list) => all(&list.iter().collect::<Vec<_>>()),
        Expr::Interval(interval) => all(&[&interval.value]),
        Expr::MatchAgainst { columns, .. } => {
            for name in columns {
                let parts: Vec<ast::Ident> =
                    name.0.iter().filter_map(|part| part.as_ident()).cloned().collect();
                column(&parts, places, into);
            }
        }
        Expr::MemberOf(member) => all(&[&member.value, &member.array]),
        Expr::JsonAccess { value, .. } => {
            all(&[value]);
            into.is_opaque = true;
        }
        Expr::Function(call) => function(call, places, into),
        Expr::Wildcard(_) => {}
        _ => into.is_opaque = true,
    }
}

fn function(call: &ast::Function, places: &Places<'_>, into: &mut Expression) {
    let Some(name) = places.object_name(&call.name) else {
        into.is_opaque = true;
        return;
    };
    let word = name.name.text.to_ascii_lowercase();
    let mut arguments = 0;
    let mut first_text = None;
    let mut inner = Expression::default();
    match &call.args {
        FunctionArguments::None => {}
        FunctionArguments::Subquery(subquery) => inner.queries.push(query::query(subquery, places)),
        FunctionArguments::List(list) => {
            for (index, argument) in list.args.iter().enumerate() {
                let FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) = argument else {
                    inner.is_opaque |= !matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Wildcard));
                    continue;
                };
                arguments += 1;
                if index == 0 && is_word_first(&word) {
                    continue;
                }
                if let (0, Expr::Value(value)) = (index, expression) {
                    first_text = constant(&value.value).filter(|text| matches!(text, Constant::Text(_)));
                }
                collect(expression, places, &mut inner);
            }
            for clause in &list.clauses {
                match clause {
                    ast::FunctionArgumentClause::OrderBy(orders) => {
                        orders.iter().for_each(|order| collect(&order.expr, places, &mut inner));
                    }
                    ast::FunctionArgumentClause::Limit(_)
                    | ast::FunctionArgumentClause::Separator(_)
                    | ast::FunctionArgumentClause::IgnoreOrRespectNulls(_)
                    | ast::FunctionArgumentClause::JsonNullClause(_)
                    | ast::FunctionArgumentClause::JsonReturningClause(_) => {}
                    _ => inner.is_opaque = true,
                }
            }
        }
    }
    if !matches!(call.args, FunctionArguments::None) {
        into.functions.push(FunctionCall { name, arguments, first_text });
    }
    into.columns.append(&mut inner.columns);
    into.queries.append(&mut inner.queries);
    into.functions.append(&mut inner.functions);
    into.is_opaque |= inner.is_opaque || !matches!(call.parameters, FunctionArguments::None);
    if let Some(filter) = &call.filter {
        collect(filter, places, into);
    }
    for order in &call.within_group {
        collect(&order.expr, places, into);
    }
    if let Some(ast::WindowType::WindowSpec(window)) = &call.over {
        self::window(window, places, into);
    }
}

/// What a window is made of. Its frame holds constants.
pub(super) fn window(window: &ast::WindowSpec, places: &Places<'_>, into: &mut Expression) {
    for expression in &window.partition_by {
        collect(expression, places, into);
    }
    for order in &window.order_by {
        collect(&order.expr, places, into);
    }
}

/// Functions whose first argument is a word of theirs, or a sequence.
fn is_word_first(function: &str) -> bool {
    matches!(function, "timestampadd" | "timestampdiff" | "get_format" | "nextval" | "lastval" | "setval")
}
