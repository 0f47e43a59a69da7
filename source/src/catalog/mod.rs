//! The schema as each revision finds it, simulated along the graph.
//!
//! [`walk`] applies the statements of each revision to the merged state of what it needs ([`apply`]), and looks at whether
//! the downgrade gives back what was there ([`restore`]). A name that cannot be resolved is certain to be wrong only if
//! nothing else can have created it; what speaks for and against that is weighed at the end, over the whole set
//! ([`missing`]). Whatever was not understood makes the names in it unknown ([`unknown`]), and unknown is silent.

mod apply;
mod auto_name;
mod built_in;
mod codes;
mod expects;
mod extension;
mod functions;
mod key;
mod lines;
mod links;
mod missing;
mod operators;
mod problem;
mod resolver;
mod restore;
mod schema;
mod scope;
mod unknown;
mod walk;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ambix_graph::script::Dialect;

use crate::effort;
use crate::tree::{Name, ObjectName};

pub(crate) use auto_name::{auto_name, joined};
pub(crate) use codes::CODES;
pub(crate) use key::{Key, Space, fold};
pub(crate) use schema::{Column, Constraint, Entry, Index, Kind, Place, Sequence, Shared, Table, Type, View};
pub(crate) use walk::check;

use links::Links;
use unknown::{Deed, Says, Unknown};

/// The schema at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    pub(crate) dialect: Dialect,
    entries: HashMap<Key, Shared>,
    links: Links,
    /// What each change replaced, the last one last.
    log: Vec<(Key, Option<Shared>)>,
    facts: Facts,
    /// Of a name that is missing, it is worth knowing what else may be meant.
    suggests: bool,
    /// What statements that were not understood name, and what has not been marked since.
    suspects: BTreeSet<Key>,
    /// The tables among what was marked that still have no columns but those that are known.
    closed: BTreeSet<Key>,
    /// What the transaction can go back to, by name.
    savepoints: Vec<(String, Checkpoint)>,
}

/// What is known besides the entries. Cheap to clone.
#[derive(Clone, Debug)]
struct Facts {
    /// The schemas in which names without one are looked up, folded, the first for new objects. The empty one is the
    /// connection's own.
    path: Arc<Vec<String>>,
    unknown: Arc<Unknown>,
    taken: Taken,
    /// MySQL: foreign keys may refer to what is not there.
    foreign_keys_unchecked: bool,
}

/// The text of a file that was taken in.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    script: usize,
    in_downgrade: bool,
    end: usize,
    says: Says,
}

/// A point to which a catalog can go back.
#[derive(Clone, Debug)]
pub(crate) struct Checkpoint {
    log: usize,
    facts: Facts,
}

/// What a name stands for.
#[derive(Debug)]
pub(crate) enum Found<'c> {
    Entry(Key, &'c Entry),
    /// It may be there or not. Where what is there under a key is not known, with the key.
    Unknown(Option<Key>),
    /// Nothing that was understood created it.
    Missing(Key),
}

/// The schema of temporary objects.
const TEMPORARY: &str = "temp";

impl Catalog {
    /// A database in which nothing was created.
    pub(crate) fn new(dialect: Dialect) -> Catalog {
        let facts = Facts {
            path: Arc::new(vec![String::new()]),
            unknown: Arc::default(),
            taken: Taken::default(),
            foreign_keys_unchecked: false,
        };
        Catalog {
            dialect,
            entries: HashMap::new(),
            links: Links::default(),
            log: Vec::new(),
            facts,
            suggests: true,
            suspects: BTreeSet::new(),
            closed: BTreeSet::new(),
            savepoints: Vec::new(),
        }
    }

    /// The table of this name, if it is certain that there is one, and which.
    pub(crate) fn table(&self, name: &ObjectName) -> Option<&Table> {
        match self.find(Space::Relation, name) {
            Found::Entry(_, Entry::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// What has this key, if that is known.
    pub(crate) fn get(&self, key: &Key) -> Option<&Entry> {
        self.entries.get(key).map(AsRef::as_ref)
    }

    /// The key under which something of this name is created.
    pub(crate) fn key(&self, space: Space, name: &ObjectName) -> Key {
        let schema = match &name.schema {
            Some(schema) => self.schema(schema),
            None => self.facts.path.first().cloned().unwrap_or_default(),
        };
        Key { space, schema, name: fold(&name.name, self.dialect) }
    }

    /// A schema as it is compared; the one that need not be written is empty.
    fn schema(&self, name: &Name) -> String {
        let folded = fold(name, self.dialect);
        match (self.dialect, folded.as_str()) {
            (Dialect::Sqlite, "main") | (Dialect::Postgres, "public") => String::new(),
            (Dialect::Postgres, "pg_temp") => TEMPORARY.to_owned(),
            _ => folded,
        }
    }

    /// What a name stands for.
    pub(crate) fn find(&self, space: Space, name: &ObjectName) -> Found<'_> {
        let folded = fold(&name.name, self.dialect);
        let key = |schema: &str| Key { space, schema: schema.to_owned(), name: folded.clone() };
        let known = |key: Key| match self.entries.get(&key)?.as_ref() {
            Entry::Unknown => Some(Found::Unknown(Some(key))),
            entry => Some(Found::Entry(key, entry)),
        };
        if let Some(schema) = &name.schema {
            let schema = self.schema(schema);
            if let Some(found) = known(key(&schema)) {
                return found;
            }
            let missing = key(&schema);
            let is_outside = self.is_foreign_schema(&schema) && !self.has_created_in(space, &schema);
            return match is_outside || self.may_exist(&missing) {
                true => Found::Unknown(None),
                false => Found::Missing(missing),
            };
        }
        let own = self.facts.path.iter().map(String::as_str);
        let temporary = self.links.has_temporary().then_some(TEMPORARY);
        if let Some(found) = temporary.into_iter().chain(own).find_map(|schema| known(key(schema))) {
            return found;
        }
        let missing = key(self.facts.path.first().map_or("", String::as_str));
        // The path may have been set where nobody sees it: for the database, or for the role.
        let elsewhere = || {
            let mut keys = self.links.named(&folded.to_lowercase());
            keys.any(|key| key.space == space && key.name == folded)
        };
        // On MySQL, `USE` may name the database that there was before.
        let is_elsewhere = self.dialect != Dialect::Sqlite && elsewhere();
        match self.may_exist(&missing) || is_elsewhere {
            true => Found::Unknown(None),
            false => Found::Missing(missing),
        }
    }

    /// Whether something that was not understood may have created it.
    pub(crate) fn may_exist(&self, key: &Key) -> bool {
        built_in::is_built_in(key, self.dialect)
            || self.facts.unknown.covers(key)
            || self.get(key).is_some_and(|entry| matches!(entry, Entry::Unknown))
    }

    /// What a function does with what it is told; of those from elsewhere, anything.
    fn deed(&self, function: &Key) -> Deed {
        match self.get(function) {
            Some(Entry::Thing(_)) => self.facts.unknown.deed(function).unwrap_or(Deed::Nothing),
            _ => self.facts.unknown.deed(function).unwrap_or(Deed::AddsColumns),
        }
    }

    /// Whether something with this key may have come with an extension, or with the application.
    fn is_uncertain(&self, key: &Key) -> bool {
        let has_extension = || self.links.extensions().any(|key| key.name != "plpgsql");
        match key.space {
            Space::Routine => self.dialect != Dialect::Postgres || has_extension(),
            Space::Relation | Space::Type => {
                self.facts.unknown.has_extension()
                    || self.has_schemas() && self.is_foreign_schema(&key.schema)
            }
            _ => false,
        }
    }

    /// Whether the server has only the operators that every server has.
    fn has_own_operators(&self) -> bool {
        self.dialect == Dialect::Postgres
            && !self.facts.unknown.has_operators()
            && !self.links.extensions().any(|key| extension::brings_operators(&key.name))
    }

    /// Whether a schema has things in it that the set did not create.
    fn is_foreign_schema(&self, schema: &str) -> bool {
        match self.dialect {
            // A database of its own.
            Dialect::Mysql => true,
            Dialect::Sqlite => !schema.is_empty() && schema != TEMPORARY,
            Dialect::Postgres => {
                let own = Key { space: Space::Schema, schema: String::new(), name: schema.to_owned() };
                !schema.is_empty() && schema != TEMPORARY && !self.entries.contains_key(&own)
            }
        }
    }

    /// Whether the set has created something in a schema that it has not created.
    fn has_created_in(&self, space: Space, schema: &str) -> bool {
        self.has_schemas() && self.links.has_known(space, schema)
    }

    fn has_schemas(&self) -> bool {
        self.dialect == Dialect::Postgres
    }

    /// A name as it is compared.
    pub(crate) fn fold(&self, name: &Name) -> String {
        fold(name, self.dialect)
    }

    /// The indexes of a table.
    pub(crate) fn indexes<'c>(&'c self, table: &'c Key) -> impl Iterator<Item = &'c Index> + 'c {
        self.users(table).filter_map(|(_, entry)| match entry {
            Entry::Index(index) => Some(index),
            _ => None,
        })
    }

    /// The entries that refer to a relation, by key: foreign keys, views, indexes, sequences of its columns.
    pub(crate) fn users<'c>(
        &'c self,
        relation: &Key,
    ) -> impl Iterator<Item = (&'c Key, &'c Entry)> + use<'c> {
        self.with_entries(self.links.users(relation))
    }

    /// The entries that have their names within a table, by key: triggers, policies, indexes on MySQL.
    fn parts<'c>(&'c self, table: &Key) -> impl Iterator<Item = (&'c Key, &'c Entry)> + use<'c> {
        self.with_entries(self.links.parts(table))
    }

    fn with_entries<'c>(
        &'c self,
        keys: impl Iterator<Item = &'c Key>,
    ) -> impl Iterator<Item = (&'c Key, &'c Entry)> {
        keys.filter_map(|key| {
            effort::step(1);
            Some((key, self.get(key)?))
        })
    }

    /// All entries, in no order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Key, &Entry)> {
        effort::step(self.entries.len());
        self.entries.iter().map(|(key, entry)| (key, entry.as_ref()))
    }

    /// The keys of the entries that are meant, in no order.
    fn keys_of(&self, is_meant: impl Fn(&Key, &Entry) -> bool) -> Vec<Key> {
        self.entries().filter(|(key, entry)| is_meant(key, entry)).map(|(key, _)| key.clone()).collect()
    }

    /// Sets or removes an entry.
    fn set(&mut self, key: Key, entry: Option<Entry>) {
        let before = self.replace(&key, entry.map(Arc::new));
        self.log.push((key, before));
    }

    /// Takes in the words of a text that was not understood, in lower case.
    fn take_in(&mut self, lower: &str, says: Says) {
        for word in Arc::make_mut(&mut self.facts.unknown).add(lower, says) {
            self.suspects.extend(self.links.named(&word).cloned());
        }
    }

    /// Sets or removes an entry, and all that follows the entries; gives what was there.
    fn replace(&mut self, key: &Key, entry: Option<Shared>) -> Option<Shared> {
        let before = match &entry {
            Some(entry) => self.entries.insert(key.clone(), Arc::clone(entry)),
            None => self.entries.remove(key),
        };
        self.links.change(key, before.as_deref(), entry.as_deref());
        let can_be_marked = match entry.as_deref() {
            None | Some(Entry::Unknown) => false,
            Some(Entry::Table(table)) => !(table.is_open && table.has_unknown_constraints),
            Some(_) => true,
        };
        if can_be_marked && self.facts.unknown.names(key.own_name()) {
            self.suspects.insert(key.clone());
        }
        before
    }

    /// Changes a table, if that is what the key stands for.
    fn change_table(&mut self, key: &Key, change: impl FnOnce(&mut Table)) {
        if let Some(Entry::Table(table)) = self.get(key) {
            let mut table = table.clone();
            change(&mut table);
            self.set(key.clone(), Some(Entry::Table(table)));
        }
    }

    /// Changes the tables that are meant.
    fn change_tables(&mut self, is_meant: impl Fn(&Table) -> bool, change: impl Fn(&mut Table)) {
        for key in self.keys_of(|_, entry| matches!(entry, Entry::Table(table) if is_meant(table))) {
            self.change_table(&key, &change);
        }
    }

    /// What [`go_back`](Self::go_back) needs.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { log: self.log.len(), facts: self.facts.clone() }
    }

    /// Takes back everything since then.
    pub(crate) fn go_back(&mut self, to: &Checkpoint) {
        self.facts = to.facts.clone();
        while self.log.len() > to.log {
            let Some((key, before)) = self.log.pop() else { break };
            self.replace(&key, before);
        }
    }

    /// The revision is over: what was temporary may be gone, or is.
    fn settle(&mut self) {
        self.savepoints.clear();
        self.facts.path = vec![String::new()].into();
        if !self.links.has_known(Space::Relation, TEMPORARY) {
            return;
        }
        for key in self.keys_of(|key, _| key.schema == TEMPORARY) {
            let entry = match self.get(&key) {
                Some(Entry::Table(table)) if table.until_commit => None,
                _ => Some(Entry::Unknown),
            };
            self.set(key, entry);
        }
    }

    /// The transaction ends.
    fn commit(&mut self) {
        self.savepoints.clear();
        if self.links.has_known(Space::Relation, TEMPORARY) {
            let is_gone = |_: &Key, entry: &Entry| matches!(entry, Entry::Table(table) if table.until_commit);
            for key in self.keys_of(is_gone) {
                self.set(key, None);
            }
        }
    }

    /// The keys that changed since then, each with what it stood for; the first change counts.
    fn changed_since(&self, from: &Checkpoint) -> Vec<(&Key, Option<&Shared>)> {
        let mut seen = std::collections::HashSet::new();
        let log = self.log.get(from.log..).unwrap_or_default();
        log.iter().filter(|(key, _)| seen.insert(key)).map(|(key, before)| (key, before.as_ref())).collect()
    }
}
