//! Words that are nearly keywords.

use super::{Change, Help as _, Slip, in_case_of};
use crate::suggest::suggest;
use crate::syntax::tokens::Tokens;
use crate::syntax::words::{is_keyword, keywords};

/// Shorter words are near to too many others.
const SHORTEST: usize = 3;

/// The word at which the grammar stopped, or one just before it, which it took for a name.
pub(super) fn find(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    let candidates = [Some(at), at.checked_sub(1), at.checked_sub(2), at.checked_sub(3), Some(at + 1)];
    candidates.into_iter().flatten().find_map(|index| misspelt(tokens, index, at))
}

fn misspelt(tokens: &Tokens<'_>, index: usize, at: usize) -> Option<Slip> {
    let word = tokens.get(index);
    let is_free = tokens.is_word(index) && word.is_ascii() && word.len() >= SHORTEST && !is_keyword(word);
    if !is_free || is_certainly_a_name(tokens, index) {
        return None;
    }
    let near = suggest(word, keywords())?;
    // Words that only look like keywords are many among names.
    if index != at && (word.len() < 4 || !fits(tokens, index, near)) {
        return None;
    }
    let upper = near.to_ascii_uppercase();
    Slip::new(tokens, index, format!("expected a keyword, found `{word}`"), format!("`{upper}`?"))
        .help(format!("did you mean `{upper}`?"))
}

/// What a word may have been meant to be, if the slip is that it is misspelt: every keyword that it is near to.
pub(super) fn changes(tokens: &Tokens<'_>, slip: &Slip) -> Vec<Change> {
    let index = tokens.at(slip.range.start);
    let word = tokens.get(index);
    if tokens.range(index) != slip.range || find(tokens, index).is_none_or(|found| found.range != slip.range)
    {
        return Vec::new();
    }
    let near = keywords().filter(|keyword| suggest(word, [*keyword]).is_some());
    near.map(|keyword| {
        let replacement = in_case_of(word, keyword);
        let title = format!("write `{replacement}`");
        Change { range: slip.range.clone(), replacement, title }
    })
    .collect()
}

/// Whether what stands before says that this is a name.
fn is_certainly_a_name(tokens: &Tokens<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else { return false };
    tokens.is_any(before, &[".", "table", "into", "column", "references", "(", ",", "exists"])
        || tokens.is(index + 1, ".")
}

/// Whether the keyword may stand where the word stands, as far as its neighbours tell.
fn fits(tokens: &Tokens<'_>, index: usize, keyword: &str) -> bool {
    let before = index.checked_sub(1).map(|before| tokens.get(before)).unwrap_or_default();
    match keyword {
        // Behind a name or a closing parenthesis.
        "from" | "where" | "set" | "values" | "on" | "add" | "drop" | "order" | "group" | "having"
        | "limit" | "references" | "default" | "primary" | "unique" | "not" | "collate" | "check"
        | "rename" | "alter" | "join" | "returning" | "constraint" | "modify" | "using" => {
            !before.is_empty() && before != ","
        }
        "table" | "index" | "view" | "trigger" => index <= 3,
        "null" => before.eq_ignore_ascii_case("not"),
        "key" => before.eq_ignore_ascii_case("primary") || before.eq_ignore_ascii_case("foreign"),
        "by" => before.eq_ignore_ascii_case("order") || before.eq_ignore_ascii_case("group"),
        "exists" => before.eq_ignore_ascii_case("if") || before.eq_ignore_ascii_case("not"),
        "column" => {
            ["add", "drop", "alter", "rename", "modify"].iter().any(|word| before.eq_ignore_ascii_case(word))
        }
        _ => false,
    }
}
