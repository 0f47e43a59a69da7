//! Names and texts as SQL.

use super::words;

/// A name, quoted if it must be.
pub(super) fn name(name: &str) -> String {
    if is_plain(name) && !words::is_reserved(name) { name.to_owned() } else { quoted(name) }
}

/// A name with a parenthesis behind it at once.
pub(super) fn name_before_parenthesis(name: &str) -> String {
    if words::is_function(name) { quoted(name) } else { self::name(name) }
}

/// A name in quotes, whatever it is.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Names with commas.
pub(super) fn names<N: AsRef<str>>(names: &[N]) -> String {
    names.iter().map(|name| self::name(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A text. It means the same whether backslashes escape or not, unless it has one itself.
pub(super) fn text(text: &str) -> String {
    let mut sql = String::with_capacity(text.len() + 2);
    sql.push('\'');
    for character in text.chars() {
        match character {
            '\'' => sql.push_str("''"),
            '\\' => sql.push_str("\\\\"),
            '\n' => sql.push_str("\\n"),
            '\r' => sql.push_str("\\r"),
            '\0' => sql.push_str("\\0"),
            other => sql.push(other),
        }
    }
    sql.push('\'');
    sql
}

/// Lower-case letters, digits and underscores behind a letter: nobody would quote it, if it is no reserved word.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '_')
}
