//! Parts that a statement must have.

use squawk_parser::SyntaxKind as K;

use super::{Misfit, missing_after, missing_before, mistake};
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
        K::FUNC_OPTION_LIST => language(node),
        K::OBJECT_COLUMN => column(node.child(K::QUALIFIED_COLUMN_NAME_REF)?),
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

/// A function whose body is a text in no language.
fn language(options: Node<'_>) -> Option<Misfit> {
    let body = options.child(K::AS_FUNC_OPTION)?;
    if options.has(K::LANGUAGE_FUNC_OPTION) {
        return None;
    }
    let word = body.children().next()?;
    mistake(
        word,
        "the function has no language",
        "in which language?",
        "write `LANGUAGE plpgsql`, or `LANGUAGE sql`",
    )
}

/// `COMMENT ON COLUMN` of no table.
fn column(name: Node<'_>) -> Option<Misfit> {
    if name.tokens().any(|token| token.kind() == K::DOT) {
        return None;
    }
    let help = format!("write the table before it: `table.{}`", name.text());
    mistake(name, "a column without its table", "of which table?", help)
}
