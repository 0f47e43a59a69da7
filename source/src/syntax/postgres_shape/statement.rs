//! Parts that a statement must have.

use squawk_parser::SyntaxKind as K;

use super::{Misfit, missing_after, missing_before};
use crate::tree::cst::{Node, Tree};

/// Two statements with no `;` between them.
pub(super) fn several(tree: &Tree<'_>) -> Option<Misfit> {
    let mut before: Option<Node<'_>> = None;
    for part in tree.root()?.children() {
        if let Some(before) = before
            && !part.is_token()
            && before.last_token().is_some_and(|last| last.kind() != K::SEMICOLON)
        {
            return missing_before(part, "`;`");
        }
        before = Some(part);
    }
    None
}

pub(super) fn misfit(node: Node<'_>) -> Option<Misfit> {
    match node.kind() {
        K::DROP_TABLE => needs(node, K::TABLE_NAME_REF),
        K::SET_COLUMN_LIST if node.children().next().is_none() => missing_after(node, "a column"),
        _ => None,
    }
}

/// `DROP TABLE` without a name.
fn needs(node: Node<'_>, kind: K) -> Option<Misfit> {
    if node.has(kind) {
        return None;
    }
    let last = node
        .children()
        .filter(|part| !matches!(part.kind(), K::SEMICOLON | K::CASCADE | K::RESTRICT))
        .last()?;
    missing_after(last, "a name")
}
