//! Operators.

use squawk_parser::SyntaxKind as K;

use super::{Misfit, missing_before, mistake};
use crate::tree::cst::Node;

pub(super) fn misfit(node: Node<'_>) -> Option<Misfit> {
    match node.kind() {
        K::PREFIX_EXPR => prefix(node),
        K::BIN_EXPR => comparisons(node),
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
    COMPARISONS.contains(&operator.text()).then_some((left, operator))
}
