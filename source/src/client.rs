//! What client programs understand and servers do not: `\connect`, `.read`, `DELIMITER`, the data of `COPY`.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::finding::{Finding, Source};
use crate::lexer::{Kind, Lexer};

/// Whether a command of the `sqlite3` program begins at `at`: a dot and a letter at the start of a line.
pub(crate) fn is_dot_command(text: &str, at: usize) -> bool {
    let line_start = at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    let letter = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    line_start && letter && text.as_bytes().get(at) == Some(&b'.')
}

pub(crate) fn command(source: &Source, range: Range<usize>, dialect: Dialect) -> Finding {
    let text = source.text().get(range.clone()).unwrap_or_default();
    let word = text.split_ascii_whitespace().next().unwrap_or(text);
    let word = word.trim_end_matches(';');
    let program = match dialect {
        Dialect::Sqlite => "sqlite3",
        Dialect::Postgres => "psql",
        Dialect::Mysql => "mysql",
    };
    Finding::error("client-command", format!("`{word}` is for the program `{program}`, not for the server"))
        .at(source, range.start..range.start + word.len(), "no SQL")
        .help("remove it, or write what it does in SQL")
}

pub(crate) fn empty_delimiter(source: &Source, range: Range<usize>) -> Finding {
    Finding::error("client-command", "`DELIMITER` without a delimiter")
        .at(source, range, "what ends a statement from here on?")
        .help(
            "remove it: the body of a procedure, function, trigger or event is kept in one piece without it",
        )
}

pub(crate) fn copy(source: &Source, range: Range<usize>) -> Finding {
    Finding::error("copy-from-stdin", "`COPY … FROM stdin` takes its rows from a client program")
        .at(source, range, "no rows can be sent with it")
        .help("write the rows as `INSERT INTO … VALUES …`")
}

/// The length of the rest of a `COPY … FROM stdin` and of its data, if it is one; `rest` follows `COPY`.
pub(crate) fn copy_data(rest: &str) -> Option<usize> {
    let mut from = false;
    let mut depth = 0_usize;
    let mut is_copy = false;
    let mut end = rest.len();
    for token in Lexer::new(rest, 0, rest.len(), Dialect::Postgres) {
        let word = rest.get(token.range()).unwrap_or_default();
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Word if depth == 0 && word.eq_ignore_ascii_case("from") => {
                from = true;
                continue;
            }
            Kind::Word if from => is_copy = word.eq_ignore_ascii_case("stdin"),
            Kind::LineComment | Kind::BlockComment => continue,
            Kind::Semicolon => {
                end = token.end;
                break;
            }
            _ => {}
        }
        from = false;
    }
    if !is_copy {
        return None;
    }
    let data = rest.get(end..)?;
    // The data end with a line `\.`; without one they are taken to be missing.
    let length = data.find("\n\\.").map_or(0, |at| at + "\n\\.".len());
    Some(end + length)
}
