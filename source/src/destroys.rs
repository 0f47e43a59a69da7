//! What the header of a revision says is destroyed: `table users_old, column orders."order no", rows sessions`.

use std::ops::Range;

/// One of the things, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// `table`, `column`, `rows`, …, in lower case; empty where only a name is written.
    pub(crate) kind: String,
    /// What dots separate, without quotes and in lower case: case makes no difference here.
    pub(crate) parts: Vec<String>,
}

impl Item {
    /// Takes an item apart.
    pub(crate) fn read(text: &str) -> Item {
        let text = text.trim();
        let word = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (kind, named) = match text.split_at_checked(word) {
            Some((kind, rest)) if word > 0 && rest.starts_with(char::is_whitespace) => (kind, rest.trim()),
            _ => ("", text),
        };
        let parts = split(named, '.').map(|range| plain(named.get(range).unwrap_or_default()));
        Item { kind: kind.to_lowercase(), parts: parts.collect() }
    }

    /// An item about something of this kind, as it is written, so that it is read as the same.
    pub(crate) fn written<'p>(kind: &str, parts: impl IntoIterator<Item = &'p str>) -> String {
        let parts: Vec<String> = parts.into_iter().map(quoted).collect();
        format!("{kind} {}", parts.join("."))
    }

    /// Whether it names what has these parts: on either side the first ones, such as the schema, need not be written.
    pub(crate) fn is(&self, parts: &[&str]) -> bool {
        let pairs = self.parts.iter().rev().zip(parts.iter().rev());
        !self.parts.is_empty() && pairs.into_iter().all(|(own, other)| *own == other.to_lowercase())
    }
}

/// An item of `destroys` about something of this kind, whose name has these parts: `column`, `["users", "e mail"]`.
pub fn destroyed<'p>(kind: &str, parts: impl IntoIterator<Item = &'p str>) -> String {
    Item::written(kind, parts)
}

/// The ranges of what the signs separate, blanks around included; in quotes they separate nothing.
pub(crate) fn split(text: &str, sign: char) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut ends = Vec::new();
    let mut quote_until = 0;
    // A quote without its other half is a character like any other.
    let last = |quote| text.rfind(quote);
    let closing = [('"', '"', last('"')), ('`', '`', last('`')), ('[', ']', last(']'))];
    for (at, c) in text.char_indices() {
        if at < quote_until {
            continue;
        }
        if let Some((_, close, last)) = closing.iter().find(|(open, ..)| *open == c) {
            if last.is_some_and(|last| last > at)
                && let Some(length) = text.get(at + 1..).and_then(|rest| rest.find(*close))
            {
                quote_until = at + 1 + length + 1;
            }
        } else if c == sign {
            ends.push(start..at);
            start = at + 1;
        }
    }
    ends.push(start..text.len());
    ends.into_iter()
}

/// A name without its quotes, in lower case.
fn plain(written: &str) -> String {
    let written = written.trim();
    for (open, close) in [('"', '"'), ('`', '`'), ('[', ']')] {
        if let Some(inner) = written.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.replace(&format!("{close}{close}"), &close.to_string()).to_lowercase();
        }
    }
    written.to_lowercase()
}

/// A name with quotes, if it needs them.
fn quoted(name: &str) -> String {
    let is_plain =
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
    if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_what_commas_outside_of_quotes_separate() {
        for (text, items) in [
            ("table a, column b.c", &["table a", " column b.c"][..]),
            ("table \"a, b\", rows `c,d`,e", &["table \"a, b\"", " rows `c,d`", "e"]),
            ("table [a, b], c", &["table [a, b]", " c"]),
            ("table \"a\"\", b\", c", &["table \"a\"\", b\"", " c"]),
            // No pairs.
            ("table a\", b", &["table a\"", " b"]),
            ("[[a, b", &["[[a", " b"]),
            ("", &[""]),
        ] {
            let found: Vec<&str> = split(text, ',').map(|range| &text[range]).collect();
            assert_eq!(found, items, "{text}");
        }
    }

    #[test]
    fn items_are_read_as_they_are_written() {
        for (kind, parts) in [
            ("table", &["orders"][..]),
            ("table", &["order items"]),
            ("table", &["a, b"]),
            ("column", &["shop", "order.items", "no \"1\""]),
            ("rows", &["größen", "x]"]),
            ("column", &["`", "["]),
            ("table", &["\""]),
        ] {
            let written = Item::written(kind, parts.iter().copied());
            let items: Vec<_> = split(&written, ',').collect();
            assert_eq!(items.len(), 1, "{written}");
            let read = Item::read(&written);
            assert_eq!(
                (read.kind.as_str(), read.parts.iter().map(String::as_str).collect()),
                (kind, parts.to_vec())
            );
        }
        let plain = Item::read("Table  Users_Old");
        assert_eq!((plain.kind.as_str(), &*plain.parts), ("table", &["users_old".to_owned()][..]));
        assert_eq!(Item::read("order-items").kind, "");
        assert_eq!(Item::read("table order items").parts, ["order items"]);
        assert!(plain.is(&["public", "users_old"]) && Item::read("s.users").is(&["Users"]));
        assert!(!plain.is(&["old"]) && !Item::read("table s.users").is(&["t", "users"]));
        assert!(!Item::read("a.b").is(&["c.b"]));
    }
}
