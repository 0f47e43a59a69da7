//! The mistakes that people make: looked for in a statement that a grammar has refused, around the place where it
//! stopped. The first one that fits says what is wrong, better than a grammar can.

mod clause;
mod comma;
mod definition;
mod foreign;
mod name;
mod spelling;

pub(super) use comma::text_in_such_quotes;

use std::ops::Range;

use super::tokens::Tokens;

/// A mistake that was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    /// The bytes meant, from the beginning of the statement.
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    /// A change that is surely meant, if the grammar then takes the statement.
    pub(super) fix: Option<Change>,
}

/// A change of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The bytes to replace, from the beginning of the statement.
    pub(super) range: Range<usize>,
    pub(super) replacement: String,
    pub(super) title: String,
}

impl Slip {
    /// About the token at `index`.
    fn new(
        tokens: &Tokens<'_>,
        index: usize,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Option<Slip> {
        Some(Slip {
            range: tokens.range(index),
            message: message.into(),
            label: label.into(),
            help: None,
            fix: None,
        })
    }

    /// About the tokens from `first` to `last`.
    fn over(
        tokens: &Tokens<'_>,
        first: usize,
        last: usize,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Option<Slip> {
        let mut slip = Slip::new(tokens, first, message, label)?;
        slip.range.end = tokens.range(last).end.max(slip.range.end);
        Some(slip)
    }
}

trait Help {
    fn help(self, help: impl Into<String>) -> Self;

    /// The change that is surely meant.
    fn fix(self, range: Range<usize>, replacement: impl Into<String>, title: impl Into<String>) -> Self;
}

impl Help for Option<Slip> {
    fn help(self, help: impl Into<String>) -> Self {
        self.map(|slip| Slip { help: Some(help.into()), ..slip })
    }

    fn fix(self, range: Range<usize>, replacement: impl Into<String>, title: impl Into<String>) -> Self {
        let change = Change { range, replacement: replacement.into(), title: title.into() };
        self.map(|slip| Slip { fix: Some(change), ..slip })
    }
}

/// `word` in capitals, or in small letters where `like` is.
fn in_case_of(like: &str, word: &str) -> String {
    let is_lower = like.chars().any(char::is_lowercase) && !like.chars().any(char::is_uppercase);
    if is_lower { word.to_ascii_lowercase() } else { word.to_ascii_uppercase() }
}

type Look = fn(&Tokens<'_>, usize) -> Option<Slip>;

/// Those that are wrong whatever a grammar may not know.
const CERTAIN: [Look; 7] = [
    comma::quote_of_a_text_program,
    comma::placeholder,
    comma::comma,
    name::quoting,
    foreign::find,
    clause::find,
    definition::find,
];

/// The mistake in a statement whose token `at` does not fit.
pub(super) fn find(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    certain(tokens, at).or_else(|| spelling::find(tokens, at)).or_else(|| name::reserved(tokens, at))
}

/// A mistake that says more than that a grammar knows too little.
pub(super) fn certain(tokens: &Tokens<'_>, at: usize) -> Option<Slip> {
    CERTAIN.iter().find_map(|look| look(tokens, at))
}

/// The changes that make a misspelt word at the place of a slip one of the keywords that it is near to.
pub(super) fn spellings(tokens: &Tokens<'_>, slip: &Slip) -> Vec<Change> {
    spelling::changes(tokens, slip)
}

/// Whether the statement is one that only another database has.
#[cfg(feature = "mysql")]
pub(super) fn is_foreign(tokens: &Tokens<'_>, at: usize) -> bool {
    at <= 2 && foreign::find(tokens, at).is_some()
}
