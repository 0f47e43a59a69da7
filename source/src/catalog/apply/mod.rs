//! What a statement does to the schema, and what is wrong with it there.

mod alter_table;
mod alter_type;
mod constraint;
mod create;
mod create_table;
mod drop;
mod index;
mod opaque;
mod own_constraint;
mod rename;
mod truncate;

use std::ops::Range;

use ambix_graph::script::Dialect;

use super::problem::{Problem, Wrong};
use super::resolver::Resolver;
use super::scope::{Scope, With};
use super::unknown::Deed;
use super::{Catalog, Entry, Found, Key, Place, Space, extension, operators};
use crate::tree::{Comment, Name, Object, ObjectName, Query, Statement};

/// Where a statement is.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'t> {
    pub(super) script: usize,
    pub(super) in_downgrade: bool,
    /// Where it begins in its file.
    pub(super) start: usize,
    /// Its text.
    pub(super) text: &'t str,
    /// The text of its file before it.
    pub(super) before: &'t str,
}

/// Applies a statement to a catalog, and tells what is wrong with it.
pub(super) fn apply(catalog: &mut Catalog, statement: &Statement, at: At<'_>) -> Applied {
    let mut apply = Apply {
        catalog,
        at,
        problems: Vec::new(),
        found: 0,
        created: Vec::new(),
        dropped: Vec::new(),
        schemas: Vec::new(),
        again: Vec::new(),
    };
    apply.operators();
    apply.statement(statement);
    let Apply { catalog, problems, found, created, dropped, schemas, again, .. } = apply;
    // Said once: from here on it may be there.
    for problem in &problems {
        if let Problem::Missing(missing) = problem
            && catalog.get(&missing.key).is_none()
            && missing.key.space != Space::Schema
            // What was to be dropped is not there in either case.
            && !dropped.contains(&missing.key)
        {
            catalog.set(missing.key.clone(), Some(Entry::Unknown));
        }
    }
    Applied { problems, found, created, dropped, schemas, again, is_new: is_new(statement) }
}

/// What came of a statement.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) problems: Vec<Problem>,
    /// How many names were found.
    pub(super) found: usize,
    pub(super) created: Vec<Key>,
    /// What it drops without having been there as far as is known.
    pub(super) dropped: Vec<Key>,
    /// The schemas that it names.
    pub(super) schemas: Vec<String>,
    /// What it names and nobody knows.
    pub(super) again: Vec<Key>,
    /// It fails if what it creates is there.
    pub(super) is_new: bool,
}

/// Whether a statement fails if what it creates is there.
fn is_new(statement: &Statement) -> bool {
    match statement {
        Statement::CreateTable(create) => !create.if_not_exists && !create.or_replace,
        Statement::CreateIndex(create) => !create.if_not_exists,
        Statement::CreateView(create) => !create.if_not_exists && !create.or_replace,
        Statement::CreateType(_) => true,
        Statement::Create(create) => !create.if_not_exists && !create.or_replace,
        _ => false,
    }
}

struct Apply<'a> {
    catalog: &'a mut Catalog,
    at: At<'a>,
    problems: Vec<Problem>,
    found: usize,
    created: Vec<Key>,
    dropped: Vec<Key>,
    schemas: Vec<String>,
    again: Vec<Key>,
}

impl Apply<'_> {
    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::CreateTable(create) => self.create_table(create),
            Statement::AlterTable(alter) => self.alter_table(alter),
            Statement::CreateIndex(create) => self.create_index(create),
            Statement::CreateView(create) => self.create_view(create),
            Statement::CreateTrigger(create) => self.create_trigger(create),
            Statement::CreateRoutine(create) => self.create_routine(create),
            Statement::CreateType(create) => self.create_type(create),
            Statement::Create(create) => self.create(create),
            Statement::Alter(alter) => self.alter(alter),
            Statement::Drop(drop) => self.drop(drop),
            Statement::RenameTables(pairs) => {
                for (from, to) in pairs {
                    match self.existing(Space::Relation, from, "table", false) {
                        Some(key) => drop(self.rename_relation(&key, to)),
                        None => self.may_be_there(Space::Relation, to),
                    }
                }
            }
            Statement::Insert(insert) => {
                self.resolve(|resolver| drop(resolver.insert(insert, &With::default())));
            }
            Statement::Update(update) => {
                self.resolve(|resolver| drop(resolver.update(update, &With::default())));
            }
            Statement::Delete(delete) => {
                self.resolve(|resolver| drop(resolver.delete(delete, &With::default())));
            }
            Statement::Select(query) => self.select(query),
            Statement::Truncate { tables, cascade } => {
                self.relations(tables);
                if !cascade {
                    self.truncate(tables);
                }
            }
            Statement::Grant { tables } => self.relations(tables),
            Statement::Comment(comment) => self.comment(comment),
            Statement::Use { relations, columns, .. } => {
                self.relations(relations);
                if let [relation] = relations.as_slice() {
                    self.columns_of(relation, columns);
                }
            }
            Statement::Set { name, value, .. } => self.set(name, value),
            Statement::Transaction => self.transaction(),
            Statement::Other => {}
            Statement::Opaque => self.opaque(),
        }
    }

    /// Operators are looked for in the text: trees do not keep them.
    fn operators(&mut self) {
        let text = self.at.text;
        if self.dialect() != Dialect::Postgres {
            return;
        }
        let start = text.get(.."create operator".len()).unwrap_or_default();
        if start.eq_ignore_ascii_case("create operator") {
            return self.unknown(super::Unknown::add_operator);
        }
        if !self.catalog.has_own_operators() {
            return;
        }
        let Some(range) = operators::unknown(text) else { return };
        // `DROP OPERATOR`, `OPERATOR(schema.===)`
        if text.to_ascii_lowercase().contains("operator") {
            return;
        }
        // An extension from elsewhere has brought its types, and its operators with them.
        if extension::names_operand(text) {
            return;
        }
        let operator = text.get(range.clone()).unwrap_or_default();
        let meant = operators::in_place_of(operator);
        self.wrong(
            Wrong::new(
                "unknown-operator",
                range,
                format!("there is no operator `{operator}`"),
                "no such operator",
            )
            .help_if(meant.map(|meant| format!("write `{meant}`"))),
        );
    }

    fn dialect(&self) -> Dialect {
        self.catalog.dialect
    }

    fn place(&self, range: &Range<usize>) -> Place {
        Place {
            script: self.at.script,
            in_downgrade: self.at.in_downgrade,
            range: self.at.start + range.start..self.at.start + range.end,
        }
    }

    fn wrong(&mut self, wrong: Wrong) {
        self.problems.push(Problem::Wrong(Box::new(wrong)));
    }

    /// Looks up names without changing anything.
    fn resolve<'s, T>(&'s mut self, look: impl FnOnce(&mut Resolver<'s>) -> T) -> T {
        let mut resolver = Resolver::new(self.catalog);
        let given = look(&mut resolver);
        self.found += resolver.reads.len();
        self.problems.append(&mut resolver.problems);
        self.schemas.append(&mut resolver.schemas);
        self.again.append(&mut resolver.again);
        given
    }

    /// Relations that must be there.
    fn relations(&mut self, names: &[ObjectName]) {
        self.resolve(|resolver| {
            for name in names {
                resolver.table(name, "table");
            }
        });
    }

    /// Columns that a table must have.
    fn columns_of(&mut self, table: &ObjectName, columns: &[Name]) {
        self.resolve(|resolver| {
            let before = resolver.problems.len();
            let fields = resolver.table(table, "table");
            // That the table is missing has been said.
            resolver.problems.truncate(before);
            for column in columns {
                resolver.column(column, table, &fields);
            }
        });
    }

    fn select(&mut self, query: &Query) {
        let calls = self.resolve(|resolver| {
            resolver.query(query, None, &With::default());
            std::mem::take(&mut resolver.calls)
        });
        let deeds = calls.iter().map(|call| self.catalog.deed(call));
        match deeds.max() {
            None | Some(Deed::Nothing) => {}
            Some(deed) => self.told(deed),
        }
        if let Some(into) = &query.into {
            let mut key = self.catalog.key(Space::Relation, into);
            let before = self.at.text.get(..into.range().start).unwrap_or_default().to_ascii_lowercase();
            let mut words = before.split_ascii_whitespace().rev().skip_while(|word| *word == "table");
            let temporary = words.next().is_some_and(|word| matches!(word, "temp" | "temporary"));
            if temporary {
                key.schema = super::TEMPORARY.to_owned();
            }
            let name = into.name.text.clone();
            let place = self.place(&into.range());
            let table = super::Table { name, is_open: true, temporary, place, ..super::Table::default() };
            self.add(key, Entry::Table(table));
        }
    }

    fn comment(&mut self, comment: &Comment) {
        let Comment { kind, name, part, .. } = comment;
        match kind {
            Object::Table | Object::View | Object::MaterializedView | Object::Index | Object::Sequence => {
                self.existing(Space::Relation, name, what(*kind), false);
            }
            Object::Column if part.is_none() => {
                let message = format!("`{}` is a column without a table", name.name.text);
                self.wrong(
                    Wrong::new("unknown-column", name.range(), message, "of which table?")
                        .help("write `table.column`"),
                );
            }
            // A type has columns too.
            Object::Column if matches!(self.catalog.find(Space::Type, name), Found::Entry(..)) => {}
            Object::Column => {
                self.relations(std::slice::from_ref(name));
                self.columns_of(name, part.as_slice());
            }
            Object::Constraint | Object::Trigger | Object::Policy => {
                self.relations(std::slice::from_ref(name))
            }
            Object::Type => {
                self.existing(Space::Type, name, "type", false);
            }
            _ => {}
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        match (self.dialect(), name) {
            (Dialect::Postgres, "search_path") => {
                let unquoted = |part: &str| match part.trim().trim_matches(['"', '\'']) {
                    quoted if quoted.len() < part.trim().len() => quoted.to_owned(),
                    plain => plain.to_ascii_lowercase(),
                };
                let schemas =
                    value.split(',').map(unquoted).filter(|part| part != "$user" && !part.is_empty());
                let mut path: Vec<String> =
                    schemas.map(|part| if part == "public" { String::new() } else { part }).collect();
                if path.is_empty() || value.trim().eq_ignore_ascii_case("default") {
                    path = vec![String::new()];
                }
                self.catalog.facts.path = path.into();
            }
            (Dialect::Postgres, "foreign_key_checks" | "sql_mode" | "unique_checks" | "autocommit") => {
                let message = format!("PostgreSQL has no setting `{name}`");
                self.wrong(Wrong::new("unknown-object", 0..self.at.text.len(), message, "of MySQL"));
            }
            (Dialect::Postgres, "all") => self.catalog.facts.path = vec![String::new()].into(),
            (Dialect::Mysql, "use") => {
                self.catalog.facts.path = vec![value.trim_matches('`').to_lowercase()].into()
            }
            (Dialect::Mysql, "foreign_key_checks") => {
                self.catalog.facts.foreign_keys_unchecked =
                    !matches!(value.trim().to_ascii_lowercase().as_str(), "1" | "on" | "true");
            }
            _ => {}
        }
    }

    /// Changes what is known of the unknown.
    fn unknown(&mut self, change: impl FnOnce(&mut super::Unknown)) {
        change(std::sync::Arc::make_mut(&mut self.catalog.facts.unknown));
    }

    /// The key of something that must be there.
    fn existing(
        &mut self,
        space: Space,
        name: &ObjectName,
        what: &'static str,
        if_exists: bool,
    ) -> Option<Key> {
        if !if_exists {
            self.resolve(|resolver| resolver.schema(name));
        }
        match self.catalog.find(space, name) {
            Found::Entry(key, _) => {
                self.found += 1;
                Some(key)
            }
            Found::Unknown(again) => {
                self.again.extend(again);
                None
            }
            Found::Missing(_) if if_exists => None,
            Found::Missing(key) => {
                self.missing(key, what, name);
                None
            }
        }
    }

    /// From here on a name is no surprise.
    fn may_be_there(&mut self, space: Space, name: &ObjectName) {
        let key = self.catalog.key(space, name);
        if self.catalog.get(&key).is_none() {
            self.created.push(key.clone());
            self.catalog.set(key, Some(Entry::Unknown));
        }
    }

    fn missing(&mut self, key: Key, what: &'static str, name: &ObjectName) {
        self.resolve(|resolver| resolver.missing(key, what, name));
    }

    /// Adds something that is new.
    fn add(&mut self, key: Key, entry: Entry) {
        self.created.push(key.clone());
        self.catalog.set(key, Some(entry));
    }

    /// Whether something new may have this name; if it is taken, that is said.
    fn is_free(&mut self, key: &Key, name: &ObjectName, what: &str) -> bool {
        if self.catalog.facts.unknown.key_may_differ(key) {
            return true;
        }
        let Some(entry) = self.catalog.get(key) else { return true };
        let (Some(place), taken) = (entry.place().cloned(), kind(entry)) else { return true };
        // Some servers tell names of tables apart by case.
        let written = match entry {
            Entry::Table(table) => Some(&table.name),
            Entry::View(view) => Some(&view.name),
            _ => None,
        };
        if self.dialect() == Dialect::Mysql && written.is_some_and(|written| *written != name.name.text) {
            return true;
        }
        let message = match taken == what {
            true => format!("the {what} `{}` exists already", key.shown()),
            false => format!("the {what} `{}` cannot have this name, which a {taken} has", key.shown()),
        };
        self.wrong(
            Wrong::new("already-exists", name.range(), message, "created again").also(place, "created here"),
        );
        false
    }
}

/// What people call it.
fn what(kind: Object) -> &'static str {
    match kind {
        Object::Table => "table",
        Object::View => "view",
        Object::MaterializedView => "materialized view",
        Object::Index => "index",
        Object::Sequence => "sequence",
        Object::Type => "type",
        Object::Function => "function",
        Object::Procedure => "procedure",
        Object::Aggregate => "aggregate",
        Object::Routine => "routine",
        Object::Trigger => "trigger",
        Object::EventTrigger => "event trigger",
        Object::Policy => "policy",
        Object::Rule => "rule",
        Object::Schema => "schema",
        Object::Extension => "extension",
        Object::Column => "column",
        Object::Constraint => "constraint",
        _ => "object",
    }
}

/// What people call what an entry holds.
fn kind(entry: &Entry) -> &'static str {
    match entry {
        Entry::Table(_) => "table",
        Entry::View(view) if view.materialized => "materialized view",
        Entry::View(_) => "view",
        Entry::Index(_) => "index",
        Entry::Sequence(_) => "sequence",
        Entry::Type(_) => "type",
        Entry::Trigger(..) => "trigger",
        Entry::Thing(_) | Entry::Unknown => "object",
    }
}
