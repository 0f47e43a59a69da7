//! The functions that a Rust file has at its top level.
//!
//! The compiler reads the file as a module and reports what is wrong in it better than anyone else could, so all
//! that is needed here is to pass over strings, comments and blocks. A whole parser would cost every build seconds.

use std::ops::Range;

/// A function at the top level of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// The place of its name.
    pub(crate) name: Range<usize>,
    pub(crate) is_public: bool,
    pub(crate) is_async: bool,
}

/// The functions of `text`, or what is opened and never closed, and where.
pub(crate) fn functions(text: &str) -> Result<Vec<Function>, (Range<usize>, String)> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0 };
    let mut functions = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let (mut is_public, mut is_async, mut after_fn) = (false, false, false);
    while let Some((start, token)) = reader.next()? {
        match token {
            Token::Open => open.push(start),
            Token::Close => {
                open.pop();
            }
            Token::Word if open.is_empty() => {
                let name = start..reader.at;
                match text.get(name.clone()).unwrap_or_default() {
                    _ if after_fn => {
                        functions.push(Function { name, is_public, is_async });
                        (is_public, is_async, after_fn) = (false, false, false);
                    }
                    "pub" => is_public = true,
                    "async" => is_async = true,
                    "fn" => after_fn = true,
                    // `pub async unsafe extern "C" fn`
                    "unsafe" | "extern" | "const" => {}
                    _ => (is_public, is_async) = (false, false),
                }
            }
            Token::Other if open.is_empty() => (is_public, is_async, after_fn) = (false, false, false),
            _ => {}
        }
    }
    match open.last() {
        None => Ok(functions),
        Some(&at) => {
            let bracket = text.get(at..at + 1).unwrap_or_default();
            Err((at..at + 1, format!("`{bracket}` is opened and never closed")))
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Word,
    Open,
    Close,
    Literal,
    Other,
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

type Unclosed = (Range<usize>, String);

impl Reader<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn next(&mut self) -> Result<Option<(usize, Token)>, Unclosed> {
        loop {
            let start = self.at;
            let Some(&byte) = self.bytes.get(start) else { return Ok(None) };
            self.at += 1;
            let token = match (byte, self.byte(start + 1)) {
                (b'/', b'/') => {
                    let rest = self.text.get(start..).unwrap_or_default();
                    self.at = start + rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                (b'/', b'*') => {
                    self.comment(start)?;
                    continue;
                }
                (b'"', _) => self.string(start)?,
                (b'\'', next) => self.quote(start, next),
                (b'(' | b'[' | b'{', _) => Token::Open,
                (b')' | b']' | b'}', _) => Token::Close,
                (byte, _) if is_word(byte) => self.word(start)?,
                (byte, _) if byte.is_ascii_whitespace() => continue,
                _ => Token::Other,
            };
            return Ok(Some((start, token)));
        }
    }

    fn word(&mut self, start: usize) -> Result<Token, Unclosed> {
        while is_word(self.byte(self.at)) {
            self.at += 1;
        }
        let word = self.text.get(start..self.at).unwrap_or_default();
        let raw = matches!(word, "r" | "br" | "cr");
        match self.byte(self.at) {
            b'"' if raw => self.raw_string(start, 0),
            b'"' if matches!(word, "b" | "c") => {
                self.at += 1;
                self.string(start)
            }
            b'\'' if word == "b" => {
                self.at += 1;
                Ok(self.quote(self.at - 1, self.byte(self.at)))
            }
            b'#' if raw => {
                let hashes = self
                    .bytes
                    .get(self.at..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|&&byte| byte == b'#')
                    .count();
                if self.byte(self.at + hashes) == b'"' {
                    return self.raw_string(start, hashes);
                }
                // `r#name`
                self.at += 1;
                Ok(Token::Other)
            }
            _ => Ok(Token::Word),
        }
    }

    fn raw_string(&mut self, start: usize, hashes: usize) -> Result<Token, Unclosed> {
        let mut at = self.at + hashes + 1;
        while let Some(found) = self.text.get(at..).and_then(|rest| rest.find('"')) {
            at += found + 1;
            let closing = self.bytes.get(at..).unwrap_or_default().iter().take(hashes);
            if closing.take_while(|&&byte| byte == b'#').count() == hashes {
                self.at = at + hashes;
                return Ok(Token::Literal);
            }
        }
        Err((start..start + 1, "a string is opened and never closed".to_owned()))
    }

    fn string(&mut self, start: usize) -> Result<Token, Unclosed> {
        loop {
            match self.bytes.get(self.at) {
                None => return Err((start..start + 1, "a string is opened and never closed".to_owned())),
                Some(b'\\') => self.at += 2,
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Token::Literal);
                }
                Some(_) => self.at += 1,
            }
        }
    }

    /// `'a'`, `'\n'` or the lifetime `'a`.
    fn quote(&mut self, start: usize, next: u8) -> Token {
        if next == b'\\' {
            let escaped = start + 3;
            let rest = self.bytes.get(escaped..).unwrap_or_default();
            let length = rest.iter().take(12).position(|&byte| byte == b'\'');
            self.at = escaped + length.map_or(0, |length| length + 1);
            return Token::Literal;
        }
        let rest = self.text.get(start + 1..).unwrap_or_default();
        let mut characters = rest.char_indices().skip(1);
        if let Some((length, '\'')) = characters.next() {
            self.at = start + 1 + length + 1;
            return Token::Literal;
        }
        while is_word(self.byte(self.at)) {
            self.at += 1;
        }
        Token::Literal
    }

    fn comment(&mut self, start: usize) -> Result<(), Unclosed> {
        let mut depth = 0_usize;
        self.at = start;
        while self.at < self.bytes.len() {
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth = depth.saturating_sub(1);
                    self.at += 2;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                _ => self.at += 1,
            }
        }
        Err((start..start + 2, "a comment is opened and never closed".to_owned()))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::functions;

    #[test]
    fn only_the_top_level_counts() {
        let text = r##"
//! fn comment() {}
use x::{self}; /* fn a() { /* nested */ } */
const S: &str = "fn b() {"; const R: &str = r#"fn c() { " "#; const C: char = '{'; const Q: char = '\'';
mod inner { pub async fn upgrade() {} }
fn lifetimes<'a>(x: &'a str) -> &'a str { x }
pub async fn upgrade(op: &mut Operations<'_>) -> Result<()> { Ok(()) }
pub(crate) async fn downgrade() {}
"##;
        let found = functions(text).unwrap();
        let shown: Vec<_> = found
            .iter()
            .map(|function| (&text[function.name.clone()], function.is_public, function.is_async))
            .collect();
        assert_eq!(shown, [("lifetimes", false, false), ("upgrade", true, true), ("downgrade", true, true)]);
    }

    #[test]
    fn what_is_open_is_reported() {
        for (text, at) in [("fn a() {", 7), ("/* ", 0), ("x \"abc", 2), ("r#\"abc\"", 0)] {
            assert_eq!(functions(text).unwrap_err().0.start, at, "{text}");
        }
    }
}
