//! Columns and their types.

use squawk_parser::SyntaxKind as K;

use super::{Misfit, missing_after, mistake};
use crate::tree::cst::Node;

pub(super) fn misfit(node: Node<'_>) -> Option<Misfit> {
    match node.kind() {
        K::CREATE_TABLE => table(node),
        K::VARCHAR_TYPE | K::CHARACTER_TYPE => length(node.child(K::ARG_LIST)?),
        K::PATH_TYPE => no_type(node).or_else(|| arguments(node)),
        K::COMPOSITE_FIELD_DEF => {
            let name = node.child(K::COMPOSITE_FIELD)?;
            if node.nodes().nth(1).is_some() { None } else { missing_after(name, "a type") }
        }
        _ => None,
    }
}

/// A table without columns, a column without a type.
fn table(node: Node<'_>) -> Option<Misfit> {
    if node.has(K::OF_TYPE) || node.has(K::PARTITION_OF) {
        return None;
    }
    let Some(columns) = node.child(K::TABLE_ARG_LIST) else {
        let name = node.child(K::TABLE_NAME)?;
        return missing_after(name, "`(`");
    };
    columns.all(K::COLUMN).find_map(|column| {
        let name = column.child(K::COLUMN_NAME)?;
        let is_untyped = column.nodes().nth(1).is_none_or(|next| is_attribute(next.kind()));
        is_untyped.then(|| missing_after(name, "a type")).flatten()
    })
}

fn is_attribute(kind: K) -> bool {
    matches!(
        kind,
        K::NOT_NULL_CONSTRAINT
            | K::NULL_CONSTRAINT
            | K::CHECK_CONSTRAINT
            | K::DEFAULT_CONSTRAINT
            | K::GENERATED_CONSTRAINT
            | K::UNIQUE_CONSTRAINT
            | K::PRIMARY_KEY_CONSTRAINT
            | K::REFERENCES_CONSTRAINT
            | K::COLLATE
    )
}

/// A word that no type has without quotes.
fn no_type(node: Node<'_>) -> Option<Misfit> {
    let word = node.tokens().next()?;
    let is_none = matches!(
        word.kind(),
        K::BETWEEN_KW
            | K::COALESCE_KW
            | K::EXISTS_KW
            | K::EXTRACT_KW
            | K::GREATEST_KW
            | K::LEAST_KW
            | K::NULLIF_KW
            | K::OVERLAY_KW
            | K::POSITION_KW
            | K::ROW_KW
            | K::SUBSTRING_KW
            | K::TREAT_KW
            | K::TRIM_KW
            | K::VALUES_KW
    );
    let text = word.text();
    let help = format!("choose a type; a type of that name is written \"{text}\"");
    is_none
        .then(|| {
            mistake(
                word,
                format!("`{text}` is a word of PostgreSQL's grammar, not a type"),
                "expected a type",
                help,
            )
        })
        .flatten()
}

/// `varchar("50")`: the length is one whole number.
fn length(arguments: Node<'_>) -> Option<Misfit> {
    const HELP: &str = "write one number without quotes";
    let mut list = arguments.all(K::ARG);
    let first = list.next()?;
    let is_number =
        first.nodes().next().and_then(Node::only_token).is_some_and(|token| token.kind() == K::INT_NUMBER);
    if !is_number {
        return mistake(first, "the length of a type is a number", "not a number", HELP);
    }
    mistake(list.next()?, "the type takes one length", "one too many", HELP)
}

/// `text(10)`, `numeric(1, 2, 3)`: types of PostgreSQL that take no arguments, or fewer.
fn arguments(node: Node<'_>) -> Option<Misfit> {
    const BARE: [&str; 27] = [
        "int", "integer", "bigint", "smallint", "int2", "int4", "int8", "real", "float4", "float8",
        "boolean", "bool", "text", "uuid", "json", "jsonb", "bytea", "date", "money", "xml", "inet", "cidr",
        "macaddr", "oid", "tsvector", "tsquery", "point",
    ];
    let list = node.child(K::ARG_LIST)?;
    let name = node.child(K::PATH_REF)?.text();
    let is_any = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is_any(&BARE) {
        let help = match name.eq_ignore_ascii_case("text") {
            true => format!("write `{name}`, or `varchar{}` if the length matters", list.text()),
            false => format!("write `{name}`"),
        };
        return mistake(list, format!("`{name}` takes nothing in parentheses"), "too much", help);
    }
    if is_any(&["float"]) {
        return length(list);
    }
    if is_any(&["numeric", "decimal", "dec"]) {
        let third = list.all(K::ARG).nth(2)?;
        let message = format!("`{name}` takes a precision and a scale and no more");
        return mistake(third, message, "one too many", "remove it");
    }
    None
}
