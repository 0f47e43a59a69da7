//! The tokens of a statement, one after the other.

use std::cell::Cell;
use std::ops::Range;

use ambix_graph::script::Dialect;

use super::misfit::{Misfit, Result};
use super::name::unquoted;
use super::word::is_reserved;
use crate::lexer::{Kind, Lexer, Token};
use crate::tree::{Name, ObjectName};

/// The tokens of a statement without comments.
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    /// The text with its ASCII letters in lower case: keywords are compared far more often than names are read.
    lower: String,
    tokens: Vec<Token>,
    /// A part was not understood by the grammar, so that nobody knows whether it is right.
    pub(super) is_doubtful: Cell<bool>,
}

impl<'t> Words<'t> {
    /// Nothing where the text has a part that only some versions read, or is several statements.
    pub(super) fn new(text: &'t str) -> Option<Words<'t>> {
        let mut tokens = Vec::new();
        for token in Lexer::new(text, 0, text.len(), Dialect::Mysql) {
            match token.kind {
                Kind::LineComment | Kind::BlockComment | Kind::Hint => {}
                Kind::Executable | Kind::Unterminated(_) | Kind::Backslash | Kind::Delimiter => return None,
                _ => tokens.push(token),
            }
        }
        while tokens.last().is_some_and(|token| token.kind == Kind::Semicolon) {
            tokens.pop();
        }
        if tokens.iter().any(|token| token.kind == Kind::Semicolon) {
            return None;
        }
        Some(Words { text, lower: text.to_ascii_lowercase(), tokens, is_doubtful: Cell::new(false) })
    }

    /// The token in lower case; empty behind the last.
    pub(super) fn lower(&self, index: usize) -> &str {
        match self.tokens.get(index) {
            Some(token) => self.lower.get(token.range()).unwrap_or_default(),
            None => "",
        }
    }

    /// The first token at or behind an offset.
    pub(super) fn index_at(&self, offset: usize) -> usize {
        self.tokens.partition_point(|token| token.start < offset)
    }
}

/// A place between two tokens.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'w> {
    pub(super) words: &'w Words<'w>,
    pub(super) index: usize,
}

impl<'w> Cursor<'w> {
    pub(super) fn new(words: &'w Words<'w>) -> Cursor<'w> {
        Cursor { words, index: 0 }
    }

    pub(super) fn text(&self) -> &'w str {
        self.words.text
    }

    fn token(&self, ahead: usize) -> Option<Token> {
        self.words.tokens.get(self.index + ahead).copied()
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.token(0).map(|token| token.kind)
    }

    pub(super) fn kind_ahead(&self, ahead: usize) -> Option<Kind> {
        self.token(ahead).map(|token| token.kind)
    }

    pub(super) fn is_end(&self) -> bool {
        self.index >= self.words.tokens.len()
    }

    /// The next token in lower case; empty at the end. A name in quotes keeps them, so it is no keyword.
    pub(super) fn peek(&self) -> &'w str {
        self.words.lower(self.index)
    }

    pub(super) fn ahead(&self, ahead: usize) -> &'w str {
        self.words.lower(self.index + ahead)
    }

    pub(super) fn is_behind(&self, word: &str) -> bool {
        self.index > 0 && self.words.lower(self.index - 1) == word
    }

    /// Whether the next token is a name whatever it says.
    pub(super) fn is_behind_dot(&self) -> bool {
        self.is_behind(".")
    }

    /// Where the next token begins; at the end, where the last one ends.
    pub(super) fn start(&self) -> usize {
        match self.token(0) {
            Some(token) => token.start,
            None => self.end(),
        }
    }

    /// Where the last token ends.
    pub(super) fn end(&self) -> usize {
        let last = self.index.checked_sub(1).and_then(|index| self.words.tokens.get(index));
        last.map_or(0, |token| token.end)
    }

    pub(super) fn next(&mut self) {
        self.index += 1;
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.peek() == word
    }

    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&self.peek())
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let is = self.is(word);
        if is {
            self.next();
        }
        is
    }

    /// All of the words, or none.
    pub(super) fn eat_all(&mut self, words: &[&str]) -> bool {
        let are = words.iter().enumerate().all(|(ahead, word)| self.ahead(ahead) == *word);
        if are {
            self.index += words.len();
        }
        are
    }

    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        let is = self.is_any(words);
        if is {
            self.next();
        }
        is
    }

    pub(super) fn expect(&mut self, word: &str, expected: &'static str) -> Result<()> {
        if self.eat(word) { Ok(()) } else { Err(self.misfit(expected)) }
    }

    /// The next token fits nowhere.
    pub(super) fn misfit(&self, expected: &'static str) -> Misfit {
        Misfit { at: self.start(), expected, is_certain: true }
    }

    /// Only what is certainly wrong counts.
    pub(super) fn certain(&self, judged: Result<()>) -> Result<()> {
        match judged {
            Err(misfit) if misfit.is_certain => Err(misfit),
            judged => {
                self.words.is_doubtful.set(self.words.is_doubtful.get() || judged.is_err());
                Ok(())
            }
        }
    }

    /// There may be a server that knows what this is.
    pub(super) fn unknown(&self) -> Misfit {
        Misfit { at: self.start(), expected: "", is_certain: false }
    }

    /// A name; behind a dot every word is one.
    pub(super) fn name(&mut self) -> Result<Name> {
        let Some(token) = self.token(0) else { return Err(self.misfit("a name")) };
        match token.kind {
            Kind::Name => {}
            Kind::Word if self.is_behind_dot() || !is_reserved(self.peek()) || self.ahead(1) == "." => {}
            Kind::Number | Kind::String if self.may_be_name() => return Err(self.unknown()),
            _ => return Err(self.misfit("a name")),
        }
        let written = self.text().get(token.range()).unwrap_or_default();
        self.next();
        Ok(Name { text: unquoted(written), quoted: token.kind == Kind::Name, range: token.range() })
    }

    /// Some names begin with digits, and in some modes they stand in double quotes.
    pub(super) fn may_be_name(&self) -> bool {
        let word = self.peek();
        match self.kind() {
            Some(Kind::Word | Kind::Name) => true,
            Some(Kind::Number) => word.contains(|letter: char| letter.is_ascii_alphabetic() || letter == '_'),
            Some(Kind::String) => word.starts_with('"'),
            _ => false,
        }
    }

    /// `a`, `s.a`
    pub(super) fn object_name(&mut self) -> Result<ObjectName> {
        self.eat(".");
        let name = self.name()?;
        if !self.eat(".") {
            return Ok(ObjectName { schema: None, name });
        }
        Ok(ObjectName { schema: Some(name), name: self.name()? })
    }

    /// The name of a column or of what belongs to a table, before which the table may be written.
    pub(super) fn part_name(&mut self) -> Result<Name> {
        let mut name = self.object_name()?.name;
        if self.eat(".") {
            name = self.name()?;
        }
        Ok(name)
    }

    /// What stands between parentheses, which are left behind: the bytes.
    pub(super) fn parenthesised(&mut self) -> Result<Range<usize>> {
        let inner = self.parenthesis()?;
        let start = inner.start();
        let end = self.words.tokens.get(self.index - 1).map_or(start, |close| close.start);
        Ok(start..end)
    }

    /// Leaves a parenthesis behind; the cursor that comes back stands inside of it.
    pub(super) fn parenthesis(&mut self) -> Result<Cursor<'w>> {
        self.expect("(", "`(`")?;
        let inner = *self;
        let mut depth = 1_usize;
        while depth > 0 {
            match self.kind() {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => depth -= 1,
                Some(_) => {}
                None => return Err(self.misfit("`)`")),
            }
            self.next();
        }
        Ok(inner)
    }

    /// `IF EXISTS`
    pub(super) fn if_exists(&mut self) -> bool {
        self.eat_all(&["if", "exists"])
    }

    /// `IF NOT EXISTS`
    pub(super) fn if_not_exists(&mut self) -> bool {
        self.eat_all(&["if", "not", "exists"])
    }

    /// `(a, b)`
    pub(super) fn names(&mut self) -> Result<Vec<Name>> {
        self.expect("(", "`(`")?;
        let mut names = Vec::new();
        loop {
            names.push(self.name()?);
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")", "`,` or `)`")?;
        Ok(names)
    }
}
