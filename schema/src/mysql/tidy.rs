//! What the server writes, as a person would write it: without needless quotes and the name of the database, with
//! keywords in capitals.

use std::collections::BTreeSet;

use super::lexer::{Token, tokens};
use super::quote;

/// What is known about names.
pub(super) struct Tidy {
    /// The database, which the server puts before the names of its objects.
    pub(super) database: String,
    /// Tables, views, sequences and functions.
    pub(super) objects: BTreeSet<String>,
}

/// Keywords of queries and expressions.
const KEYWORDS: &[&str] = &[
    "all",
    "and",
    "as",
    "asc",
    "between",
    "by",
    "case",
    "cross",
    "desc",
    "distinct",
    "div",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "for",
    "from",
    "group",
    "having",
    "in",
    "inner",
    "intersect",
    "interval",
    "is",
    "join",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "on",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "recursive",
    "regexp",
    "right",
    "rlike",
    "select",
    "straight_join",
    "then",
    "union",
    "using",
    "when",
    "where",
    "with",
    "xor",
];

/// Keywords that no function is called like.
const BEFORE_PARENTHESIS: &[&str] =
    &["all", "and", "as", "by", "exists", "in", "not", "on", "or", "over", "using"];

/// Where a new line of a query begins.
const CLAUSES: &[&str] =
    &["from", "where", "group", "having", "order", "limit", "union", "except", "intersect"];

/// From this length on each column of a query has a line of its own.
const LINE: usize = 100;

impl Tidy {
    /// An expression.
    pub(super) fn expression(&self, text: &str) -> String {
        self.words(text).concat()
    }

    /// A query, a line for each clause.
    pub(super) fn query(&self, text: &str) -> String {
        let words = self.words(text);
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut depth = 0usize;
        let mut columns: Vec<usize> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            match word.as_str() {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 0 => columns.push(line.len() + 1),
                _ => {}
            }
            let clause = word.chars().all(|letter| letter.is_ascii_uppercase())
                && CLAUSES.contains(&word.to_ascii_lowercase().as_str());
            let before = last_word(&line);
            let behind_set = matches!(before.as_str(), "UNION" | "ALL" | "EXCEPT" | "INTERSECT")
                || line.starts_with("WITH ") && before.ends_with(')');
            let query = word == "SELECT" && behind_set;
            if depth == 0 && (clause || query) && !is_inside(&words, at) && !line.trim().is_empty() {
                lines.push(broken(&line, &columns));
                line.clear();
                columns.clear();
            }
            if !(line.is_empty() && word.trim().is_empty()) {
                line.push_str(word);
            }
        }
        lines.push(broken(&line, &columns));
        lines.join("\n")
    }

    /// The objects of the database that a text names with it.
    pub(super) fn named(&self, text: &str) -> BTreeSet<String> {
        let tokens = tokens(text);
        let mut named = BTreeSet::new();
        for at in 0..tokens.len() {
            if let Some(name) = self.qualified(&tokens, at)
                && self.objects.contains(&name)
            {
                named.insert(name);
            }
        }
        named
    }

    /// The name of the object, if the token at `at` is the name of the database before it.
    fn qualified(&self, tokens: &[Token<'_>], at: usize) -> Option<String> {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        if before.is_some_and(|token| token.is_symbol("."))
            || tokens.get(at)?.name()? != self.database
            || !tokens.get(at + 1)?.is_symbol(".")
        {
            return None;
        }
        let object = tokens.get(at + 2)?.name()?;
        let column = tokens.get(at + 3).is_some_and(|token| token.is_symbol("."));
        let called = tokens.get(at + 3).is_some_and(|token| token.is_symbol("("));
        (column || called || self.objects.contains(&object)).then_some(object)
    }

    /// The text in pieces.
    fn words(&self, text: &str) -> Vec<String> {
        let tokens = tokens(text);
        let mut words = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            let next = tokens.get(at + 1);
            let parenthesis = next.is_some_and(|next| next.is_symbol("("));
            match token {
                Token::Name(_) if self.qualified(&tokens, at).is_some() => at += 1,
                Token::Name(text) => {
                    words.push(match token.name() {
                        Some(name) if !parenthesis => quote::name(&name),
                        _ => text.to_owned(),
                    });
                }
                Token::Word(text) => {
                    let lower = text.to_ascii_lowercase();
                    let list = if parenthesis { BEFORE_PARENTHESIS } else { KEYWORDS };
                    if list.contains(&lower.as_str()) {
                        words.push(text.to_ascii_uppercase());
                        if parenthesis {
                            words.push(" ".to_owned());
                        }
                    } else {
                        words.push(text.to_owned());
                    }
                }
                Token::Symbol(",") => {
                    words.push(",".to_owned());
                    if !next.is_some_and(|next| matches!(next, Token::Blank(_))) {
                        words.push(" ".to_owned());
                    }
                }
                Token::Symbol(")") => {
                    words.push(")".to_owned());
                    if next.is_some_and(|next| matches!(next, Token::Word(_))) {
                        words.push(" ".to_owned());
                    }
                }
                other => words.push(other.text().to_owned()),
            }
            at += 1;
        }
        words
    }
}

fn last_word(line: &str) -> String {
    line.split_whitespace().next_back().unwrap_or_default().to_owned()
}

/// Whether a word that begins clauses is something else here: `GROUP_CONCAT(… ORDER BY …)` has a depth, but
/// `WITHIN GROUP` and `USE INDEX FOR ORDER BY` have none.
fn is_inside(words: &[String], at: usize) -> bool {
    let before = words.get(..at).unwrap_or_default();
    before
        .iter()
        .rev()
        .find(|word| !word.trim().is_empty())
        .is_some_and(|word| matches!(word.to_ascii_uppercase().as_str(), "WITHIN" | "FOR" | "DISTINCT" | "."))
}

/// The line, or a line for each column if it is long.
fn broken(line: &str, columns: &[usize]) -> String {
    let line_end = line.trim_end();
    if line_end.len() <= LINE || !line.starts_with("SELECT ") || columns.is_empty() {
        return line_end.to_owned();
    }
    let mut text = "SELECT\n    ".to_owned();
    let mut start = "SELECT ".len();
    for &end in columns {
        text.push_str(line.get(start..end).unwrap_or_default().trim());
        text.push_str("\n    ");
        start = end;
    }
    text.push_str(line.get(start..).unwrap_or_default().trim());
    text
}

#[cfg(test)]
mod tests {
    use super::Tidy;

    fn tidy() -> Tidy {
        let objects = ["users", "n"].map(str::to_owned).into();
        Tidy { database: "shop".to_owned(), objects }
    }

    #[test]
    fn a_query_reads_as_a_person_would_write_it() {
        let text = "select `shop`.`users`.`id` AS `id`,`u`.`Name` AS `order` from (`shop`.`users` \
            join `shop`.`users` `u` on(`u`.`id` = `users`.`id`)) where `u`.`n` in (1,2) and 'from `shop`.`n`'";
        assert_eq!(
            tidy().query(text),
            "SELECT users.id AS id, u.`Name` AS `order`\n\
             FROM (users JOIN users u ON (u.id = users.id))\n\
             WHERE u.n IN (1, 2) AND 'from `shop`.`n`'"
        );
    }

    #[test]
    fn an_alias_like_the_database_stays() {
        assert_eq!(
            tidy().query("select `shop`.`id` AS `id` from `shop`.`users` `shop`"),
            "SELECT shop.id AS id\nFROM users shop"
        );
    }
}
