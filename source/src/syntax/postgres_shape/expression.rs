//! Operators.

use squawk_parser::SyntaxKind as K;

use super::{Misfit, missing_before, mistake};
use crate::tree::cst::Node;

pub(super) fn misfit(node: Node<'_>) -> Option<Misfit> {
    match node.kind() {
        K::PREFIX_EXPR => prefix(node),
        K::BIN_EXPR => comparisons(node).or_else(|| operand(node)),
        K::PARTITION_ITEM | K::CONFLICT_INDEX_ITEM => indexed(node.nodes().next()?),
        K::NON_STANDARD_PARAM => {
            let name = node.text();
            mistake(
                node,
                format!("nothing gives `{name}` a value"),
                "a variable of psql or of a program",
                "write the value itself",
            )
        }
        _ => None,
    }
}

/// `= 1`: nothing is compared.
fn prefix(node: Node<'_>) -> Option<Misfit> {
    const NEVER: [&str; 11] = ["=", "<", ">", "<=", ">=", "<>", "!=", "*", "/", "%", "^"];
    let operator = node.child(K::CUSTOM_OP).filter(|operator| NEVER.contains(&operator.text()))?;
    let written = operator.text();
    match operator.preceding().filter(|before| before.kind().is_operator()) {
        Some(before) => {
            let both = format!("{}{written}", before.text());
            let help = match both.as_str() {
                "<>" | "<=" | ">=" | "!=" => format!("write `{both}` without a blank in it"),
                _ => "remove one of the two".to_owned(),
            };
            mistake(operator, "two operators in a row", "the second", help)
        }
        None => missing_before(operator, "an expression"),
    }
}

/// `a = b = c`: comparisons are not compared without parentheses.
fn comparisons(node: Node<'_>) -> Option<Misfit> {
    let (_, own) = comparison(node)?;
    let mut operands =
        node.nodes().filter_map(|operand| Some((operand.range().start, comparison(operand)?.1)));
    let (_, inner) = operands.next()?;
    let later = if inner.range().start > own.range().start { inner } else { own };
    mistake(
        later,
        "a comparison of a comparison",
        "the second",
        "join the two with `AND`, or set one in parentheses",
    )
}

/// The operator of a comparison.
fn comparison(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    const COMPARISONS: [&str; 7] = ["=", "<", ">", "<=", ">=", "<>", "!="];
    if node.kind() != K::BIN_EXPR {
        return None;
    }
    let mut parts = node.children();
    let left = parts.next()?;
    let operator = parts.next()?;
    // `a = ANY (b)` is one thing.
    let is_any = |right: Node<'_>| {
        right.tokens().next().is_some_and(|word| matches!(word.kind(), K::ANY_KW | K::ALL_KW | K::SOME_KW))
    };
    let is_comparison = COMPARISONS.contains(&operator.text()) && !parts.next().is_some_and(is_any);
    is_comparison.then_some((left, operator))
}

/// What `IS` and `IN` go with.
fn operand(node: Node<'_>) -> Option<Misfit> {
    let mut parts = node.children().skip(1);
    let (operator, right) = (parts.next()?, parts.next()?);
    let first = right.tokens().next()?;
    match operator.kind() {
        K::IS_KW | K::IS_NOT if !is_state(first.kind()) => {
            let (equal, distinct) = match operator.kind() {
                K::IS_KW => ("=", "IS NOT DISTINCT FROM"),
                _ => ("<>", "IS DISTINCT FROM"),
            };
            let help = format!("write `{equal}`, or `{distinct}` if NULL is a value like any other");
            mistake(right, "`IS` with a value", "not for `IS`", help)
        }
        K::IN_KW | K::NOT_IN if first.kind() != K::L_PAREN && !is_position(node) => {
            mistake(right, "`IN` without a list", "expected `(`", format!("write `IN ({})`", right.text()))
        }
        _ => None,
    }
}

/// `position('a' IN 'b')`: an argument to the parser where a table stands.
fn is_position(node: Node<'_>) -> bool {
    let name = node.preceding().filter(|open| open.kind() == K::L_PAREN).and_then(Node::preceding);
    name.is_some_and(|name| name.text().eq_ignore_ascii_case("position"))
}

fn is_state(kind: K) -> bool {
    matches!(
        kind,
        K::NULL_KW
            | K::TRUE_KW
            | K::FALSE_KW
            | K::UNKNOWN_KW
            | K::DOCUMENT_KW
            | K::JSON_KW
            | K::NORMALIZED_KW
            | K::NFC_KW
            | K::NFD_KW
            | K::NFKC_KW
            | K::NFKD_KW
    )
}

/// `CREATE INDEX … (a + 1)`: what is not a column or a call has parentheses of its own.
fn indexed(node: Node<'_>) -> Option<Misfit> {
    let is_bare = match node.kind() {
        K::CAST_EXPR => node.children().next().is_some_and(|first| first.kind() != K::CAST_KW),
        K::COLLATE => return indexed(node.nodes().next()?),
        kind => matches!(
            kind,
            K::BIN_EXPR
                | K::PREFIX_EXPR
                | K::POSTFIX_EXPR
                | K::BETWEEN_EXPR
                | K::LITERAL
                | K::INDEX_EXPR
                | K::SLICE_EXPR
                | K::FIELD_EXPR
        ),
    };
    if !is_bare {
        return None;
    }
    let help = format!("write `({})`, with parentheses of its own", node.text());
    mistake(node, "an expression in an index without parentheses", "neither a column nor a call", help)
}
