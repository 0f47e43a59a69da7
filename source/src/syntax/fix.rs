//! Changes that are certain: the grammar takes the statement as it is after them.

use ambix_graph::script::Dialects;

use super::slip::{self, Change, Slip};
use super::tokens::Tokens;

/// The change that mends a statement with this mistake for all `dialects` that it is for, if there is one and only one.
pub(super) fn certain(tokens: &Tokens<'_>, slip: &Slip, dialects: Dialects) -> Option<Change> {
    let mends = |change: &Change| {
        let mut text = tokens.text.to_owned();
        let fits = text.is_char_boundary(change.range.start) && text.is_char_boundary(change.range.end);
        fits && {
            text.replace_range(change.range.clone(), &change.replacement);
            dialects.iter().all(|dialect| super::is_read(&text, dialect))
        }
    };
    if let Some(change) = &slip.fix {
        return Some(change.clone()).filter(mends);
    }
    let mut found = slip::spellings(tokens, slip).into_iter().filter(mends);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
