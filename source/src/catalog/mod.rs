//! The schema as each revision finds it, simulated along the graph.

mod key;
mod schema;

use std::collections::HashMap;

use ambix_graph::script::Dialect;

use crate::tree::{Name, ObjectName};

pub(crate) use key::{Key, Space, fold};
pub(crate) use schema::{Column, Constraint, Entry, Index, Kind, Place, Sequence, Shared, Table, Type, View};

/// The schema at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    pub(crate) dialect: Dialect,
    entries: HashMap<Key, Shared>,
    /// Names of schemas that need not be written.
    default: Vec<String>,
}

impl Catalog {
    /// A database in which nothing was created.
    pub(crate) fn new(dialect: Dialect) -> Catalog {
        let default = match dialect {
            Dialect::Sqlite => vec!["main".to_owned()],
            Dialect::Postgres => vec!["public".to_owned()],
            Dialect::Mysql => Vec::new(),
        };
        Catalog { dialect, entries: HashMap::new(), default }
    }

    /// The table of this name, if it is certain that there is one, and which.
    pub(crate) fn table(&self, name: &ObjectName) -> Option<&Table> {
        match self.get(&self.key(Space::Relation, name)) {
            Some(Entry::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// What has this key, if that is known.
    pub(crate) fn get(&self, key: &Key) -> Option<&Entry> {
        self.entries.get(key).map(AsRef::as_ref)
    }

    /// The tables that there certainly are.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&Key, &Table)> {
        self.entries.iter().filter_map(|(key, entry)| match entry.as_ref() {
            Entry::Table(table) => Some((key, table)),
            _ => None,
        })
    }

    /// The key of a name.
    pub(crate) fn key(&self, space: Space, name: &ObjectName) -> Key {
        Key::new(space, name, self.dialect, &self.default)
    }

    /// A name as it is compared.
    pub(crate) fn fold(&self, name: &Name) -> String {
        fold(name, self.dialect)
    }

    /// The indexes of a table.
    pub(crate) fn indexes<'c>(&'c self, table: &'c Key) -> impl Iterator<Item = &'c Index> + 'c {
        self.entries.values().filter_map(move |entry| match entry.as_ref() {
            Entry::Index(index) if index.table == *table => Some(index),
            _ => None,
        })
    }
}
