//! Sections of a revision file, each read in the dialects it is for.

use std::ops::Range;

use ambix_graph::script::{Dialect, Dialects, Direction};

use crate::directive::Directive;
use crate::finding::{Finding, Source};
use crate::hash;
use crate::header::Word;
use crate::marks::Marks;
use crate::script::{Section, Variant};
use crate::split::{Checks, Part, Placed, split};

/// What a file holds below its header.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    pub(crate) sections: Vec<Section>,
    pub(crate) expects: Vec<(String, Range<usize>)>,
    pub(crate) allow: Vec<Word>,
    pub(crate) findings: Vec<Finding>,
    /// A mark of another tool says that there is no transaction around them.
    pub(crate) no_transaction: bool,
}

/// Reads the sections from `start` on; `declared` are the dialects of the set.
pub(crate) fn read(source: &Source, start: usize, declared: Dialects) -> Sections {
    read_marked(source, start, declared, Marks::None)
}

/// As [`read`], with the marks of another tool.
pub(crate) fn read_marked(source: &Source, start: usize, declared: Dialects, marks: Marks) -> Sections {
    let mut reader = Reader { source, declared, checks: Checks::On, marks, read: Sections::default() };
    let primary = declared.iter().next().unwrap_or(Dialect::Sqlite);
    let prologue = split(source, start..source.text().len(), primary, Checks::On, marks);
    reader.prologue(prologue);
    reader.read
}

/// Reads a file of another tool that begins without a mark: a way up or down from its first line on.
pub(crate) fn read_whole(
    source: &Source,
    direction: Direction,
    declared: Dialects,
    marks: Marks,
) -> Sections {
    let mut reader = Reader { source, declared, checks: Checks::On, marks, read: Sections::default() };
    let (mut next, mut at) = reader.body(direction, None, 0..0, 0);
    while let Some(placed) = next {
        (next, at) = reader.section(placed, at);
    }
    reader.read
}

struct Reader<'s> {
    source: &'s Source,
    declared: Dialects,
    checks: Checks,
    marks: Marks,
    read: Sections,
}

impl Reader<'_> {
    fn prologue(&mut self, part: Part) {
        self.read.no_transaction |= part.no_transaction;
        let about_directives = |finding: &Finding| {
            matches!(finding.code, "unknown-directive" | "bad-directive" | "unknown-dialect")
        };
        match part.statements.first() {
            // SQL is outside of a section because the directive above it was not understood.
            Some(_) if part.findings.iter().any(about_directives) => {
                self.read.findings.extend(part.findings.into_iter().filter(about_directives));
            }
            // What that SQL looks like matters only once it is in a section.
            Some(statement) => {
                let range = statement.range.clone();
                let finding = outside(self.source, range, part.next.is_none(), self.marks);
                self.read.findings.push(finding);
            }
            None => self.read.findings.extend(part.findings),
        }
        for placed in part.loose {
            match &placed.directive {
                Directive::Allow { rules } => self.read.allow.extend(rules.iter().cloned()),
                Directive::Unchecked => self.checks = Checks::Off,
                _ => {}
            }
            self.loose(placed);
        }
        let (mut next, mut at) = (part.next, part.end);
        while let Some(placed) = next {
            (next, at) = self.section(placed, at);
        }
    }

    fn loose(&mut self, placed: Placed) {
        if let Directive::Expects { what } = placed.directive {
            self.read.expects.push((what, placed.range));
        }
    }

    /// Reads the section that `placed` begins; gives the one after it and where its text begins.
    fn section(&mut self, placed: Placed, at: usize) -> (Option<Placed>, usize) {
        match placed.directive {
            Directive::Section { direction, dialects } => self.body(direction, dialects, placed.range, at),
            Directive::Irreversible { reason } => self.irreversible(reason, placed.range, at),
            _ => (None, at),
        }
    }

    fn body(
        &mut self,
        direction: Direction,
        named: Option<Dialects>,
        range: Range<usize>,
        at: usize,
    ) -> (Option<Placed>, usize) {
        let wanted: Dialects = match named {
            Some(named) => named.iter().filter(|dialect| self.declared.contains(*dialect)).collect(),
            None => self.declared,
        };
        // A section for dialects that the set does not have is read as well: its end must be found.
        let mut dialects = if wanted.is_empty() { named.unwrap_or_default() } else { wanted }.iter();
        let first_dialect = dialects.next().unwrap_or(Dialect::Sqlite);
        let mut first =
            split(self.source, at..self.source.text().len(), first_dialect, self.checks, self.marks);
        self.read.no_transaction |= first.no_transaction;
        hash::hash(&mut first, None);
        let bound = first.next.as_ref().map_or(self.source.text().len(), |next| next.range.start);
        let mut variants = vec![Variant {
            dialects: Dialects::default().with(first_dialect),
            statements: first.statements.clone(),
        }];
        for dialect in dialects {
            let mut part = split(self.source, at..bound, dialect, self.checks, self.marks);
            hash::hash(&mut part, Some(&first));
            for finding in part.findings {
                if !first.findings.iter().any(|known| same(known, &finding)) {
                    first.findings.push(finding);
                }
            }
            match variants.iter_mut().find(|variant| same_text(&variant.statements, &part.statements)) {
                Some(variant) => variant.dialects = variant.dialects.with(dialect),
                None => variants.push(Variant {
                    dialects: Dialects::default().with(dialect),
                    statements: part.statements,
                }),
            }
        }
        self.read.findings.append(&mut first.findings);
        for placed in first.loose {
            self.loose(placed);
        }
        if !wanted.is_empty() {
            let source = self.source.clone();
            self.add(Section { source, direction, dialects: wanted, range, irreversible: None, variants });
        }
        (first.next, first.end)
    }

    fn irreversible(&mut self, reason: String, range: Range<usize>, at: usize) -> (Option<Placed>, usize) {
        let primary = self.declared.iter().next().unwrap_or(Dialect::Sqlite);
        let part = split(self.source, at..self.source.text().len(), primary, self.checks, self.marks);
        if let Some(statement) = part.statements.first() {
            let finding = Finding::error("sql-outside-section", "SQL below `irreversible` would never run")
                .at(self.source, statement.range.clone(), "never run")
                .also(self.source, range.clone(), "there is no way back")
                .help("remove it, or write `-- ambix:downgrade` in place of `irreversible`");
            self.read.findings.push(finding);
        } else {
            self.read.findings.extend(part.findings);
        }
        // `-- ambix:downgrade` with `irreversible` as its only content says the same.
        let is_empty = |section: &Section| {
            section.direction == Direction::Downgrade
                && section.irreversible.is_none()
                && section.variants.iter().all(|variant| variant.statements.is_empty())
        };
        match self.read.sections.last_mut() {
            Some(section) if is_empty(section) => section.irreversible = Some(reason),
            _ => {
                let free = |dialect: &Dialect| !self.covered(Direction::Downgrade, *dialect);
                let mut dialects: Dialects = self.declared.iter().filter(free).collect();
                if dialects.is_empty() {
                    dialects = self.declared;
                }
                self.add(Section {
                    source: self.source.clone(),
                    direction: Direction::Downgrade,
                    dialects,
                    range,
                    irreversible: Some(reason),
                    variants: Vec::new(),
                });
            }
        }
        (part.next, part.end)
    }

    fn covered(&self, direction: Direction, dialect: Dialect) -> bool {
        self.read
            .sections
            .iter()
            .any(|section| section.direction == direction && section.dialects.contains(dialect))
    }

    fn add(&mut self, section: Section) {
        let other = self.read.sections.iter().find_map(|other| {
            let both = section.dialects.iter().find(|dialect| other.dialects.contains(*dialect))?;
            (other.direction == section.direction).then_some((other, both))
        });
        let Some((other, dialect)) = other else {
            self.read.sections.push(section);
            return;
        };
        let word = match section.direction {
            Direction::Upgrade => "upgrade",
            Direction::Downgrade => "downgrade",
        };
        let message = format!("there are two ways to {word} for the dialect `{}`", dialect.name());
        let finding = Finding::error("overlapping-sections", message)
            .at(&section.source, section.range.clone(), "the second")
            .also(&other.source, other.range.clone(), "the first");
        self.read.findings.push(match self.marks {
            Marks::None => finding.help(
                "name the dialects of each section, no dialect twice: `-- ambix:upgrade sqlite, postgres`",
            ),
            _ => finding,
        });
    }
}

pub(crate) fn outside(source: &Source, range: Range<usize>, no_section: bool, marks: Marks) -> Finding {
    let finding = Finding::error("sql-outside-section", "SQL outside of a section would never run").at(
        source,
        range.clone(),
        "belongs to no section",
    );
    if let Some(up) = marks.up() {
        return finding.help(format!("write `{up}` in a line above it"));
    }
    let foreign = ["-- +goose", "-- +migrate", "-- migrate:", "-- +micrate", "-- !Ups"];
    let before = source.text().get(..range.start).unwrap_or_default();
    match foreign.into_iter().find(|mark| before.lines().any(|line| line.starts_with(mark))) {
        Some(mark) => finding.help(format!(
            "`{mark} …` is another tool's mark; ambix reads `-- ambix:upgrade` and `-- ambix:downgrade`"
        )),
        None if no_section => finding.help("write `-- ambix:upgrade` in a line above it"),
        None => finding.help("move it below `-- ambix:upgrade`"),
    }
}

fn same(a: &Finding, b: &Finding) -> bool {
    let range = |finding: &Finding| finding.spot.as_ref().map(|spot| spot.range.clone());
    a.code == b.code && range(a) == range(b)
}

fn same_text(a: &[crate::split::Statement], b: &[crate::split::Statement]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.range == b.range && a.hash == b.hash)
}
