//! Names, and types, which have names of several words.

use squawk_parser::{SyntaxKind as K, is_reserved_keyword};

use crate::tree::cst::Node;
use crate::tree::{Name, ObjectName, TypeName};

/// The name that a node consists of.
pub(super) fn name(node: Node<'_>) -> Option<Name> {
    word(if node.is_token() { node } else { node.only_token()? })
}

/// The name of the first child of the kind.
pub(super) fn child_name(node: Node<'_>, kind: K) -> Option<Name> {
    name(node.child(kind)?)
}

/// The names of all children of the kind; of none, if one of them has none.
pub(super) fn names(node: Node<'_>, kind: K) -> Option<Vec<Name>> {
    node.all(kind).map(name).collect()
}

/// A token as a name. `U&"…"` is none that can be compared.
fn word(token: Node<'_>) -> Option<Name> {
    let written = token.text();
    let (text, quoted) = if let Some(rest) = written.strip_prefix('"') {
        let inner = rest.strip_suffix('"').filter(|inner| !inner.is_empty())?;
        (if inner.contains('"') { inner.replace("\"\"", "\"") } else { inner.to_owned() }, true)
    } else {
        let first = written.bytes().next()?;
        let is_word = first == b'_' || first.is_ascii_alphabetic() || !first.is_ascii();
        if !is_word || written.contains('"') {
            return None;
        }
        (written.to_owned(), false)
    };
    Some(Name { text, quoted, range: token.range() })
}

/// The names that dots separate.
pub(super) fn path(node: Node<'_>) -> Option<Vec<Name>> {
    let mut parts = Vec::with_capacity(2);
    for token in node.tokens() {
        if token.kind() != K::DOT {
            if parts.is_empty() && is_reserved_keyword(token.kind()) {
                return None;
            }
            parts.push(word(token)?);
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// The name of an object, from the node of a definition or of a reference.
pub(super) fn object_name(node: Node<'_>) -> Option<ObjectName> {
    object_of(path(node)?)
}

/// The name of the object in the first child of the kind.
pub(super) fn child_object(node: Node<'_>, kind: K) -> Option<ObjectName> {
    object_name(node.child(kind)?)
}

/// The object that a path leads to.
pub(super) fn object_of(mut parts: Vec<Name>) -> Option<ObjectName> {
    if parts.len() > 3 {
        return None;
    }
    let name = parts.pop()?;
    Some(ObjectName { schema: parts.pop(), name })
}

/// The column at the end of a path, and its table.
pub(super) fn qualified_column(node: Node<'_>) -> Option<(ObjectName, Name)> {
    let mut parts = path(node)?;
    let column = parts.pop()?;
    Some((object_of(parts)?, column))
}

/// A text in single quotes as a name: a value of an enum.
pub(super) fn text_name(node: Node<'_>) -> Option<Name> {
    let literal = node.child(K::LITERAL).unwrap_or(node);
    Some(Name { text: text(literal)?, quoted: true, range: literal.range() })
}

/// What a text says, if it is one token without escapes.
pub(super) fn text(literal: Node<'_>) -> Option<String> {
    let token = literal.only_token()?;
    let written = token.text();
    match token.kind() {
        K::STRING => {
            let inner = written.strip_prefix('\'')?.strip_suffix('\'')?;
            Some(if inner.contains('\'') { inner.replace("''", "'") } else { inner.to_owned() })
        }
        K::ESC_STRING => {
            let inner = written.get(1..)?.strip_prefix('\'')?.strip_suffix('\'')?;
            (!inner.contains('\\')).then(|| inner.replace("''", "'"))
        }
        K::DOLLAR_QUOTED_STRING => {
            let length = written.get(1..)?.find('$')? + 2;
            Some(written.get(length..written.len().checked_sub(length)?)?.to_owned())
        }
        _ => None,
    }
}

/// The words of a node in lower case, one space between them.
pub(super) fn words(node: Node<'_>) -> String {
    let mut words = String::new();
    node.tokens().for_each(|token| push_word(&mut words, token));
    words
}

fn push_word(words: &mut String, token: Node<'_>) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(token.text());
    words.make_ascii_lowercase();
}

/// Whether a node is a type.
pub(super) fn is_type(kind: K) -> bool {
    matches!(
        kind,
        K::PATH_TYPE
            | K::ARRAY_TYPE
            | K::VARCHAR_TYPE
            | K::CHARACTER_TYPE
            | K::BIT_TYPE
            | K::BIT_VARYING_TYPE
            | K::DOUBLE_TYPE
            | K::TIME_TYPE
            | K::TIMESTAMP_TYPE
            | K::INTERVAL_TYPE
            | K::PERCENT_TYPE
    )
}

/// The first type among the children.
pub(super) fn child_type(node: Node<'_>) -> Option<TypeName> {
    node.nodes().find(|child| is_type(child.kind())).map(type_name)
}

pub(super) fn type_name(node: Node<'_>) -> TypeName {
    let mut name = TypeName { range: node.range(), ..TypeName::default() };
    read_type(node, &mut name);
    name.is_opaque |= name.name.is_empty();
    name
}

fn read_type(node: Node<'_>, name: &mut TypeName) {
    for child in node.children() {
        match child.kind() {
            K::L_PAREN | K::R_PAREN => {}
            K::ARRAY_KW => name.is_array = true,
            K::SETOF_KW => name.is_opaque = true,
            _ if child.is_token() => push_word(&mut name.name, child),
            K::WITH_TIMEZONE | K::WITHOUT_TIMEZONE => {
                child.tokens().for_each(|token| push_word(&mut name.name, token));
            }
            K::ARRAY_BOUND => name.is_array = true,
            K::ARG_LIST => {
                name.arguments.extend(child.all(K::ARG).map(|argument| argument.text().to_owned()))
            }
            K::LITERAL => name.arguments.push(child.text().to_owned()),
            K::PATH_REF => read_path(child, name),
            K::INTERVAL_YEAR
            | K::INTERVAL_MONTH
            | K::INTERVAL_DAY
            | K::INTERVAL_HOUR
            | K::INTERVAL_MINUTE
            | K::INTERVAL_SECOND => {}
            kind if is_type(kind) => read_type(child, name),
            _ => name.is_opaque = true,
        }
    }
}

fn read_path(node: Node<'_>, name: &mut TypeName) {
    let Some(mut parts) = path(node) else {
        name.is_opaque = true;
        return;
    };
    if let Some(last) = parts.pop() {
        name.quoted = last.quoted;
        name.name = last.text;
        if !last.quoted {
            name.name.make_ascii_lowercase();
        }
    }
    name.schema = parts.pop();
    name.is_opaque |= !parts.is_empty();
}
