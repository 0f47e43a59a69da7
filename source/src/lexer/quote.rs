//! Strings, quoted names and comments: what has an end to look for.

use ambix_graph::script::Dialect;

use super::token::{Kind, Token, Unterminated};
use super::{CLASS, DIGIT, Lexer, TAG, WORD_START};

impl Lexer<'_> {
    /// A string whose opening quote is at `quote`; a doubled quote stands for itself.
    pub(super) fn string(&mut self, start: usize, quote: usize, backslashes: bool) -> Option<Token> {
        let end = match backslashes {
            true => self.end_of_escaped(quote),
            false => self.end_of_doubled(quote, self.bytes[quote]),
        };
        match end {
            Some(end) => self.token(Kind::String, start, end),
            None => self.unterminated(Unterminated::String, start),
        }
    }

    pub(super) fn quoted_name(&mut self, start: usize, quote: u8) -> Option<Token> {
        match self.end_of_doubled(start, quote) {
            Some(end) => self.token(Kind::Name, start, end),
            None => self.unterminated(Unterminated::Name, start),
        }
    }

    pub(super) fn bracketed_name(&mut self, start: usize) -> Option<Token> {
        match self.find_byte(b']', start) {
            Some(close) => self.token(Kind::Name, start, close + 1),
            None => self.unterminated(Unterminated::Name, start),
        }
    }

    pub(super) fn line_comment(&mut self, start: usize) -> Option<Token> {
        let mut end = self.find_byte(b'\n', start).unwrap_or(self.bytes.len());
        if self.dialect == Dialect::Postgres
            && let Some(text) = self.text.get(start..end)
            && let Some(carriage_return) = text.find('\r')
        {
            end = start + carriage_return;
        }
        self.token(Kind::LineComment, start, end)
    }

    pub(super) fn block_comment(&mut self, start: usize) -> Option<Token> {
        let third = self.byte(start + 2);
        if self.dialect == Dialect::Mysql {
            let mark = if third == b'M' && self.byte(start + 3) == b'!' { start + 3 } else { start + 2 };
            if self.byte(mark) == b'!' && !self.is_for_a_client(mark + 1) {
                return self.executable(start, mark + 1);
            }
        }
        let end = match self.dialect {
            Dialect::Postgres => self.end_of_nested(start),
            _ => self.end_of_flat(start + 2),
        };
        match end {
            Some(end) if third == b'+' && self.dialect != Dialect::Sqlite => {
                self.token(Kind::Hint, start, end)
            }
            Some(end) => self.token(Kind::BlockComment, start, end),
            None => self.unterminated(Unterminated::Comment, start),
        }
    }

    /// `/*M!999999\- enable the sandbox mode */` begins the dumps of MariaDB: for no server, since none is as new.
    fn is_for_a_client(&self, after_mark: usize) -> bool {
        self.bytes.get(after_mark..).is_some_and(|rest| rest.starts_with(b"999999\\-"))
    }

    /// The opening mark of a comment that executes, with the version it asks for.
    fn executable(&mut self, start: usize, after_mark: usize) -> Option<Token> {
        let mut end = after_mark;
        while CLASS[self.byte(end) as usize] & DIGIT != 0 {
            end += 1;
        }
        self.executable.push(start);
        self.token(Kind::Executable, start, end)
    }

    /// `$tag$ … $tag$`, `$1`, or a lone dollar.
    pub(super) fn dollar(&mut self, start: usize) -> Option<Token> {
        let first = CLASS[self.byte(start + 1) as usize];
        let mut at = start + 1;
        if first & DIGIT != 0 {
            while CLASS[self.byte(at) as usize] & DIGIT != 0 {
                at += 1;
            }
            return self.token(Kind::Number, start, at);
        }
        if first & WORD_START != 0 {
            while at < self.bytes.len() && CLASS[self.bytes[at] as usize] & TAG != 0 {
                at += 1;
            }
        }
        if self.byte(at) != b'$' {
            return self.token(Kind::Symbol, start, start + 1);
        }
        let tag = &self.bytes[start..=at];
        let mut from = at + 1;
        while let Some(found) = self.find_byte(b'$', from) {
            if self.bytes[found..].starts_with(tag) {
                return self.token(Kind::String, start, found + tag.len());
            }
            from = found + 1;
        }
        self.unterminated(Unterminated::DollarQuote, start)
    }

    fn unterminated(&mut self, what: Unterminated, start: usize) -> Option<Token> {
        self.executable.clear();
        self.token(Kind::Unterminated(what), start, self.bytes.len())
    }

    fn end_of_doubled(&self, open: usize, quote: u8) -> Option<usize> {
        let mut from = open + 1;
        loop {
            let found = self.find_byte(quote, from)?;
            if self.byte(found + 1) != quote {
                return Some(found + 1);
            }
            from = found + 2;
        }
    }

    fn end_of_escaped(&self, open: usize) -> Option<usize> {
        let (bytes, quote) = (self.bytes, self.bytes[open]);
        let mut at = open + 1;
        while at < bytes.len() {
            if bytes[at] == b'\\' {
                at += 2;
            } else if bytes[at] != quote {
                at += 1;
            } else if self.byte(at + 1) == quote {
                at += 2;
            } else {
                return Some(at + 1);
            }
        }
        None
    }

    fn end_of_flat(&self, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let star = self.find_byte(b'*', from)?;
            if self.byte(star + 1) == b'/' {
                return Some(star + 2);
            }
            from = star + 1;
        }
    }

    fn end_of_nested(&self, start: usize) -> Option<usize> {
        let bytes = self.bytes;
        let (mut at, mut depth) = (start, 0_usize);
        while at + 1 < bytes.len() {
            match (bytes[at], bytes[at + 1]) {
                (b'/', b'*') => {
                    depth += 1;
                    at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => at += 1,
            }
        }
        None
    }
}
