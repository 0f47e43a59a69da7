//! How names are compared.

use std::hash::{Hash, Hasher};

use ambix_graph::script::Dialect;

use crate::tree::Name;

/// What a name is unique among.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Space {
    /// Tables and views; on PostgreSQL and SQLite indexes too, on PostgreSQL and MariaDB sequences.
    Relation,
    /// Types that were created.
    Type,
    /// Functions, procedures, aggregates.
    Routine,
    /// Indexes of one table (MySQL).
    Index,
    Trigger,
    Policy,
    Schema,
    Extension,
}

/// A name as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) space: Space,
    /// Folded. Empty for the schema that names without one belong to.
    pub(crate) schema: String,
    /// Folded. Of what is unique within a table: the table, a NUL and the name.
    pub(crate) name: String,
}

/// PostgreSQL cuts names to this many bytes.
pub(super) const LONGEST: usize = 63;

/// A name as it is compared: `Orders` and `orders` are the same where no quotes say otherwise.
pub(crate) fn fold(name: &Name, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => name.text.to_ascii_lowercase(),
        // Names of tables may differ in case alone on some servers; nothing is said about those.
        Dialect::Mysql => name.text.to_lowercase(),
        Dialect::Postgres => {
            let mut folded = if name.quoted { name.text.clone() } else { name.text.to_ascii_lowercase() };
            cut(&mut folded, LONGEST);
            folded
        }
    }
}

/// Cuts a text to at most so many bytes.
pub(super) fn cut(text: &mut String, longest: usize) {
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

/// Keys are hashed more than anything else: as few pieces as tell them apart.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.name.as_bytes());
        if !self.schema.is_empty() {
            state.write(self.schema.as_bytes());
        }
    }
}

impl Key {
    /// The key of what belongs to a table.
    pub(crate) fn within(space: Space, table: &Key, name: &str) -> Key {
        Key { space, schema: table.schema.clone(), name: format!("{}\0{name}", table.name) }
    }

    /// The table that it has its name within.
    pub(super) fn owner(&self) -> Option<Key> {
        let (table, _) = self.name.split_once('\0')?;
        Some(Key { space: Space::Relation, schema: self.schema.clone(), name: table.to_owned() })
    }

    /// The name without the table that it belongs to.
    pub(crate) fn own_name(&self) -> &str {
        self.name.rsplit('\0').next().unwrap_or_default()
    }

    /// With its schema, as people are shown it.
    pub(crate) fn shown(&self) -> String {
        match self.schema.as_str() {
            "" => self.own_name().to_owned(),
            schema => format!("{schema}.{}", self.own_name()),
        }
    }
}
