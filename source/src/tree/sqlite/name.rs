//! Names and types.

use sqlite3_parser::ast::{As, IndexedColumn, Name as Raw, QualifiedName, Type, TypeSize};

use super::reader::Reader;
use crate::tree::{Name, ObjectName, TypeName};

/// The text without its quotes, and whether it has any.
pub(super) fn unquote(raw: &str) -> (String, bool) {
    let Some(quote @ (b'"' | b'`' | b'\'' | b'[')) = raw.as_bytes().first().copied() else {
        return (raw.to_owned(), false);
    };
    let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    let inner = match quote {
        b'"' if inner.contains('"') => inner.replace("\"\"", "\""),
        b'`' if inner.contains('`') => inner.replace("``", "`"),
        b'\'' if inner.contains('\'') => inner.replace("''", "'"),
        _ => inner.to_owned(),
    };
    (inner, true)
}

impl Reader<'_> {
    /// A name that the tree knows as `raw`, quotes included.
    pub(super) fn name(&mut self, raw: &str) -> Option<Name> {
        let token = self.expect_exactly(raw)?;
        let (text, quoted) = unquote(raw);
        Some(Name { text, quoted, range: token.range() })
    }

    /// Whatever is next, as a name.
    pub(super) fn any_name(&mut self) -> Option<Name> {
        let raw = self.next();
        self.name(raw)
    }

    /// The next token as a name, without taking it.
    pub(super) fn peek_name(&self) -> Option<Name> {
        let raw = self.next();
        let (text, quoted) = unquote(raw);
        let start = self.start();
        Some(Name { text, quoted, range: start..start + raw.len() })
    }

    /// `name`, `schema.name`
    pub(super) fn object_name(&mut self, name: &QualifiedName<'_>) -> Option<ObjectName> {
        let schema = match &name.db_name {
            Some(schema) => {
                let schema = self.name(schema.0)?;
                self.expect(".")?;
                Some(schema)
            }
            None => None,
        };
        Some(ObjectName { schema, name: self.name(name.name.0)? })
    }

    /// The alias of a table that is changed: `AS name`.
    pub(super) fn table_alias(&mut self, name: &QualifiedName<'_>) -> Option<Option<Name>> {
        let Some(alias) = &name.alias else { return Some(None) };
        self.expect("AS")?;
        Some(Some(self.name(alias.0)?))
    }

    /// `AS name`, `name`
    pub(super) fn alias(&mut self, alias: &Option<As<'_>>) -> Option<Option<Name>> {
        let name = match alias {
            None => return Some(None),
            Some(As::As(name)) => {
                self.expect("AS")?;
                name
            }
            Some(As::Elided(name)) => name,
        };
        Some(Some(self.name(name.0)?))
    }

    /// Names with commas between them.
    pub(super) fn names(&mut self, names: &[Raw<'_>]) -> Option<Vec<Name>> {
        let mut read = Vec::with_capacity(names.len());
        for name in names {
            if !read.is_empty() {
                self.expect(",")?;
            }
            read.push(self.name(name.0)?);
        }
        Some(read)
    }

    /// `(a, b)` where anything is written. SQLite takes collations and directions there, for old times' sake.
    pub(super) fn column_list(&mut self, columns: Option<&[IndexedColumn<'_>]>) -> Option<Vec<Name>> {
        let mut read = Vec::new();
        let Some(columns) = columns else { return Some(read) };
        self.expect("(")?;
        for column in columns {
            if !read.is_empty() {
                self.expect(",")?;
            }
            read.push(self.name(column.col_name.0)?);
            if let Some(collation) = &column.collation_name {
                self.expect("COLLATE")?;
                self.name(collation.0)?;
            }
            if column.order.is_some() {
                self.advance()?;
            }
        }
        self.expect(")")?;
        Some(read)
    }

    /// A type: any words, and up to two numbers.
    pub(super) fn type_name(&mut self, written: &Type<'_>) -> Option<TypeName> {
        let start = self.start();
        let mut read = TypeName::default();
        let mut rest = written.name;
        while !rest.is_empty() {
            let word = self.next();
            if word.is_empty() {
                return None;
            }
            rest = rest.strip_prefix(word)?;
            self.advance()?;
            let (word, quoted) = unquote(word);
            if !read.name.is_empty() {
                read.name.push(' ');
            }
            read.name.push_str(&if quoted { word } else { word.to_ascii_lowercase() });
            read.quoted |= quoted;
            if rest.is_empty() {
                break;
            }
            rest = rest.strip_prefix(' ')?;
        }
        let count = match &written.size {
            None => 0,
            Some(TypeSize::MaxSize(_)) => 1,
            Some(TypeSize::TypeSize(..)) => 2,
        };
        for index in 0..count {
            self.expect(if index == 0 { "(" } else { "," })?;
            let start = self.start();
            if self.is("+") || self.is("-") {
                self.advance()?;
            }
            self.advance()?;
            read.arguments.push(self.text_since(start).to_owned());
        }
        if count > 0 {
            self.expect(")")?;
        }
        read.range = self.since(start);
        Some(read)
    }
}
