//! Tables, views and the schemas before them.

use ambix_graph::script::Dialect;

use super::super::missing::Missing;
use super::super::scope::{Columns, Fields, With};
use super::super::{Catalog, Entry, Found, Key, Space, built_in};
use super::{Problem, Resolver};
use crate::suggest::{Word, suggest};
use crate::tree::ObjectName;

impl<'c> Resolver<'c> {
    /// The columns of a table, a view or a named query.
    pub(in crate::catalog) fn relation(&mut self, name: &ObjectName, with: &With<'_>) -> Fields<'c> {
        if name.schema.is_none()
            && let Some(columns) = with.find(&self.fold(&name.name))
        {
            return Fields::Columns(columns.clone());
        }
        self.table(name, "table")
    }

    /// The columns of a table or a view that the catalog has; `what` is what is expected.
    pub(in crate::catalog) fn table(&mut self, name: &ObjectName, what: &'static str) -> Fields<'c> {
        self.schema(name);
        match self.catalog.find(Space::Relation, name) {
            Found::Entry(key, entry) => {
                self.reads.push(key);
                match entry {
                    Entry::Table(table) => Fields::Table(table),
                    Entry::View(view) => Fields::Columns(match &view.columns {
                        Some(names) => Columns { names: names.clone(), is_open: false },
                        None => Columns::open(),
                    }),
                    _ => Fields::Columns(Columns::open()),
                }
            }
            Found::Unknown(again) => {
                self.again.extend(again);
                Fields::Columns(Columns::open())
            }
            Found::Missing(key) => {
                self.missing(key, what, name);
                Fields::Columns(Columns::open())
            }
        }
    }

    pub(in crate::catalog) fn missing(&mut self, key: Key, what: &'static str, name: &ObjectName) {
        // Functions are many: what is near is looked for once it matters.
        let near = if key.space == Space::Routine { None } else { near(self.catalog, &key, what) };
        let shown = match &name.schema {
            Some(schema) => format!("{}.{}", schema.text, name.name.text),
            None => name.name.text.clone(),
        };
        let is_uncertain = self.catalog.is_uncertain(&key);
        let range = name.range();
        self.problems.push(Problem::Missing(Missing {
            key,
            what,
            shown,
            range,
            near,
            is_gone: false,
            is_uncertain,
            is_reference: false,
        }));
    }

    /// A schema that is written before a name. Most come from outside; one that is nearly another is a mistake.
    pub(in crate::catalog) fn schema(&mut self, name: &ObjectName) {
        let Some(schema) = &name.schema else { return };
        if self.catalog.dialect != Dialect::Postgres {
            return;
        }
        let key = Key { space: Space::Schema, schema: String::new(), name: self.fold(schema) };
        self.schemas.push(key.name.clone());
        if self.catalog.get(&key).is_none() && !self.catalog.may_exist(&key) {
            let name = ObjectName::from(schema.clone());
            self.missing(key, "schema", &name);
        }
    }
}

/// What has a similar name.
pub(in crate::catalog) fn near(catalog: &Catalog, key: &Key, what: &str) -> Option<String> {
    let word = Word::new(key.own_name()).filter(|_| catalog.suggests)?;
    let own = catalog.entries().filter(|(known, entry)| {
        let is_kind = matches!(entry, Entry::Index(_)) == (what == "index");
        known.space == key.space && known.schema == key.schema && is_kind && !matches!(entry, Entry::Unknown)
    });
    let mut names: Vec<&str> = own.map(|(known, _)| known.own_name()).collect();
    match key.space {
        Space::Type => names.extend(built_in::TYPES),
        Space::Relation if catalog.dialect == Dialect::Sqlite && what == "table" => {
            names.extend(["sqlite_master", "sqlite_sequence"]);
        }
        _ => {}
    }
    // Names that are counted are not mistaken for each other.
    let plain = without_digits(key.own_name());
    names.retain(|name| word.may_mean(name) && without_digits(name) != plain);
    names.sort_unstable();
    suggest(key.own_name(), names).map(str::to_owned)
}

fn without_digits(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().to_lowercase()
}
