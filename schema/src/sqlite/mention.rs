//! Which tables and views a statement names.

use std::collections::BTreeSet;

use sqlite3_parser::lexer::sql::TokenType;

use super::name::{folded, unquoted};
use super::words::Word;

/// Every name in the words, folded: of tables, columns and whatever else.
pub(super) fn names(words: &[Word]) -> BTreeSet<String> {
    let names = words.iter().filter(|word| word.token == TokenType::TK_ID);
    names.filter_map(|word| Some(folded(&unquoted(word.text.as_deref()?)))).collect()
}

/// The names that stand where a table has to stand, folded. What the statement names itself by `WITH` is not among
/// them, nor are functions.
pub(super) fn tables(words: &[Word]) -> BTreeSet<String> {
    use TokenType::*;
    let token = |at: usize| words.get(at).map(|word| word.token);
    let name = |at: usize| {
        let word = words.get(at).filter(|word| word.token == TK_ID)?;
        Some(folded(&unquoted(word.text.as_deref()?)))
    };
    let mut found = BTreeSet::new();
    let mut own = BTreeSet::new();
    for at in 0..words.len() {
        match token(at) {
            Some(TK_FROM | TK_JOIN | TK_INTO | TK_UPDATE) => {
                let is_qualified = token(at + 2) == Some(TK_DOT);
                let place = if is_qualified { at + 3 } else { at + 1 };
                let is_call = token(place + 1) == Some(TK_LP) && token(at) != Some(TK_INTO);
                found.extend(name(place).filter(|_| !is_call));
            }
            Some(TK_WITH | TK_RECURSIVE) => own.extend(name(at + 1)),
            // The next of several, and the last of its columns.
            Some(TK_RP) if token(at + 1) == Some(TK_COMMA) => {
                own.extend(name(at + 2).filter(|_| is_query(words, at + 3)))
            }
            _ => {}
        }
    }
    found.retain(|name| !own.contains(name) && !name.starts_with("sqlite_"));
    found
}

/// Whether `AS (` follows, behind a list of columns perhaps.
fn is_query(words: &[Word], at: usize) -> bool {
    let token = |at: usize| words.get(at).map(|word| word.token);
    let mut at = at;
    if token(at) == Some(TokenType::TK_LP) {
        while token(at).is_some_and(|token| token != TokenType::TK_RP) {
            at += 1;
        }
        at += 1;
    }
    token(at) == Some(TokenType::TK_AS)
        && matches!(token(at + 1), Some(TokenType::TK_LP | TokenType::TK_NOT | TokenType::TK_MATERIALIZED))
}

/// The names after `AS`, folded.
pub(super) fn aliases(words: &[Word]) -> impl Iterator<Item = String> {
    words.windows(2).filter_map(|pair| match pair {
        [before, word] if before.token == TokenType::TK_AS && word.token == TokenType::TK_ID => {
            Some(folded(&unquoted(word.text.as_deref()?)))
        }
        _ => None,
    })
}

/// The words of a text that nobody has parsed, folded.
pub(super) fn loose(text: &str) -> BTreeSet<String> {
    let is_name = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
    text.split(|char| !is_name(char)).filter(|word| !word.is_empty()).map(folded).collect()
}
