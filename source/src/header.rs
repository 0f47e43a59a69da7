//! The comment block at the top of a revision: the message, a blank comment line, then keys.

use std::ops::Range;

use ambix_graph::script::TransactionMode;

use crate::directive::{self, words};
use crate::finding::{Finding, Source};
use crate::suggest::suggest;

/// A word of a header, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// What the header of a revision says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// What stands above the keys: paragraphs, separated by empty lines.
    pub message: String,
    /// `revision`; absent only if there was a finding.
    pub revision: Option<Word>,
    /// `down_revision`: empty for a base.
    pub down_revision: Vec<Word>,
    /// `depends_on`: ids or labels.
    pub depends_on: Vec<Word>,
    /// `branch_labels`
    pub branch_labels: Vec<Word>,
    /// `transaction`
    pub transaction: TransactionMode,
    /// The place of the value of `transaction`.
    pub transaction_range: Option<Range<usize>>,
    /// `destroys`: what the revision destroys on purpose, separated by commas.
    pub destroys: Vec<Word>,
    /// `created`, as written.
    pub created: Option<Word>,
    /// `offline`, for a revision in Rust: the file with the SQL for offline mode.
    pub offline: Option<Word>,
    /// Where the header ends.
    pub(crate) end: usize,
    /// For findings about the header as a whole: its first line.
    pub(crate) first_line: Range<usize>,
    /// Directives in the header of a revision in Rust, after `ambix:`.
    pub(crate) directives: Vec<Range<usize>>,
}

/// What the lines of a header begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// `--`
    Sql,
    /// `//!`
    Rust,
}

impl Mark {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Mark::Sql => "--",
            Mark::Rust => "//!",
        }
    }
}

const KEYS: [&str; 9] = [
    "revision",
    "down_revision",
    "depends_on",
    "branch_labels",
    "transaction",
    "destroys",
    "created",
    "offline",
    "message",
];

/// Whether a line would be read as a key if it began a paragraph.
pub(crate) fn is_key_line(line: &str) -> bool {
    Line { text: line, range: 0..line.len() }.key().is_some_and(|key| KEYS.contains(&key.name))
}

/// Reads the header of `source`. What is wrong with it goes to `findings`.
pub(crate) fn parse(source: &Source, mark: Mark, findings: &mut Vec<Finding>) -> Header {
    let lines = Lines::read(source, mark);
    let keys_at = lines.keys_at();
    let mut header = Header {
        message: lines.message(keys_at),
        end: lines.end,
        first_line: lines.first_line.clone(),
        directives: lines.directives,
        ..Header::default()
    };
    let Some(keys) = keys_at.and_then(|at| lines.lines.get(at..)) else {
        findings.push(no_keys(source, mark, &header, &lines.lines));
        return header;
    };
    let mut seen: Vec<(&str, Range<usize>)> = Vec::new();
    for line in keys.iter().filter(|line| !line.text.is_empty()) {
        let Some(key) = line.key() else {
            findings.push(
                Finding::error("unknown-key", "expected `key: value` among the keys of the header")
                    .at(source, line.range.clone(), "not a key")
                    .help("the message stands above the keys, with a blank comment line between"),
            );
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(name, _)| *name == key.name) {
            findings.push(
                Finding::error("duplicate-key", format!("`{}` stands twice in the header", key.name))
                    .at(source, key.range.clone(), "the second")
                    .also(source, first.clone(), "the first"),
            );
            continue;
        }
        seen.push((key.name, key.range.clone()));
        header.set(source, mark, &key, findings);
    }
    let misspelt = |required: &str| seen.iter().any(|(name, _)| suggest(name, known(mark)) == Some(required));
    for required in ["revision", "down_revision"] {
        if !seen.iter().any(|(name, _)| *name == required) && !misspelt(required) {
            let at = keys.first().map_or(0..0, |line| line.range.clone());
            findings.push(missing_key(source, mark, required, at));
        }
    }
    header
}

impl Header {
    fn set(&mut self, source: &Source, mark: Mark, key: &Key<'_>, findings: &mut Vec<Finding>) {
        match key.name {
            "revision" => match *key.words() {
                [] => findings.push(
                    Finding::error("bad-value", "`revision` without an id")
                        .at(source, key.range.clone(), "which revision is this?")
                        .help("`ambix revision` writes files with a fresh id"),
                ),
                [ref id] => self.revision = Some(id.clone()),
                [_, ref second, ..] => findings.push(
                    Finding::error("bad-value", "`revision` takes one id")
                        .at(source, second.range.clone(), "a second one")
                        .help("an id is letters, digits, `_` and `.`, without blanks"),
                ),
            },
            "down_revision" => self.down_revision = key.names(),
            "depends_on" => self.depends_on = key.names(),
            "branch_labels" => self.branch_labels = key.names(),
            "transaction" => {
                self.transaction_range = Some(key.value_range());
                match key.value {
                    "auto" => self.transaction = TransactionMode::Auto,
                    "on" => self.transaction = TransactionMode::On,
                    "off" => self.transaction = TransactionMode::Off,
                    other => findings.push(
                        Finding::error(
                            "bad-value",
                            format!("`transaction` is `auto`, `on` or `off`, not `{other}`"),
                        )
                        .at(source, key.value_or_name(), ""),
                    ),
                }
            }
            "destroys" => self.destroys = key.items(),
            "created" => self.created = Some(Word { text: key.value.to_owned(), range: key.value_range() }),
            "offline" if mark == Mark::Rust => match key.value {
                "" => findings.push(Finding::error("bad-value", "`offline` without a file").at(
                    source,
                    key.range.clone(),
                    "",
                )),
                path => self.offline = Some(Word { text: path.to_owned(), range: key.value_range() }),
            },
            _ => findings.push(unknown_key(source, mark, key)),
        }
    }
}

fn known(mark: Mark) -> impl Iterator<Item = &'static str> {
    KEYS.into_iter().filter(move |key| *key != "message" && (*key != "offline" || mark == Mark::Rust))
}

fn unknown_key(source: &Source, mark: Mark, key: &Key<'_>) -> Finding {
    let finding = Finding::error("unknown-key", format!("the header has no key `{}`", key.name)).at(
        source,
        key.range.clone(),
        "not a key",
    );
    match (key.name, suggest(key.name, known(mark))) {
        ("offline", _) => finding.help("`offline` belongs to revisions in Rust; this file is SQL already"),
        ("message", _) => finding.help("the message stands above the keys, without a word before it"),
        (_, Some(near)) => finding.help(format!("did you mean `{near}`?")),
        _ => finding.help(format!("the keys are `{}`", known(mark).collect::<Vec<_>>().join("`, `"))),
    }
}

fn missing_key(source: &Source, mark: Mark, key: &str, at: Range<usize>) -> Finding {
    let mark = mark.text();
    let help = match key {
        "revision" => format!("write `{mark} revision: <id>`; `ambix revision` writes files with a fresh id"),
        _ => format!(
            "write `{mark} {key}: <id>` with the revision it follows, or `{mark} {key}: none` for a first one"
        ),
    };
    Finding::error("missing-key", format!("the header does not say its `{key}`"))
        .at(source, at, "the keys begin here")
        .help(help)
}

/// The header has no keys at all, or they are not where keys are looked for.
fn no_keys(source: &Source, mark: Mark, header: &Header, lines: &[Line<'_>]) -> Finding {
    let text = mark.text();
    let finding = Finding::error("missing-key", "the header does not say its `revision`");
    let in_message = lines.iter().find(|line| line.key().is_some_and(|key| key.name == "revision"));
    if let Some(line) = in_message {
        return finding
            .at(source, line.range.clone(), "read as a part of the message")
            .help(format!("put a blank comment line (`{text}`) between the message and the keys"));
    }
    let rest = source.text().get(header.end..).unwrap_or_default();
    let below = rest.lines().find_map(|line| {
        let comment = line.strip_prefix(text)?;
        comment.trim_start().starts_with("revision:").then(|| line.as_ptr() as usize - rest.as_ptr() as usize)
    });
    if let Some(offset) = below {
        let at = header.end + offset;
        return finding
            .at(source, source.whole_lines(at..at), "not in the header")
            .help("the header is one block of comments at the top of the file: nothing else may stand before or in it");
    }
    finding.at(source, header.first_line.clone(), "expected the header").help(format!(
        "a revision begins with `{text} <message>`, `{text}`, `{text} revision: <id>`, `{text} down_revision: <id>`; \
         `ambix revision` writes it"
    ))
}

/// The lines of the comment block.
struct Lines<'s> {
    lines: Vec<Line<'s>>,
    end: usize,
    first_line: Range<usize>,
    directives: Vec<Range<usize>>,
}

/// The text of a line behind the mark, trimmed.
struct Line<'s> {
    text: &'s str,
    range: Range<usize>,
}

impl<'s> Lines<'s> {
    fn read(source: &'s Source, mark: Mark) -> Self {
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
    fn keys_at(&self) -> Option<usize> {
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
    fn message(&self, keys_at: Option<usize>) -> String {
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
struct Key<'s> {
    name: &'s str,
    range: Range<usize>,
    value: &'s str,
    value_at: usize,
}

impl<'s> Line<'s> {
    fn key(&self) -> Option<Key<'s>> {
        let (name, value) = self.text.split_once(':')?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let start = self.range.start;
        let value_at = start + name.len() + 1 + (value.len() - value.trim_start().len());
        is_name.then(|| Key { name, range: start..start + name.len(), value: value.trim(), value_at })
    }
}

impl Key<'_> {
    fn value_range(&self) -> Range<usize> {
        self.value_at..self.value_at + self.value.len()
    }

    fn value_or_name(&self) -> Range<usize> {
        if self.value.is_empty() { self.range.clone() } else { self.value_range() }
    }

    fn words(&self) -> Vec<Word> {
        words(self.value, self.value_at).map(|(text, range)| Word { text: text.to_owned(), range }).collect()
    }

    /// A list that may be written `none`.
    fn names(&self) -> Vec<Word> {
        if self.value.eq_ignore_ascii_case("none") { Vec::new() } else { self.words() }
    }

    /// What commas separate; an item may have blanks.
    fn items(&self) -> Vec<Word> {
        let mut at = self.value_at;
        let mut items = Vec::new();
        for item in self.value.split(',') {
            let start = at + (item.len() - item.trim_start().len());
            at += item.len() + 1;
            let text = item.trim();
            if !text.is_empty() {
                items.push(Word { text: text.to_owned(), range: start..start + text.len() });
            }
        }
        items
    }
}
