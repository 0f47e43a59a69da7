//! From text to statements: where each begins and ends, what it consists of, and what is certainly wrong with it.

mod block;
mod client;
mod complaint;
mod first_word;

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::directive::{self, Directive};
use crate::finding::{Finding, Source};
use crate::header::Word;
use crate::lexer::{Kind, Lexer, Token};
use crate::marks::{Mark, Marks};

use block::Block;
pub(crate) use first_word::title;

/// A statement of a revision file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its bytes in the file, without comments around it and without the final `;`.
    pub range: Range<usize>,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The column at which it begins, in characters, from 1.
    pub column: u32,
    /// The SHA-256 of its tokens.
    pub hash: [u8; 32],
    /// The rules that `-- ambix:allow` switches off for it.
    pub allow: Vec<Word>,
    /// `-- ambix:unchecked` stands before it or in it.
    pub unchecked: bool,
    /// It goes to the server as one piece, whatever it consists of.
    pub(crate) piece: bool,
    /// What the server gets is not what stands there: a template. Nobody can read it.
    pub(crate) opaque: bool,
    /// The place of its canonical form in [`Part::canon`].
    pub(crate) canon: Range<usize>,
}

/// Whether `-- ambix:unchecked` stands above all sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Checks {
    #[default]
    On,
    /// Statements are split and not looked at.
    Off,
}

/// A directive with the place of its text.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) directive: Directive,
    pub(crate) range: Range<usize>,
}

/// What was found up to the next section.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) statements: Vec<Statement>,
    /// The canonical forms of the statements, one after the other: each token with its length before it.
    pub(crate) canon: Vec<u8>,
    pub(crate) findings: Vec<Finding>,
    /// `allow`, `unchecked` and `expects` that belong to no statement.
    pub(crate) loose: Vec<Placed>,
    /// The section that begins at the end of this part.
    pub(crate) next: Option<Placed>,
    pub(crate) end: usize,
    /// A mark of another tool says that there is no transaction around it.
    pub(crate) no_transaction: bool,
}

/// More findings than this in one text help nobody: the first one has misled the rest.
pub(crate) const MOST_FINDINGS: usize = 50;

/// Splits the text from `start` up to the next section, or `end`.
pub(crate) fn split(
    source: &Source,
    range: Range<usize>,
    dialect: Dialect,
    checks: Checks,
    marks: Marks,
) -> Part {
    let text = source.text();
    let mut splitter = Splitter {
        source,
        text,
        dialect,
        lexer: Lexer::new(text, range.start, range.end, dialect),
        part: Part::default(),
        block: Block::default(),
        open: Vec::new(),
        current: None,
        piece: None,
        allow: Vec::new(),
        checks,
        marks,
        unchecked: false,
        rows_never_end: false,
        cursor: Cursor { offset: 0, line: 1, column: 1 },
    };
    splitter.run();
    splitter.part
}

struct Splitter<'s> {
    source: &'s Source,
    text: &'s str,
    dialect: Dialect,
    lexer: Lexer<'s>,
    part: Part,
    block: Block,
    /// Where the open parentheses of the statement are.
    open: Vec<usize>,
    current: Option<Current>,
    /// Between `-- ambix:statement` and `-- ambix:end`: the place of the former.
    piece: Option<Range<usize>>,
    allow: Vec<Word>,
    checks: Checks,
    marks: Marks,
    unchecked: bool,
    /// There is no line `\.` any more.
    rows_never_end: bool,
    cursor: Cursor,
}

/// The statement that is being read.
struct Current {
    first: Token,
    end: usize,
    canon: usize,
    /// The end of the canonical form before the last `;`, if it ends with one.
    before_semicolon: Option<(usize, usize)>,
    /// The first word that is no mark of a comment.
    word: Option<Token>,
    /// Its parentheses have been reported.
    unbalanced: bool,
}

impl<'s> Splitter<'s> {
    fn run(&mut self) {
        while let Some(token) = self.lexer.next() {
            match token.kind {
                Kind::LineComment => {
                    if self.comment(token) {
                        return;
                    }
                }
                Kind::BlockComment => {}
                Kind::Unterminated(what) => {
                    self.report(complaint::unterminated(self.source, what, token));
                    return self.stop(token.end);
                }
                Kind::Semicolon => self.semicolon(token),
                Kind::Delimiter => self.finish(),
                Kind::Backslash => self.backslash(token),
                _ => self.token(token),
            }
        }
        let end = self.lexer.position();
        self.finish();
        self.unclosed_piece();
        self.stop(end);
    }

    fn is_unchecked(&self) -> bool {
        self.unchecked || self.checks == Checks::Off
    }

    fn report(&mut self, finding: Finding) {
        if self.part.findings.len() < MOST_FINDINGS {
            self.part.findings.push(finding);
        }
    }

    fn stop(&mut self, end: usize) {
        self.part.end = end;
    }

    /// Takes in a comment; true if a section begins.
    fn comment(&mut self, token: Token) -> bool {
        let comment = self.text.get(token.range()).unwrap_or_default();
        let Some(offset) = directive::argument_offset(comment, "--") else {
            return self.mark(token, comment);
        };
        let range = token.start..token.start + comment.trim_end().len();
        let directive = match directive::parse(self.source, token.start + offset..range.end) {
            Ok(directive) => directive,
            Err(finding) => {
                self.report(finding);
                return false;
            }
        };
        match directive {
            Directive::Section { .. } | Directive::Irreversible { .. } => {
                self.finish();
                self.unclosed_piece();
                self.part.next = Some(Placed { directive, range });
                self.stop(token.end);
                return true;
            }
            Directive::Statement => {
                self.finish();
                self.unclosed_piece();
                self.piece = Some(range);
            }
            Directive::End => {
                self.finish();
                if self.piece.take().is_none() {
                    self.report(complaint::end_without_statement(self.source, range));
                }
            }
            Directive::Allow { rules } => {
                self.allow.extend(rules.iter().cloned());
                self.part.loose.push(Placed { directive: Directive::Allow { rules }, range });
            }
            Directive::Unchecked => {
                self.unchecked = true;
                self.part.loose.push(Placed { directive, range });
            }
            Directive::Expects { .. } => self.part.loose.push(Placed { directive, range }),
        }
        false
    }

    /// Takes in a comment of another tool; true if a section begins.
    fn mark(&mut self, token: Token, comment: &str) -> bool {
        match self.marks.read(comment) {
            None => {}
            Some(Mark::NoTransaction) => self.part.no_transaction = true,
            Some(Mark::Statement) => self.finish(),
            Some(Mark::Section { direction, no_transaction }) => {
                self.finish();
                self.part.no_transaction |= no_transaction;
                let range = token.start..token.start + comment.trim_end().len();
                let directive = Directive::Section { direction, dialects: None };
                self.part.next = Some(Placed { directive, range });
                self.stop(token.end);
                return true;
            }
        }
        false
    }

    fn unclosed_piece(&mut self) {
        if let Some(range) = self.piece.take() {
            self.report(complaint::statement_without_end(self.source, range));
        }
    }

    fn semicolon(&mut self, token: Token) {
        if self.current.is_none() {
            return;
        }
        let held = self.piece.is_some()
            || self.lexer.has_delimiter()
            || self.lexer.in_executable()
            || self.block.holds_semicolon(!self.open.is_empty());
        if !held {
            return self.finish();
        }
        let before = self.current.as_ref().map(|current| (self.part.canon.len(), current.end));
        self.add(token);
        if let Some(current) = &mut self.current {
            current.before_semicolon = before;
        }
    }

    fn token(&mut self, token: Token) {
        if self.current.is_none() {
            if self.command(token) {
                return;
            }
            let canon = self.part.canon.len();
            self.current = Some(Current {
                first: token,
                end: token.end,
                canon,
                before_semicolon: None,
                word: None,
                unbalanced: false,
            });
        }
        if let Some(current) = &mut self.current {
            current.before_semicolon = None;
            if current.word.is_none() && !matches!(token.kind, Kind::Executable | Kind::Hint) {
                current.word = Some(token);
            }
        }
        if !self.lexer.in_executable() {
            self.parentheses(token);
        }
        self.add(token);
    }

    /// Adds a token to the statement and to its canonical form.
    fn add(&mut self, token: Token) {
        let bytes = self.text.get(token.range()).unwrap_or_default().as_bytes();
        let canon = &mut self.part.canon;
        if bytes.len() < 0xff {
            canon.push(bytes.len() as u8);
        } else {
            canon.push(0xff);
            canon.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        }
        canon.extend_from_slice(bytes);
        if let Some(current) = &mut self.current {
            current.end = token.end;
        }
        self.block.token(self.text, token, self.dialect);
    }

    fn parentheses(&mut self, token: Token) {
        match token.kind {
            Kind::Open => self.open.push(token.start),
            Kind::Close if self.open.pop().is_none() && self.piece.is_none() => {
                self.unbalanced(token.range());
            }
            _ => {}
        }
    }

    /// Reports the first lone parenthesis of the statement.
    fn unbalanced(&mut self, at: Range<usize>) {
        let unchecked = self.is_unchecked();
        let Some(current) = &mut self.current else { return };
        if std::mem::replace(&mut current.unbalanced, true) || unchecked {
            return;
        }
        let statement = current.first.start..current.end;
        self.report(complaint::unbalanced(self.source, at, statement));
    }

    /// Ends the statement, if one has begun.
    fn finish(&mut self) {
        if let Some(&open) = self.open.last()
            && self.piece.is_none()
        {
            self.unbalanced(open..open + 1);
        }
        self.open.clear();
        let Some(mut current) = self.current.take() else { return };
        if let Some((canon, end)) = current.before_semicolon {
            self.part.canon.truncate(canon);
            current.end = end;
        }
        let unchecked = self.is_unchecked();
        self.unchecked = false;
        if let Some((start, end)) = self.block.unclosed()
            && !self.lexer.has_delimiter()
            && self.piece.is_none()
            && !unchecked
        {
            self.report(complaint::unclosed_block(self.source, start..end));
        } else if let Some(word) = current.word
            && !unchecked
            && self.part.findings.len() < MOST_FINDINGS
        {
            let finding = first_word::check(self.source, word, self.dialect);
            self.part.findings.extend(finding);
        }
        self.block.reset();
        self.cursor.advance(self.text, current.first.start);
        self.part.statements.push(Statement {
            range: current.first.start..current.end,
            line: self.cursor.line,
            column: self.cursor.column,
            hash: [0; 32],
            allow: std::mem::take(&mut self.allow),
            unchecked,
            piece: self.piece.is_some() || self.lexer.has_delimiter(),
            opaque: false,
            canon: current.canon..self.part.canon.len(),
        });
    }
}

/// Counts lines and columns on the way, so that a whole file costs one pass.
struct Cursor {
    offset: usize,
    line: u32,
    column: u32,
}

impl Cursor {
    fn advance(&mut self, text: &str, to: usize) {
        let Some(mut passed) = text.get(self.offset..to) else { return };
        while let Some(at) = passed.find('\n') {
            self.line += 1;
            self.column = 1;
            passed = passed.get(at + 1..).unwrap_or_default();
        }
        self.column += passed.chars().count() as u32;
        self.offset = to;
    }
}
