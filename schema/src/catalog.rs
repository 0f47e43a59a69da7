//! All objects of a database.

use std::collections::{BTreeMap, BTreeSet};

use ambix_graph::script::Dialect;

use crate::change::{self, Change};
use crate::filter::Filter;
use crate::item::{Column, Item};
use crate::key::{Key, Kind};

/// The structure of a database.
#[derive(Clone, Debug)]
pub struct Catalog {
    dialect: Dialect,
    items: BTreeMap<Key, Item>,
    /// The columns of each table in their order. It is kept for a dump, and never a difference: no database can
    /// change it for little.
    columns: BTreeMap<Key, Vec<String>>,
    /// What must be there for an object to be made.
    requires: BTreeMap<Key, BTreeSet<Key>>,
}

impl Catalog {
    /// An empty database.
    pub fn new(dialect: Dialect) -> Self {
        Catalog { dialect, items: BTreeMap::new(), columns: BTreeMap::new(), requires: BTreeMap::new() }
    }

    /// The dialect of the server that it comes from.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Adds an object; a column behind those that its table has.
    pub fn insert(&mut self, key: Key, item: Item) {
        if key.kind == Kind::Column
            && let Some(table) = key.table_key()
        {
            self.columns.entry(table).or_default().push(key.name.clone());
        }
        self.items.insert(key, item);
    }

    /// `key` cannot be made without `required`.
    pub fn require(&mut self, key: Key, required: Key) {
        if key != required {
            self.requires.entry(key).or_default().insert(required);
        }
    }

    /// An object.
    pub fn get(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)
    }

    /// Whether there is such an object.
    pub fn has(&self, key: &Key) -> bool {
        self.items.contains_key(key)
    }

    /// The key of an object as the catalog has it, to be kept as long as the catalog.
    pub(crate) fn key(&self, key: &Key) -> Option<&Key> {
        self.items.get_key_value(key).map(|(key, _)| key)
    }

    /// All objects, in the order of their kinds and names.
    pub fn items(&self) -> impl Iterator<Item = (&Key, &Item)> {
        self.items.iter()
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The columns of a table in their order.
    pub fn columns(&self, table: &Key) -> impl Iterator<Item = (&str, &Column)> {
        self.columns.get(table).into_iter().flatten().filter_map(|name| {
            let key = Key::of(Kind::Column, table.schema.as_deref(), &table.name, name);
            Some((name.as_str(), self.items.get(&key)?.column()?))
        })
    }

    /// What belongs to a table besides its columns: constraints, indexes, triggers, in the order of their kinds.
    pub fn belongings(&self, table: &Key) -> impl Iterator<Item = (&Key, &Item)> {
        // The keys of one kind and one table stand side by side.
        Kind::ALL.into_iter().filter(|kind| *kind != Kind::Column).flat_map(move |kind| {
            let first = Key::of(kind, table.schema.as_deref(), &table.name, "");
            let (schema, name) = (first.schema.clone(), first.table.clone());
            self.items
                .range(first..)
                .take_while(move |(key, _)| key.kind == kind && key.schema == schema && key.table == name)
        })
    }

    /// What an object needs.
    pub fn required(&self, key: &Key) -> impl Iterator<Item = &Key> {
        self.requires.get(key).into_iter().flatten()
    }

    /// Forgets what the filter leaves out, and what belongs to it.
    #[must_use]
    pub fn filtered(mut self, filter: &Filter) -> Self {
        self.items.retain(|key, _| filter.keeps(key));
        let items = &self.items;
        self.columns.retain(|table, _| items.contains_key(table));
        self
    }

    /// What must change for this to become `to`, in the order of kinds and names. The columns and constraints of a
    /// table that comes or goes are not listed.
    pub fn changes(&self, to: &Catalog) -> Vec<Change> {
        change::changes(self, to).into_iter().filter(|change| !change.is_implied(self, to)).collect()
    }
}
