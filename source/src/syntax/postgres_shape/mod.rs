//! What PostgreSQL asks of a statement and the parser does not.
//!
//! Most of it is asked of the tree, in one walk along it: each node is looked at once, with its own parts and little
//! more.

mod column;
mod default;
mod definition;
mod expression;
mod name;
mod statement;
#[cfg(test)]
mod tests;
mod token;

use super::Refusal;
use super::slip::Slip;
use crate::tree::cst::{Node, Tree};

/// What does not fit.
pub(super) enum Misfit {
    /// The words around it may tell why.
    Unexpected(Refusal),
    /// It is known what is wrong.
    Mistake(Box<Slip>),
}

impl Misfit {
    fn at(&self) -> usize {
        match self {
            Misfit::Unexpected(refusal) => refusal.at,
            Misfit::Mistake(slip) => slip.range.start,
        }
    }
}

pub(super) fn misfit(text: &str, tree: &Tree<'_>) -> Option<Misfit> {
    if let Some(refusal) = token::refusal(text) {
        return Some(Misfit::Unexpected(refusal));
    }
    let inside = tree.nodes().find_map(node);
    let between = statement::several(tree);
    match (inside, between) {
        (Some(inside), Some(between)) if between.at() < inside.at() => Some(between),
        (inside, between) => inside.or(between),
    }
}

fn node(node: Node<'_>) -> Option<Misfit> {
    expression::misfit(node)
        .or_else(|| name::misfit(node))
        .or_else(|| definition::misfit(node))
        .or_else(|| default::misfit(node))
        .or_else(|| column::misfit(node))
        .or_else(|| statement::misfit(node))
}

/// Something is missing before a node.
fn missing_before(node: Node<'_>, expected: &str) -> Option<Misfit> {
    let expected = Some(expected.to_owned());
    Some(Misfit::Unexpected(Refusal { at: node.range().start, expected }))
}

/// Something is missing behind a node.
fn missing_after(node: Node<'_>, expected: &str) -> Option<Misfit> {
    let at = node.following().map_or(node.source().len(), |token| token.range().start);
    Some(Misfit::Unexpected(Refusal { at, expected: Some(expected.to_owned()) }))
}

fn mistake(
    node: Node<'_>,
    message: impl Into<String>,
    label: &str,
    help: impl Into<String>,
) -> Option<Misfit> {
    Some(Misfit::Mistake(Box::new(Slip {
        range: node.range(),
        message: message.into(),
        label: label.to_owned(),
        help: Some(help.into()),
        fix: None,
    })))
}
