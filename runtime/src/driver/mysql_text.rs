//! MySQL's text protocol, as all drivers for it use it: nothing is prepared, values are written into the statement,
//! and every value comes back as text.

use std::fmt::Write as _;

use super::{DriverError, DriverErrorKind};
use crate::text;
use crate::value::{Row, Value};

/// Answers 1 inside a transaction, on MariaDB. Without autocommit every statement is inside one.
pub(super) const PROBE: &str = "SELECT @@in_transaction OR NOT @@autocommit";

/// What MySQL says to [`PROBE`]: it has no such variable. There a savepoint tells, and changes nothing: outside of
/// transactions the server forgets it at once.
pub(super) const NO_SUCH_VARIABLE: &str = "1193";
pub(super) const SAVEPOINT: &str = "SAVEPOINT ambix_probe";
pub(super) const RELEASE: &str = "RELEASE SAVEPOINT ambix_probe";

/// What the answer to [`RELEASE`] means.
pub(super) fn is_released(answer: Result<(), DriverError>) -> Result<bool, DriverError> {
    match answer {
        Ok(()) => Ok(true),
        // There is no such savepoint.
        Err(refused) if refused.code() == Some("1305") => Ok(false),
        Err(refused) => Err(refused),
    }
}

/// What the answer to [`PROBE`] means.
pub(super) fn is_open(rows: &[Row]) -> bool {
    rows.first().and_then(|row| row.integer(0)) == Some(1)
}

/// A row of values as the protocol brings them. What is no text is bytes.
pub(super) fn row(values: impl IntoIterator<Item = Option<Vec<u8>>>) -> Row {
    let value = |value: Option<Vec<u8>>| match value.map(String::from_utf8) {
        None => Value::Null,
        Some(Ok(text)) => Value::Text(text),
        Some(Err(bytes)) => Value::Blob(bytes.into_bytes()),
    };
    Row::new(values.into_iter().map(value).collect())
}

/// An error of the server, with its own number as the code.
pub(super) fn error(code: u16, message: &str) -> DriverError {
    DriverError::new(kind(code, message), message).with_code(code.to_string())
}

/// <https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html> and
/// <https://mariadb.com/kb/en/mariadb-error-code-reference/>
fn kind(code: u16, message: &str) -> DriverErrorKind {
    match code {
        // Lock wait timeout; NOWAIT; deadlock, where the other transaction goes on and this one can be tried again.
        1205 | 3572 | 1213 => DriverErrorKind::Busy,
        // Any option that forbids a statement; it is named, in every language.
        1290 if message.contains("read-only") || message.contains("read_only") => DriverErrorKind::ReadOnly,
        // Table; transaction; server; InnoDB.
        1036 | 1792 | 1836 | 1874 => DriverErrorKind::ReadOnly,
        // Too many connections; shutdown; aborted connection; errors of the network, seen by the server; killed
        // (MariaDB, MySQL); idle for too long.
        1040 | 1053 | 1152 | 1158..=1161 | 1927 | 3169 | 4031 => DriverErrorKind::Connection,
        // Database; command; column; what takes `SUPER` or the like; routine.
        1044 | 1142 | 1143 | 1227 | 1370 => DriverErrorKind::Denied,
        _ => DriverErrorKind::Statement,
    }
}

/// Where a backslash escapes what follows it.
#[derive(Clone, Copy)]
pub(super) struct Backslash {
    in_single_quotes: bool,
    in_double_quotes: bool,
}

impl Backslash {
    pub(super) const ASK: &str = "SELECT @@sql_mode";

    /// As it is unless somebody changed the mode; or known not to matter for this statement.
    pub(super) const USUAL: Backslash = Backslash { in_single_quotes: true, in_double_quotes: true };

    /// Whether the mode of the session must be known to find the placeholders of this statement.
    pub(super) fn matters(sql: &str) -> bool {
        sql.contains('\\')
    }

    /// The answer to [`Backslash::ASK`].
    pub(super) fn of(rows: &[Row]) -> Backslash {
        let mode = rows.first().and_then(|row| row.text(0)).unwrap_or_default();
        let has = |name| mode.split(',').any(|mode| mode == name);
        let in_single_quotes = !has("NO_BACKSLASH_ESCAPES");
        Backslash { in_single_quotes, in_double_quotes: in_single_quotes && !has("ANSI_QUOTES") }
    }
}

/// A statement with its values written as literals where `?` stands, outside of literals, names and comments.
pub(super) fn inlined(sql: &str, values: &[Value], backslash: Backslash) -> Result<String, DriverError> {
    let mut answer = String::with_capacity(sql.len() + 16 * values.len());
    let mut placeholders = 0;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '?' => {
                if let Some(value) = values.get(placeholders) {
                    // A literal must not grow together with a word beside it.
                    if answer.ends_with(is_word) {
                        answer.push(' ');
                    }
                    push_literal(&mut answer, value)?;
                    if rest[1..].starts_with(is_word) {
                        answer.push(' ');
                    }
                }
                placeholders += 1;
                rest = &rest[1..];
                continue;
            }
            '\'' => quoted(rest, '\'', backslash.in_single_quotes),
            '"' => quoted(rest, '"', backslash.in_double_quotes),
            '`' => quoted(rest, '`', false),
            '#' => line(rest),
            '-' if rest.starts_with("--") && !rest[2..].starts_with(|c: char| c > ' ') => line(rest),
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |at| at + 4),
            _ => first.len_utf8(),
        };
        answer.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    if placeholders != values.len() {
        let message = format!("the statement has {placeholders} placeholders for {} values", values.len());
        return Err(DriverError::new(DriverErrorKind::Statement, message));
    }
    Ok(answer)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The length of a comment that ends with the line.
fn line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
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

fn push_literal(answer: &mut String, value: &Value) -> Result<(), DriverError> {
    match value {
        Value::Null => answer.push_str("NULL"),
        // A minus before it would make a comment.
        Value::Integer(number) if *number < 0 => push(answer, format_args!("({number})")),
        Value::Integer(number) => push(answer, format_args!("{number}")),
        // With an exponent, since a number with a mere point is a decimal one.
        Value::Real(number) if number.is_finite() && number.is_sign_negative() => {
            push(answer, format_args!("({number:e})"));
        }
        Value::Real(number) if number.is_finite() => push(answer, format_args!("{number:e}")),
        Value::Real(number) => {
            let message = format!("MySQL has no number {number}");
            return Err(DriverError::new(DriverErrorKind::Statement, message));
        }
        Value::Text(text) => push_text(answer, text),
        Value::Blob(bytes) => push(answer, format_args!("_binary X'{}'", text::hex(bytes))),
    }
    Ok(())
}

fn push(answer: &mut String, literal: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = answer.write_fmt(literal);
}

/// Whatever the mode of the session says of backslashes, double quotes and empty strings, and whatever character
/// set it has: anything but plain ASCII goes in hexadecimal. With its character set before it, that is a literal
/// like any other, whose collation yields to that of a column.
fn push_text(answer: &mut String, text: &str) {
    let plain = |c: char| matches!(c, ' '..='~') && c != '\'' && c != '\\';
    if !text.is_empty() && text.chars().all(plain) {
        push(answer, format_args!("'{text}'"));
    } else {
        push(answer, format_args!("_utf8mb4 X'{}'", text::hex(text.as_bytes())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_placeholders_stood() {
        let usual = Backslash::USUAL;
        let mode = |mode: &str| Backslash::of(&[row([Some(mode.as_bytes().to_vec())])]);
        let (literal, ansi) = (mode("STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES"), mode("ANSI_QUOTES"));
        for (backslash, sql, expected) in [
            (usual, "SELECT ?, x", "SELECT 'a', x"),
            (usual, "SELECT?AS b", "SELECT 'a' AS b"),
            (usual, "SELECT '?', \"?\", `?`, ?", "SELECT '?', \"?\", `?`, 'a'"),
            (usual, "SELECT 'a''?', 'a\\'?', ?", "SELECT 'a''?', 'a\\'?', 'a'"),
            (literal, "SELECT 'a\\', ?, '?'", "SELECT 'a\\', 'a', '?'"),
            (literal, "SELECT \"a\\\", ?, '?'", "SELECT \"a\\\", 'a', '?'"),
            (ansi, "SELECT \"a\\\", ?, '\\'?'", "SELECT \"a\\\", 'a', '\\'?'"),
            (usual, "SELECT `a\\`, ?", "SELECT `a\\`, 'a'"),
            (usual, "SELECT 1 -- ?\n, ? # ?\n", "SELECT 1 -- ?\n, 'a' # ?\n"),
            (usual, "SELECT 1--?", "SELECT 1--'a'"),
            (usual, "SELECT /* ? */ ? /* ?", "SELECT /* ? */ 'a' /* ?"),
        ] {
            assert_eq!(inlined(sql, &["a".into()], backslash).unwrap(), expected);
        }
    }

    #[test]
    fn literals() {
        for (value, expected) in [
            (Value::Null, "NULL"),
            (Value::from(5_i64), "5"),
            (Value::from(-5_i64), "(-5)"),
            (Value::from(1.5), "1.5e0"),
            (Value::from(-0.25), "(-2.5e-1)"),
            (Value::from("a-b \"c\" 1:2"), "'a-b \"c\" 1:2'"),
            (Value::from("it's"), "_utf8mb4 X'69742773'"),
            (Value::from("a\\"), "_utf8mb4 X'615c'"),
            (Value::from("ö"), "_utf8mb4 X'c3b6'"),
            (Value::from(""), "_utf8mb4 X''"),
            (Value::Blob(vec![0, 255]), "_binary X'00ff'"),
        ] {
            assert_eq!(inlined("?", &[value], Backslash::USUAL).unwrap(), expected);
        }
        assert!(inlined("?", &[Value::from(f64::NAN)], Backslash::USUAL).is_err());
    }

    #[test]
    fn as_many_values_as_placeholders() {
        for (sql, values) in [("?, ?", 1), ("?", 2), ("'?'", 1)] {
            assert!(inlined(sql, &vec![Value::Null; values], Backslash::USUAL).is_err(), "{sql}");
        }
    }

    #[test]
    fn kinds() {
        use DriverErrorKind::{Busy, Connection, Denied, ReadOnly, Statement};
        let option = |name| format!("The server is running with the {name} option");
        for (code, message, expected) in [
            (1205, String::new(), Busy),
            (1213, String::new(), Busy),
            (1290, option("--read-only"), ReadOnly),
            (1290, option("--secure-file-priv"), Statement),
            (1792, String::new(), ReadOnly),
            (1927, String::new(), Connection),
            (1142, String::new(), Denied),
            (1045, String::new(), Statement),
            (1146, String::new(), Statement),
            (1317, String::new(), Statement),
        ] {
            assert_eq!(error(code, &message).kind(), expected, "{code}");
        }
    }
}
