//! From sequences of files to scripts.

use std::collections::HashSet;
use std::fs;
use std::ops::Range;
use std::sync::Arc;

use ambix_graph::check_revision_id;
use ambix_graph::script::{Dialect, Dialects, Direction, TransactionMode};

use super::folder::{File, Folder};
use super::name::without;
use super::sequence::{Sequence, Step, sequences};
use super::{Layout, template};
use crate::configuration::Configuration;
use crate::finding::{Finding, Source};
use crate::header::{Header, Word};
use crate::marks::Marks;
use crate::script::{Functions, Kind, Script, Section, Variant};
use crate::script_directory::{self, join};
use crate::section;
use crate::split::{MOST_FINDINGS, Statement};

/// A sequence that was read: scripts that follow one another.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) layout: Layout,
    pub(crate) scripts: Vec<Script>,
    pub(crate) findings: Vec<Finding>,
    /// Every file that was read, where it is and what is in it.
    pub(crate) files: Vec<(std::path::PathBuf, Source)>,
}

/// Whether a directory is one of ambix's own: it has a lock file, or a file with our header or sections.
pub(crate) fn is_own(folder: &Folder) -> bool {
    let is_revision = |file: &File| {
        let mark = match file.name.rsplit_once('.') {
            Some((_, "sql")) => "--",
            Some((_, "rs")) => "//!",
            _ => return false,
        };
        let text = fs::read(&file.path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let begins = |line: &str, words: &[&str]| {
            line.strip_prefix(mark)
                .is_some_and(|rest| words.iter().any(|word| rest.trim_start().starts_with(word)))
        };
        text.lines().any(|line| begins(line, &["ambix:upgrade", "ambix:downgrade"]))
            || text.lines().any(|line| begins(line, &["revision:"]))
                && text.lines().any(|line| begins(line, &["down_revision:"]))
    };
    folder.all().any(|file| file.name == "ambix.lock" || is_revision(file))
}

/// Reads a directory of another tool as `dialect` understands it.
pub(crate) fn read(folder: &Folder, dialect: Dialect, configuration: &Configuration) -> Vec<Chain> {
    let shown = configuration.shown_directory();
    sequences(folder, dialect).into_iter().map(|sequence| chain(sequence, dialect, &shown)).collect()
}

fn chain(sequence: Sequence<'_>, dialect: Dialect, shown: &str) -> Chain {
    let mut reader = Reader {
        dialects: Dialects::default().with(dialect),
        dialect,
        shown,
        programs: Vec::new(),
        previous: None,
        unmarked: Vec::new(),
        ids: HashSet::new(),
        marked: Vec::new(),
        chain: Chain {
            layout: sequence.layout,
            scripts: Vec::new(),
            findings: Vec::new(),
            files: Vec::new(),
        },
    };
    reader.fizz(&sequence.fizz);
    for step in &sequence.steps {
        reader.step(step);
    }
    reader.finish()
}

struct Reader<'s> {
    dialect: Dialect,
    dialects: Dialects,
    shown: &'s str,
    /// Which scripts are programs.
    programs: Vec<usize>,
    /// The id of the migration before.
    previous: Option<String>,
    ids: HashSet<String>,
    /// Whose marks the files have.
    marked: Vec<Marks>,
    /// The first statement of each file without any.
    unmarked: Vec<(Source, Range<usize>)>,
    chain: Chain,
}

impl Reader<'_> {
    fn fizz(&mut self, files: &[&File]) {
        let Some(first) = files.first() else { return };
        let shown = join(self.shown, &first.relative);
        let others = match files.len() - 1 {
            0 => String::new(),
            1 => " and one more file are".to_owned(),
            more => format!(" and {more} more files are"),
        };
        let is = if others.is_empty() { " is" } else { others.as_str() };
        let message = format!("`{shown}`{is} written in fizz, which cannot be read here");
        self.chain.findings.push(
            Finding::error("unexpected-file", message)
                .in_file(shown)
                .help("what it does is not known to the checks of what follows; write it in SQL"),
        );
    }

    fn step(&mut self, step: &Step<'_>) {
        let up = match step.is_code {
            true => step.up.map(|file| (Source::new(join(self.shown, &file.relative), ""), true)),
            false => step.up.and_then(|file| self.file(file)),
        };
        let down = step.down.and_then(|file| self.file(file));
        let Some(file) = step.up.or(step.down) else { return };
        let Some((source, verbatim)) = up.clone().or_else(|| down.clone()) else { return };
        let id = self.id(&step.key);
        let word = |text: &String| Word { text: text.clone(), range: 0..0 };
        let mut script = Script {
            kind: Kind::Sql,
            path: file.path.clone(),
            relative: file.relative.clone(),
            source: source.clone(),
            verbatim,
            header: Header {
                revision: Some(word(&id)),
                down_revision: self.previous.iter().map(word).collect(),
                ..Header::default()
            },
            sections: Vec::new(),
            expects: Vec::new(),
            allow: Vec::new(),
            functions: Functions::default(),
            offline: None,
            foreign: true,
        };
        let mut no_transaction = step.no_transaction || step.up.is_some_and(says_no_transaction);
        for (read, direction) in [(up, Direction::Upgrade), (down, Direction::Downgrade)] {
            if let Some((source, _)) = read.filter(|_| !step.is_code) {
                no_transaction |= self.sections(&source, direction, &mut script);
            }
        }
        if step.is_code {
            self.programs.push(self.chain.scripts.len());
        } else if !script.sections.iter().any(|section| section.direction == Direction::Upgrade) {
            script.sections.insert(0, self.section(&source, Direction::Upgrade, Vec::new()));
        }
        if no_transaction {
            script.header.transaction = TransactionMode::Off;
        }
        self.previous = Some(id);
        self.chain.scripts.push(script);
    }

    fn file(&mut self, file: &File) -> Option<(Source, bool)> {
        match script_directory::read(&file.path, &join(self.shown, &file.relative)) {
            Ok((source, verbatim)) => {
                self.chain.files.push((file.path.clone(), source.clone()));
                Some((source, verbatim))
            }
            Err(finding) => {
                self.chain.findings.push(finding);
                None
            }
        }
    }

    /// Reads what a file says of a direction; true if it asks for no transaction.
    fn sections(&mut self, source: &Source, direction: Direction, script: &mut Script) -> bool {
        if let Some(range) = template::find(source.text(), self.dialect) {
            self.chain.findings.push(template::finding(source, range));
            let statements = vec![whole(source)];
            script.sections.push(self.section(source, direction, statements));
            return false;
        }
        let marks = match direction {
            Direction::Upgrade => Marks::of(source.text()),
            Direction::Downgrade => Marks::None,
        };
        if direction == Direction::Upgrade {
            self.marked.push(marks);
        }
        let mut read = match marks.up() {
            Some(_) => section::read_marked(source, 0, self.dialects, marks),
            None => section::read_whole(source, direction, self.dialects, marks),
        };
        if marks == Marks::None && direction == Direction::Upgrade {
            let first = read.sections.iter().flat_map(|section| &section.variants).find_map(|variant| {
                variant.statements.first().map(|statement| (source.clone(), statement.range.clone()))
            });
            self.unmarked.extend(first);
        }
        read.findings.truncate(MOST_FINDINGS);
        self.chain.findings.append(&mut read.findings);
        script.sections.append(&mut read.sections);
        script.expects.append(&mut read.expects);
        script.allow.append(&mut read.allow);
        let first = source.text().lines().next().unwrap_or_default();
        read.no_transaction || first.trim_end() == "-- no-transaction"
    }

    fn section(&self, source: &Source, direction: Direction, statements: Vec<Statement>) -> Section {
        Section {
            source: source.clone(),
            direction,
            dialects: self.dialects,
            range: 0..0,
            irreversible: None,
            variants: vec![Variant { dialects: self.dialects, statements }],
        }
    }

    /// An id that nobody else has: the name, as far as it can be one.
    fn id(&mut self, key: &str) -> String {
        const LONGEST: usize = 64;
        let legal = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '.' { c } else { '_' };
        let name: String = key.chars().map(legal).take(LONGEST).collect();
        let mut id = name;
        if check_revision_id(&id).is_err() || self.ids.contains(&id) {
            id = format!("migration_{}", self.chain.scripts.len() + 1);
        }
        self.ids.insert(id.clone());
        id
    }

    /// A program may do something to whatever the other files name: it becomes a statement that nobody looks into, with all
    /// their words in it, each once.
    fn programs(&mut self) {
        if self.programs.is_empty() {
            return;
        }
        let text: Arc<str> = words(self.chain.files.iter().map(|(_, source)| source.text())).into();
        for at in std::mem::take(&mut self.programs) {
            let Some(path) = self.chain.scripts.get(at).map(|script| script.source.path().to_owned()) else {
                continue;
            };
            let source = Source::new(path, Arc::clone(&text));
            let section = self.section(&source, Direction::Upgrade, vec![whole(&source)]);
            if let Some(script) = self.chain.scripts.get_mut(at) {
                script.sections.push(section);
            }
        }
    }

    fn finish(mut self) -> Chain {
        self.programs();
        for (marks, layout) in [
            (Marks::Goose, Layout::Goose),
            (Marks::SqlMigrate, Layout::SqlMigrate),
            (Marks::Dbmate, Layout::Dbmate),
        ] {
            let count = self.marked.iter().filter(|found| **found == marks).count();
            if count > 0 && count * 2 >= self.marked.len() {
                self.chain.layout = layout;
                let lost = self.unmarked.drain(..);
                let lost = lost.map(|(source, range)| section::outside(&source, range, true, marks));
                self.chain.findings.extend(lost);
            }
        }
        self.chain
    }
}

/// The words of texts, and the signs by which names are put together.
fn words<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> String {
    // It begins with what begins no statement.
    let mut text = String::from("-");
    for sign in ["@", "%", "||"] {
        if texts.clone().any(|text| text.contains(sign)) {
            text.push_str(sign);
        }
    }
    let mut seen = HashSet::new();
    for word in texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_')) {
        if seen.insert(word) {
            text.push(' ');
            text.push_str(word);
        }
    }
    text
}

/// Whether the settings beside a file of diesel's ask for no transaction.
fn says_no_transaction(file: &File) -> bool {
    let is_diesel = without(&file.name, "sql") == Some("up");
    let settings = is_diesel.then(|| fs::read_to_string(file.path.with_file_name("metadata.toml")).ok());
    settings.flatten().is_some_and(|text| {
        let without_blanks = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        text.lines().any(|line| without_blanks(line).starts_with("run_in_transaction=false"))
    })
}

/// The text of a template as a statement that nobody looks into.
fn whole(source: &Source) -> Statement {
    let text = source.text();
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    let (line, column) = source.line_column(start);
    Statement {
        range: start..end,
        line,
        column,
        hash: [0; 32],
        allow: Vec::new(),
        unchecked: true,
        // A piece would be taken apart.
        piece: false,
        opaque: true,
        canon: 0..0,
    }
}
