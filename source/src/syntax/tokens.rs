//! The tokens of one statement that mean something: comments left out.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::lexer::{Kind, Lexer, Token};

/// The tokens of a statement, by index; offsets start from the statement.
pub(super) struct Tokens<'t> {
    pub(super) text: &'t str,
    pub(super) dialect: Dialect,
    list: Vec<Token>,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, dialect: Dialect) -> Tokens<'t> {
        let is_meant =
            |token: &Token| !matches!(token.kind, Kind::LineComment | Kind::BlockComment | Kind::Hint);
        let list = Lexer::new(text, 0, text.len(), dialect).filter(is_meant).collect();
        Tokens { text, dialect, list }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn kind(&self, index: usize) -> Option<Kind> {
        self.list.get(index).map(|token| token.kind)
    }

    /// The text of a token; empty behind the last.
    pub(super) fn get(&self, index: usize) -> &'t str {
        self.list.get(index).and_then(|token| self.text.get(token.range())).unwrap_or_default()
    }

    /// The bytes of a token; behind the last, the place where the next would stand.
    pub(super) fn range(&self, index: usize) -> Range<usize> {
        match self.list.get(index) {
            Some(token) => token.range(),
            None => {
                let end = self.list.last().map_or(0, |token| token.end);
                end..end
            }
        }
    }

    /// The token at an offset, or the first one behind it.
    pub(super) fn at(&self, offset: usize) -> usize {
        self.list.partition_point(|token| token.end <= offset)
    }

    pub(super) fn is(&self, index: usize, word: &str) -> bool {
        self.get(index).eq_ignore_ascii_case(word)
    }

    /// Whether the tokens from `index` on are these.
    pub(super) fn are(&self, index: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.is(index + offset, word))
    }

    pub(super) fn is_any(&self, index: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(index, word))
    }

    pub(super) fn is_word(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Word)
    }

    /// Whether a name may stand here: a word or a quoted name.
    pub(super) fn is_name(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(Kind::Word | Kind::Name))
    }

    /// How many parentheses are open before a token.
    pub(super) fn depth(&self, index: usize) -> usize {
        let mut depth = 0_usize;
        for token in self.list.iter().take(index) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        depth
    }

    /// The parenthesis that is open at a token.
    pub(super) fn opened_by(&self, index: usize) -> Option<usize> {
        let mut open = Vec::new();
        for (position, token) in self.list.iter().enumerate().take(index) {
            match token.kind {
                Kind::Open => open.push(position),
                Kind::Close => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.last().copied()
    }
}
