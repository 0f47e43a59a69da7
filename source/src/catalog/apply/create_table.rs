//! `CREATE TABLE`

use ambix_graph::script::Dialect;

use super::super::auto_name::free_name;
use super::super::problem::Wrong;
use super::super::resolver::Resolver;
use super::super::scope::{Fields, Relation, Scope, With};
use super::super::{self as catalog, Entry, Found, Key, Sequence, Space, Table, extension};
use super::Apply;
use crate::tree::{Column, CreateTable, Name, ObjectName, TypeName};

impl Apply<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable) {
        self.resolve(|resolver| resolver.schema(&create.name));
        let mut key = self.catalog.key(Space::Relation, &create.name);
        if create.temporary {
            key.schema = catalog::TEMPORARY.to_owned();
        }
        let is_uncertain = self.catalog.may_exist(&key);
        if create.if_not_exists && self.catalog.get(&key).is_some() && !is_uncertain {
            return;
        }
        if !create.if_not_exists && !create.or_replace && !self.is_free(&key, &create.name, "table") {
            return;
        }
        let place = self.place(&create.name.range());
        let mut table = Table {
            name: create.name.name.text.clone(),
            is_open: create.is_open || is_uncertain && create.if_not_exists,
            temporary: create.temporary,
            partitioned: create.partition_by.is_some(),
            strict: create.strict,
            without_rowid: create.without_rowid,
            has_unknown_constraints: is_uncertain && create.if_not_exists,
            until_commit: create.temporary && self.is_until_commit(),
            keeps_no_keys: create.engine.as_ref().is_some_and(|engine| !keeps_keys(engine)),
            place,
            ..Table::default()
        };
        for other in create.like.iter().chain(&create.inherits).chain(&create.partition_of) {
            self.take_columns(other, &mut table);
        }
        for parent in create.inherits.iter().chain(&create.partition_of) {
            // What it has then, its parents decide.
            table.is_open = true;
            table.parents.extend(self.found_key(parent));
        }
        let has_indexes = create.partition_of.is_some()
            || !create.like.is_empty() && self.at.text.to_ascii_lowercase().contains("including");
        if has_indexes && self.dialect() == Dialect::Postgres {
            self.unknown(|unknown| unknown.add_beginning(&key.name));
        }
        if create.or_replace {
            self.remove(&key);
        }
        if let Some(query) = &create.query {
            let columns = self.resolve(|resolver| resolver.query(query, None, &With::default()));
            table.is_open |= columns.is_open || !create.columns.is_empty();
            table.columns.extend(columns.names.into_iter().map(|key| catalog::Column {
                name: key.clone(),
                key,
                place: self.place(&create.name.range()),
                ..catalog::Column::default()
            }));
        }
        for column in &create.columns {
            let inherited =
                !create.inherits.is_empty() || create.partition_of.is_some() || create.query.is_some();
            let new = self.column(column);
            match table.columns.iter_mut().find(|known| known.key == new.key) {
                Some(known) if inherited => *known = new,
                Some(known) => {
                    let message = format!("the column `{}` is there twice", column.name.text);
                    let range = column.name.range.clone();
                    let first = known.place.clone();
                    self.wrong(
                        Wrong::new("duplicate-column", range, message, "the second").also(first, "the first"),
                    );
                }
                None => table.columns.push(new),
            }
        }
        // Constraints may refer to the table itself.
        self.add(key.clone(), Entry::Table(table));
        for column in &create.columns {
            self.column_parts(&key, &create.name, column);
        }
        for constraint in &create.constraints {
            self.constraint(&key, &create.name, constraint);
        }
        if let Some(expression) = &create.partition_by {
            self.in_table(&key, &create.name, |resolver, scope| {
                resolver.expression(expression, scope, &With::default());
            });
        }
    }

    /// The columns of another table come first.
    fn take_columns(&mut self, other: &ObjectName, table: &mut Table) {
        match self.catalog.find(Space::Relation, other) {
            Found::Entry(_, Entry::Table(other)) => {
                table.columns.extend(other.columns.iter().cloned());
                table.is_open |= other.is_open;
                table.has_unknown_constraints = true;
                self.found += 1;
            }
            Found::Missing(key) => {
                table.is_open = true;
                self.missing(key, "table", other);
            }
            Found::Unknown(again) => {
                table.is_open = true;
                self.again.extend(again);
            }
            Found::Entry(..) => table.is_open = true,
        }
    }

    /// `ON COMMIT DROP`
    fn is_until_commit(&self) -> bool {
        let text = self.at.text.to_ascii_lowercase();
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        words.windows(3).any(|words| matches!(words, ["on", "commit", last] if last.starts_with("drop")))
    }

    /// The type that was created which a column has, if it has one.
    pub(super) fn own_type(&self, data_type: &TypeName) -> Option<Key> {
        if self.dialect() != Dialect::Postgres || data_type.is_opaque {
            return None;
        }
        let named = |text: &str| {
            let name =
                Name { text: text.to_owned(), quoted: data_type.quoted, range: data_type.range.clone() };
            let name = ObjectName { schema: data_type.schema.clone(), name };
            match self.catalog.find(Space::Type, &name) {
                Found::Entry(key, _) => Some(key),
                _ => None,
            }
        };
        named(&data_type.name).or_else(|| named(data_type.name.strip_prefix('_')?))
    }

    /// A column as the catalog keeps it.
    pub(super) fn column(&mut self, column: &Column) -> catalog::Column {
        // An extension from elsewhere has brought it, and operators with it.
        let is_foreign = |data_type: &TypeName| {
            self.dialect() == Dialect::Postgres && extension::has_operators(&data_type.name)
        };
        if column.data_type.as_ref().is_some_and(is_foreign) && self.catalog.has_own_operators() {
            self.unknown(catalog::Unknown::add_operator);
        }
        let is_serial = column.data_type.as_ref().is_some_and(is_serial);
        catalog::Column {
            key: self.catalog.fold(&column.name),
            name: column.name.text.clone(),
            own_type: column.data_type.as_ref().and_then(|data_type| self.own_type(data_type)),
            data_type: column.data_type.clone(),
            not_null: column.not_null
                || is_serial
                || column.constraints.iter().any(|constraint| {
                    matches!(constraint.kind, crate::tree::ConstraintKind::PrimaryKey { .. })
                }),
            has_default: column.default.is_some() || column.identity || is_serial,
            generated: column.generated.is_some(),
            identity: column.identity || is_serial,
            place: self.place(&column.name.range),
        }
    }

    /// What stands at a column: its type, its default, its constraints, its sequence.
    pub(super) fn column_parts(&mut self, key: &Key, name: &ObjectName, column: &Column) {
        self.resolve(|resolver| {
            column.data_type.iter().for_each(|data_type| resolver.data_type(data_type));
            if let Some(default) = &column.default {
                let scope = Scope { is_open: true, ..Scope::default() };
                // SQLite looks for functions only when the default is used.
                if resolver.catalog.dialect != Dialect::Sqlite {
                    resolver.expression(default, &scope, &With::default());
                }
                resolver.constant_default(column, default);
            }
        });
        if let Some((expression, _)) = &column.generated {
            // SQLite looks for functions only when a value is asked for.
            let mut expression = expression.clone();
            if self.dialect() == Dialect::Sqlite {
                expression.functions.clear();
            }
            self.in_table(key, name, |resolver, scope| {
                resolver.expression(&expression, scope, &With::default());
            });
        }
        for constraint in &column.constraints {
            self.constraint_of(key, name, constraint, Some(&column.name));
        }
        let has_sequence = column.identity || column.data_type.as_ref().is_some_and(is_serial);
        if self.dialect() == Dialect::Postgres && has_sequence {
            self.add_sequence(key, &self.catalog.fold(&column.name));
        }
    }

    /// The sequence behind a column.
    pub(super) fn add_sequence(&mut self, table: &Key, column: &str) {
        let sequence = self.free_relation(table, column, "seq");
        let place = self.place(&(0..0));
        let owner = Some((table.clone(), column.to_owned()));
        self.add(sequence, Entry::Sequence(Sequence { owner, place }));
    }

    /// The name that PostgreSQL gives to a relation that goes with a table.
    pub(super) fn free_relation(&self, table: &Key, part: &str, label: &str) -> Key {
        let key = |name: &str| Key { name: name.to_owned(), ..table.clone() };
        // A constraint has a name of its own besides that of its index.
        let is_key = matches!(label, "pkey" | "key");
        let is_taken = |name: &str| {
            let key = key(name);
            self.catalog.get(&key).is_some_and(|entry| !matches!(entry, Entry::Unknown))
                || is_key && self.is_constraint(&table.schema, name)
        };
        key(&free_name(&table.name, part, label, is_taken))
    }

    /// Looks up what sees the columns of one table.
    pub(super) fn in_table(
        &mut self,
        key: &Key,
        name: &ObjectName,
        look: impl for<'c> FnOnce(&mut Resolver<'c>, &Scope<'_, 'c>),
    ) {
        self.resolve(|resolver| {
            let fields = match resolver.catalog.get(key) {
                Some(Entry::Table(table)) => Fields::Table(table),
                _ => Fields::Columns(catalog::scope::Columns::open()),
            };
            let relation = Relation { name: resolver.catalog.fold(&name.name), fields };
            look(resolver, &Scope::of(vec![relation]));
        });
    }
}

/// Whether a type makes a sequence.
fn is_serial(data_type: &TypeName) -> bool {
    matches!(
        data_type.name.as_str(),
        "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8"
    )
}

/// Whether an engine of MySQL keeps foreign keys; of those that are not known, nobody says that they do.
fn keeps_keys(engine: &str) -> bool {
    let engine = engine.trim_matches(['\'', '"', '`']).to_ascii_lowercase();
    matches!(engine.as_str(), "innodb" | "ndb" | "ndbcluster")
}
