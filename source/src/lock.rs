//! `ambix.lock`: which revisions a directory had when it was last recorded, and which of them are released.
//!
//! ```text
//! # Written by ambix. A conflict here means that two branches moved the same head: run `ambix merge`.
//! format 1
//!
//! branch 9a0c11d7e2bf
//! head 3f2c9a1b7d04
//! revision 3f2c9a1b7d04 after 9a0c11d7e2bf needs 8d21c0fe4410 sqlite 1:5d1e…/a0b1c2d3
//! revision 9a0c11d7e2bf sqlite 1:77aa…/91f0 released
//! ```
//!
//! A revision belongs to the branch whose label the nearest revision declares among itself and its first parents,
//! or, without a label, to that of its base. So a line stays in its block for good; blocks and the lines in them
//! are sorted; and what changes on every new revision is the line `head`, where two branches of a version control
//! system then conflict. A hash is `1:` and the SHA-256 over the hashes of the statements of the upgrade; behind
//! the slash stand two bytes of each, to tell which statement was changed. A revision in Rust has no hash.

mod check;
mod parse;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use ambix_graph::script::Dialect;

pub(crate) use check::check;

use crate::configuration::Configuration;
use crate::finding::Finding;
use crate::load::Loaded;
use crate::script_directory;

/// The content of `ambix.lock`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    pub(crate) revisions: BTreeMap<String, Locked>,
    /// The file holds both sides of a merge; they were read as their union.
    conflicted: bool,
}

/// What is recorded of a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Locked {
    pub(crate) branch: String,
    pub(crate) parents: Vec<String>,
    /// Resolved.
    pub(crate) dependencies: Vec<String>,
    pub(crate) digests: Vec<(Dialect, Digest)>,
    pub(crate) released: bool,
    /// Its id in the file.
    pub(crate) range: std::ops::Range<usize>,
}

/// What the upgrade of a revision consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digest {
    pub(crate) hash: String,
    /// Four hexadecimal digits for each statement.
    pub(crate) statements: String,
}

const HEAD: &str = "# Written by ambix. A conflict here means that two branches moved the same head: run `ambix merge`.\nformat 1\n";

/// The ids of the revisions that the lock file of a set says are released; what is wrong with the file is told elsewhere.
pub(crate) fn released(configuration: &Configuration) -> HashSet<String> {
    let path = configuration.lock_path();
    let read = if path.is_file() { script_directory::read(&path, "ambix.lock").ok() } else { None };
    let lock = read.and_then(|(source, _)| Lock::parse(&source).ok());
    let revisions = lock.map(|lock| lock.revisions).unwrap_or_default();
    revisions.into_iter().filter(|(_, locked)| locked.released).map(|(id, _)| id).collect()
}

impl Lock {
    /// Reads the text of a lock file. One with the marks of a conflict is read as the union of both sides.
    ///
    /// # Errors
    ///
    /// The first line that is not understood.
    pub fn parse(source: &crate::Source) -> Result<Lock, Finding> {
        parse::parse(source)
    }

    /// Whether the file held the marks of a conflict.
    pub fn is_conflicted(&self) -> bool {
        self.conflicted
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let mut branches: BTreeMap<&str, Vec<(&str, &Locked)>> = BTreeMap::new();
        for (id, locked) in &self.revisions {
            branches.entry(&locked.branch).or_default().push((id, locked));
        }
        let mut text = HEAD.to_owned();
        for (branch, revisions) in branches {
            text.push_str(&format!("\nbranch {branch}\n"));
            let followed: BTreeSet<&str> =
                revisions.iter().flat_map(|(_, locked)| &locked.parents).map(String::as_str).collect();
            for (id, _) in revisions.iter().filter(|(id, _)| !followed.contains(id)) {
                text.push_str(&format!("head {id}\n"));
            }
            for (id, locked) in revisions {
                text.push_str(&locked.line(id));
            }
        }
        text
    }

    /// Records the revisions as they are now. Released ones stay as they were recorded; a revision that is gone is
    /// forgotten, unless it is released.
    pub fn update(&mut self, loaded: &Loaded) {
        let found = check::record(loaded);
        self.revisions.retain(|id, locked| locked.released || found.contains_key(id));
        for (id, locked) in found {
            match self.revisions.get_mut(&id) {
                Some(known) if known.released => known.add_dialects(locked),
                _ => {
                    self.revisions.insert(id, locked);
                }
            }
        }
        self.conflicted = false;
    }

    /// Marks revisions as released, all if none is named. Gives those that were not before.
    ///
    /// # Errors
    ///
    /// The ids that are not recorded; nothing is changed then.
    pub fn release(&mut self, ids: &[&str]) -> Result<Vec<String>, Vec<String>> {
        self.mark(ids, true)
    }

    /// Opens released revisions to changes again, all if none is named. Gives those that were released before.
    ///
    /// # Errors
    ///
    /// The ids that are not recorded; nothing is changed then.
    pub fn undo_release(&mut self, ids: &[&str]) -> Result<Vec<String>, Vec<String>> {
        self.mark(ids, false)
    }

    fn mark(&mut self, ids: &[&str], released: bool) -> Result<Vec<String>, Vec<String>> {
        let unknown: Vec<String> =
            ids.iter().filter(|id| !self.revisions.contains_key(**id)).map(|id| (*id).to_owned()).collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let mut changed = Vec::new();
        for (id, locked) in &mut self.revisions {
            if (ids.is_empty() || ids.contains(&id.as_str())) && locked.released != released {
                locked.released = released;
                changed.push(id.clone());
            }
        }
        Ok(changed)
    }

    /// Whether a revision is released.
    pub fn is_released(&self, id: &str) -> bool {
        self.revisions.get(id).is_some_and(|locked| locked.released)
    }
}

impl Locked {
    fn line(&self, id: &str) -> String {
        let mut line = format!("revision {id}");
        if !self.parents.is_empty() {
            line.push_str(&format!(" after {}", self.parents.join(",")));
        }
        if !self.dependencies.is_empty() {
            line.push_str(&format!(" needs {}", self.dependencies.join(",")));
        }
        for (dialect, digest) in &self.digests {
            line.push_str(&format!(" {} 1:{}/{}", dialect.name(), digest.hash, digest.statements));
        }
        if self.released {
            line.push_str(" released");
        }
        line.push('\n');
        line
    }

    /// A dialect that the set did not have at the release has nothing to be compared with.
    fn add_dialects(&mut self, now: Locked) {
        for (dialect, digest) in now.digests {
            if !self.digests.iter().any(|(known, _)| *known == dialect) {
                self.digests.push((dialect, digest));
            }
        }
        self.digests.sort_by_key(|(dialect, _)| *dialect);
    }
}
