//! What expressions name.

use super::super::problem::Wrong;
use super::super::scope::{Fields, Presence, Relation, Scope, With};
use super::super::{Found, Space, built_in};
use super::Resolver;
use crate::tree::{Expression, FunctionCall, Name, ObjectName, TypeName};

impl<'c> Resolver<'c> {
    pub(in crate::catalog) fn expressions(
        &mut self,
        expressions: &[Expression],
        scope: &Scope<'_, 'c>,
        with: &With<'_>,
    ) {
        for expression in expressions {
            self.expression(expression, scope, with);
        }
    }

    pub(in crate::catalog) fn expression(
        &mut self,
        expression: &Expression,
        scope: &Scope<'_, 'c>,
        with: &With<'_>,
    ) {
        for reference in &expression.columns {
            self.reference(reference, scope);
        }
        for data_type in &expression.types {
            if !self.is_column_before_text(data_type, scope) {
                self.data_type(data_type);
            }
        }
        for call in &expression.functions {
            if !self.is_column_before_list(call, scope) {
                self.call(call);
            }
        }
        for query in &expression.queries {
            self.query(query, Some(scope), with);
        }
    }

    /// `name (1, 2)`: a column with an operator missing behind it reads as a call of a function.
    fn is_column_before_list(&mut self, call: &FunctionCall, scope: &Scope<'_, 'c>) -> bool {
        let Found::Missing(key) = self.catalog.find(Space::Routine, &call.name) else { return false };
        let is_column = |relation: &Relation<'c>| match &relation.fields {
            Fields::Table(table) => table.column(&key.name).is_some(),
            Fields::Columns(columns) => columns.names.contains(&key.name),
        };
        let is_there = scope.chain().any(|scope| scope.relations.iter().any(is_column));
        if call.name.schema.is_some() || !is_there {
            return false;
        }
        let message = format!("`{}` is a column, not a function", call.name.name.text);
        self.wrong(Wrong::new(
            "unknown-function",
            call.name.range(),
            message,
            "an operator is missing behind it",
        ));
        true
    }

    /// `name 'a'`: a column with an operator missing behind it reads as a text of a type.
    fn is_column_before_text(&mut self, data_type: &TypeName, scope: &Scope<'_, 'c>) -> bool {
        if data_type.is_opaque || data_type.schema.is_some() || built_in::is_type(&data_type.name) {
            return false;
        }
        let is_column =
            |relation: &Relation<'c>| relation.fields.has(&data_type.name, self.catalog) == Presence::Yes;
        let is_there = scope.chain().any(|scope| scope.relations.iter().any(is_column));
        let name =
            Name { text: data_type.name.clone(), quoted: data_type.quoted, range: data_type.range.clone() };
        let name = ObjectName::from(name);
        let is_type = |space| !matches!(self.catalog.find(space, &name), Found::Missing(_));
        if !is_there || is_type(Space::Type) || is_type(Space::Relation) {
            return false;
        }
        let message = format!("`{}` is a column, not a type", data_type.name);
        self.wrong(Wrong::new(
            "unknown-type",
            data_type.range.clone(),
            message,
            "an operator is missing behind it",
        ));
        true
    }
}
