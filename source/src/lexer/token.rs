//! What a token is.

use std::ops::Range;

/// A piece of text that belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// What kind of piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or an unquoted name.
    Word,
    /// A quoted name.
    Name,
    /// A string, dollar-quoted ones and those with a prefix included.
    String,
    /// A number, or a parameter such as `$1`.
    Number,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `;`
    Semicolon,
    /// What ends a statement after MySQL's `DELIMITER` command.
    Delimiter,
    /// An operator or other punctuation.
    Symbol,
    /// `\` outside of strings.
    Backslash,
    /// The first or the last mark of a MySQL comment that executes; what is between them is tokens.
    Executable,
    /// An optimiser hint.
    Hint,
    /// From `--` to the end of the line; in MySQL from `#` as well.
    LineComment,
    /// `/* … */`
    BlockComment,
    /// Something that does not end before the text does.
    Unterminated(Unterminated),
}

/// What does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unterminated {
    String,
    Name,
    DollarQuote,
    Comment,
}
