//! Names that are reserved words.

use squawk_parser::{SyntaxKind as K, is_reserved_keyword, is_type_func_name_keyword};

use super::{Misfit, mistake};
use crate::tree::cst::Node;

pub(super) fn misfit(node: Node<'_>) -> Option<Misfit> {
    match node.kind() {
        K::TABLE_NAME
        | K::TABLE_NAME_REF
        | K::VIEW
        | K::VIEW_REF
        | K::INDEX
        | K::INDEX_REF
        | K::SEQUENCE
        | K::SEQUENCE_REF
        | K::TRIGGER
        | K::TRIGGER_REF
        | K::SCHEMA
        | K::SCHEMA_REF
        | K::EXTENSION
        | K::EXTENSION_REF
        | K::POLICY
        | K::POLICY_REF
        | K::COLUMN_NAME_REF
        | K::CONSTRAINT_NAME
        | K::CONSTRAINT_NAME_REF
        | K::ACCESS_METHOD_REF
        | K::CTE_NAME => reserved(node),
        // As the name of a result it may be any word.
        K::COLUMN | K::ADD_COLUMN | K::RENAME_COLUMN => node.all(K::COLUMN_NAME).find_map(reserved),
        K::RELATION_NAME_REF => relation(node),
        K::NAME_REF => no_column(node),
        _ => None,
    }
}

/// The first word of a name.
fn reserved(node: Node<'_>) -> Option<Misfit> {
    let word = node.tokens().next()?;
    if !is_taken(word.kind()) {
        return None;
    }
    let text = word.text();
    mistake(
        word,
        format!("`{text}` is a reserved word of PostgreSQL, found where a name belongs"),
        "expected a name",
        format!("choose another name, or quote it wherever it is used: \"{text}\""),
    )
}

fn is_taken(kind: K) -> bool {
    // Reserved since 16.
    (is_reserved_keyword(kind) || is_type_func_name_keyword(kind)) && kind != K::SYSTEM_USER_KW
}

/// A table, or in `FROM` a function, which some of these words are.
fn relation(node: Node<'_>) -> Option<Misfit> {
    let is_function = match node.tokens().next()?.kind() {
        K::CURRENT_CATALOG_KW
        | K::CURRENT_DATE_KW
        | K::CURRENT_ROLE_KW
        | K::CURRENT_SCHEMA_KW
        | K::CURRENT_TIME_KW
        | K::CURRENT_TIMESTAMP_KW
        | K::CURRENT_USER_KW
        | K::LOCALTIME_KW
        | K::LOCALTIMESTAMP_KW
        | K::SESSION_USER_KW
        | K::USER_KW => true,
        kind => {
            is_type_func_name_keyword(kind) && node.following().is_some_and(|next| next.kind() == K::L_PAREN)
        }
    };
    if is_function { None } else { reserved(node) }
}

/// A word that names functions and types, and nothing else, where a column stands.
fn no_column(node: Node<'_>) -> Option<Misfit> {
    let is_one = matches!(
        node.only_token()?.kind(),
        K::LEFT_KW
            | K::RIGHT_KW
            | K::INNER_KW
            | K::OUTER_KW
            | K::FULL_KW
            | K::CROSS_KW
            | K::NATURAL_KW
            | K::JOIN_KW
            | K::LIKE_KW
            | K::ILIKE_KW
            | K::SIMILAR_KW
            | K::IS_KW
            | K::ISNULL_KW
            | K::NOTNULL_KW
            | K::OVERLAPS_KW
            | K::TABLESAMPLE_KW
    );
    if !is_one {
        return None;
    }
    let is_call = node
        .following()
        .is_some_and(|next| matches!(next.text().as_bytes().first(), Some(b'(' | b'.' | b'\'')));
    let is_part =
        node.source().get(..node.range().start).is_some_and(|before| before.trim_end().ends_with('.'));
    if is_call || is_part { None } else { reserved(node) }
}
