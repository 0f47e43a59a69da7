//! What statements that were not understood may have touched: whatever they name.

use std::collections::HashSet;

use super::Key;

/// Names that may stand for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Words of statements that were not understood, in lower case.
    words: HashSet<String>,
    /// Words of statements that put names together at run time.
    parts: HashSet<String>,
    /// Indexes whose names begin so have names that only the server knows.
    beginnings: HashSet<String>,
    /// Something dropped or renamed what it was told at run time.
    may_be_gone: bool,
    /// An extension brought what it brings.
    extension: bool,
    /// Operators were created.
    operators: bool,
}

/// Parts of names have at least so many letters.
const SHORTEST: usize = 3;

impl Unknown {
    /// Takes in the words of a statement that was not understood; gives those that are new.
    pub(super) fn add(&mut self, text: &str) -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty());
        let mut new = Vec::new();
        for word in words {
            if !self.words.contains(word) {
                self.words.insert(word.to_owned());
                new.push(word.to_owned());
            }
        }
        let puts_together = ["execute", "prepare", "@"].iter().any(|word| lower.contains(word));
        if !puts_together {
            return new;
        }
        let changes_any = ["drop", "rename"].iter().any(|word| lower.contains(word));
        let with_any = ["%", "||", "concat", "replace"].iter().any(|word| lower.contains(word));
        self.may_be_gone |= changes_any && with_any;
        self.add_parts(&lower);
        new
    }

    /// What stands beside a place where something is put in is a part of a name: `'part_' || x`, `%s_old`.
    fn add_parts(&mut self, text: &str) {
        let mut add = |part: &str| {
            if part.len() >= SHORTEST {
                self.parts.insert(part.to_owned());
            }
        };
        for (at, sign) in text.match_indices(['%', '\'']) {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + sign.len()..).unwrap_or_default();
            add(before.rsplit(|c: char| !is_of_word(c)).next().unwrap_or_default());
            // Behind `%` stands what it is: `%I`, `%1$s`.
            let after = match sign {
                "%" => after
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == '$')
                    .get(1..)
                    .unwrap_or_default(),
                _ => after,
            };
            add(after.split(|c: char| !is_of_word(c)).next().unwrap_or_default());
        }
    }

    /// An extension that is not known was created.
    pub(super) fn add_extension(&mut self) {
        self.extension = true;
    }

    /// An operator was created.
    pub(super) fn add_operator(&mut self) {
        self.operators = true;
    }

    /// Whether operators were created.
    pub(super) fn has_operators(&self) -> bool {
        self.operators
    }

    /// Whether an extension that is not known was created.
    pub(super) fn has_extension(&self) -> bool {
        self.extension
    }

    /// Whether what is there may have gone without a word.
    pub(super) fn may_be_gone(&self) -> bool {
        self.may_be_gone
    }

    /// Something of this table got a name that only the server knows.
    pub(super) fn add_beginning(&mut self, table: &str) {
        self.beginnings.insert(format!("{table}_"));
    }

    /// Whether there may be something with this key.
    pub(super) fn covers(&self, key: &Key) -> bool {
        self.covers_name(key.own_name())
            || self.beginnings.iter().any(|beginning| key.own_name().starts_with(beginning.as_str()))
    }

    /// Whether a statement that was not understood has this word.
    pub(super) fn names(&self, name: &str) -> bool {
        self.words.contains(&name.to_lowercase())
    }

    /// Whether a column, a constraint or anything else of this name may be there.
    pub(super) fn covers_name(&self, name: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let name = name.to_lowercase();
        self.words.contains(&name) || self.parts.iter().any(|part| name.contains(part.as_str()))
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
