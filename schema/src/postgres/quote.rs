//! Names and texts as they stand in statements.

use std::borrow::Cow;

use crate::key::{Key, Kind};

/// The words that are no names without quotes: all but those that PostgreSQL calls unreserved, of versions 12 to 18.
#[rustfmt::skip]
static KEYWORDS: [&str; 164] = [
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character",
    "check", "coalesce", "collate", "collation", "column", "concurrently", "constraint", "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc", "distinct",
    "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float", "for", "foreign",
    "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having", "ilike", "in",
    "initially", "inner", "inout", "int", "integer", "intersect", "interval", "into", "is", "isnull",
    "join", "json", "json_array", "json_arrayagg", "json_exists", "json_object", "json_objectagg",
    "json_query", "json_scalar", "json_serialize", "json_table", "json_value", "lateral", "leading",
    "least", "left", "like", "limit", "localtime", "localtimestamp", "merge_action", "national",
    "natural", "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric", "offset",
    "on", "only", "or", "order", "out", "outer", "overlaps", "overlay", "placing", "position",
    "precision", "primary", "real", "references", "returning", "right", "row", "select", "session_user",
    "setof", "similar", "smallint", "some", "substring", "symmetric", "system_user", "table",
    "tablesample", "then", "time", "timestamp", "to", "trailing", "treat", "trim", "true", "union",
    "unique", "user", "using", "values", "varchar", "variadic", "verbose", "when", "where", "window",
    "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces",
    "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
];

/// A name, in quotes where it needs them.
pub(super) fn name(name: &str) -> Cow<'_, str> {
    let mut letters = name.bytes();
    let plain = letters.next().is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
        && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_')
        && KEYWORDS.binary_search(&name).is_err();
    if plain { Cow::Borrowed(name) } else { Cow::Owned(format!("\"{}\"", name.replace('"', "\"\""))) }
}

/// A name without the quotes that it may have.
pub(super) fn bare(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

/// A name in a schema; in the default one without it.
pub(super) fn qualified(schema: Option<&str>, object: &str) -> String {
    match schema {
        Some(schema) => format!("{}.{}", name(schema), name(object)),
        None => name(object).into_owned(),
    }
}

/// An object by the name that statements call it: of a function with the types of its arguments, of what belongs to
/// a table the bare name.
pub(super) fn object(key: &Key) -> String {
    if key.kind == Kind::Function {
        let (function, arguments) = signature(&key.name);
        return format!("{}({arguments})", qualified(key.schema.as_deref(), function));
    }
    match key.table {
        Some(_) => name(&key.name).into_owned(),
        None => qualified(key.schema.as_deref(), &key.name),
    }
}

/// The table or view that an object belongs to, or that it is.
pub(super) fn table(key: &Key) -> String {
    qualified(key.schema.as_deref(), key.table.as_deref().unwrap_or(&key.name))
}

/// A function's own name, and the types of its arguments.
pub(super) fn signature(function: &str) -> (&str, &str) {
    match function.rsplit_once('(') {
        Some((name, arguments)) => (name, arguments.strip_suffix(')').unwrap_or(arguments)),
        None => (function, ""),
    }
}

/// A text as a constant.
pub(super) fn text(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') { format!("E'{}'", quoted.replace('\\', "\\\\")) } else { format!("'{quoted}'") }
}

/// The parts of a text of several statements, which `;` at the end of a line separates.
pub(super) fn statements(text: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (at, letter) in text.bytes().enumerate() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if letter == b'\'' || letter == b'"' => quote = Some(letter),
            None if letter == b';' && text[at..].starts_with(";\n") => {
                statements.extend(text.get(start..at));
                start = at + 2;
            }
            _ => {}
        }
    }
    statements.extend(text.get(start..));
    statements
}
