//! The SQL of ambix's own tables, in each dialect.

use std::fmt::Write as _;

use ambix_graph::script::{Dialect, VersionTableFormat};

use crate::value::Value;

/// A name in the quotes of the dialect.
pub(crate) fn quote(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        Dialect::Sqlite | Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// A table name, quoted where it must be, with its schema if it has one.
pub(crate) fn table(dialect: Dialect, schema: Option<&str>, name: &str) -> String {
    let mut answer = String::with_capacity(schema.map_or(0, |schema| schema.len() + 3) + name.len() + 2);
    if let Some(schema) = schema {
        push_name(&mut answer, dialect, schema);
        answer.push('.');
    }
    push_name(&mut answer, dialect, name);
    answer
}

fn push_name(answer: &mut String, dialect: Dialect, name: &str) {
    let word = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    // Words that mean something in some dialect have no underscore, but for a few that nobody takes.
    let free = name.contains('_') || matches!(name, "main" | "public");
    if word && free && !name.starts_with(|first: char| first.is_ascii_digit()) {
        answer.push_str(name);
    } else {
        answer.push_str(&quote(dialect, name));
    }
}

/// A string literal.
pub(crate) fn literal(dialect: Dialect, text: &str) -> String {
    let text = text.replace('\'', "''");
    match dialect {
        Dialect::Mysql => format!("'{}'", text.replace('\\', "\\\\")),
        Dialect::Sqlite | Dialect::Postgres => format!("'{text}'"),
    }
}

/// Placeholder number `index`, counted from 1.
pub(crate) fn placeholder(dialect: Dialect, index: usize) -> String {
    let mut answer = String::new();
    push_placeholder(&mut answer, dialect, index);
    answer
}

fn push_placeholder(answer: &mut String, dialect: Dialect, index: usize) {
    let _ = match dialect {
        Dialect::Sqlite => write!(answer, "?{index}"),
        Dialect::Postgres => write!(answer, "${index}"),
        Dialect::Mysql => write!(answer, "?"),
    };
}

/// `INSERT INTO table (columns) VALUES (…), (…)` for `rows` rows.
pub(crate) fn insert(dialect: Dialect, table: &str, columns: &[&str], rows: usize) -> String {
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut index = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            index += 1;
            if column > 0 {
                sql.push_str(", ");
            }
            push_placeholder(&mut sql, dialect, index);
        }
        sql.push(')');
    }
    sql
}

/// A statement with its values written into it, for offline mode.
pub(crate) fn with_literals(dialect: Dialect, sql: &str, values: &[Value]) -> String {
    let mut answer = String::with_capacity(sql.len());
    let mut rest = sql;
    for (index, value) in values.iter().enumerate() {
        let placeholder = placeholder(dialect, index + 1);
        let Some((before, after)) = split_unquoted(rest, &placeholder) else { break };
        answer.push_str(before);
        match value {
            Value::Null => answer.push_str("NULL"),
            Value::Integer(number) => {
                let _ = write!(answer, "{number}");
            }
            Value::Real(number) => {
                let _ = write!(answer, "{number}");
            }
            Value::Text(text) => answer.push_str(&literal(dialect, text)),
            Value::Blob(bytes) => {
                let _ = write!(answer, "X'{}'", crate::text::hex(bytes));
            }
        }
        rest = after;
    }
    answer.push_str(rest);
    answer
}

/// Splits at the first `mark` that is not in a name or a literal.
fn split_unquoted<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match quote {
            Some(end) if character == end => quote = None,
            Some(_) => {}
            None if matches!(character, '\'' | '"' | '`') => quote = Some(character),
            None => {
                if let Some(after) = text[at..].strip_prefix(mark) {
                    return Some((&text[..at], after));
                }
            }
        }
    }
    None
}

/// The version table, in Alembic's words where the columns are Alembic's.
pub(crate) fn create_version_table(
    dialect: Dialect,
    format: VersionTableFormat,
    table: &str,
    name: &str,
) -> String {
    let key = self::table(dialect, None, &format!("{name}_pkc"));
    let columns = match format {
        VersionTableFormat::Alembic => "    version_num VARCHAR(32) NOT NULL, \n".to_owned(),
        VersionTableFormat::Ambix => {
            let ascii = ascii(dialect);
            format!(
                "    version_num VARCHAR(64){ascii} NOT NULL, \n    lineage VARCHAR(100){ascii}, \n    \
                 state VARCHAR(100){ascii}, \n"
            )
        }
    };
    format!(
        "CREATE TABLE {table} (\n{columns}    CONSTRAINT {key} PRIMARY KEY (version_num)\n){}",
        engine(dialect)
    )
}

/// The columns of the journal, but for its key.
pub(crate) const JOURNAL_COLUMNS: [&str; 17] = [
    "format",
    "set_name",
    "revision",
    "parents",
    "direction",
    "statement",
    "hashes",
    "lineage",
    "statements",
    "done",
    "outcome",
    "started",
    "finished",
    "host",
    "database_user",
    "ambix_version",
    "application",
];

/// The journal. Its layout is part of the format and explained in `DESIGN.md`.
pub(crate) fn create_journal(dialect: Dialect, table: &str) -> String {
    let (key, text) = match dialect {
        Dialect::Sqlite => ("INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "TEXT"),
        Dialect::Postgres => ("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "TEXT"),
        Dialect::Mysql => ("BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY", "MEDIUMTEXT"),
    };
    let ascii = ascii(dialect);
    format!(
        "CREATE TABLE {table} (\n    id {key}, \n    format INTEGER NOT NULL, \n    \
         set_name VARCHAR(64) NOT NULL, \n    revision VARCHAR(64){ascii} NOT NULL, \n    parents {text}, \n    \
         direction VARCHAR(16){ascii} NOT NULL, \n    statement INTEGER, \n    hashes {text}, \n    \
         lineage VARCHAR(100){ascii}, \n    statements INTEGER NOT NULL, \n    done INTEGER NOT NULL, \n    \
         outcome VARCHAR(16){ascii} NOT NULL, \n    started VARCHAR(32){ascii} NOT NULL, \n    \
         finished VARCHAR(32){ascii}, \n    host VARCHAR(255), \n    database_user VARCHAR(255), \n    \
         ambix_version VARCHAR(64) NOT NULL, \n    application VARCHAR(255)\n){}",
        engine(dialect)
    )
}

fn ascii(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mysql => " CHARACTER SET ascii COLLATE ascii_bin",
        Dialect::Sqlite | Dialect::Postgres => "",
    }
}

fn engine(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mysql => " ENGINE=InnoDB",
        Dialect::Sqlite | Dialect::Postgres => "",
    }
}
