//! Constraints, and the indexes that come with them.

use ambix_graph::script::Dialect;

use super::super::auto_name::{free_name, joined};
use super::super::problem::{Problem, Wrong};
use super::super::scope::With;
use super::super::{self as catalog, Entry, Found, Index, Key, Kind, Space};
use super::Apply;
use crate::tree::{Constraint, ConstraintKind, Expression, Name, ObjectName, References};

impl Apply<'_> {
    /// Adds a constraint of a table.
    pub(super) fn constraint(&mut self, key: &Key, name: &ObjectName, constraint: &Constraint) {
        self.constraint_of(key, name, constraint, None);
    }

    /// Adds a constraint of a table, or of one of its columns.
    pub(super) fn constraint_of(
        &mut self,
        key: &Key,
        name: &ObjectName,
        constraint: &Constraint,
        column: Option<&Name>,
    ) {
        let own = column.map(|column| self.catalog.fold(column));
        let written: &[Name] = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Index { columns, .. } => columns,
            ConstraintKind::NotNull(column) => std::slice::from_ref(column),
            ConstraintKind::Check(_) | ConstraintKind::Exclude(_) => &[],
        };
        self.columns_in(key, name, written);
        self.columns_once(&constraint.kind, written);
        let mut columns: Vec<String> = written.iter().map(|column| self.catalog.fold(column)).collect();
        if columns.is_empty()
            && let Some(own) = &own
        {
            columns.push(own.clone());
        }
        let (kind, label) = match &constraint.kind {
            ConstraintKind::PrimaryKey { using_index, .. } => {
                self.only_primary_key(key, name, constraint);
                if let Some(index) = using_index {
                    return self.using_index(key, constraint, index, Kind::PrimaryKey);
                }
                (Kind::PrimaryKey, "pkey")
            }
            ConstraintKind::Unique { using_index, expressions, .. } => {
                self.expressions_in(key, name, expressions);
                if let Some(index) = using_index {
                    return self.using_index(key, constraint, index, Kind::Unique);
                }
                (Kind::Unique, "key")
            }
            ConstraintKind::ForeignKey { references, .. } => {
                let (table, columns) = self.references(key, name, references);
                let cascades = references.on_delete.as_deref() == Some("cascade");
                (Kind::ForeignKey { table, columns, cascades }, "fkey")
            }
            ConstraintKind::Check(expression) => {
                self.expressions_in(key, name, std::slice::from_ref(expression));
                columns = self.named_columns(expression);
                (Kind::Check, "check")
            }
            ConstraintKind::Exclude(expression) => {
                self.expressions_in(key, name, std::slice::from_ref(expression));
                columns = self.named_columns(expression);
                (Kind::Exclude, "excl")
            }
            ConstraintKind::Index { expressions, .. } => {
                self.expressions_in(key, name, expressions);
                (Kind::Index, "idx")
            }
            ConstraintKind::NotNull(_) => (Kind::NotNull, "not_null"),
        };
        if kind == Kind::PrimaryKey || kind == Kind::NotNull {
            let named = columns.clone();
            self.catalog.change_table(key, |table| {
                let of_key = table.columns.iter_mut().filter(|column| named.contains(&column.key));
                of_key.for_each(|column| column.not_null = true);
            });
        }
        let expressions = match &constraint.kind {
            ConstraintKind::Unique { expressions, .. } | ConstraintKind::Index { expressions, .. } => {
                expressions.len()
            }
            _ => 0,
        };
        let place = self.place(&constraint.range);
        let own_name = match &constraint.name {
            Some(written) => {
                let folded = self.catalog.fold(written);
                if !self.is_free_constraint(key, written, &folded) {
                    return;
                }
                let has_index = matches!(kind, Kind::PrimaryKey | Kind::Unique | Kind::Exclude);
                let index = Key { name: folded.clone(), ..key.clone() };
                if self.dialect() == Dialect::Postgres
                    && has_index
                    && !self.is_free(&index, &written.clone().into(), "index")
                {
                    return;
                }
                Some(folded)
            }
            None if self.has_unsure_name(constraint, expressions) => {
                self.unknown(|unknown| unknown.add_beginning(&key.name));
                None
            }
            None => self.constraint_name(key, &kind, &columns, label),
        };
        self.backing_index(key, &kind, own_name.as_deref(), &columns, expressions, constraint);
        let new = catalog::Constraint { key: own_name, kind, columns, place };
        self.catalog.change_table(key, |table| match new.kind {
            // The engine forgets it.
            Kind::ForeignKey { .. } if table.keeps_no_keys => table.has_unknown_constraints = true,
            _ => table.constraints.push(new),
        });
    }

    /// Whether the server makes the name from what is not kept here.
    fn has_unsure_name(&self, constraint: &Constraint, expressions: usize) -> bool {
        let text = || self.at.text.get(constraint.range.clone()).unwrap_or_default().to_ascii_lowercase();
        match &constraint.kind {
            ConstraintKind::Check(expression) => expression.is_opaque,
            ConstraintKind::Exclude(_) => true,
            // The columns that it includes are in the name.
            ConstraintKind::Unique { .. } => expressions > 0 || text().contains("include"),
            _ => expressions > 0,
        }
    }

    /// A key names each column once; SQLite does not mind.
    fn columns_once(&mut self, kind: &ConstraintKind, columns: &[Name]) {
        let is_key = matches!(kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. });
        if !is_key || self.dialect() == Dialect::Sqlite {
            return;
        }
        let mut seen: Vec<String> = Vec::new();
        for column in columns {
            let folded = self.catalog.fold(column);
            if seen.contains(&folded) {
                let message = format!("the column `{}` is in the key twice", column.text);
                self.wrong(Wrong::new("duplicate-column", column.range.clone(), message, "the second"));
                return;
            }
            seen.push(folded);
        }
    }

    /// The name that the server gives to a constraint without one.
    fn constraint_name(&self, key: &Key, kind: &Kind, columns: &[String], label: &str) -> Option<String> {
        if self.dialect() != Dialect::Postgres {
            return None;
        }
        let part = match kind {
            Kind::PrimaryKey => String::new(),
            Kind::Check if columns.len() != 1 => String::new(),
            _ => joined(columns.iter().map(String::as_str)),
        };
        Some(match kind {
            Kind::PrimaryKey | Kind::Unique | Kind::Exclude => self.free_relation(key, &part, label).name,
            _ => free_name(&key.name, &part, label, |name| self.is_constraint(&key.schema, name)),
        })
    }

    /// Whether a table of a schema has a constraint of this name.
    pub(super) fn is_constraint(&self, schema: &str, name: &str) -> bool {
        self.catalog.links.with_constraint(name).any(|table| table.schema == schema)
    }

    /// The index that comes with a key.
    fn backing_index(
        &mut self,
        key: &Key,
        kind: &Kind,
        name: Option<&str>,
        columns: &[String],
        expressions: usize,
        constraint: &Constraint,
    ) {
        let is_key = matches!(kind, Kind::PrimaryKey | Kind::Unique | Kind::Exclude);
        if self.dialect() == Dialect::Mysql && matches!(kind, Kind::ForeignKey { .. }) {
            return self.index_of_foreign_key(key, name, columns);
        }
        let index_key = match (self.dialect(), name) {
            (Dialect::Postgres, Some(name)) if is_key => Key { name: name.to_owned(), ..key.clone() },
            (Dialect::Mysql, Some(name)) if *kind == Kind::Unique || *kind == Kind::Index => {
                Key::within(Space::Index, key, name)
            }
            (Dialect::Mysql, None) if *kind == Kind::Unique || *kind == Kind::Index => {
                let Some(first) = columns.first() else { return };
                self.free_index(key, first)
            }
            (Dialect::Mysql, _) if *kind == Kind::PrimaryKey => Key::within(Space::Index, key, "primary"),
            _ => return,
        };
        let index = Index {
            name: index_key.own_name().to_owned(),
            table: key.clone(),
            columns: columns.iter().cloned().map(Some).chain((0..expressions).map(|_| None)).collect(),
            uses: Vec::new(),
            unique: matches!(kind, Kind::PrimaryKey | Kind::Unique),
            partial: false,
            constraint: self.dialect() == Dialect::Postgres,
            place: self.place(&constraint.range),
        };
        self.add(index_key, Entry::Index(index));
    }

    /// MySQL makes an index for a foreign key unless there is one, and forgets it when there is another.
    fn index_of_foreign_key(&mut self, key: &Key, name: Option<&str>, columns: &[String]) {
        let begins = |index: &Index| {
            let own = index.columns.iter().map(Option::as_deref);
            own.take(columns.len()).eq(columns.iter().map(|column| Some(column.as_str())))
        };
        let Some(first) = columns.first() else { return };
        if self.catalog.indexes(key).any(begins) {
            return;
        }
        let index = match name {
            Some(name) => Key::within(Space::Index, key, name),
            None => self.free_index(key, first),
        };
        if self.catalog.get(&index).is_none() {
            self.catalog.set(index, Some(Entry::Unknown));
        }
    }

    /// MySQL names an index after its first column.
    pub(super) fn free_index(&self, table: &Key, column: &str) -> Key {
        let mut key = Key::within(Space::Index, table, column);
        let mut number = 1;
        while self.catalog.get(&key).is_some() {
            number += 1;
            key = Key::within(Space::Index, table, &format!("{column}_{number}"));
        }
        key
    }

    fn is_free_constraint(&mut self, key: &Key, name: &Name, folded: &str) -> bool {
        let dialect = self.dialect();
        // SQLite does not look at these names.
        if dialect == Dialect::Sqlite || self.catalog.facts.unknown.may_differ(folded) {
            return true;
        }
        let Some(Entry::Table(table)) = self.catalog.get(key) else { return true };
        let Some(place) = table
            .constraints
            .iter()
            .find(|constraint| constraint.key.as_deref() == Some(folded))
            .map(|constraint| constraint.place.clone())
        else {
            return true;
        };
        let message = format!("`{}` has a constraint `{}` already", table.name, name.text);
        self.wrong(
            Wrong::new("already-exists", name.range.clone(), message, "added again")
                .also(place, "added here"),
        );
        false
    }

    fn only_primary_key(&mut self, key: &Key, name: &ObjectName, constraint: &Constraint) {
        let Some(Entry::Table(table)) = self.catalog.get(key) else { return };
        if table.has_unknown_constraints || self.catalog.facts.unknown.may_be_gone() {
            return;
        }
        let other = table.constraints.iter().find(|constraint| constraint.kind == Kind::PrimaryKey);
        let Some(place) = other.map(|other| other.place.clone()) else { return };
        let message = format!("`{}` has a primary key already", name.name.text);
        self.wrong(
            Wrong::new("already-exists", constraint.range.clone(), message, "the second")
                .also(place, "the first"),
        );
    }

    /// `USING INDEX`: the constraint takes the index, and its name.
    fn using_index(&mut self, key: &Key, constraint: &Constraint, index: &Name, kind: Kind) {
        let name = ObjectName { schema: None, name: index.clone() };
        let found = Key { name: self.catalog.fold(index), ..key.clone() };
        let (columns, place) = match self.catalog.get(&found) {
            Some(Entry::Index(index)) => {
                (index.columns.iter().flatten().cloned().collect(), index.place.clone())
            }
            Some(_) => return,
            None => {
                self.existing(Space::Relation, &name, "index", false);
                return;
            }
        };
        let own = constraint.name.as_ref().map_or_else(|| found.name.clone(), |name| self.catalog.fold(name));
        if let Some(Entry::Index(mut index)) = self.catalog.get(&found).cloned() {
            index.name.clone_from(&own);
            index.constraint = true;
            self.catalog.set(found.clone(), None);
            self.add(Key { name: own.clone(), ..found }, Entry::Index(index));
        }
        let new = catalog::Constraint { key: Some(own), kind, columns, place };
        self.catalog.change_table(key, |table| table.constraints.push(new));
    }

    /// The table and the columns of a foreign key.
    fn references(&mut self, key: &Key, name: &ObjectName, references: &References) -> (Key, Vec<String>) {
        let columns: Vec<String> =
            references.columns.iter().map(|column| self.catalog.fold(column)).collect();
        // MySQL looks for it beside the table that refers to it.
        let mut written = references.table.clone();
        if self.dialect() == Dialect::Mysql && written.schema.is_none() {
            written.schema.clone_from(&name.schema);
        }
        let target = self.catalog.key(Space::Relation, &written);
        let found = self.catalog.find(Space::Relation, &written);
        // SQLite looks at the table only when rows change.
        let is_unchecked = self.dialect() == Dialect::Sqlite
            || self.catalog.facts.foreign_keys_unchecked
            || self.known_table(key).is_some_and(|table| table.keeps_no_keys);
        if target == *key || matches!(&found, Found::Entry(found, _) if found == key) {
            self.columns_in(key, name, &references.columns);
            return (key.clone(), columns);
        }
        match found {
            Found::Entry(found, _) => {
                self.found += 1;
                if !is_unchecked {
                    self.columns_in(&found, &references.table, &references.columns);
                }
                (found, columns)
            }
            Found::Missing(missing) if !is_unchecked => {
                self.missing(missing, "table", &references.table);
                if let Some(Problem::Missing(missing)) = self.problems.last_mut() {
                    missing.is_reference = true;
                }
                (target, columns)
            }
            Found::Unknown(again) => {
                self.again.extend(again);
                (target, columns)
            }
            Found::Missing(_) => (target, columns),
        }
    }

    /// Columns that the table must have.
    pub(super) fn columns_in(&mut self, key: &Key, name: &ObjectName, columns: &[Name]) {
        self.in_table(key, name, |resolver, scope| {
            if let Some(relation) = scope.relations.first() {
                columns.iter().for_each(|column| resolver.column(column, name, &relation.fields));
            }
        });
    }

    pub(super) fn expressions_in(&mut self, key: &Key, name: &ObjectName, expressions: &[Expression]) {
        self.in_table(key, name, |resolver, scope| {
            resolver.expressions(expressions, scope, &With::default());
        });
    }

    pub(super) fn named_columns(&self, expression: &Expression) -> Vec<String> {
        let mut columns: Vec<String> =
            expression.columns.iter().map(|reference| self.catalog.fold(&reference.column)).collect();
        columns.sort();
        columns.dedup();
        columns
    }
}
