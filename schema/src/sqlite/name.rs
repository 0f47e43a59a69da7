//! Names: which need quotes, and what stands between them.

/// What SQLite does not take as a name without quotes, and what it takes for something else.
const RESERVED: &[&str] = &[
    "add",
    "all",
    "alter",
    "and",
    "as",
    "autoincrement",
    "between",
    "case",
    "cast",
    "check",
    "collate",
    "commit",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "default",
    "deferrable",
    "delete",
    "distinct",
    "drop",
    "else",
    "escape",
    "except",
    "exists",
    "false",
    "foreign",
    "from",
    "full",
    "group",
    "having",
    "if",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "left",
    "limit",
    "natural",
    "not",
    "nothing",
    "notnull",
    "null",
    "on",
    "or",
    "order",
    "outer",
    "primary",
    "raise",
    "references",
    "returning",
    "right",
    "select",
    "set",
    "table",
    "then",
    "to",
    "transaction",
    "true",
    "union",
    "unique",
    "update",
    "using",
    "values",
    "when",
    "where",
    "with",
];

/// The name as it is written: in quotes only where it has to be.
pub(super) fn quoted(name: &str) -> String {
    if is_plain(name) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// Names with commas between them.
pub(super) fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// A text, as a literal.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The same for every spelling of a name: SQLite looks at no ASCII case.
pub(super) fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// What is between the quotes, whichever they are.
pub(super) fn unquoted(raw: &str) -> String {
    let close = match raw.as_bytes().first() {
        Some(b'[') => ']',
        Some(&quote @ (b'"' | b'`' | b'\'')) => char::from(quote),
        _ => return raw.to_owned(),
    };
    let inner = raw.get(1..).and_then(|rest| rest.strip_suffix(close)).unwrap_or(raw);
    if close == ']' {
        inner.to_owned()
    } else {
        inner.replace(&format!("{close}{close}"), &close.to_string())
    }
}

fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && RESERVED.binary_search(&folded(name).as_str()).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_where_they_must() {
        assert!(RESERVED.is_sorted());
        for plain in ["users", "userId", "_x1", "key", "rowid"] {
            assert_eq!(quoted(plain), plain);
        }
        assert_eq!(quoted("order"), "\"order\"");
        assert_eq!(quoted("größe"), "\"größe\"");
        assert_eq!(quoted("1st"), "\"1st\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }

    #[test]
    fn every_kind_of_quotes_comes_off() {
        for raw in ["a b", "\"a b\"", "`a b`", "[a b]", "'a b'"] {
            assert_eq!(unquoted(raw), "a b");
        }
        assert_eq!(unquoted("\"a\"\"b\""), "a\"b");
    }
}
