//! Which texts may be revision ids and branch labels.

use std::fmt;

/// Ids and labels have at most this many characters; the version table is as wide.
pub(crate) const LONGEST: usize = 64;

/// The words that mean something else wherever an id or label may stand.
pub(crate) const WORDS: [&str; 4] = ["head", "heads", "base", "current"];

/// Why a text cannot be a revision id or a branch label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// It is empty.
    Empty,
    /// It has more than 64 characters.
    TooLong,
    /// It is `head`, `heads`, `base` or `current`, so it could never be addressed.
    Word,
    /// It holds a character that may not be there. In a label a `-` may stand before a letter.
    Character(char),
}

impl fmt::Display for NameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Empty => write!(formatter, "is empty"),
            NameError::TooLong => write!(formatter, "has more than {LONGEST} characters"),
            NameError::Word => write!(formatter, "is a word with a meaning of its own"),
            NameError::Character(character) if character.is_control() || character.is_whitespace() => {
                write!(formatter, "holds the character `{}`", character.escape_unicode())
            }
            NameError::Character(character) => write!(formatter, "holds the character `{character}`"),
        }
    }
}

impl std::error::Error for NameError {}

/// Whether `id` may be a revision id: letters, digits, `_` and `.`, at most 64 of them, and none of `head`,
/// `heads`, `base` and `current`.
///
/// Alembic refuses only `@`, `-`, `+` and `:`; what else it lets pass breaks its statements or can never be
/// addressed.
///
/// # Errors
///
/// What is wrong with it.
pub fn check_revision_id(id: &str) -> Result<(), NameError> {
    check(id, |_, _| false)
}

/// Whether `label` may be a branch label: as a revision id, and a `-` may stand between a letter, digit or `_` and
/// a letter or `_`.
///
/// Alembic accepts every text, and then reads the label `foo-1` as "`foo` minus 1".
///
/// # Errors
///
/// What is wrong with it.
pub fn check_label(label: &str) -> Result<(), NameError> {
    check(label, |before, after| {
        before.is_some_and(is_word) && after.is_some_and(|after| is_word(after) && !after.is_numeric())
    })
}

fn check(name: &str, dash_between: impl Fn(Option<char>, Option<char>) -> bool) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    let mut before = None;
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let legal = is_word(character)
            || character == '.'
            || character == '-' && dash_between(before, characters.peek().copied());
        if !legal {
            return Err(NameError::Character(character));
        }
        before = Some(character);
    }
    if WORDS.contains(&name) {
        return Err(NameError::Word);
    }
    if name.chars().count() > LONGEST {
        return Err(NameError::TooLong);
    }
    Ok(())
}

/// A letter, digit or `_`: what an anchor of a relative symbol is made of.
pub(crate) fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        for legal in ["a", "3f2c9a1b7d04", "v1.0", "größe", "_", "heads_up", &"x".repeat(64)] {
            assert_eq!(check_revision_id(legal), Ok(()), "{legal}");
        }
        for word in WORDS {
            assert_eq!(check_revision_id(word), Err(NameError::Word));
        }
        for character in "@-+:'\"/\\ ,;\u{7}\u{a0}".chars() {
            assert_eq!(check_revision_id(&format!("a{character}b")), Err(NameError::Character(character)));
        }
        assert_eq!(check_revision_id(""), Err(NameError::Empty));
        assert_eq!(check_revision_id(&"x".repeat(65)), Err(NameError::TooLong));
    }

    #[test]
    fn labels() {
        for legal in ["net", "team-a", "v2.x", "a-b-c", "x1-_y"] {
            assert_eq!(check_label(legal), Ok(()), "{legal}");
        }
        for illegal in ["foo-1", "-a", "a-", "a--b", "-1"] {
            assert_eq!(check_label(illegal), Err(NameError::Character('-')), "{illegal}");
        }
        assert_eq!(check_label("new@x"), Err(NameError::Character('@')));
        assert_eq!(check_label("head"), Err(NameError::Word));
    }
}
