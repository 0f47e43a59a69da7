//! What client programs understand and servers do not: `\connect`, `.read`, `DELIMITER`, the data of `COPY`.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::effort;
use crate::finding::{Finding, Source};
use crate::lexer::{Kind, Lexer, Token};

use super::Splitter;

impl Splitter<'_> {
    /// Takes what is for a client program and not for the server; true if it was that.
    pub(super) fn command(&mut self, token: Token) -> bool {
        match (self.dialect, token.kind) {
            (Dialect::Mysql, Kind::Word) if self.is(token, "delimiter") => {
                let line = self.lexer.rest_of_line();
                let delimiter = line.split_ascii_whitespace().next().unwrap_or_default();
                let delimiter = delimiter.trim_matches(['\'', '"', '`']);
                if !delimiter.is_empty() {
                    self.lexer.set_delimiter(delimiter);
                } else if let Some((delimiter, length)) = delimiter_below(self.text, self.lexer.position()) {
                    self.lexer.skip_to(self.lexer.position() + length);
                    self.lexer.set_delimiter(delimiter);
                } else {
                    self.report(empty_delimiter(self.source, token.range()));
                    self.lexer.set_delimiter(delimiter);
                }
                true
            }
            (Dialect::Sqlite, Kind::Symbol) if is_dot_command(self.text, token.start) => {
                self.lexer.rest_of_line();
                let range = token.start..self.lexer.position();
                self.report(client_command(self.source, range, self.dialect));
                true
            }
            (Dialect::Postgres, Kind::Word) if self.is(token, "copy") => {
                let rest = self.text.get(token.end..).unwrap_or_default();
                let Some(length) = copy_from_stdin(rest) else { return false };
                self.report(copy(self.source, token.range()));
                self.lexer.skip_to(token.end + length);
                self.skip_copied_rows();
                true
            }
            _ => false,
        }
    }

    /// Passes over the rows below `COPY … FROM stdin`, which end with a line `\.`; without one there are none.
    fn skip_copied_rows(&mut self) {
        let at = self.lexer.position();
        if self.rows_never_end {
            return;
        }
        let found = self.text.get(at..).and_then(|rest| rest.find("\n\\."));
        effort::step(found.unwrap_or(self.text.len() - at));
        match found {
            Some(length) => self.lexer.skip_to(at + length + "\n\\.".len()),
            None => self.rows_never_end = true,
        }
    }

    /// Takes a command such as `\connect`. What stands before it is a statement of its own.
    pub(super) fn backslash(&mut self, token: Token) {
        self.lexer.rest_of_line();
        let range = token.start..self.lexer.position();
        self.report(client_command(self.source, range, self.dialect));
        self.finish();
    }

    fn is(&self, token: Token, word: &str) -> bool {
        self.text.get(token.range()).is_some_and(|text| text.eq_ignore_ascii_case(word))
    }
}

/// The delimiter that stands in the line below the word, which some tools allow, and how far it ends behind `at`.
fn delimiter_below(text: &str, at: usize) -> Option<(&str, usize)> {
    const LONGEST: usize = 4;
    let rest = text.get(at..)?.strip_prefix('\n')?;
    let line = rest.split('\n').next()?;
    let delimiter = line.trim();
    let is_delimiter = !delimiter.is_empty()
        && delimiter.len() <= LONGEST
        && delimiter.bytes().all(|byte| byte.is_ascii_punctuation())
        && !delimiter.starts_with("--");
    is_delimiter.then_some((delimiter, 1 + line.len()))
}

/// Whether a command of the `sqlite3` program begins at `at`: a dot and a letter at the start of a line.
fn is_dot_command(text: &str, at: usize) -> bool {
    let line_start = at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    let letter = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    line_start && letter && text.as_bytes().get(at) == Some(&b'.')
}

fn client_command(source: &Source, range: Range<usize>, dialect: Dialect) -> Finding {
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

fn empty_delimiter(source: &Source, range: Range<usize>) -> Finding {
    Finding::error("client-command", "`DELIMITER` without a delimiter")
        .at(source, range, "what ends a statement from here on?")
        .help(
            "remove it: the body of a procedure, function, trigger or event is kept in one piece without it",
        )
}

fn copy(source: &Source, range: Range<usize>) -> Finding {
    Finding::error("copy-from-stdin", "`COPY … FROM stdin` takes its rows from a client program")
        .at(source, range, "no rows can be sent with it")
        .help("write the rows as `INSERT INTO … VALUES …`")
}

/// The length of the rest of a `COPY … FROM stdin`, if it is one; `rest` follows `COPY`.
fn copy_from_stdin(rest: &str) -> Option<usize> {
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
    is_copy.then_some(end)
}
