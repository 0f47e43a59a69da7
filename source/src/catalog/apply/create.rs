//! Everything that is created and is no table and no index.

use ambix_graph::script::Dialect;

use super::super::extension;
use super::super::problem::Wrong;
use super::super::scope::{Columns, Fields, Relation, Scope, With};
use super::super::unknown::{Deed, Says};
use super::super::{Entry, Found, Key, Sequence, Space, Type, View};
use super::Apply;
use crate::tree::{
    Create, CreateRoutine, CreateTrigger, CreateType, CreateView, Expression, Name, Object, ObjectName,
    TypeKind,
};

impl Apply<'_> {
    pub(super) fn create_view(&mut self, create: &CreateView) {
        // SQLite looks at the query only when the view is used.
        let (columns, reads) = self.view_query(create);
        let key = match create.temporary {
            true => Key {
                schema: super::super::TEMPORARY.to_owned(),
                ..self.catalog.key(Space::Relation, &create.name)
            },
            false => self.catalog.key(Space::Relation, &create.name),
        };
        let exists = self.catalog.get(&key).is_some_and(|entry| !matches!(entry, Entry::Unknown));
        if create.if_not_exists && exists {
            return;
        }
        let replaces = create.or_replace && matches!(self.catalog.get(&key), Some(Entry::View(_)));
        if !replaces && !create.if_not_exists && !self.is_free(&key, &create.name, "view") {
            return;
        }
        let view = View {
            name: create.name.name.text.clone(),
            columns,
            materialized: create.materialized,
            reads,
            place: self.place(&create.name.range()),
        };
        self.add(key, Entry::View(view));
    }

    fn view_query(&mut self, create: &CreateView) -> (Option<Vec<String>>, Vec<Key>) {
        let named: Vec<String> = create.columns.iter().map(|column| self.catalog.fold(column)).collect();
        let mut resolver = super::Resolver::new(self.catalog);
        let columns = resolver.query(&create.query, None, &With::default());
        let super::Resolver { mut problems, reads, again, .. } = resolver;
        self.again.extend(again);
        if self.dialect() != Dialect::Sqlite {
            self.problems.append(&mut problems);
        }
        self.found += reads.len();
        let given = match Fields::Columns(columns).renamed(named.clone()) {
            Fields::Columns(Columns { names, is_open: false }) => Some(names),
            _ => None,
        };
        // All of them have to be named, if any are.
        match (named.is_empty(), self.dialect()) {
            (false, _) => (Some(named), reads),
            // SQLite looks anew each time what columns the tables have.
            (true, Dialect::Sqlite) => (None, reads),
            (true, _) => (given, reads),
        }
    }

    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) {
        let Some(table) = self.existing(Space::Relation, &create.table, "table", false) else { return };
        if matches!(self.catalog.get(&table), Some(Entry::Table(_))) && self.dialect() != Dialect::Sqlite {
            self.columns_in(&table, &create.table, &create.columns);
            self.in_rows(&table, &create.table, create.when.as_slice());
        }
        if let Some(function) = &create.function {
            self.resolve(|resolver| resolver.routine(function));
        }
        // PostgreSQL's triggers belong to a table; MySQL's and SQLite's to the schema.
        let key = match self.dialect() {
            Dialect::Postgres => Key::within(Space::Trigger, &table, &self.catalog.fold(&create.name.name)),
            _ => Key { schema: table.schema.clone(), ..self.catalog.key(Space::Trigger, &create.name) },
        };
        let exists = self.catalog.get(&key).is_some_and(|entry| !matches!(entry, Entry::Unknown));
        if create.if_not_exists && exists {
            return;
        }
        if !create.or_replace
            && !create.if_not_exists
            && !self.is_free_thing(&key, &create.name.name, "trigger")
        {
            return;
        }
        let place = self.place(&create.name.range());
        self.add(key, Entry::Trigger(table, place));
    }

    /// Looks up what sees the rows of a table before and after a change.
    fn in_rows(&mut self, key: &Key, name: &ObjectName, expressions: &[Expression]) {
        self.in_table(key, name, |resolver, scope| {
            let fields = scope.relations.first().map(|relation| relation.fields.clone());
            let scope = Scope::of(fields.map(rows).unwrap_or_default());
            resolver.expressions(expressions, &scope, &With::default());
        });
    }

    /// As [`is_free`](Self::is_free), of what is not told apart further.
    fn is_free_thing(&mut self, key: &Key, name: &Name, what: &str) -> bool {
        let place = match self.catalog.get(key) {
            Some(Entry::Thing(place) | Entry::Trigger(_, place))
                if !self.catalog.facts.unknown.key_may_differ(key) =>
            {
                place.clone()
            }
            _ => return true,
        };
        let message = format!("the {what} `{}` exists already", name.text);
        self.wrong(
            Wrong::new("already-exists", name.range.clone(), message, "created again")
                .also(place, "created here"),
        );
        false
    }

    pub(super) fn create_routine(&mut self, create: &CreateRoutine) {
        self.resolve(|resolver| {
            for data_type in &create.types {
                resolver.data_type(data_type);
            }
        });
        self.resolve(|resolver| resolver.schema(&create.name));
        // Functions of one name may differ in their arguments.
        let key = self.catalog.key(Space::Routine, &create.name);
        let place = self.place(&create.name.range());
        let others = self.catalog.get(&key).is_some();
        self.add(key.clone(), if others { Entry::Unknown } else { Entry::Thing(place) });
        // Whoever calls it may change what it names.
        let lower = self.at.text.to_lowercase();
        self.operators_of(&lower);
        let says = Says::of(&lower);
        if ["create", "alter", "drop", "execute", "rename"].iter().any(|word| changes(&lower, word)) {
            self.catalog.take_in(&lower, says);
            let deed = if says.adds_columns() { Deed::AddsColumns } else { Deed::Changes };
            self.unknown(|unknown| unknown.add_deed(&key, deed));
        } else if lower.contains("perform") || lower.contains("call") {
            self.unknown(|unknown| unknown.add_deed(&key, Deed::Changes));
        }
    }

    pub(super) fn create_type(&mut self, create: &CreateType) {
        let key = self.catalog.key(Space::Type, &create.name);
        match &create.kind {
            TypeKind::Composite(columns) => self.resolve(|resolver| {
                for data_type in columns.iter().filter_map(|column| column.data_type.as_ref()) {
                    resolver.data_type(data_type);
                }
            }),
            TypeKind::Domain(data_type, expression) => self.resolve(|resolver| {
                resolver.data_type(data_type);
                let scope = Scope { is_open: true, ..Scope::default() };
                resolver.expression(expression, &scope, &With::default());
            }),
            TypeKind::Enum(_) | TypeKind::Other => {}
        }
        if !self.is_free(&key, &create.name, "type") {
            return;
        }
        let values = match &create.kind {
            TypeKind::Enum(values) => Some(values.iter().map(|value| value.text.clone()).collect()),
            _ => None,
        };
        let place = self.place(&create.name.range());
        self.add(key, Entry::Type(Type { name: create.name.name.text.clone(), values, place }));
    }

    pub(super) fn create(&mut self, create: &Create) {
        if let Some(table) = &create.table
            && let Some(found) = self.existing(Space::Relation, table, "table", false)
        {
            if create.kind == Object::Rule {
                self.in_rows(&found, table, &create.expressions);
            } else {
                self.expressions_in(&found, table, &create.expressions);
            }
            if let (Object::Policy, Some(name)) = (create.kind, &create.name) {
                let key = Key::within(Space::Policy, &found, &self.catalog.fold(&name.name));
                if self.is_free_thing(&key, &name.name, "policy") {
                    let place = self.place(&name.range());
                    self.add(key, Entry::Thing(place));
                }
            }
        }
        let Some(name) = &create.name else { return };
        let place = self.place(&name.range());
        match create.kind {
            Object::Schema => {
                let key = schema_key(&self.catalog.fold(&name.name));
                let exists = self.catalog.get(&key).is_some();
                if self.dialect() == Dialect::Postgres && !(create.if_not_exists && exists) {
                    if !create.if_not_exists && !self.is_free_thing(&key, &name.name, "schema") {
                        return;
                    }
                    self.add(key, Entry::Thing(place));
                }
                self.inside_schema(name, create);
            }
            Object::Extension => self.extension(&name.name),
            Object::Sequence => {
                let key = self.catalog.key(Space::Relation, name);
                let exists = self.catalog.get(&key).is_some_and(|entry| !matches!(entry, Entry::Unknown));
                if create.if_not_exists && exists
                    || !create.if_not_exists && !self.is_free(&key, name, "sequence")
                {
                    return;
                }
                let owner =
                    create.table.as_ref().and_then(|table| match self.catalog.find(Space::Relation, table) {
                        Found::Entry(table, _) => Some((table, String::new())),
                        _ => None,
                    });
                self.add(key, Entry::Sequence(Sequence { owner, place }));
            }
            _ => {}
        }
    }

    /// What `CREATE SCHEMA` creates along with it.
    fn inside_schema(&mut self, name: &ObjectName, create: &Create) {
        if create.statements.is_empty() {
            return;
        }
        let inside = vec![self.catalog.fold(&name.name), String::new()].into();
        let path = std::mem::replace(&mut self.catalog.facts.path, inside);
        for statement in &create.statements {
            self.statement(statement);
        }
        self.catalog.facts.path = path;
    }

    fn extension(&mut self, name: &Name) {
        let folded = self.catalog.fold(name);
        let place = self.place(&name.range);
        let key = Key { space: Space::Extension, schema: String::new(), name: folded.clone() };
        self.add(key, Entry::Thing(place.clone()));
        let Some(brings) = extension::brings(&folded) else {
            return self.unknown(super::super::Unknown::add_extension);
        };
        for name in brings {
            for space in [Space::Type, Space::Relation] {
                let key = Key { space, schema: String::new(), name: (*name).to_owned() };
                self.catalog.set(key, Some(Entry::Unknown));
            }
        }
    }
}

/// The rows that a trigger sees.
fn rows(fields: Fields<'_>) -> Vec<Relation<'_>> {
    ["new", "old"].map(|name| Relation { name: name.to_owned(), fields: fields.clone() }).into()
}

/// The key of a schema.
pub(super) fn schema_key(folded: &str) -> Key {
    Key { space: Space::Schema, schema: String::new(), name: folded.to_owned() }
}

/// Whether a text has the word.
fn changes(text: &str, word: &str) -> bool {
    // Every function begins with one `create`, and may end with `language`.
    let times = text.matches(word).count();
    if word == "create" { times > 1 } else { times > 0 }
}
