//! What goes by the name of what: so that a statement costs what it touches, and not what there is.
//!
//! They follow the entries wherever these change, on the way back too, and say nothing that the entries do not say.

use std::collections::{BTreeSet, HashMap};

use super::{Entry, Key, Kind, Space, TEMPORARY};

/// The entries by what they name, and by their own names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Links {
    /// Of each relation: the entries that refer to it.
    users: HashMap<Key, BTreeSet<Key>>,
    /// Of each table: what is named within it.
    parts: HashMap<Key, BTreeSet<Key>>,
    /// By own name, in lower case.
    names: HashMap<String, BTreeSet<Key>>,
    extensions: BTreeSet<Key>,
    /// The tables that have a constraint of this name.
    constraints: HashMap<String, BTreeSet<Key>>,
    /// What may go with a function.
    fragile: BTreeSet<Key>,
    /// How many known things of a kind a schema has.
    known: HashMap<(Space, String), usize>,
    /// How many entries are temporary.
    temporary: usize,
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

    /// The keys of tables with a constraint of this name, in whatever schema.
    pub(super) fn with_constraint<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l Key> + use<'l> {
        self.constraints.get(name).into_iter().flatten()
    }

    /// The keys of what may go with a function.
    pub(super) fn fragile(&self) -> impl Iterator<Item = &Key> {
        self.fragile.iter()
    }

    /// The keys of extensions.
    pub(super) fn extensions(&self) -> impl Iterator<Item = &Key> {
        self.extensions.iter()
    }

    /// Whether anything is temporary.
    pub(super) fn has_temporary(&self) -> bool {
        self.temporary > 0
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
        match after.is_some_and(is_fragile) {
            true => drop(self.fragile.insert(key.clone())),
            false => drop(self.fragile.remove(key)),
        }
        let [old, new] = [before, after].map(|entry| entry.map(relations).unwrap_or_default());
        relink(&mut self.users, key, &old, &new);
        let [old, new] = [before, after].map(|entry| entry.map(constraints).unwrap_or_default());
        relink(&mut self.constraints, key, &old, &new);
    }

    fn come(&mut self, key: &Key) {
        self.temporary += usize::from(key.schema == TEMPORARY);
        self.names.entry(key.own_name().to_lowercase()).or_default().insert(key.clone());
        if let Some(owner) = key.owner() {
            self.parts.entry(owner).or_default().insert(key.clone());
        }
        if key.space == Space::Extension {
            self.extensions.insert(key.clone());
        }
    }

    fn go(&mut self, key: &Key) {
        self.temporary -= usize::from(key.schema == TEMPORARY);
        remove(&mut self.names, &key.own_name().to_lowercase(), key);
        if let Some(owner) = key.owner() {
            remove(&mut self.parts, &owner, key);
        }
        self.extensions.remove(key);
    }
}

/// Whether a function may be behind it, or behind a part of it.
fn is_fragile(entry: &Entry) -> bool {
    match entry {
        Entry::View(_) | Entry::Trigger(..) => true,
        Entry::Index(index) => index.partial || index.columns.iter().any(Option::is_none),
        Entry::Table(table) => {
            table.constraints.iter().any(|constraint| matches!(constraint.kind, Kind::Check | Kind::Exclude))
                || table.columns.iter().any(|column| column.generated)
        }
        _ => false,
    }
}

/// The names of the constraints of a table.
fn constraints(entry: &Entry) -> Vec<&str> {
    match entry {
        Entry::Table(table) => {
            table.constraints.iter().filter_map(|constraint| constraint.key.as_deref()).collect()
        }
        _ => Vec::new(),
    }
}

/// Moves `key` from the sets of what it had to those of what it has.
fn relink<K, Q>(sets: &mut HashMap<K, BTreeSet<Key>>, key: &Key, old: &[&Q], new: &[&Q])
where
    K: std::hash::Hash + Eq + std::borrow::Borrow<Q>,
    Q: std::hash::Hash + Ord + ToOwned<Owned = K> + ?Sized,
{
    // Most changes are of something else.
    if old == new {
        return;
    }
    let (old, new): (BTreeSet<&Q>, BTreeSet<&Q>) =
        (old.iter().copied().collect(), new.iter().copied().collect());
    for gone in old.difference(&new) {
        remove(sets, *gone, key);
    }
    for come in new.difference(&old) {
        sets.entry((*come).to_owned()).or_default().insert(key.clone());
    }
}

fn remove<K, Q>(sets: &mut HashMap<K, BTreeSet<Key>>, from: &Q, key: &Key)
where
    K: std::hash::Hash + Eq + std::borrow::Borrow<Q>,
    Q: std::hash::Hash + Eq + ?Sized,
{
    if let Some(keys) = sets.get_mut(from) {
        keys.remove(key);
        if keys.is_empty() {
            sets.remove(from);
        }
    }
}

/// The relations and the types that an entry refers to.
fn relations(entry: &Entry) -> Vec<&Key> {
    match entry {
        Entry::Table(table) => {
            let refers = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
                Kind::ForeignKey { table, .. } => Some(table),
                _ => None,
            });
            let types = table.columns.iter().filter_map(|column| column.own_type.as_ref());
            refers.chain(&table.parents).chain(types).collect()
        }
        Entry::View(view) => view.reads.iter().collect(),
        Entry::Index(index) => vec![&index.table],
        Entry::Trigger(table, _) => vec![table],
        Entry::Sequence(sequence) => sequence.owner.iter().map(|(owner, _)| owner).collect(),
        Entry::Type(_) | Entry::Thing(_) | Entry::Unknown => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use ambix_graph::script::Dialect;

    use super::Links;
    use crate::catalog::{Catalog, Constraint, Entry, Index, Key, Kind, Place, Space, Table, View};

    fn rebuilt(catalog: &Catalog) -> Links {
        let mut links = Links::default();
        for (key, entry) in catalog.entries() {
            links.change(key, None, Some(entry));
        }
        links
    }

    fn key(space: Space, number: u64) -> Key {
        let schema = if number.is_multiple_of(5) { "s" } else { "" };
        Key { space, schema: schema.to_owned(), name: format!("T{}", number % 7) }
    }

    /// Something that refers to something, or nothing.
    fn entry(random: u64) -> Option<Entry> {
        let other = key(Space::Relation, random / 8);
        let foreign = |table: Key| Constraint {
            key: None,
            kind: Kind::ForeignKey { table, columns: Vec::new(), cascades: false },
            columns: Vec::new(),
            place: Place::default(),
        };
        Some(match random % 6 {
            0 => return None,
            1 => Entry::Unknown,
            2 => Entry::Table(Table {
                constraints: vec![
                    foreign(other.clone()),
                    foreign(key(Space::Relation, random / 64)),
                    foreign(other),
                ],
                ..Table::default()
            }),
            3 => Entry::View(View {
                name: String::new(),
                columns: None,
                materialized: false,
                reads: vec![other.clone(), other],
                place: Place::default(),
            }),
            4 => Entry::Index(Index {
                name: String::new(),
                table: other,
                columns: Vec::new(),
                uses: Vec::new(),
                unique: false,
                partial: false,
                constraint: false,
                place: Place::default(),
            }),
            _ => Entry::Thing(Place::default()),
        })
    }

    #[test]
    fn links_follow_the_entries_there_and_back() {
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random
        };
        let mut catalog = Catalog::new(Dialect::Postgres);
        let mut points = Vec::new();
        for _ in 0..2_000 {
            match next() % 20 {
                0 => points.push((catalog.checkpoint(), catalog.links.clone())),
                1 => {
                    if let Some((point, links)) = points.pop() {
                        catalog.go_back(&point);
                        assert_eq!(catalog.links, links);
                    }
                }
                number => {
                    let own = match number % 4 {
                        0 => Key::within(Space::Trigger, &key(Space::Relation, next()), "x"),
                        1 => key(Space::Extension, next()),
                        _ => key(Space::Relation, next()),
                    };
                    catalog.set(own, entry(next()));
                }
            }
            assert_eq!(catalog.links, rebuilt(&catalog));
        }
    }
}
