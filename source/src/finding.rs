//! What a check has to say, and where.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A text that findings point into: a revision file, `ambix.toml`, `ambix.lock`.
///
/// Cheap to clone. The text is normalised: no byte order mark, `\n` line ends.
#[derive(Clone)]
pub struct Source(Arc<SourceFile>);

struct SourceFile {
    path: String,
    text: Arc<str>,
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    /// `path` is what people are shown: the way to the file from where they are, with `/` between its parts.
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Source {
        Source(Arc::new(SourceFile { path: path.into(), text: text.into(), lines: OnceLock::new() }))
    }

    /// The path as people are shown it.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The text, to be kept without a copy.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.0.text)
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (u32, u32) {
        let lines = self.lines();
        let offset = offset.min(self.text().len());
        let line = lines.partition_point(|&start| start <= offset).max(1);
        let start = lines.get(line - 1).copied().unwrap_or(0);
        let column = self.text().get(start..offset).map_or(0, |text| text.chars().count()) + 1;
        (line as u32, column as u32)
    }

    /// The byte range of the lines that `range` touches.
    pub(crate) fn whole_lines(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text();
        let start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end =
            text.get(range.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| range.end + at);
        start..end
    }

    fn lines(&self) -> &[usize] {
        self.0.lines.get_or_init(|| {
            std::iter::once(0).chain(self.text().match_indices('\n').map(|(at, _)| at + 1)).collect()
        })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.path())
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The set cannot be used.
    Error,
    /// Worth a look; the set can be used.
    Warning,
}

/// A place in a text, with what is to be said about it there.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The text.
    pub source: Source,
    /// The bytes meant.
    pub range: Range<usize>,
    /// What stands at the caret; may be empty.
    pub label: String,
}

impl Spot {
    /// A range that begins or ends within a character, or behind the text, cannot be shown: whole characters are meant.
    fn new(source: &Source, range: Range<usize>, label: impl Into<String>) -> Spot {
        let text = source.text();
        let whole = |at: &usize| text.is_char_boundary(*at);
        let start = (0..=range.start.min(text.len())).rev().find(whole).unwrap_or(0);
        let end = (range.end.max(start)..=text.len()).find(whole).unwrap_or(text.len());
        Spot { source: source.clone(), range: start..end, label: label.into() }
    }
}

/// The place of a finding, for editors and machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path as people are shown it.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The bytes of the normalised text.
    pub range: Range<usize>,
}

/// One thing that a check has to say.
#[derive(Clone, Debug)]
#[must_use]
pub struct Finding {
    /// The kebab-case name of what is wrong; its meaning never changes.
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What was found, next to what was expected.
    pub message: String,
    /// Where, unless it concerns no text.
    pub spot: Option<Box<Spot>>,
    /// Other places that explain it.
    pub others: Vec<Spot>,
    /// What to do about it.
    pub help: Vec<String>,
    /// A change after which it is gone, if there is no doubt about one.
    pub fix: Option<Box<Fix>>,
}

/// A change of a text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fix {
    /// The text.
    pub source: Source,
    /// The bytes to replace, of the normalised text.
    pub range: Range<usize>,
    /// What to put there.
    pub replacement: String,
    /// What that does: `remove the second comma`.
    pub title: String,
}

impl Finding {
    pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Finding {
        Finding {
            code,
            level: Level::Error,
            message: message.into(),
            spot: None,
            others: Vec::new(),
            help: Vec::new(),
            fix: None,
        }
    }

    pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Finding {
        Finding { level: Level::Warning, ..Finding::error(code, message) }
    }

    pub(crate) fn at(mut self, source: &Source, range: Range<usize>, label: impl Into<String>) -> Finding {
        self.spot = Some(Box::new(Spot::new(source, range, label)));
        self
    }

    /// The whole of a file, of which no text need be known.
    pub(crate) fn in_file(self, path: impl Into<String>) -> Finding {
        self.at(&Source::new(path, ""), 0..0, "")
    }

    pub(crate) fn also(mut self, source: &Source, range: Range<usize>, label: impl Into<String>) -> Finding {
        self.others.push(Spot::new(source, range, label));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help.push(help.into());
        self
    }

    pub(crate) fn help_if(self, help: Option<String>) -> Finding {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Whether the set cannot be used because of it.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// Where it is, unless it concerns no text.
    pub fn place(&self) -> Option<Place> {
        let spot = self.spot.as_ref()?;
        let (line, column) = spot.source.line_column(spot.range.start);
        Some(Place { path: spot.source.path().to_owned(), line, column, range: spot.range.clone() })
    }
}

/// By file, then by place; what concerns no file first.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| match (&a.spot, &b.spot) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => {
            (a.source.path(), a.range.start, a.range.end).cmp(&(b.source.path(), b.range.start, b.range.end))
        }
    });
}
