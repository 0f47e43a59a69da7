//! What statements that change rows name.

use ambix_graph::script::Dialect;

use super::super::scope::{Columns, Fields, Relation, Scope, With};
use super::Resolver;
use crate::tree::{Assignment, ColumnReference, Delete, Insert, InsertSource, Name, ObjectName, Update};

impl<'c> Resolver<'c> {
    fn relation_of(&self, name: &ObjectName, alias: Option<&Name>, fields: &Fields<'c>) -> Relation<'c> {
        Relation { name: self.fold(alias.unwrap_or(&name.name)), fields: fields.clone() }
    }

    fn assignment(&mut self, assignment: &Assignment, table: &ObjectName, fields: &Fields<'c>) {
        for column in &assignment.columns {
            self.column(column, table, fields);
        }
    }

    pub(in crate::catalog) fn insert(&mut self, insert: &Insert, around: &With<'_>) -> Columns {
        let with = self.with(&insert.ctes, insert.recursive, None, around);
        let fields = self.table(&insert.table, "table");
        for column in &insert.columns {
            self.column(column, &insert.table, &fields);
        }
        let target = self.relation_of(&insert.table, insert.alias.as_ref(), &fields);
        // MySQL: values may name columns that were set before them.
        let own = Scope::of(vec![target.clone()]);
        match &insert.source {
            InsertSource::Query(query) if self.catalog.dialect == Dialect::Mysql => {
                self.query(query, Some(&own), &with);
            }
            InsertSource::Query(query) => {
                self.query(query, None, &with);
            }
            InsertSource::Set(assignments) => {
                for assignment in assignments {
                    self.assignment(assignment, &insert.table, &fields);
                    self.expression(&assignment.value, &own, &with);
                }
            }
            InsertSource::Default => {}
        }
        let mut scope = own;
        if self.catalog.dialect == Dialect::Mysql {
            // Of a query, its sources may be named too; of rows, their alias.
            scope.is_open = true;
        } else {
            scope.relations.push(Relation { name: "excluded".to_owned(), fields: fields.clone() });
        }
        for conflict in &insert.conflicts {
            for column in &conflict.columns {
                self.column(column, &insert.table, &fields);
            }
            for assignment in &conflict.assignments {
                self.assignment(assignment, &insert.table, &fields);
                self.expression(&assignment.value, &scope, &with);
            }
            self.expressions(&conflict.filters, &scope, &with);
        }
        let mut scope = Scope::of(vec![target]);
        self.add_rows(&mut scope, &fields);
        self.items(&insert.returning, &scope, &with)
    }

    /// What `RETURNING` sees besides the table: PostgreSQL 18 has the rows before and after.
    fn add_rows(&self, scope: &mut Scope<'_, 'c>, fields: &Fields<'c>) {
        if self.catalog.dialect == Dialect::Postgres {
            let row = |name: &str| Relation { name: name.to_owned(), fields: fields.clone() };
            scope.relations.extend(["old", "new"].map(row));
        }
    }

    /// The table whose rows change: no named query, whatever its name. MySQL has such queries beside it.
    fn target(&mut self, name: &ObjectName, with: &With<'_>) -> Fields<'c> {
        match self.catalog.dialect {
            Dialect::Mysql => self.relation(name, with),
            _ => self.table(name, "table"),
        }
    }

    pub(in crate::catalog) fn update(&mut self, update: &Update, around: &With<'_>) -> Columns {
        let with = self.with(&update.ctes, update.recursive, None, around);
        let fields = self.target(&update.table, &with);
        let target = self.relation_of(&update.table, update.alias.as_ref(), &fields);
        let mut scope = Scope::of(vec![target]);
        self.sources(&update.from, &mut scope, &with);
        // MySQL's form with several tables may set columns of any of them.
        let is_multiple = self.catalog.dialect == Dialect::Mysql && !update.from.is_empty();
        for assignment in &update.assignments {
            match is_multiple || assignment.table.is_some() {
                true => {
                    for column in &assignment.columns {
                        let reference = ColumnReference {
                            schema: None,
                            table: assignment.table.clone(),
                            column: column.clone(),
                        };
                        self.reference(&reference, &scope);
                    }
                }
                false => self.assignment(assignment, &update.table, &fields),
            }
            self.expression(&assignment.value, &scope, &with);
        }
        self.expressions(&update.clauses, &scope, &with);
        self.add_rows(&mut scope, &fields);
        self.items(&update.returning, &scope, &with)
    }

    pub(in crate::catalog) fn delete(&mut self, delete: &Delete, around: &With<'_>) -> Columns {
        let with = self.with(&delete.ctes, delete.recursive, None, around);
        let mut scope = Scope::default();
        if delete.is_multiple {
            self.sources(&delete.from, &mut scope, &with);
        } else {
            for table in &delete.tables {
                let fields = self.target(table, &with);
                let relation = self.relation_of(table, delete.alias.as_ref(), &fields);
                scope.relations.push(relation);
            }
            self.sources(&delete.from, &mut scope, &with);
        }
        self.expressions(&delete.clauses, &scope, &with);
        if let [Relation { fields, .. }, ..] = scope.relations.as_slice() {
            let fields = fields.clone();
            self.add_rows(&mut scope, &fields);
        }
        self.items(&delete.returning, &scope, &with)
    }
}
