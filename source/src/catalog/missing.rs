//! Names that nothing in the set created: mistakes, or things from outside of it.
//!
//! That a set does not create a table proves nothing: it may be there from before, or by another tool. What speaks for a
//! mistake is weighed over the whole set.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Key;

/// A name without anything behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Missing {
    pub(super) key: Key,
    /// `table`, `type`, …
    pub(super) what: &'static str,
    /// As written.
    pub(super) shown: String,
    /// Its bytes in the statement.
    pub(super) range: Range<usize>,
    /// What has a similar name and is there.
    pub(super) near: Option<String>,
    /// It was there, and is not any more.
    pub(super) is_gone: bool,
}

/// All of a set, in one dialect.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// What was created at any time.
    created: HashSet<Key>,
    /// In how many statements each missing name occurs.
    missing: HashMap<Key, usize>,
    /// How many names were found.
    found: usize,
}

/// So many names that are found make a set whose own things are all it needs.
const MANY: usize = 10;

impl Evidence {
    pub(super) fn created(&mut self, key: &Key) {
        if !self.created.contains(key) {
            self.created.insert(key.clone());
        }
    }

    pub(super) fn found(&mut self, count: usize) {
        self.found += count;
    }

    /// One more statement names it.
    pub(super) fn missing(&mut self, key: &Key) {
        *self.missing.entry(key.clone()).or_default() += 1;
    }

    /// Whether a name is known to be missing.
    pub(super) fn is_missing(&self, key: &Key) -> bool {
        self.missing.contains_key(key)
    }

    /// Whether a missing name is a mistake for certain.
    pub(super) fn is_mistake(&self, missing: &Missing) -> bool {
        let times = self.missing.get(&missing.key).copied().unwrap_or(1);
        let others =
            self.missing.keys().filter(|key| **key != missing.key).filter(|key| self.is_outside(key)).count();
        if missing.is_gone {
            return true;
        }
        if self.created.contains(&missing.key) {
            // Not yet. If the set builds on what is not in it, that may have brought this too.
            return others == 0;
        }
        let is_misspelt = missing.near.is_some() && times == 1;
        is_misspelt && others * 4 <= self.found || others == 0 && times == 1 && self.found >= MANY
    }

    /// The set does not create it at any time.
    fn is_outside(&self, key: &Key) -> bool {
        !self.created.contains(key)
    }

    /// Whether it is there at another time.
    pub(super) fn is_created(&self, key: &Key) -> bool {
        self.created.contains(key)
    }
}
