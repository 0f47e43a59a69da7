//! Names as they are written.

use std::ops::Range;

/// A name without its quotes, with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    /// As written, quotes removed and doubled quotes inside undone; its case is not folded.
    pub(crate) text: String,
    /// It stands in quotes.
    pub(crate) quoted: bool,
    /// Its bytes, quotes included, from the beginning of the statement.
    pub(crate) range: Range<usize>,
}

/// The name of a table, an index, a type, …, with its schema if that is written. What may stand before the schema is left
/// out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ObjectName {
    pub(crate) schema: Option<Name>,
    pub(crate) name: Name,
}

impl ObjectName {
    /// All of its bytes.
    pub(crate) fn range(&self) -> Range<usize> {
        let start = self.schema.as_ref().map_or(self.name.range.start, |schema| schema.range.start);
        start..self.name.range.end
    }
}

impl From<Name> for ObjectName {
    fn from(name: Name) -> ObjectName {
        ObjectName { schema: None, name }
    }
}
