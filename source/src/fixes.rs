//! Fixes put into the files that they are for.

use std::ops::Range;
use std::path::PathBuf;

use crate::finding::{Finding, Fix};
use crate::lint::{Linted, LintedFile};
use crate::rules::rules;

/// What would become of the files; see [`Linted::fixes`].
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Fixes {
    /// The files that change.
    pub files: Vec<FixedFile>,
    /// The fixes that are not made, and why not.
    pub refused: Vec<(Fix, Refused)>,
}

/// A file with its fixes made.
#[derive(Debug)]
#[non_exhaustive]
pub struct FixedFile {
    /// Where it is.
    pub path: PathBuf,
    /// What is to be in it: everything but the fixes as it was, line ends and byte order mark included.
    pub text: String,
    /// The fixes, by place.
    pub fixes: Vec<Fix>,
}

/// Why a fix is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The revision was released: databases may have run it.
    Released,
    /// The file is another tool's, and the database takes the statement as it is: there may be some that have.
    MayHaveRun,
    /// Another fix is about the same text.
    Overlaps,
    /// The file is not what it was when it was checked.
    Changed,
}

impl Refused {
    /// The reason as it ends a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Refused::Released => "the revision is released",
            Refused::MayHaveRun => "it may have run already",
            Refused::Overlaps => "another fix is about the same place",
            Refused::Changed => "the file has changed meanwhile",
        }
    }
}

impl Linted {
    /// The files with the fixes of all findings made. Nothing is written.
    ///
    /// Not made are those in released revisions, in files of other tools those of statements that the database would
    /// accept as they are, and of those that overlap none.
    pub fn fixes(&self) -> Fixes {
        let mut fixes = Fixes::default();
        for file in &self.files {
            let of_file = self.findings.iter().filter_map(|finding| {
                let fix = finding.fix.as_deref().filter(|fix| fix.source.path() == file.source.path())?;
                Some((fix, file.foreign && !never_ran(finding)))
            });
            let (refused, own): (Vec<_>, Vec<_>) = of_file.partition(|(_, may_have_run)| *may_have_run);
            let refused = refused.into_iter().map(|(fix, _)| (fix.clone(), Refused::MayHaveRun));
            fixes.refused.extend(refused);
            let mut own: Vec<Fix> = own.into_iter().map(|(fix, _)| fix.clone()).collect();
            own.sort_by_key(|fix| (fix.range.start, fix.range.end));
            // What several dialects say is done once.
            own.dedup_by(|a, b| a.range == b.range && a.replacement == b.replacement);
            fixes.make(file, own);
        }
        fixes
    }
}

/// Whether no database can have run the statement: its grammar refuses it.
fn never_ran(finding: &Finding) -> bool {
    finding.is_error() && !rules().iter().any(|rule| rule.name == finding.code)
}

impl Fixes {
    fn make(&mut self, file: &LintedFile, fixes: Vec<Fix>) {
        let overlapping: Vec<bool> = (0..fixes.len()).map(|at| overlaps(&fixes, at)).collect();
        let (mut made, mut refused) = (Vec::new(), Vec::new());
        for (fix, overlaps) in fixes.into_iter().zip(overlapping) {
            match (file.released, overlaps) {
                (true, _) => refused.push((fix, Refused::Released)),
                (false, true) => refused.push((fix, Refused::Overlaps)),
                (false, false) => made.push(fix),
            }
        }
        if !made.is_empty() {
            match text(file, &made) {
                Some(text) => self.files.push(FixedFile { path: file.path.clone(), text, fixes: made }),
                None => refused.extend(made.into_iter().map(|fix| (fix, Refused::Changed))),
            }
        }
        self.refused.append(&mut refused);
    }
}

fn overlaps(fixes: &[Fix], at: usize) -> bool {
    let Some(fix) = fixes.get(at) else { return false };
    let touches = |other: &Fix| {
        // Two insertions at one place are in no order.
        other.range.start < fix.range.end && fix.range.start < other.range.end || other.range == fix.range
    };
    fixes.iter().enumerate().any(|(index, other)| index != at && touches(other))
}

/// The file as it is on the disk, changed; none if it is not what was checked.
fn text(file: &LintedFile, fixes: &[Fix]) -> Option<String> {
    let raw = String::from_utf8(std::fs::read(&file.path).ok()?).ok()?;
    let checked = file.source.text();
    // What was checked begins behind the mark and has plain line ends.
    let start = raw.len() - raw.trim_start_matches('\u{feff}').len();
    let body = raw.get(start..)?;
    if body.replace("\r\n", "\n") != checked {
        return None;
    }
    let has_plain_ends = !body.contains("\r\n");
    let mut text = raw.get(..start)?.to_owned();
    let mut copied = start;
    let mut places = Places { bytes: raw.as_bytes(), raw: start, plain: 0 };
    for fix in fixes {
        let Range { start, end } = places.range(&fix.range);
        text.push_str(raw.get(copied..start)?);
        match has_plain_ends {
            true => text.push_str(&fix.replacement),
            false => text.push_str(&fix.replacement.replace('\n', "\r\n")),
        }
        copied = end;
    }
    text.push_str(raw.get(copied..)?);
    Some(text)
}

/// From places in the normalised text to places in the file.
struct Places<'r> {
    bytes: &'r [u8],
    raw: usize,
    plain: usize,
}

impl Places<'_> {
    fn range(&mut self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..self.place(range.end)
    }

    fn place(&mut self, plain: usize) -> usize {
        while self.plain < plain {
            let is_crlf = self.bytes.get(self.raw..self.raw + 2) == Some(b"\r\n");
            self.raw += 1 + usize::from(is_crlf);
            self.plain += 1;
        }
        self.raw
    }
}
