//! Columns, and the sources before them.

use ambix_graph::script::Dialect;

use super::super::problem::Wrong;
use super::super::scope::{Fields, Presence, Relation, Scope};
use super::Resolver;
use crate::suggest::suggest;
use crate::tree::{Column, ColumnReference, Expression, Name, ObjectName};

impl<'c> Resolver<'c> {
    pub(super) fn reference(&mut self, reference: &ColumnReference, scope: &Scope<'_, 'c>) {
        let column = self.fold(&reference.column);
        if let Some(table) = &reference.table {
            let folded = self.fold(table);
            // Tables of several schemas may have the same name.
            let relations: Vec<Relation<'c>> = scope
                .chain()
                .map(|scope| scope.relations.iter().filter(|relation| relation.name == folded))
                .map(|relations| relations.cloned().collect::<Vec<_>>())
                .find(|relations| !relations.is_empty())
                .unwrap_or_default();
            match relations.as_slice() {
                [_, ..] => {
                    let lacks =
                        |relation: &Relation<'c>| relation.fields.has(&column, self.catalog) == Presence::No;
                    if relations.iter().all(lacks) {
                        self.no_such_column(&reference.column, &column, &relations);
                    }
                }
                [] if reference.schema.is_some() || scope.chain().any(|scope| scope.is_open) => {}
                [] => self.no_such_source(table, scope),
            }
            return;
        }
        for scope in scope.chain() {
            let mut certain = !scope.is_open;
            for relation in &scope.relations {
                match relation.fields.has(&column, self.catalog) {
                    Presence::Yes => return,
                    Presence::Unknown => certain = false,
                    Presence::No => {}
                }
            }
            let is_row = self.catalog.dialect == Dialect::Postgres
                && scope.relations.iter().any(|relation| relation.name == column);
            if !certain || is_row || scope.aliases.contains(&column) {
                return;
            }
        }
        // SQLite takes a name in double quotes that it does not know for a text.
        if self.catalog.dialect == Dialect::Sqlite && reference.column.quoted {
            return;
        }
        let relations: Vec<Relation<'c>> =
            scope.chain().flat_map(|scope| scope.relations.iter().cloned()).collect();
        self.no_such_column(&reference.column, &column, &relations);
    }

    fn no_such_column(&mut self, name: &Name, folded: &str, relations: &[Relation<'c>]) {
        if self.catalog.facts.unknown.covers_name(folded) {
            return;
        }
        let near = suggest(&name.text, relations.iter().flat_map(|relation| relation.fields.names()));
        let message = match relations {
            [] => format!("there is no column `{}` here", name.text),
            [relation] if !relation.name.is_empty() => {
                format!("`{}` has no column `{}`", relation.name, name.text)
            }
            _ => format!("no table of this statement has a column `{}`", name.text),
        };
        self.wrong(Wrong::new("unknown-column", name.range.clone(), message, "no such column").near(near));
    }

    pub(super) fn no_such_source(&mut self, name: &Name, scope: &Scope<'_, 'c>) {
        let names =
            scope.chain().flat_map(|scope| scope.relations.iter()).map(|relation| relation.name.as_str());
        let near = suggest(&name.text, names.filter(|name| !name.is_empty()));
        let message = format!("this statement has no table `{}` at this place", name.text);
        self.wrong(
            Wrong::new("unknown-table", name.range.clone(), message, "no such table or alias").near(near),
        );
    }

    /// A column of a table that is named by itself.
    pub(in crate::catalog) fn column(&mut self, name: &Name, table: &ObjectName, fields: &Fields<'c>) {
        let folded = self.fold(name);
        if fields.has(&folded, self.catalog) == Presence::No {
            let relation = Relation { name: table.name.text.clone(), fields: fields.clone() };
            self.no_such_column(name, &folded, std::slice::from_ref(&relation));
        }
    }

    /// A default names no column. Bare words that SQLite takes for texts are not here as columns.
    pub(in crate::catalog) fn constant_default(&mut self, column: &Column, default: &Expression) {
        if self.catalog.dialect == Dialect::Mysql || default.is_opaque {
            return;
        }
        if let Some(reference) = default.columns.first() {
            let message = format!("the default of `{}` names `{}`", column.name.text, reference.column.text);
            let label = "a default is the same for every row";
            let range = reference.column.range.clone();
            let help = format!("if a text is meant, write `'{}'`", reference.column.text);
            self.wrong(Wrong::new("default-not-constant", range, message, label).help(help));
        }
    }
}
