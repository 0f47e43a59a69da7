//! The values of a row.

use crate::read::Row;

use super::canonical::canonical;

/// A text; nothing for NULL.
pub(super) fn text(row: &Row, column: usize) -> &str {
    row.get(column).and_then(Option::as_deref).unwrap_or_default()
}

/// A text that may be NULL or empty.
pub(super) fn maybe(row: &Row, column: usize) -> Option<String> {
    row.get(column).cloned().flatten().filter(|text| !text.is_empty())
}

/// An expression, or a definition with expressions in it.
pub(super) fn expression(row: &Row, column: usize) -> Option<String> {
    maybe(row, column).map(|text| canonical(&text))
}

/// A whole number: an OID, or the place of a column.
pub(super) fn number(row: &Row, column: usize) -> Result<u32, String> {
    let text = text(row, column);
    text.parse().map_err(|_| format!("expected a number in the catalogs, found `{text}`"))
}

/// A whole number of a sequence.
pub(super) fn long(row: &Row, column: usize) -> Result<i64, String> {
    let text = text(row, column);
    text.parse().map_err(|_| format!("expected a number in the catalogs, found `{text}`"))
}

/// A truth value.
pub(super) fn yes(row: &Row, column: usize) -> bool {
    matches!(text(row, column), "true" | "t")
}

/// Lines.
pub(super) fn lines(row: &Row, column: usize) -> Vec<String> {
    text(row, column).lines().map(str::to_owned).collect()
}
