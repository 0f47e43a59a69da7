//! How a catalog is read.

use std::collections::{BTreeMap, BTreeSet};

use ambix_graph::script::Dialect;

use super::VIRTUAL;
use super::mention;
use super::name::folded;
use super::object::{self, Known};
use super::table::{self, Constraint, Draft, ForeignKey};
use crate::catalog::Catalog;
use crate::item::{Definition, Item, Table};
use crate::key::{Key, Kind};
use crate::read::{Ask, ReadError};

/// What SQLite keeps for itself, and what virtual tables keep in tables of their own, is left out.
const OBJECTS: &str = "\
SELECT type, name, tbl_name, sql FROM sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
ORDER BY rowid";

struct Object {
    name: String,
    on: String,
    sql: String,
}

pub(crate) async fn read<A: Ask>(server: &mut A) -> Result<Catalog, ReadError<A::Error>> {
    let objects = server.ask(OBJECTS).await.map_err(ReadError::Ask)?;
    let mut kinds: BTreeMap<String, Vec<Object>> = BTreeMap::new();
    for row in objects {
        let mut texts = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || texts.next().unwrap_or_default();
        let kind = next();
        kinds.entry(kind).or_default().push(Object { name: next(), on: next(), sql: next() });
    }
    let mut take = |kind: &str| kinds.remove(kind).unwrap_or_default();
    let (tables, views, indexes, triggers) = (take("table"), take("view"), take("index"), take("trigger"));
    let mut reading = Reading::new();
    reading.tables(&tables).map_err(|name| {
        ReadError::Answer(format!("the statement that created table `{name}` was not understood"))
    })?;
    reading.views(&views);
    reading.indexes(&indexes);
    reading.triggers(&triggers);
    Ok(reading.catalog)
}

struct Reading {
    catalog: Catalog,
    known: Known,
    /// Tables and views by their folded names.
    keys: BTreeMap<String, Key>,
}

impl Reading {
    fn new() -> Self {
        Reading { catalog: Catalog::new(Dialect::Sqlite), known: Known::default(), keys: BTreeMap::new() }
    }

    fn tables(&mut self, tables: &[Object]) -> Result<(), String> {
        let mut drafts = Vec::with_capacity(tables.len());
        for Object { name, sql, .. } in tables {
            let key = Key::new(Kind::Table, None, name);
            self.keys.insert(folded(name), key.clone());
            if let Some(module) = object::module(sql) {
                // Only the module knows its columns; their names are among these.
                self.known.others.insert(folded(name), mention::loose(&module));
                let options = BTreeMap::from([(VIRTUAL, module)]);
                self.catalog.insert(key, Item::Table(Table { options, comment: None }));
                continue;
            }
            let draft = table::read(name, sql).ok_or_else(|| name.clone())?;
            let columns = draft.columns.iter().map(|(column, _)| column.clone()).collect();
            self.known.columns.insert(folded(name), columns);
            for (column, read) in &draft.columns {
                if let Some(collation) = &read.collation {
                    self.known.collations.insert((folded(name), column.clone()), collation.clone());
                }
            }
            drafts.push(draft);
        }
        let primary: BTreeMap<String, (String, Vec<String>)> = drafts
            .iter()
            .map(|draft| (folded(&draft.name), (draft.name.clone(), draft.key.clone())))
            .collect();
        for draft in drafts {
            self.table(draft, &primary);
        }
        Ok(())
    }

    fn table(&mut self, mut draft: Draft, primary: &BTreeMap<String, (String, Vec<String>)>) {
        let name = draft.name.as_str();
        self.catalog.insert(Key::new(Kind::Table, None, name), Item::Table(draft.table));
        for (column, read) in draft.columns {
            self.catalog.insert(Key::of(Kind::Column, None, name, column), Item::Column(read));
        }
        // Which of two that cannot have one name has it must not depend on their order.
        draft.constraints.sort_by(|left, right| left.definition.text.cmp(&right.definition.text));
        for constraint in draft.constraints {
            self.constraint(name, constraint);
        }
        let mut foreign: Vec<(Constraint, Key)> =
            draft.foreign_keys.into_iter().map(|key| self.foreign_key(key, primary)).collect();
        foreign.sort_by(|(left, _), (right, _)| left.definition.text.cmp(&right.definition.text));
        for (constraint, parent) in foreign {
            let key = self.constraint(name, constraint);
            self.catalog.require(key, parent);
        }
    }

    /// The constraint, and the table that it names.
    fn foreign_key(
        &self,
        key: ForeignKey,
        primary: &BTreeMap<String, (String, Vec<String>)>,
    ) -> (Constraint, Key) {
        let parent = primary.get(&folded(&key.table));
        let table = parent.map_or(key.table.as_str(), |(name, _)| name);
        let columns = self.known.columns.get(&folded(&key.table));
        let declared = |name: &String| {
            let mut columns = columns.into_iter().flatten();
            columns.find(|column| column.eq_ignore_ascii_case(name)).unwrap_or(name).clone()
        };
        // Without columns it means the primary key.
        let to = match (&key.to, parent) {
            (Some(to), _) => Some(to.iter().map(declared).collect()),
            (None, Some((_, primary))) if primary.len() == key.columns.len() => Some(primary.clone()),
            (None, _) => None,
        };
        let text = table::foreign_key(&key, table, to.as_deref());
        let parent = Key::new(Kind::Table, None, table);
        let description = format!("({})", super::name::list(key.columns.iter().map(String::as_str)));
        let definition = Definition { text, columns: key.columns, comment: None };
        (Constraint { kind: Kind::ForeignKey, name: key.name, description, definition }, parent)
    }

    /// Adds a constraint under its name, or under a description if it has none or one that is taken.
    fn constraint(&mut self, table: &str, constraint: Constraint) -> Key {
        let Constraint { kind, name, description, definition } = constraint;
        let text = definition.text.clone();
        let item = Item::Definition(definition);
        let keys = name.into_iter().chain([description]).map(|name| Key::of(kind, None, table, name));
        let mut free = keys.filter(|key| self.catalog.get(key).is_none_or(|other| *other == item));
        let key = free.next().unwrap_or_else(|| Key::of(kind, None, table, text));
        self.catalog.insert(key.clone(), item);
        key
    }

    fn views(&mut self, views: &[Object]) {
        for Object { name, .. } in views {
            self.keys.insert(folded(name), Key::new(Kind::View, None, name));
        }
        for Object { name, sql, .. } in self.used_first(views) {
            let read = object::view(name, sql, &self.known);
            // The names of its columns are among these; those that it takes from another view come with it.
            let mut names = read.names.clone();
            for used in &read.names {
                names.extend(self.known.columns.get(used).into_iter().flatten().map(|name| folded(name)));
                names.extend(self.known.others.get(used).into_iter().flatten().cloned());
            }
            self.known.others.insert(folded(name), names);
            self.add(Key::new(Kind::View, None, name), read);
        }
    }

    /// Views behind those that they use: one that was made again stands behind its users in the catalog.
    fn used_first<'v>(&self, views: &'v [Object]) -> Vec<&'v Object> {
        let mut waiting: BTreeMap<String, (&Object, BTreeSet<String>)> = views
            .iter()
            .map(|view| {
                let names = object::view(&view.name, &view.sql, &self.known).names;
                (folded(&view.name), (view, names))
            })
            .collect();
        let mut order = Vec::with_capacity(views.len());
        for view in views {
            // What is entered a second time uses itself, and is broken.
            let mut open = vec![folded(&view.name)];
            while let Some(name) = open.pop() {
                let Some((_, names)) = waiting.get_mut(&name) else { continue };
                let names = std::mem::take(names);
                let used: Vec<String> =
                    names.into_iter().filter(|used| *used != name && waiting.contains_key(used)).collect();
                let Some((view, _)) = waiting.get(&name) else { continue };
                if used.is_empty() {
                    order.push(*view);
                    waiting.remove(&name);
                } else {
                    open.push(name);
                    open.extend(used);
                }
            }
        }
        order
    }

    fn indexes(&mut self, indexes: &[Object]) {
        for Object { name, on, sql } in indexes {
            let on = self.declared(on);
            let read = object::index(name, &on, sql, &self.known);
            self.catalog.insert(Key::of(Kind::Index, None, &on, name), Item::Definition(read.definition));
        }
    }

    fn triggers(&mut self, triggers: &[Object]) {
        for Object { name, on, sql } in triggers {
            let on = self.declared(on);
            let read = object::trigger(name, &on, sql, &self.known);
            let key = Key::of(Kind::Trigger, None, &on, name);
            if let Some(table) = self.keys.get(&folded(&on)) {
                self.catalog.require(key.clone(), table.clone());
            }
            self.add(key, read);
        }
    }

    fn add(&mut self, key: Key, read: object::Read) {
        for name in &read.names {
            if let Some(used) = self.keys.get(name) {
                self.catalog.require(key.clone(), used.clone());
            }
        }
        for name in &read.tables {
            if !self.keys.contains_key(name) {
                // It is broken, and known by that.
                self.catalog.require(key.clone(), Key::new(Kind::Table, None, name));
            }
        }
        self.catalog.insert(key, Item::Definition(read.definition));
    }

    fn declared(&self, table: &str) -> String {
        self.keys.get(&folded(table)).map_or(table, |key| &key.name).to_owned()
    }
}
