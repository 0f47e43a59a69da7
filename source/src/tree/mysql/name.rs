//! Names of the parser's tree, with their places.

use sqlparser::ast;

use super::place::Places;
use crate::tree::{Name, ObjectName};

/// The text of a name without its quotes.
pub(super) fn unquoted(written: &str) -> String {
    match written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        Some(inner) => inner.replace("``", "`"),
        None => written.to_owned(),
    }
}

impl Places<'_> {
    /// A name, if it stands where the parser says.
    pub(super) fn name(&self, ident: &ast::Ident) -> Option<Name> {
        let range = self.range(ident.span)?;
        let written = self.text.get(range.clone())?;
        let quoted = written.starts_with('`');
        let is_there = match ident.quote_style {
            Some('`') => quoted && unquoted(written) == ident.value,
            Some(_) => false,
            None => !quoted && written == ident.value,
        };
        let range = range.start + self.base..range.end + self.base;
        is_there.then(|| Name { text: ident.value.clone(), quoted, range })
    }

    /// A name of one or two parts; of three, the last two.
    pub(super) fn object_name(&self, name: &ast::ObjectName) -> Option<ObjectName> {
        let part = |part: &ast::ObjectNamePart| match part {
            ast::ObjectNamePart::Identifier(ident) => self.name(ident),
            ast::ObjectNamePart::Function(_) => None,
        };
        match name.0.as_slice() {
            [name] => Some(ObjectName { schema: None, name: part(name)? }),
            [schema, name] => Some(ObjectName { schema: Some(part(schema)?), name: part(name)? }),
            _ => None,
        }
    }
}
