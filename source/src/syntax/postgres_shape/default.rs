//! The default of a column, which not every expression can be.

use squawk_parser::SyntaxKind as K;

use super::{Misfit, mistake};
use crate::tree::cst::Node;

pub(super) fn misfit(node: Node<'_>) -> Option<Misfit> {
    if node.kind() != K::DEFAULT_CONSTRAINT {
        return None;
    }
    let value = node.nodes().next()?;
    if value.kind() == K::LITERAL && value.only_token().is_some_and(|token| token.kind() == K::DEFAULT_KW) {
        return mistake(value, "`DEFAULT` stands here twice", "the second", "remove one of the two");
    }
    let operator = outside_parentheses(value)?;
    let text = value.text();
    if text.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("not"))
        && text.to_ascii_lowercase().ends_with("null")
    {
        return mistake(
            operator,
            "`DEFAULT` without a value",
            "expected the value",
            "write the value, or remove `DEFAULT`",
        );
    }
    let word = operator.text().split_whitespace().collect::<Vec<_>>().join(" ");
    mistake(
        operator,
        format!("`{word}` in the default of a column needs parentheses"),
        "not allowed outside of parentheses",
        format!("write `DEFAULT ({text})`"),
    )
}

/// An operator that a default can only have inside of parentheses.
fn outside_parentheses(node: Node<'_>) -> Option<Node<'_>> {
    if !matches!(node.kind(), K::BIN_EXPR | K::PREFIX_EXPR | K::BETWEEN_EXPR | K::POSTFIX_EXPR) {
        return None;
    }
    let found = node.children().find_map(|part| match is_too_weak(part.kind()) {
        true => Some(part),
        false => outside_parentheses(part),
    });
    // `1 = ANY (…)`
    found.or_else(|| {
        let mut words = node.nodes().skip(1).filter_map(|operand| operand.tokens().next());
        words.find(|word| matches!(word.kind(), K::ANY_KW | K::ALL_KW | K::SOME_KW))
    })
}

fn is_too_weak(kind: K) -> bool {
    matches!(
        kind,
        K::AND_KW
            | K::OR_KW
            | K::NOT_KW
            | K::IN_KW
            | K::NOT_IN
            | K::LIKE_KW
            | K::NOT_LIKE
            | K::ILIKE_KW
            | K::NOT_ILIKE
            | K::SIMILAR_TO
            | K::NOT_SIMILAR_TO
            | K::OVERLAPS_KW
            | K::BETWEEN_KW
            | K::AT_TIME_ZONE
            | K::AT_LOCAL
            | K::IS_KW
            | K::IS_NOT
            | K::ISNULL_KW
            | K::NOTNULL_KW
    )
}
