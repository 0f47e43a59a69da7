//! Functions, and the sequences that some of them name.

use ambix_graph::script::Dialect;

use super::super::{Found, Space, functions};
use super::Resolver;
use crate::tree::{Constant, FunctionCall, Name, ObjectName};

impl<'c> Resolver<'c> {
    /// A function. `nextval('orders_id_seq')` and its relatives also name a sequence, which the server looks up at once.
    pub(super) fn call(&mut self, call: &FunctionCall) {
        self.routine(&call.name);
        let folded = self.fold(&call.name.name);
        let is_server = call.name.schema.as_ref().is_none_or(|schema| self.fold(schema) == "pg_catalog")
            && (folded.starts_with("pg_")
                || functions::built_in(self.catalog.dialect)
                    .is_none_or(|names| names.contains(folded.as_str())));
        if !is_server {
            let key = match self.catalog.find(Space::Routine, &call.name) {
                Found::Entry(key, _) | Found::Unknown(Some(key)) | Found::Missing(key) => key,
                Found::Unknown(None) => self.catalog.key(Space::Routine, &call.name),
            };
            self.calls.push(key);
        }
        let is_sequence = ["nextval", "currval", "setval"].iter().any(|name| call.name.name.text == *name);
        if self.catalog.dialect != Dialect::Postgres || !is_sequence {
            return;
        }
        let Some(Constant::Text(text)) = &call.first_text else { return };
        let Some(mut name) = written_name(text) else { return };
        let range = call.name.range();
        name.name.range = range.clone();
        if let Some(schema) = &mut name.schema {
            schema.range = range;
        }
        if let Found::Missing(key) = self.catalog.find(Space::Relation, &name) {
            self.missing(key, "sequence", &name);
        }
    }

    /// A function that must be there.
    pub(in crate::catalog) fn routine(&mut self, name: &ObjectName) {
        self.schema(name);
        let found = self.catalog.find(Space::Routine, name);
        let is_other = |space| !matches!(self.catalog.find(space, name), Found::Missing(_));
        if let Found::Unknown(again) = &found {
            self.again.extend(again.clone());
        }
        if let Found::Missing(key) = found
            // A type is a function that makes its values, and so is a table.
            && (self.catalog.dialect != Dialect::Postgres || !is_other(Space::Type) && !is_other(Space::Relation))
        {
            self.missing(key, "function", name);
        }
    }
}

/// A name in a text: `'public."Orders_id_seq"'`.
fn written_name(text: &str) -> Option<ObjectName> {
    let part = |text: &str| -> Option<Name> {
        let quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
        let inner = if quoted { text.get(1..text.len() - 1)? } else { text };
        let is_plain = !inner.is_empty() && !inner.contains(['"', '.', ' ']);
        is_plain.then(|| Name { text: inner.to_owned(), quoted, range: 0..0 })
    };
    match text.split_once('.') {
        None => Some(ObjectName { schema: None, name: part(text)? }),
        Some((schema, name)) => Some(ObjectName { schema: Some(part(schema)?), name: part(name)? }),
    }
}
