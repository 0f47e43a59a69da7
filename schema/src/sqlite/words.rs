//! A parsed statement or expression as words, and the one spelling in which they are printed.

use std::collections::BTreeMap;
use std::convert::Infallible;

use sqlite3_parser::ast::fmt::{ToTokens, TokenStream};
use sqlite3_parser::lexer::sql::TokenType;

use super::name::{folded, literal, quoted, unquoted};

/// A token; what is always spelled in the same way has no text.
pub(super) struct Word {
    pub(super) token: TokenType,
    pub(super) text: Option<String>,
}

struct Words(Vec<Word>);

impl TokenStream for Words {
    type Error = Infallible;

    fn append(&mut self, token: TokenType, text: Option<&str>) -> Result<(), Infallible> {
        self.0.push(Word { token, text: text.map(str::to_owned) });
        Ok(())
    }
}

/// The words of a part of a statement.
pub(super) fn words(node: &impl ToTokens) -> Vec<Word> {
    let mut words = Words(Vec::new());
    let Ok(()) = node.to_tokens(&mut words);
    words.0
}

/// What names mean where words stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The names that are known there, by their folded spelling.
    pub(super) names: BTreeMap<String, String>,
    /// They are the columns of a table, and there is nothing else: each is spelled as it was declared, and what
    /// stands in double quotes without being one is a text, as SQLite takes it.
    pub(super) is_table: bool,
    /// The name of this table, which nobody has to say.
    pub(super) table: String,
}

impl Scope {
    /// The columns of one table.
    pub(super) fn table<'n>(table: &str, columns: impl IntoIterator<Item = &'n str>) -> Scope {
        let names = columns.into_iter().map(|name| (folded(name), name.to_owned())).collect();
        Scope { names, is_table: true, table: folded(table) }
    }

    /// The name as it was declared.
    pub(super) fn declared(&self, name: &str) -> Option<&str> {
        self.names.get(&folded(name)).map(String::as_str)
    }
}

/// The columns of the scope that the words name, in the order of the alphabet.
pub(super) fn columns(words: &[Word], scope: &Scope) -> Vec<String> {
    let names = words.iter().filter(|word| word.token == TokenType::TK_ID);
    let declared = names.filter_map(|word| scope.declared(&unquoted(word.text.as_deref()?)));
    let mut columns: Vec<String> = declared.map(str::to_owned).collect();
    columns.sort();
    columns.dedup();
    columns
}

/// Prints an expression in one line.
pub(super) fn line(words: &[Word], scope: &Scope) -> String {
    Printer::new(words, scope, None).print()
}

/// Prints a statement with a clause a line, the lines behind the first indented.
pub(super) fn clauses(words: &[Word], scope: &Scope, indent: usize) -> String {
    Printer::new(words, scope, Some(indent)).print()
}

/// What the words of a type come to: their case is no difference.
pub(super) fn type_name(raw: &str) -> String {
    let whole = unquoted(raw.trim());
    let words: Vec<String> = whole.split_whitespace().map(unquoted).collect();
    let is_plain = words.iter().all(|word| quoted(word) == *word);
    let name = words.join(" ").to_ascii_uppercase();
    if is_plain { name } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

struct Printer<'w> {
    words: &'w [Word],
    scope: &'w Scope,
    indent: Option<usize>,
    out: String,
    /// How many parentheses are open.
    depth: usize,
    /// Those of them that belong to a `CAST`.
    casts: Vec<usize>,
    /// The next word follows without a space.
    tight: bool,
}

impl<'w> Printer<'w> {
    fn new(words: &'w [Word], scope: &'w Scope, indent: Option<usize>) -> Self {
        Printer { words, scope, indent, out: String::new(), depth: 0, casts: Vec::new(), tight: true }
    }

    fn print(mut self) -> String {
        for at in 0..self.words.len() {
            if !self.is_own_qualifier(at) {
                self.word(at);
            }
        }
        self.out
    }

    /// Whether this is the name of the table, or the dot behind it, before the name of a column.
    fn is_own_qualifier(&self, at: usize) -> bool {
        use TokenType::*;
        let is_name = |at: usize| {
            let Some(word) = self.words.get(at).filter(|word| word.token == TK_ID) else { return false };
            self.token(Some(at + 1)) == Some(TK_DOT)
                && word.text.as_deref().is_some_and(|text| folded(&unquoted(text)) == self.scope.table)
        };
        self.scope.is_table && (is_name(at) || at.checked_sub(1).is_some_and(is_name))
    }

    fn token(&self, at: Option<usize>) -> Option<TokenType> {
        Some(self.words.get(at?)?.token)
    }

    fn before(&self, at: usize) -> Option<TokenType> {
        self.token(at.checked_sub(1))
    }

    fn word(&mut self, at: usize) {
        use TokenType::*;
        let Some(word) = self.words.get(at) else { return };
        let previous = self.before(at);
        match word.token {
            TK_LP => {
                let is_call = matches!(previous, Some(TK_ID | TK_CAST | TK_RAISE))
                    && self.token(at.checked_sub(2)) != Some(TK_INTO);
                if previous == Some(TK_CAST) {
                    self.casts.push(self.depth + 1);
                }
                self.put("(", is_call);
                self.depth += 1;
                self.tight = true;
            }
            TK_RP => {
                if self.casts.last() == Some(&self.depth) {
                    self.casts.pop();
                }
                self.depth = self.depth.saturating_sub(1);
                self.put(")", true);
            }
            TK_COMMA => self.put(",", true),
            TK_DOT => {
                self.put(".", true);
                self.tight = true;
            }
            TK_MINUS | TK_PLUS | TK_BITNOT => {
                self.put(word.token.as_str().unwrap_or_default(), false);
                // Two of them would begin a comment.
                self.tight = is_prefix(previous) && self.token(Some(at + 1)) != Some(TK_MINUS);
            }
            TK_ISNULL => self.put("IS NULL", false),
            TK_NOTNULL => self.put("IS NOT NULL", false),
            TK_BLOB => {
                let digits = word.text.as_deref().unwrap_or_default().to_ascii_uppercase();
                self.put(&format!("X'{digits}'"), false);
            }
            TK_FLOAT | TK_INTEGER => {
                self.put(&word.text.as_deref().unwrap_or_default().to_ascii_lowercase(), false);
            }
            TK_ID => {
                let name = self.name(at, word.text.as_deref().unwrap_or_default());
                self.put(&name, false);
            }
            token => {
                let spelled = word.text.as_deref().filter(|text| !text.trim().is_empty());
                let spelled = spelled.or(token.as_str()).unwrap_or_default().to_owned();
                if self.begins_clause(at) {
                    self.new_line();
                }
                self.put(&spelled, false);
            }
        }
    }

    fn put(&mut self, text: &str, tight: bool) {
        if !tight && !self.tight {
            self.out.push(' ');
        }
        self.out.push_str(text);
        self.tight = false;
    }

    fn new_line(&mut self) {
        let Some(indent) = self.indent else { return };
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.tight = true;
    }

    /// Whether a line begins here.
    fn begins_clause(&self, at: usize) -> bool {
        use TokenType::*;
        if self.depth > 0 || at == 0 {
            return false;
        }
        let previous = self.before(at);
        match self.token(Some(at)) {
            Some(TK_FROM) => previous != Some(TK_DELETE),
            Some(
                TK_WHERE | TK_GROUP | TK_HAVING | TK_WINDOW | TK_ORDER | TK_LIMIT | TK_UNION | TK_EXCEPT
                | TK_INTERSECT | TK_SELECT,
            ) => true,
            Some(TK_JOIN_KW) => previous != Some(TK_JOIN_KW),
            Some(TK_JOIN) => previous != Some(TK_JOIN_KW),
            _ => false,
        }
    }

    fn name(&self, at: usize, raw: &str) -> String {
        use TokenType::*;
        let (previous, next) = (self.before(at), self.token(Some(at + 1)));
        let is_type = previous == Some(TK_AS) && self.casts.last() == Some(&self.depth);
        if is_type {
            return type_name(raw);
        }
        let name = unquoted(raw);
        let is_bare = name == raw;
        let is_call = next == Some(TK_LP) && previous != Some(TK_INTO);
        if is_call && is_bare {
            return folded(&name);
        }
        if previous == Some(TK_COLLATE) {
            return collation(&name);
        }
        let is_row = ["new", "old"].iter().any(|row| name.eq_ignore_ascii_case(row));
        if is_row && is_bare && next == Some(TK_DOT) {
            return folded(&name);
        }
        if let Some(declared) = self.scope.declared(&name) {
            return quoted(if self.scope.is_table { declared } else { &name });
        }
        let stands_alone = previous != Some(TK_DOT) && next != Some(TK_DOT) && !is_call;
        if is_bare
            && stands_alone
            && (name.eq_ignore_ascii_case("true") || name.eq_ignore_ascii_case("false"))
        {
            return name.to_ascii_uppercase();
        }
        if raw.starts_with('"') && stands_alone {
            return match self.scope.is_table {
                true => literal(&name),
                // Perhaps a text.
                false => format!("\"{}\"", name.replace('"', "\"\"")),
            };
        }
        quoted(&name)
    }
}

/// A sign there belongs to what follows.
fn is_prefix(previous: Option<TokenType>) -> bool {
    use TokenType::*;
    !matches!(
        previous,
        Some(
            TK_ID
                | TK_STRING
                | TK_FLOAT
                | TK_INTEGER
                | TK_BLOB
                | TK_RP
                | TK_NULL
                | TK_END
                | TK_CTIME_KW
                | TK_VARIABLE
                | TK_ISNULL
                | TK_NOTNULL
        )
    )
}

/// The name of a collation: those that SQLite has itself in capitals, as everybody writes them.
pub(super) fn collation(name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    if ["BINARY", "NOCASE", "RTRIM"].contains(&upper.as_str()) { upper } else { quoted(name) }
}
