//! Which semicolons do not end a statement: those in the bodies of triggers, functions and procedures.

use ambix_graph::script::Dialect;

use crate::lexer::{Kind, Token};

/// Follows the tokens of one statement.
#[derive(Debug, Default)]
pub(super) struct Block {
    state: State,
    /// What is open, the innermost last, with the place of its keyword.
    open: Vec<(Opened, usize, usize)>,
    parentheses: u32,
    /// The parameters of a routine have been passed.
    parameters: bool,
    previous: Previous,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    /// The first word is yet to come.
    #[default]
    Start,
    /// After `CREATE` or `ALTER`: what kind of object?
    Head { words: u32 },
    /// After the `BEGIN` with which a MySQL statement begins.
    Anonymous { start: usize, end: usize },
    /// Not a statement with a body.
    Plain,
    /// `CREATE RULE` of PostgreSQL: semicolons in parentheses belong to it.
    Rule,
    /// `CREATE FUNCTION` or `PROCEDURE` of PostgreSQL, whose body may be `BEGIN ATOMIC … END`.
    Atomic,
    /// `CREATE TRIGGER` of SQLite.
    Trigger { begun: bool, ended: bool },
    /// A stored program of MySQL, routines with their parameters first; `in_body` once the header is over.
    Program { kind: Program, in_body: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Program {
    Routine,
    Trigger,
    Event,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    Begin,
    /// A `CASE` where a statement is expected.
    CaseStatement,
    /// A `CASE` in an expression.
    Case,
    /// `IF`, `LOOP`, `WHILE`, `REPEAT`, `FOR`.
    Other,
}

/// What the token before says about the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Previous {
    #[default]
    Other,
    /// A statement may begin.
    Semicolon,
    /// A statement may begin, unless this is a `CASE` expression.
    Then,
    /// `END`: the next word may say of what.
    End,
    /// `AS` or `.`: the next word is a name.
    Naming,
    /// The word that a PostgreSQL body may begin with, and its place.
    Begin(usize),
    /// An operator: an expression goes on.
    Operator,
}

impl Block {
    /// Forgets the statement.
    pub(super) fn reset(&mut self) {
        self.state = State::Start;
        self.open.clear();
        self.parentheses = 0;
        self.parameters = false;
        self.previous = Previous::Other;
    }

    /// Whether a semicolon here belongs to the statement.
    pub(super) fn holds_semicolon(&self, in_parentheses: bool) -> bool {
        match self.state {
            State::Rule => in_parentheses,
            State::Trigger { begun, ended } => begun && !ended,
            State::Atomic | State::Program { .. } => !self.open.is_empty(),
            State::Start | State::Head { .. } | State::Anonymous { .. } | State::Plain => false,
        }
    }

    /// The keyword that opened what is still open.
    pub(super) fn unclosed(&self) -> Option<(usize, usize)> {
        match self.state {
            State::Trigger { begun: true, ended: true } => None,
            _ => self.open.last().map(|&(_, start, end)| (start, end)),
        }
    }

    /// Takes in the next token that is no comment.
    pub(super) fn token(&mut self, text: &str, token: Token, dialect: Dialect) {
        if self.state == State::Plain {
            return;
        }
        let word = match token.kind {
            Kind::Word => text.get(token.range()).unwrap_or_default(),
            Kind::Executable | Kind::Hint => return,
            _ => "",
        };
        match self.state {
            State::Start => self.first(word, token, dialect),
            State::Head { words } => self.head(word, words, dialect),
            State::Anonymous { start, end } => self.anonymous(word, start, end),
            State::Atomic => self.atomic(word, token, text),
            State::Trigger { begun, ended } => self.trigger(word, token, begun, ended),
            State::Program { kind, in_body } => self.program(word, token, kind, in_body, text),
            State::Plain | State::Rule => {}
        }
    }

    fn first(&mut self, word: &str, token: Token, dialect: Dialect) {
        let mysql = dialect == Dialect::Mysql;
        self.state = if word.eq_ignore_ascii_case("create") || mysql && word.eq_ignore_ascii_case("alter") {
            State::Head { words: 0 }
        } else if mysql && word.eq_ignore_ascii_case("begin") {
            State::Anonymous { start: token.start, end: token.end }
        } else if mysql && word.eq_ignore_ascii_case("case") {
            self.open.push((Opened::CaseStatement, token.start, token.end));
            State::Program { kind: Program::Routine, in_body: true }
        } else if mysql && COMPOUND.iter().any(|compound| word.eq_ignore_ascii_case(compound)) {
            // MariaDB has these outside of stored programs as well.
            self.open.push((Opened::Other, token.start, token.end));
            self.previous = Previous::Semicolon;
            State::Program { kind: Program::Routine, in_body: true }
        } else {
            State::Plain
        };
    }

    /// MariaDB's `BEGIN NOT ATOMIC … END`; any other `BEGIN` is the transaction's.
    fn anonymous(&mut self, word: &str, start: usize, end: usize) {
        self.state = State::Plain;
        if word.eq_ignore_ascii_case("not") {
            self.open.push((Opened::Begin, start, end));
            self.state = State::Program { kind: Program::Routine, in_body: true };
        }
    }

    fn head(&mut self, word: &str, words: u32, dialect: Dialect) {
        /// `CREATE OR REPLACE AGGREGATE DEFINER = name @ host SQL SECURITY DEFINER …`
        const LONGEST: u32 = 16;
        let is = |expected: &str| word.eq_ignore_ascii_case(expected);
        let program = |kind| State::Program { kind, in_body: false };
        self.state = match dialect {
            Dialect::Postgres if is("or") || is("replace") => State::Head { words: words + 1 },
            Dialect::Postgres if is("function") || is("procedure") => State::Atomic,
            Dialect::Postgres if is("rule") => State::Rule,
            Dialect::Sqlite if is("temp") || is("temporary") => State::Head { words: words + 1 },
            Dialect::Sqlite if is("trigger") => State::Trigger { begun: false, ended: false },
            Dialect::Mysql if is("procedure") || is("function") => program(Program::Routine),
            Dialect::Mysql if is("trigger") => program(Program::Trigger),
            Dialect::Mysql if is("event") => program(Program::Event),
            Dialect::Mysql if !is("table") && !is("view") && !is("index") && words < LONGEST => {
                State::Head { words: words + 1 }
            }
            _ => State::Plain,
        };
    }

    /// A body of PostgreSQL in the SQL standard's form.
    fn atomic(&mut self, word: &str, token: Token, text: &str) {
        let naming = self.previous == Previous::Naming;
        let previous = self.previous;
        let is = |expected: &str| !naming && word.eq_ignore_ascii_case(expected);
        self.previous = Previous::Other;
        if word.eq_ignore_ascii_case("as")
            || token.kind == Kind::Symbol && text.get(token.range()) == Some(".")
        {
            self.previous = Previous::Naming;
        } else if self.open.is_empty() {
            if is("begin") {
                self.previous = Previous::Begin(token.start);
            } else if let Previous::Begin(start) = previous
                && is("atomic")
            {
                self.open.push((Opened::Begin, start, token.end));
            }
        } else if is("case") {
            self.open.push((Opened::Case, token.start, token.end));
        } else if is("end") {
            self.open.pop();
        }
    }

    /// SQLite's own rule (`sqlite3_complete`): a trigger ends with `; END ;`.
    fn trigger(&mut self, word: &str, token: Token, begun: bool, ended: bool) {
        let after_semicolon = self.previous == Previous::Semicolon;
        self.previous = if token.kind == Kind::Semicolon { Previous::Semicolon } else { Previous::Other };
        if !begun && word.eq_ignore_ascii_case("begin") {
            self.open.push((Opened::Begin, token.start, token.end));
            self.state = State::Trigger { begun: true, ended: false };
        } else if begun && !(ended && token.kind == Kind::Semicolon) {
            let ended = after_semicolon && word.eq_ignore_ascii_case("end");
            self.state = State::Trigger { begun, ended };
        }
    }

    /// A stored program of MySQL. Blocks are matched exactly: `IF` opens one only where a statement may begin,
    /// since it is a function elsewhere, and `CASE` is both a statement and an expression.
    fn program(&mut self, word: &str, token: Token, kind: Program, in_body: bool, text: &str) {
        let previous = std::mem::replace(&mut self.previous, Previous::Other);
        match token.kind {
            Kind::Word => {}
            Kind::Semicolon => {
                self.previous = Previous::Semicolon;
                // One that was left open ends with the statement.
                self.parentheses = 0;
                return;
            }
            Kind::Open => self.parentheses += 1,
            Kind::Close => {
                self.parentheses = self.parentheses.saturating_sub(1);
                self.parameters = true;
            }
            Kind::Symbol => {
                self.previous = match text.get(token.range()) {
                    Some(":") => Previous::Semicolon,
                    Some(".") => Previous::Naming,
                    _ => Previous::Operator,
                };
                return;
            }
            _ => {}
        }
        if word.is_empty() || previous == Previous::Naming {
            return;
        }
        let is = |expected: &str| word.eq_ignore_ascii_case(expected);
        let any = |words: &[&str]| words.iter().any(|expected| is(expected));
        if is("as") {
            self.previous = Previous::Naming;
            return;
        }
        if !in_body {
            let header =
                Header { kind, previous, parentheses: self.parentheses, parameters: self.parameters };
            match header.word(word) {
                Body::NotYet => return,
                Body::Next => {
                    self.state = State::Program { kind, in_body: true };
                    self.previous = Previous::Semicolon;
                    return;
                }
                Body::Here => self.state = State::Program { kind, in_body: true },
            }
        }
        let in_case = matches!(self.open.last(), Some((Opened::Case, ..)));
        let statement = !in_body || previous == Previous::Semicolon || previous == Previous::Then && !in_case;
        let after_end = previous == Previous::End;
        let is_name = previous == Previous::Operator || previous == Previous::Then && in_case;
        let in_parentheses = in_body && self.parentheses > 0;
        if in_body && any(&BEFORE_NAMES) {
            self.previous = Previous::Operator;
        } else if is("begin") && (is_name || in_case || in_parentheses)
            || is("end") && (is_name || in_parentheses && !in_case)
        {
            // A column or a variable.
        } else if is("begin") {
            self.open.push((Opened::Begin, token.start, token.end));
            self.previous = Previous::Semicolon;
        } else if is("end") {
            self.open.pop();
            self.previous = Previous::End;
        } else if is("case") {
            if !after_end {
                let opened = if statement { Opened::CaseStatement } else { Opened::Case };
                self.open.push((opened, token.start, token.end));
                self.previous = Previous::Operator;
            }
        } else if any(&COMPOUND) {
            if !after_end && statement {
                self.open.push((Opened::Other, token.start, token.end));
                if any(&["loop", "repeat"]) {
                    self.previous = Previous::Semicolon;
                }
            }
        } else if is("do") {
            self.previous = Previous::Semicolon;
        } else if is("then") || is("else") {
            self.previous = Previous::Then;
        }
    }
}

/// The part of a stored program before its body.
struct Header {
    kind: Program,
    previous: Previous,
    parentheses: u32,
    parameters: bool,
}

enum Body {
    NotYet,
    /// The word belongs to the header, the next one to the body.
    Next,
    /// The word is the first of the body.
    Here,
}

impl Header {
    fn word(&self, word: &str) -> Body {
        let any = |words: &[&str]| words.iter().any(|expected| word.eq_ignore_ascii_case(expected));
        if self.parentheses > 0 || self.previous == Previous::Operator {
            return Body::NotYet;
        }
        match self.kind {
            Program::Event if any(&["do"]) => Body::Next,
            Program::Trigger if any(&["row"]) => Body::Next,
            Program::Routine if any(&["begin", "while", "loop", "repeat", "case"]) => Body::Here,
            Program::Routine if self.parameters && any(&["if"]) => Body::Here,
            Program::Routine if any(&BODY_WORDS) => Body::Here,
            _ => Body::NotYet,
        }
    }
}

/// What begins a block other than `BEGIN` and `CASE`.
const COMPOUND: [&str; 5] = ["if", "while", "loop", "repeat", "for"];

/// Behind these `BEGIN` and `END` are names.
#[rustfmt::skip]
const BEFORE_NAMES: [&str; 14] = [
    "select", "distinct", "set", "where", "having", "by", "and", "or", "when", "between", "update", "declare", "into",
    "from",
];

/// What the body of a routine begins with when it is a single statement.
const BODY_WORDS: [&str; 12] = [
    "return", "select", "set", "insert", "update", "delete", "replace", "call", "with", "do", "truncate",
    "signal",
];
