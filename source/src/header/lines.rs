//! The lines of a header, and the keys in them.

use std::ops::Range;

use super::{KEYS, Mark, Word};
use crate::destroys;
use crate::directive::{self, words};
use crate::finding::Source;

/// The lines of the comment block.
pub(super) struct Lines<'s> {
    pub(super) lines: Vec<Line<'s>>,
    pub(super) end: usize,
    pub(super) first_line: Range<usize>,
    pub(super) directives: Vec<Range<usize>>,
}

/// The text of a line behind the mark, trimmed.
pub(super) struct Line<'s> {
    pub(super) text: &'s str,
    pub(super) range: Range<usize>,
}

impl<'s> Lines<'s> {
    pub(super) fn read(source: &'s Source, mark: Mark) -> Self {
        let text = source.text();
        let mut read = Lines { lines: Vec::new(), end: 0, first_line: 0..0, directives: Vec::new() };
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let line = rest.split('\n').next().unwrap_or_default();
            let next = at + line.len() + 1;
            let is_blank = line.trim().is_empty();
            if read.first_line.is_empty() && !is_blank {
                read.first_line = at..at + line.trim_end().len();
            }
            match (line.strip_prefix(mark.text()), directive::argument_offset(line, mark.text())) {
                (Some(_), Some(_)) if mark == Mark::Sql => break,
                (Some(_), Some(offset)) => read.directives.push(at + offset..at + line.trim_end().len()),
                (Some(comment), None) => {
                    let text = comment.trim();
                    let start = at + line.len() - comment.trim_start().len();
                    read.lines.push(Line { text, range: start..start + text.len() });
                }
                (None, _) if read.lines.is_empty() && is_blank => {}
                (None, _) => break,
            }
            at = next;
            read.end = next.min(text.len());
        }
        read
    }

    /// The line at which the keys begin: the first with the name of a key, at the top or below a blank one.
    pub(super) fn keys_at(&self) -> Option<usize> {
        let mut paragraph = 0;
        for (at, line) in self.lines.iter().enumerate() {
            if line.text.is_empty() {
                paragraph = at + 1;
                continue;
            }
            let is_known = line.key().is_some_and(|key| KEYS.contains(&key.name) && key.name != "message");
            // A paragraph that begins with a misspelt key and goes on with known ones is the keys.
            let starts_as_key =
                self.lines.get(paragraph).and_then(Line::key).is_some_and(|key| !key.name.contains(' '));
            if is_known && starts_as_key {
                return Some(paragraph);
            }
        }
        None
    }

    /// The lines of the message; paragraphs stay apart by an empty line.
    pub(super) fn message(&self, keys_at: Option<usize>) -> String {
        let lines = self.lines.get(..keys_at.unwrap_or(self.lines.len())).unwrap_or_default();
        let mut message = String::new();
        for line in lines {
            if line.text.is_empty() && (message.is_empty() || message.ends_with("\n\n")) {
                continue;
            }
            message.push_str(line.text);
            message.push('\n');
        }
        message.truncate(message.trim_end().len());
        message
    }
}

/// `name: value`
pub(super) struct Key<'s> {
    pub(super) name: &'s str,
    pub(super) range: Range<usize>,
    pub(super) value: &'s str,
    pub(super) value_at: usize,
}

impl<'s> Line<'s> {
    pub(super) fn key(&self) -> Option<Key<'s>> {
        let (name, value) = self.text.split_once(':')?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let start = self.range.start;
        let value_at = start + name.len() + 1 + (value.len() - value.trim_start().len());
        is_name.then(|| Key { name, range: start..start + name.len(), value: value.trim(), value_at })
    }
}

impl Key<'_> {
    pub(super) fn value_range(&self) -> Range<usize> {
        self.value_at..self.value_at + self.value.len()
    }

    pub(super) fn value_or_name(&self) -> Range<usize> {
        if self.value.is_empty() { self.range.clone() } else { self.value_range() }
    }

    pub(super) fn words(&self) -> Vec<Word> {
        words(self.value, self.value_at).map(|(text, range)| Word { text: text.to_owned(), range }).collect()
    }

    /// A list that may be written `none`.
    pub(super) fn names(&self) -> Vec<Word> {
        if self.value.eq_ignore_ascii_case("none") { Vec::new() } else { self.words() }
    }

    /// What commas outside of quotes separate; an item may have blanks.
    pub(super) fn items(&self) -> Vec<Word> {
        let items = destroys::split(self.value, ',').filter_map(|range| {
            let item = self.value.get(range.clone())?;
            let start = self.value_at + range.start + (item.len() - item.trim_start().len());
            let text = item.trim();
            let word = Word { text: text.to_owned(), range: start..start + text.len() };
            (!text.is_empty()).then_some(word)
        });
        items.collect()
    }
}
