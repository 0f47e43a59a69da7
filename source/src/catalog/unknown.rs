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
    /// Nothing is known any more of what is there.
    everything: bool,
    /// An extension brought what it brings.
    extension: bool,
}

/// Parts of names have at least so many letters.
const SHORTEST: usize = 4;

impl Unknown {
    /// Takes in the words of a statement that was not understood.
    pub(super) fn add(&mut self, text: &str) {
        let lower = text.to_lowercase();
        let puts_together =
            ["execute", "format", "concat", "||", "prepare"].iter().any(|word| lower.contains(word));
        let words = lower.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        for word in words {
            if puts_together && word.len() >= SHORTEST {
                let part = word.trim_matches('_');
                if part.len() >= SHORTEST {
                    self.parts.insert(part.to_owned());
                }
            }
            self.words.insert(word.to_owned());
        }
    }

    /// Whatever there is may have been changed.
    pub(super) fn add_everything(&mut self) {
        self.everything = true;
    }

    /// An extension that is not known was created.
    pub(super) fn add_extension(&mut self) {
        self.extension = true;
    }

    /// Whether an extension that is not known was created.
    pub(super) fn has_extension(&self) -> bool {
        self.extension
    }

    /// Something of this table got a name that only the server knows.
    pub(super) fn add_beginning(&mut self, table: &str) {
        self.beginnings.insert(format!("{table}_"));
    }

    /// Whether there may be something with this key.
    pub(super) fn covers(&self, key: &Key) -> bool {
        self.everything
            || self.covers_name(key.own_name())
            || self.beginnings.iter().any(|beginning| key.own_name().starts_with(beginning.as_str()))
    }

    /// Whether a statement that was not understood has this word.
    pub(super) fn names(&self, name: &str) -> bool {
        self.everything || self.words.contains(&name.to_lowercase())
    }

    /// Whether a column, a constraint or anything else of this name may be there.
    pub(super) fn covers_name(&self, name: &str) -> bool {
        if self.everything {
            return true;
        }
        if self.words.is_empty() {
            return false;
        }
        let name = name.to_lowercase();
        self.words.contains(&name) || self.parts.iter().any(|part| name.contains(part.as_str()))
    }
}
