//! Whether a downgrade gives back what was there before the upgrade.

use super::{Catalog, Checkpoint, Entry, Key, Space};

/// What differs after up and down again, in words; the first few are enough to see what was forgotten.
pub(super) fn differences(catalog: &Catalog, start: &Checkpoint) -> Vec<String> {
    let mut found = Vec::new();
    for (key, before) in catalog.changed_since(start) {
        let after = catalog.get(key);
        let before = before.map(AsRef::as_ref);
        // What goes with a table is not worth a word of its own.
        if matches!(key.space, Space::Schema | Space::Extension | Space::Routine)
            || is_part(before)
            || is_part(after)
        {
            continue;
        }
        match (before, after) {
            (Some(Entry::Unknown), _) | (_, Some(Entry::Unknown)) | (None, None) => {}
            (Some(before), None) => found.push(format!("{} is missing", shown(key, before))),
            (None, Some(after)) => found.push(format!("{} is still there", shown(key, after))),
            (Some(before), Some(after)) => compare(key, before, after, &mut found),
        }
    }
    found.sort();
    found
}

/// An index that belongs to a constraint, a sequence that belongs to a column.
fn is_part(entry: Option<&Entry>) -> bool {
    match entry {
        Some(Entry::Index(index)) => index.constraint,
        Some(Entry::Sequence(sequence)) => sequence.owner.is_some(),
        _ => false,
    }
}

fn shown(key: &Key, entry: &Entry) -> String {
    let noun = match (entry, key.space) {
        (Entry::Table(_), _) => "table",
        (Entry::View(_), _) => "view",
        (Entry::Index(_), _) => "index",
        (Entry::Sequence(_), _) => "sequence",
        (Entry::Type(_), _) => "type",
        (_, Space::Trigger) => "trigger",
        (_, Space::Policy) => "policy",
        _ => "object",
    };
    format!("the {noun} `{}`", key.shown())
}

fn compare(key: &Key, before: &Entry, after: &Entry, found: &mut Vec<String>) {
    let (Entry::Table(before), Entry::Table(after)) = (before, after) else { return };
    if before.is_open || after.is_open {
        return;
    }
    for column in &before.columns {
        if after.column(&column.key).is_none() {
            found.push(format!("the column `{}.{}` is missing", key.shown(), column.name));
        }
    }
    for column in &after.columns {
        if before.column(&column.key).is_none() {
            found.push(format!("the column `{}.{}` is still there", key.shown(), column.name));
        }
    }
}
