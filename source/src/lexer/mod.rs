//! Tokens of SQL, per dialect: just enough to find where statements begin and end, and what they consist of.
//!
//! One pass, no recursion, no look-ahead beyond a token: time is linear in the text whatever it holds. Every token
//! begins and ends at an ASCII character or at an end of the text, so slicing by token never splits a character.

mod quote;
mod token;

use ambix_graph::script::Dialect;

use crate::effort;

pub(crate) use token::{Kind, Token, Unterminated};

/// Reads the tokens of `text` from `at` to `end`.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    dialect: Dialect,
    /// What ends a statement after MySQL's `DELIMITER` command; empty for `;`.
    delimiter: &'a str,
    /// Where the open executable comments of MySQL (`/*! … */`) began.
    executable: Vec<usize>,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str, at: usize, end: usize, dialect: Dialect) -> Self {
        let text = text.get(..end).unwrap_or(text);
        Lexer { text, bytes: text.as_bytes(), at, dialect, delimiter: "", executable: Vec::new() }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Statements end at `delimiter` from here on.
    pub(crate) fn set_delimiter(&mut self, delimiter: &'a str) {
        self.delimiter = if delimiter == ";" { "" } else { delimiter };
    }

    pub(crate) fn has_delimiter(&self) -> bool {
        !self.delimiter.is_empty()
    }

    /// Whether the last token was inside an executable comment of MySQL.
    pub(crate) fn in_executable(&self) -> bool {
        !self.executable.is_empty()
    }

    /// Goes on at `at`, which must be the end of a token or of a line.
    pub(crate) fn skip_to(&mut self, at: usize) {
        self.at = at.min(self.bytes.len());
    }

    /// Takes the rest of the line, without its end.
    pub(crate) fn rest_of_line(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        effort::step(line.len());
        self.at += line.len();
        line
    }

    fn token(&mut self, kind: Kind, start: usize, end: usize) -> Option<Token> {
        effort::step(end - start);
        self.at = end;
        Some(Token { kind, start, end })
    }

    fn byte(&self, at: usize) -> u8 {
        if at < self.bytes.len() { self.bytes[at] } else { 0 }
    }

    /// The first `byte`, an ASCII character, at or after `from`.
    fn find_byte(&self, byte: u8, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        let found = rest.find(byte as char);
        effort::step(found.unwrap_or(rest.len()));
        found.map(|offset| from + offset)
    }

    fn at_delimiter(&self, at: usize) -> bool {
        !self.delimiter.is_empty() && self.bytes[at..].starts_with(self.delimiter.as_bytes())
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let bytes = self.bytes;
        let mut at = self.at;
        while at < bytes.len() && CLASS[bytes[at] as usize] & SPACE != 0 {
            at += 1;
        }
        self.at = at;
        if at >= bytes.len() {
            let open = self.executable.pop()?;
            self.executable.clear();
            return self.token(Kind::Unterminated(Unterminated::Comment), open, at);
        }
        if !self.delimiter.is_empty() && self.at_delimiter(at) {
            return self.token(Kind::Delimiter, at, at + self.delimiter.len());
        }
        let class = CLASS[bytes[at] as usize];
        if class & WORD_START != 0 {
            return self.word(at);
        }
        if class & DIGIT != 0 {
            return self.number(at);
        }
        let next = self.byte(at + 1);
        match bytes[at] {
            b'(' => self.token(Kind::Open, at, at + 1),
            b')' => self.token(Kind::Close, at, at + 1),
            b';' => self.token(Kind::Semicolon, at, at + 1),
            b',' => self.token(Kind::Symbol, at, at + 1),
            b'\'' => self.string(at, at, self.dialect == Dialect::Mysql),
            b'"' if self.dialect == Dialect::Mysql => self.string(at, at, true),
            b'"' => self.quoted_name(at, b'"'),
            b'`' if self.dialect != Dialect::Postgres => self.quoted_name(at, b'`'),
            b'[' if self.dialect == Dialect::Sqlite => self.bracketed_name(at),
            b'-' if next == b'-' && self.dashes_begin_comment(at) => self.line_comment(at),
            b'#' if self.dialect == Dialect::Mysql => self.line_comment(at),
            b'/' if next == b'*' => self.block_comment(at),
            b'*' if next == b'/' && self.in_executable() => {
                self.executable.pop();
                self.token(Kind::Executable, at, at + 2)
            }
            b'$' if self.dialect == Dialect::Postgres => self.dollar(at),
            b'$' if self.dialect == Dialect::Mysql => self.word(at),
            b'.' if CLASS[next as usize] & DIGIT != 0 => self.number(at),
            b'\\' if self.is_null(at) => self.token(Kind::Word, at, at + 2),
            b'\\' => self.token(Kind::Backslash, at, at + 1),
            _ => self.operator(at),
        }
    }
}

impl Lexer<'_> {
    /// MySQL wants white space or a control character after the dashes: `5--3` is 8 there.
    fn dashes_begin_comment(&self, at: usize) -> bool {
        self.dialect != Dialect::Mysql || at + 2 >= self.bytes.len() || {
            let after = self.bytes[at + 2];
            after <= b' ' || after == 0x7f
        }
    }

    /// `\N`, which MySQL knew and MariaDB knows as another word for `NULL`.
    fn is_null(&self, at: usize) -> bool {
        let is_word = self.byte(at + 1) == b'N' && CLASS[self.byte(at + 2) as usize] & WORD == 0;
        self.dialect == Dialect::Mysql && is_word
    }

    fn word(&mut self, start: usize) -> Option<Token> {
        let bytes = self.bytes;
        let mut at = start + 1;
        if self.delimiter.is_empty() {
            while at < bytes.len() && CLASS[bytes[at] as usize] & WORD != 0 {
                at += 1;
            }
        } else {
            while at < bytes.len() && CLASS[bytes[at] as usize] & WORD != 0 && !self.at_delimiter(at) {
                at += 1;
            }
        }
        if at - start == 1 && at < bytes.len() && (bytes[at] == b'\'' || bytes[at] == b'&') {
            return self.prefixed_string(start, at);
        }
        self.token(Kind::Word, start, at)
    }

    /// `E'…'`, `B'…'`, `X'…'`, `N'…'`, `U&'…'`, `U&"…"`; or a word of one letter after all.
    fn prefixed_string(&mut self, start: usize, at: usize) -> Option<Token> {
        let letter = self.bytes[start].to_ascii_uppercase();
        let (postgres, mysql) = (self.dialect == Dialect::Postgres, self.dialect == Dialect::Mysql);
        match (letter, self.bytes[at], self.byte(at + 1)) {
            (b'E', b'\'', _) if postgres => self.string(start, at, true),
            (b'B' | b'X' | b'N', b'\'', _) => self.string(start, at, mysql),
            (b'U', b'&', b'\'') if postgres => self.string(start, at + 1, false),
            (b'U', b'&', b'"') if postgres => {
                let token = self.quoted_name(at + 1, b'"')?;
                Some(Token { start, ..token })
            }
            _ => self.token(Kind::Word, start, at),
        }
    }

    fn number(&mut self, start: usize) -> Option<Token> {
        let bytes = self.bytes;
        let mut at = start + 1;
        let mut plain = true;
        while at < bytes.len() {
            let byte = bytes[at];
            if CLASS[byte as usize] & DIGIT != 0 || byte == b'.' {
                at += 1;
            } else if (byte == b'e' || byte == b'E') && plain {
                plain = false;
                let sign = self.byte(at + 1);
                let signed = sign == b'+' || sign == b'-';
                at += if signed && CLASS[self.byte(at + 2) as usize] & DIGIT != 0 { 2 } else { 1 };
            } else if CLASS[byte as usize] & WORD_START != 0 && !self.at_delimiter(at) {
                plain = false;
                at += 1;
            } else {
                break;
            }
        }
        self.token(Kind::Number, start, at)
    }

    fn operator(&mut self, start: usize) -> Option<Token> {
        let end = match self.dialect {
            Dialect::Postgres => self.postgres_operator(start),
            Dialect::Sqlite => start + longest(&self.bytes[start..], SQLITE_OPERATORS),
            Dialect::Mysql => start + longest(&self.bytes[start..], MYSQL_OPERATORS),
        };
        self.token(Kind::Symbol, start, end)
    }

    /// The server's own rule: as many operator characters as there are, up to a comment; without trailing signs
    /// unless a character occurs that no operator of the SQL standard has.
    fn postgres_operator(&self, start: usize) -> usize {
        /// Names of operators are no longer than this, less the final NUL.
        const LONGEST: usize = 64;
        let bytes = self.bytes;
        if bytes[start] == b':' {
            return start + if matches!(self.byte(start + 1), b':' | b'=') { 2 } else { 1 };
        }
        let mut at = start;
        let mut extended = false;
        while at < bytes.len() && at - start < LONGEST && CLASS[bytes[at] as usize] & OPERATOR != 0 {
            let pair = (bytes[at], self.byte(at + 1));
            if at > start && (pair == (b'-', b'-') || pair == (b'/', b'*')) {
                break;
            }
            extended |= !matches!(bytes[at], b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=');
            at += 1;
        }
        if !extended {
            while at > start + 1 && matches!(bytes[at - 1], b'+' | b'-') {
                at -= 1;
            }
        }
        at.max(start + 1)
    }
}

const SQLITE_OPERATORS: &[&[u8]] = &[b"->>", b"->", b"||", b"<<", b">>", b"<=", b">=", b"<>", b"!=", b"=="];
const MYSQL_OPERATORS: &[&[u8]] =
    &[b"->>", b"<=>", b"->", b"||", b"&&", b"<<", b">>", b"<=", b">=", b"<>", b"!=", b":=", b"@@"];

fn longest(bytes: &[u8], operators: &[&[u8]]) -> usize {
    let next = if bytes.len() > 1 { CLASS[bytes[1] as usize] } else { 0 };
    if next & OPERATOR == 0 {
        return 1;
    }
    operators.iter().find(|operator| bytes.starts_with(operator)).map_or(1, |operator| operator.len())
}

const SPACE: u8 = 1;
const WORD_START: u8 = 1 << 1;
const WORD: u8 = 1 << 2;
const DIGIT: u8 = 1 << 3;
const OPERATOR: u8 = 1 << 4;
const TAG: u8 = 1 << 5;

/// What each byte can be part of; the macro runs unoptimised, where a table beats everything else.
static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => WORD_START | WORD | TAG,
            b'0'..=b'9' => DIGIT | WORD | TAG,
            b'$' => WORD,
            b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' | b'~' | b'!' | b'@' | b'#' | b'%' | b'^'
            | b'&' | b'|' | b'`' | b'?' => OPERATOR,
            _ => 0,
        };
        byte += 1;
    }
    class
};
