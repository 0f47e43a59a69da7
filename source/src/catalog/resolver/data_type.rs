//! Types.

use ambix_graph::script::Dialect;

use super::super::problem::Wrong;
use super::super::{Found, Space, built_in};
use super::Resolver;
use crate::tree::{Name, ObjectName, TypeName};

impl<'c> Resolver<'c> {
    /// A type, on PostgreSQL.
    pub(in crate::catalog) fn data_type(&mut self, data_type: &TypeName) {
        if self.catalog.dialect != Dialect::Postgres || data_type.is_opaque {
            return;
        }
        let text = data_type.name.clone();
        let name = Name { text, quoted: data_type.quoted, range: data_type.range.clone() };
        let name = ObjectName { schema: data_type.schema.clone(), name };
        self.schema(&name);
        // A table is a type as well.
        let found = self.catalog.find(Space::Type, &name);
        if let Found::Unknown(again) = &found {
            self.again.extend(again.clone());
        }
        if let Found::Missing(key) = found
            && !self.is_array_of(&name)
            && matches!(self.catalog.find(Space::Relation, &name), Found::Missing(_))
        {
            if built_in::is_foreign_type(&data_type.name) && !self.catalog.is_uncertain(&key) {
                let near = built_in::in_place_of(&data_type.name);
                let message = format!("PostgreSQL has no type `{}`", data_type.name);
                return self.wrong(
                    Wrong::new("unknown-type", data_type.range.clone(), message, "no such type").near(near),
                );
            }
            let mut name = name;
            name.schema = None;
            self.missing(key, "type", &name);
        }
    }

    /// `_mood` is what the server calls `mood[]`.
    fn is_array_of(&self, name: &ObjectName) -> bool {
        let Some(element) = name.name.text.strip_prefix('_') else { return false };
        let element =
            ObjectName { name: Name { text: element.to_owned(), ..name.name.clone() }, ..name.clone() };
        [Space::Type, Space::Relation]
            .into_iter()
            .any(|space| !matches!(self.catalog.find(space, &element), Found::Missing(_)))
    }
}
