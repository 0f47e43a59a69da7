//! What goes by the name of what: so that a statement costs what it touches, and not what there is.
//!
//! They follow the entries wherever these change, on the way back too, and say nothing that the entries do not say.

use std::collections::{BTreeSet, HashMap};

use super::{Entry, Key, Kind, Space};

/// The entries by what they name, and by their own names.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Of each relation: the entries that refer to it.
    users: HashMap<Key, BTreeSet<Key>>,
    /// Of each table: what is named within it.
    parts: HashMap<Key, BTreeSet<Key>>,
    /// By own name, in lower case.
    names: HashMap<String, BTreeSet<Key>>,
    extensions: BTreeSet<Key>,
    /// How many known things of a kind a schema has.
    known: HashMap<(Space, String), usize>,
}

impl Links {
    /// The keys of what refers to a relation.
    pub(super) fn users<'l>(&'l self, relation: &Key) -> impl Iterator<Item = &'l Key> + use<'l> {
        self.users.get(relation).into_iter().flatten()
    }

    /// The keys of what has its name within a table.
    pub(super) fn parts<'l>(&'l self, table: &Key) -> impl Iterator<Item = &'l Key> + use<'l> {
        self.parts.get(table).into_iter().flatten()
    }

    /// The keys of what has this name, in lower case, in whatever schema.
    pub(super) fn named<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l Key> + use<'l> {
        self.names.get(name).into_iter().flatten()
    }

    /// The keys of extensions.
    pub(super) fn extensions(&self) -> impl Iterator<Item = &Key> {
        self.extensions.iter()
    }

    /// Whether a schema has anything of a kind that is known.
    pub(super) fn has_known(&self, space: Space, schema: &str) -> bool {
        self.known.contains_key(&(space, schema.to_owned()))
    }

    /// An entry came, went, or became another.
    pub(super) fn change(&mut self, key: &Key, before: Option<&Entry>, after: Option<&Entry>) {
        match (before, after) {
            (None, Some(_)) => self.come(key),
            (Some(_), None) => self.go(key),
            _ => {}
        }
        let is_known = |entry: Option<&Entry>| entry.is_some_and(|entry| !matches!(entry, Entry::Unknown));
        match (is_known(before), is_known(after)) {
            (false, true) => *self.known.entry((key.space, key.schema.clone())).or_default() += 1,
            (true, false) => {
                let known = (key.space, key.schema.clone());
                if let Some(count) = self.known.get_mut(&known) {
                    *count -= 1;
                    if *count == 0 {
                        self.known.remove(&known);
                    }
                }
            }
            _ => {}
        }
        let old = before.map(relations).unwrap_or_default();
        let new = after.map(relations).unwrap_or_default();
        for relation in old.difference(&new) {
            remove(&mut self.users, *relation, key);
        }
        for relation in new.difference(&old) {
            self.users.entry((*relation).clone()).or_default().insert(key.clone());
        }
    }

    fn come(&mut self, key: &Key) {
        self.names.entry(key.own_name().to_lowercase()).or_default().insert(key.clone());
        if let Some(owner) = key.owner() {
            self.parts.entry(owner).or_default().insert(key.clone());
        }
        if key.space == Space::Extension {
            self.extensions.insert(key.clone());
        }
    }

    fn go(&mut self, key: &Key) {
        remove(&mut self.names, &key.own_name().to_lowercase(), key);
        if let Some(owner) = key.owner() {
            remove(&mut self.parts, &owner, key);
        }
        self.extensions.remove(key);
    }
}

fn remove<K: std::hash::Hash + Eq>(sets: &mut HashMap<K, BTreeSet<Key>>, from: &K, key: &Key) {
    if let Some(keys) = sets.get_mut(from) {
        keys.remove(key);
        if keys.is_empty() {
            sets.remove(from);
        }
    }
}

/// The relations that an entry refers to.
fn relations(entry: &Entry) -> BTreeSet<&Key> {
    match entry {
        Entry::Table(table) => {
            let refers = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
                Kind::ForeignKey { table, .. } => Some(table),
                _ => None,
            });
            refers.collect()
        }
        Entry::View(view) => view.reads.iter().collect(),
        Entry::Index(index) => BTreeSet::from([&index.table]),
        Entry::Sequence(sequence) => sequence.owner.iter().map(|(owner, _)| owner).collect(),
        Entry::Type(_) | Entry::Thing(_) | Entry::Unknown => BTreeSet::new(),
    }
}
