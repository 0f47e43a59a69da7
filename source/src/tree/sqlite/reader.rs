//! The tokens of the statement, and a place among them.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::lexer::{Kind, Lexer, Token};

/// Deeper than this nobody writes, and the stack is finite.
const DEEPEST: usize = 200;

/// Walks along the tokens of a statement. Everything that it reads is `None` where the tokens are not what the tree
/// says: then the place is lost, and so is the statement.
pub(super) struct Reader<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Reader<'t> {
        let mut tokens = Vec::new();
        for token in Lexer::new(text, 0, text.len(), Dialect::Sqlite) {
            let is_comment = matches!(token.kind, Kind::LineComment | Kind::BlockComment);
            let is_leading = tokens.is_empty() && token.kind == Kind::Semicolon;
            if !is_comment && !is_leading {
                tokens.push(token);
            }
        }
        Reader { text, tokens, at: 0, depth: 0 }
    }

    /// The text of the next token; empty behind the last.
    pub(super) fn next(&self) -> &'t str {
        self.after(0)
    }

    /// The text of the token that follows so many others.
    pub(super) fn after(&self, count: usize) -> &'t str {
        match self.tokens.get(self.at + count) {
            Some(token) => self.text.get(token.start..token.end).unwrap_or_default(),
            None => "",
        }
    }

    /// Whether the next token is this word or symbol. A quoted name never is.
    pub(super) fn is(&self, word: &str) -> bool {
        self.next().eq_ignore_ascii_case(word)
    }

    /// Only semicolons are left.
    pub(super) fn is_at_end(&self) -> bool {
        match self.tokens.get(self.at..) {
            Some(rest) => rest.iter().all(|token| token.kind == Kind::Semicolon),
            None => true,
        }
    }

    pub(super) fn skip_rest(&mut self) -> Option<()> {
        while !self.is_at_end() {
            self.advance()?;
        }
        Some(())
    }

    pub(super) fn advance(&mut self) -> Option<Token> {
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    /// Takes this word or symbol, which must be next.
    pub(super) fn expect(&mut self, word: &str) -> Option<()> {
        self.skip(word).then_some(())
    }

    pub(super) fn expect_all(&mut self, words: &[&str]) -> Option<()> {
        for word in words {
            self.expect(word)?;
        }
        Some(())
    }

    /// Takes the next token, which must be exactly this.
    pub(super) fn expect_exactly(&mut self, text: &str) -> Option<Token> {
        if self.next() != text {
            return None;
        }
        self.advance()
    }

    /// Takes this word or symbol if it is next.
    pub(super) fn skip(&mut self, word: &str) -> bool {
        let found = self.is(word);
        if found {
            self.at += 1;
        }
        found
    }

    /// Where the next token begins.
    pub(super) fn start(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |token| token.start)
    }

    /// From `start` to the end of the last token taken.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        let last = self.at.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.end.max(start))
    }

    pub(super) fn text_since(&self, start: usize) -> &'t str {
        self.text.get(self.since(start)).unwrap_or_default()
    }

    /// One level down, unless that is too deep.
    pub(super) fn descend(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())
    }

    pub(super) fn ascend(&mut self) {
        self.depth -= 1;
    }
}
