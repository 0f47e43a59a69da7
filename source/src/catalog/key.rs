//! How names are compared.

use ambix_graph::script::Dialect;

use crate::tree::{Name, ObjectName};

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
    Other,
}

/// A name as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) space: Space,
    /// Folded. Empty for the schema that names without one belong to.
    pub(crate) schema: String,
    /// Folded. Of what is unique within a table, the table, a NUL and the name.
    pub(crate) name: String,
}

/// PostgreSQL cuts names to this many bytes.
const LONGEST: usize = 63;

/// A name as it is compared: `Orders` and `orders` are the same where no quotes say otherwise.
pub(crate) fn fold(name: &Name, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => name.text.to_ascii_lowercase(),
        // Names of tables may differ in case alone on some servers; nothing is said about those.
        Dialect::Mysql => name.text.to_lowercase(),
        Dialect::Postgres => {
            let mut folded = if name.quoted { name.text.clone() } else { name.text.to_ascii_lowercase() };
            let mut end = folded.len().min(LONGEST);
            while !folded.is_char_boundary(end) {
                end -= 1;
            }
            folded.truncate(end);
            folded
        }
    }
}

impl Key {
    /// The key of a name in a space. `default` are the names of schemas that need not be written.
    pub(crate) fn new(space: Space, name: &ObjectName, dialect: Dialect, default: &[String]) -> Key {
        let schema = name.schema.as_ref().map(|schema| fold(schema, dialect)).unwrap_or_default();
        let schema = if default.contains(&schema) { String::new() } else { schema };
        Key { space, schema, name: fold(&name.name, dialect) }
    }

    /// The key of what belongs to a table.
    pub(crate) fn within(space: Space, table: &Key, name: &str) -> Key {
        Key { space, schema: table.schema.clone(), name: format!("{}\0{name}", table.name) }
    }
}
