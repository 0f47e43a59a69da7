//! Names that nothing in the set created: mistakes, or things from outside of it.
//!
//! That a set does not create a table proves nothing: it may be there from before, or by another tool. What speaks for a
//! mistake is weighed over the whole set.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Key, Space};

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
    /// What was not understood may have brought it: only a name that is nearly another is a mistake.
    pub(super) is_uncertain: bool,
    /// A foreign key refers to it: to a table of the host application, perhaps.
    pub(super) is_reference: bool,
}

/// What comes of a missing name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Mistake,
    /// Worth a look: the only one that the set does not make.
    Suspicious,
    FromElsewhere,
}

/// All of a set, in one dialect.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// What upgrades create at any time.
    created: HashSet<Key>,
    /// What was created so far, by downgrades too.
    seen: HashSet<Key>,
    /// What was created as something new, so it was not there before, unless it was dropped in between.
    new: HashSet<Key>,
    /// What was dropped without having been there as far as is known.
    dropped: HashSet<Key>,
    /// In how many statements each missing name occurs.
    missing: HashMap<Key, usize>,
    /// In how many statements each schema is written.
    schemas: HashMap<String, usize>,
    /// How many names were found.
    found: usize,
}

/// So many names that are found make a set whose own things are all it needs.
const MANY: usize = 10;

impl Evidence {
    /// An upgrade creates it; `is_new` if that fails where it is there already.
    pub(super) fn created(&mut self, key: &Key, is_new: bool) {
        if is_new {
            self.new.insert(key.clone());
        }
        self.created.insert(key.clone());
    }

    /// It is there from now on.
    pub(super) fn seen(&mut self, key: &Key) {
        self.seen.insert(key.clone());
    }

    /// Whether it was there at some time up to now.
    pub(super) fn was_seen(&self, key: &Key) -> bool {
        self.seen.contains(key)
    }

    pub(super) fn dropped(&mut self, key: &Key) {
        self.dropped.insert(key.clone());
    }

    pub(super) fn found(&mut self, count: usize) {
        self.found += count;
    }

    /// One more statement names it.
    pub(super) fn missing(&mut self, key: &Key) {
        *self.missing.entry(key.clone()).or_default() += 1;
    }

    /// One more statement has a name that nobody knows: that of one that was missing, perhaps.
    pub(super) fn again(&mut self, key: &Key) {
        if let Some(times) = self.missing.get_mut(key) {
            *times += 1;
        }
    }

    /// In how many statements a missing name occurs.
    pub(super) fn times(&self, key: &Key) -> usize {
        self.missing.get(key).copied().unwrap_or(1)
    }

    /// How many of the missing names no upgrade creates, by what they are names of.
    pub(super) fn strangers(&self) -> HashMap<Space, usize> {
        let mut strangers = HashMap::new();
        for key in self.missing.keys().filter(|key| !self.created.contains(key)) {
            *strangers.entry(key.space).or_default() += 1;
        }
        strangers
    }

    /// What a missing name is; `strangers` are those of the whole set.
    pub(super) fn judge(&self, missing: &Missing, strangers: &HashMap<Space, usize>) -> Judgement {
        if missing.is_gone {
            return Judgement::Mistake;
        }
        let mistake =
            |is_mistake: bool| if is_mistake { Judgement::Mistake } else { Judgement::FromElsewhere };
        let times = self.times(&missing.key);
        if missing.key.space == Space::Schema {
            return mistake(missing.near.is_some() && times == 1);
        }
        let is_created = self.created.contains(&missing.key);
        let is_stranger = !is_created && self.missing.contains_key(&missing.key);
        let all = strangers.get(&missing.key.space).copied().unwrap_or_default();
        let others = all.saturating_sub(usize::from(is_stranger));
        if is_created {
            // Not yet. If the set builds on what is not in it, that may have brought this too.
            // A set that makes all it needs drops nothing that came from elsewhere.
            let is_own = others == 0 && self.found >= MANY;
            let is_new = self.new.contains(&missing.key) && (is_own || !self.dropped.contains(&missing.key));
            return mistake(is_new || others == 0 && !missing.is_uncertain);
        }
        if missing.near.is_some() && times == 1 && others * 4 <= self.found {
            return Judgement::Mistake;
        }
        // All else that the set uses, it makes.
        match others == 0 && times == 1 && self.found >= MANY && !missing.is_uncertain {
            true if missing.is_reference => Judgement::Suspicious,
            true => Judgement::Mistake,
            false => Judgement::FromElsewhere,
        }
    }

    /// One more statement writes these schemas.
    pub(super) fn schemas(&mut self, mut named: Vec<String>) {
        named.sort();
        named.dedup();
        for name in named {
            *self.schemas.entry(name).or_default() += 1;
        }
    }

    /// Schemas that several statements write: they must be there, whoever made them.
    pub(super) fn outside(&self) -> impl Iterator<Item = &str> {
        self.schemas.iter().filter(|(_, times)| **times > 2).map(|(name, _)| name.as_str())
    }

    /// What upgrades create of one kind.
    pub(super) fn created_in(&self, space: Space) -> impl Iterator<Item = &Key> {
        self.created.iter().filter(move |key| key.space == space)
    }

    /// Whether it is there at another time.
    pub(super) fn is_created(&self, key: &Key) -> bool {
        self.created.contains(key)
    }
}
