//! `CREATE INDEX`

use ambix_graph::script::Dialect;

use super::super::auto_name::joined;
use super::super::problem::Wrong;
use super::super::{Entry, Index, Key, Space};
use super::Apply;
use crate::tree::{CreateIndex, Expression, IndexColumn, Name};

impl Apply<'_> {
    pub(super) fn create_index(&mut self, create: &CreateIndex) {
        let Some(table) = self.existing(Space::Relation, &create.table, "table", false) else {
            // The name is taken all the same.
            if let Some(name) = &create.name
                && self.dialect() != Dialect::Mysql
            {
                let key = self.catalog.key(Space::Relation, name);
                self.created.push(key.clone());
                self.catalog.set(key, Some(Entry::Unknown));
            }
            return;
        };
        let plain = create.columns.iter().filter_map(|column| match column {
            IndexColumn::Column(name) => Some(name.clone()),
            IndexColumn::Expression(_) => None,
        });
        let mut uses: Vec<String> = create.include.iter().map(|name| self.catalog.fold(name)).collect();
        for expression in create.columns.iter().filter_map(expression).chain(&create.predicate) {
            uses.extend(self.named_columns(expression));
        }
        let names: Vec<Name> = plain.chain(create.include.iter().cloned()).collect();
        // Of a materialized view, columns are not always known.
        if matches!(self.catalog.get(&table), Some(Entry::View(_))) {
            self.columns_of(&create.table, &names);
        } else {
            self.columns_in(&table, &create.table, &names);
            let expressions: Vec<Expression> =
                create.columns.iter().filter_map(expression).chain(&create.predicate).cloned().collect();
            self.expressions_in(&table, &create.table, &expressions);
        }
        self.classes(&table, create);
        let columns: Vec<Option<String>> = create
            .columns
            .iter()
            .map(|column| match column {
                IndexColumn::Column(name) => Some(self.catalog.fold(name)),
                IndexColumn::Expression(_) => None,
            })
            .collect();
        let key = match (&create.name, self.dialect()) {
            (Some(name), Dialect::Mysql) => {
                Some(Key::within(Space::Index, &table, &self.catalog.fold(&name.name)))
            }
            // An index is in the schema of its table.
            (Some(name), _) => Some(Key {
                space: Space::Relation,
                schema: table.schema.clone(),
                name: self.catalog.fold(&name.name),
            }),
            (None, Dialect::Postgres) => {
                // An expression is called `expr` there, a function by its name: only columns are certain.
                if !columns.iter().all(Option::is_some) {
                    self.unknown(|unknown| unknown.add_beginning(&table.name));
                }
                let certain = columns.iter().all(Option::is_some);
                certain.then(|| {
                    // Those that are included are in it too.
                    let included = create.include.iter().map(|name| self.catalog.fold(name));
                    let named: Vec<String> = columns.iter().flatten().cloned().chain(included).collect();
                    self.free_relation(&table, &joined(named.iter().map(String::as_str)), "idx")
                })
            }
            (None, _) => None,
        };
        let Some(key) = key else { return };
        if let Some(name) = &create.name {
            let exists = self.catalog.get(&key).is_some_and(|entry| !matches!(entry, Entry::Unknown));
            if create.if_not_exists && exists {
                return;
            }
            if !create.if_not_exists && !self.is_free(&key, name, "index") {
                return;
            }
        }
        let range = create.name.as_ref().map_or(0..0, |name| name.range());
        let index = Index {
            name: create.name.as_ref().map_or_else(|| key.name.clone(), |name| name.name.text.clone()),
            table,
            columns,
            uses,
            unique: create.unique,
            partial: create.predicate.is_some(),
            constraint: false,
            place: self.place(&range),
        };
        self.add(key, Entry::Index(index));
    }

    /// What stands where an operator class would, and is a column of the table: a comma is missing before it.
    fn classes(&mut self, table: &Key, create: &CreateIndex) {
        for class in &create.classes {
            let folded = self.catalog.fold(class);
            let is_column = self.known_table(table).is_some_and(|table| table.column(&folded).is_some());
            if is_column && !folded.ends_with("_ops") {
                let message = format!("`{}` is a column, not an operator class", class.text);
                self.wrong(
                    Wrong::new(
                        "unknown-object",
                        class.range.clone(),
                        message,
                        "a comma is missing before it",
                    )
                    .help(format!("write `, {}`", class.text)),
                );
            }
        }
    }
}

fn expression(column: &IndexColumn) -> Option<&Expression> {
    match column {
        IndexColumn::Expression(expression) => Some(expression),
        IndexColumn::Column(_) => None,
    }
}
