//! Values as literals in the text of a statement, for PostgreSQL's simple query protocol: one message there, no prepared
//! statement that a pooler would have to know.

use std::fmt::Write as _;

use crate::value::Value;

/// A statement with its values written where `$1`, `$2`, … stand, as literals whose type the server infers, just as
/// it does for a parameter without a type. A number without its value stays, and the server says what is wrong.
pub(super) fn inlined(sql: &str, values: &[Value]) -> String {
    let mut answer = String::with_capacity(sql.len() + 16 * values.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '$' => match placeholder(rest) {
                Some((length, number)) => {
                    match number.checked_sub(1).and_then(|index| values.get(index)) {
                        Some(value) => push_literal(&mut answer, value),
                        None => answer.push_str(&rest[..length]),
                    }
                    rest = &rest[length..];
                    continue;
                }
                None => dollar_quoted(rest).unwrap_or(1),
            },
            '\'' => quoted(rest, '\'', false),
            '"' => quoted(rest, '"', false),
            'e' | 'E' if rest[1..].starts_with('\'') => 1 + quoted(&rest[1..], '\'', true),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            _ if is_word(first) => rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        answer.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    answer
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// The length and the number of `$12`.
fn placeholder(text: &str) -> Option<(usize, usize)> {
    let digits = text[1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - 1);
    let number = text[1..=digits].parse().ok()?;
    Some((digits + 1, number))
}

/// The length of `$tag$ … $tag$`.
fn dollar_quoted(text: &str) -> Option<usize> {
    let tag = &text[..text[1..].find('$')? + 2];
    if !tag[1..tag.len() - 1].chars().all(is_word) {
        return None;
    }
    Some(text[tag.len()..].find(tag).map_or(text.len(), |at| at + 2 * tag.len()))
}

/// The length of a literal or name in quotes; a doubled quote goes on with it.
fn quoted(text: &str, quote: char, backslashes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && backslashes {
            characters.next();
        } else if character == quote && characters.next_if(|&(_, next)| next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

/// The length of a block comment; PostgreSQL's are nested.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

fn push_literal(answer: &mut String, value: &Value) {
    match value {
        Value::Null => answer.push_str("NULL"),
        Value::Integer(number) => {
            let _ = write!(answer, "'{number}'");
        }
        Value::Real(number) => {
            let _ = write!(answer, "'{number}'");
        }
        Value::Text(text) => push_text(answer, text),
        Value::Blob(bytes) => push_text(answer, &format!("\\x{}", crate::text::hex(bytes))),
    }
}

/// Whatever `standard_conforming_strings` says: a backslash is only written where it surely escapes.
fn push_text(answer: &mut String, text: &str) {
    let escaped = text.contains('\\');
    answer.push_str(if escaped { " E'" } else { "'" });
    for character in text.chars() {
        if character == '\'' || character == '\\' {
            answer.push(character);
        }
        answer.push(character);
    }
    answer.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_numbers_stood() {
        let values = [Value::from("it's"), Value::from(-5_i64), Value::Null, Value::from(r"a\b")];
        for (sql, expected) in [
            ("SELECT $1, $2, $3", "SELECT 'it''s', '-5', NULL"),
            ("SELECT $4||$1", r"SELECT  E'a\\b'||'it''s'"),
            ("SELECT -$2::int", "SELECT -'-5'::int"),
            ("SELECT '$1', E'\\'$1', \"$1\", $1", "SELECT '$1', E'\\'$1', \"$1\", 'it''s'"),
            ("SELECT 'a''$1' -- $1\n, $1", "SELECT 'a''$1' -- $1\n, 'it''s'"),
            ("SELECT /* $1 /* $2 */ $1 */ $2", "SELECT /* $1 /* $2 */ $1 */ '-5'"),
            ("SELECT $$ $1 $$, $x$ $1 $$ $x$, $2", "SELECT $$ $1 $$, $x$ $1 $$ $x$, '-5'"),
            ("SELECT a$1, größe$1, $12, $0", "SELECT a$1, größe$1, $12, $0"),
            ("SELECT '$1", "SELECT '$1"),
            ("SELECT $", "SELECT $"),
            ("/* $1", "/* $1"),
        ] {
            assert_eq!(inlined(sql, &values), expected);
        }
        assert_eq!(inlined("$1", &[Value::Blob(vec![1, 255])]), r" E'\\x01ff'");
    }
}
