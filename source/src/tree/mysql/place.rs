//! From lines and columns to bytes.

use std::cell::Cell;
use std::ops::Range;

use sqlparser::tokenizer::{Location, Span};

/// Where the lines of a text begin. Columns count characters, so lines are walked; from the last place on where that
/// is possible, since trees are read in the order of the text.
pub(super) struct Places<'t> {
    pub(super) text: &'t str,
    /// Where the text begins in the statement.
    pub(super) base: usize,
    lines: Vec<usize>,
    /// The last place: line, column, offset.
    last: Cell<(u64, u64, usize)>,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str, base: usize) -> Places<'t> {
        let mut lines = vec![0];
        lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Places { text, base, lines, last: Cell::new((1, 1, 0)) }
    }

    /// The bytes of the text, not of the statement.
    pub(super) fn range(&self, span: Span) -> Option<Range<usize>> {
        let (start, end) = (self.offset(span.start)?, self.offset(span.end)?);
        (start < end).then_some(start..end)
    }

    fn offset(&self, location: Location) -> Option<usize> {
        let Location { line, column } = location;
        let (last_line, last_column, last_offset) = self.last.get();
        let (from_column, from) = match line == last_line && column >= last_column {
            true => (last_column, last_offset),
            false => (1, *self.lines.get(usize::try_from(line.checked_sub(1)?).ok()?)?),
        };
        let characters = usize::try_from(column.checked_sub(from_column)?).ok()?;
        let rest = self.text.get(from..)?;
        let offset = from
            + match rest.get(..characters) {
                Some(ahead) if ahead.is_ascii() => characters,
                _ => rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at),
            };
        self.last.set((line, column, offset));
        Some(offset)
    }
}
