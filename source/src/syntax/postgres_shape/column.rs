//! What is written at one column and contradicts itself.

use squawk_parser::SyntaxKind as K;

use super::{Misfit, mistake};
use crate::tree::cst::Node;

pub(super) fn misfit(node: Node<'_>) -> Option<Misfit> {
    if !matches!(node.kind(), K::COLUMN | K::ADD_COLUMN) {
        return None;
    }
    let mut written = Written::default();
    for part in node.nodes() {
        match part.kind() {
            K::PATH_TYPE => {
                written.is_serial =
                    is_any(part, &["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"]);
                written.not_null = written.is_serial;
                written.data_type = Some(part);
            }
            K::NULL_CONSTRAINT if written.not_null => return nullable(part, &written),
            K::NULL_CONSTRAINT => written.null = true,
            K::NOT_NULL_CONSTRAINT if written.null => return nullable(part, &written),
            K::NOT_NULL_CONSTRAINT => written.not_null = true,
            K::DEFAULT_CONSTRAINT if written.is_serial || written.default || written.identity => {
                return second_value(part, &written);
            }
            K::DEFAULT_CONSTRAINT => written.default = true,
            K::GENERATED_CONSTRAINT if part.has(K::GENERATED_IDENTITY) => {
                if written.is_serial || written.default || written.identity {
                    return second_value(part, &written);
                }
                if written.null {
                    return nullable(part, &written);
                }
                if let Some(data_type) = written.data_type.filter(|data_type| is_no_integer(*data_type)) {
                    return mistake(
                        data_type,
                        format!("`{}` cannot be counted up", data_type.text()),
                        "an identity is a smallint, an integer or a bigint",
                        "choose one of these types",
                    );
                }
                written.identity = true;
                written.not_null = true;
            }
            kind if is_word_type(kind) => written.data_type = Some(part),
            _ => {}
        }
    }
    None
}

#[derive(Default)]
struct Written<'t> {
    data_type: Option<Node<'t>>,
    is_serial: bool,
    null: bool,
    not_null: bool,
    default: bool,
    identity: bool,
}

fn nullable(part: Node<'_>, written: &Written<'_>) -> Option<Misfit> {
    let (message, help) =
        match (written.is_serial, written.identity || part.kind() == K::GENERATED_CONSTRAINT) {
            (true, _) => ("the column is `NULL` and a serial, which is `NOT NULL`", "remove `NULL`"),
            (_, true) => ("the column is `NULL` and an identity, which is `NOT NULL`", "remove `NULL`"),
            _ => ("the column is `NULL` and `NOT NULL`", "remove one of the two"),
        };
    mistake(part, message, "contradicts what stands before", help)
}

fn second_value(part: Node<'_>, written: &Written<'_>) -> Option<Misfit> {
    let (first, help) = if written.is_serial {
        ("is a serial and has", "write `bigint` or `integer` for the type, or remove the other")
    } else if written.identity {
        ("has an identity and", "remove one of the two")
    } else {
        ("has a default and", "remove one of the two")
    };
    let second = match (part.kind(), written.default) {
        (K::DEFAULT_CONSTRAINT, true) => "another",
        (K::DEFAULT_CONSTRAINT, false) => "a default",
        _ if written.identity => "another",
        _ => "an identity",
    };
    mistake(part, format!("the column {first} {second}"), "the second", help)
}

/// The types that the parser knows by their words.
fn is_word_type(kind: K) -> bool {
    matches!(
        kind,
        K::VARCHAR_TYPE
            | K::CHARACTER_TYPE
            | K::TIMESTAMP_TYPE
            | K::TIME_TYPE
            | K::INTERVAL_TYPE
            | K::BIT_TYPE
            | K::BIT_VARYING_TYPE
            | K::DOUBLE_TYPE
    )
}

fn is_no_integer(data_type: Node<'_>) -> bool {
    const OTHERS: [&str; 16] = [
        "text",
        "uuid",
        "json",
        "jsonb",
        "bytea",
        "boolean",
        "bool",
        "numeric",
        "decimal",
        "date",
        "real",
        "float4",
        "float8",
        "float",
        "timestamptz",
        "citext",
    ];
    is_word_type(data_type.kind()) || is_any(data_type, &OTHERS)
}

/// Whether a type is one of these, without brackets.
fn is_any(data_type: Node<'_>, names: &[&str]) -> bool {
    let is_plain = !data_type.text().contains('[');
    let name = data_type.child(K::PATH_REF).map_or("", Node::text);
    is_plain && names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
