//! The comment block at the top of a revision: the message, a blank comment line, then keys.

mod lines;

use std::ops::Range;

use ambix_graph::script::{Timeouts, TransactionMode};

use crate::duration;
use crate::finding::{Finding, Source};
use crate::suggest::suggest;

use lines::{Key, Line, Lines};

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
    /// `statement_lock_timeout` and `statement_timeout`
    pub timeouts: Timeouts,
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

const KEYS: [&str; 11] = [
    "revision",
    "down_revision",
    "depends_on",
    "branch_labels",
    "transaction",
    "statement_lock_timeout",
    "statement_timeout",
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
            "statement_lock_timeout" | "statement_timeout" => {
                let time = duration::milliseconds(key.value);
                match (time, key.name) {
                    (Some(_), "statement_timeout") => self.timeouts.statement = time,
                    (Some(_), _) => self.timeouts.statement_lock = time,
                    (None, name) => findings.push(
                        Finding::error("bad-value", format!("`{name}` is no time: `{}`", key.value))
                            .at(source, key.value_or_name(), "")
                            .help(duration::HELP),
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
