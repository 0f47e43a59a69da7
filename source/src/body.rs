//! From sections to the bodies that are embedded.

use std::collections::HashSet;
use std::ops::Range;

use ambix_graph::script::{BodyRecord, Dialect, Dialects, Direction, StatementRecord, TransactionMode};

use crate::finding::{Finding, Source};
use crate::property::{Properties, properties};
use crate::script::{Kind, Script, Section, Variant};
use crate::split::{MOST_FINDINGS, Statement, title};

/// A body with what its lineage and its lock line are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    /// Ranges of statements are relative to their file; the file index is 0.
    pub(crate) record: BodyRecord,
    pub(crate) hashes: Vec<[u8; 32]>,
}

/// The bodies of a script, in the order of its file, those of several dialects together where they are equal.
pub(crate) fn bodies(script: &Script, declared: Dialects, findings: &mut Vec<Finding>) -> Vec<Body> {
    let mut builder = Builder { script, first_finding: findings.len(), findings, bodies: Vec::new() };
    for section in &script.sections {
        builder.section(section);
    }
    if script.kind == Kind::Rust {
        builder.functions(declared);
    }
    builder.bodies
}

struct Builder<'s> {
    script: &'s Script,
    findings: &'s mut Vec<Finding>,
    /// Where the findings of this script begin.
    first_finding: usize,
    bodies: Vec<Body>,
}

impl Builder<'_> {
    fn section(&mut self, section: &Section) {
        if section.irreversible.is_some() {
            let mut record = self.empty(section.direction, section.dialects);
            record.irreversible = section.irreversible.clone();
            return self.add(Body { record, hashes: Vec::new() });
        }
        for variant in &section.variants {
            for dialect in section.dialects.iter().filter(|dialect| variant.dialects.contains(*dialect)) {
                let body = self.body(section, variant, dialect);
                self.add(body);
            }
        }
    }

    /// Adds a body, or its dialects to an equal one.
    fn add(&mut self, body: Body) {
        let dialects = body.record.dialects;
        let equal = self.bodies.iter_mut().find(|other| {
            let same = BodyRecord { dialects: other.record.dialects, ..body.record.clone() };
            other.record == same && other.hashes == body.hashes
        });
        match equal {
            Some(other) => {
                other.record.dialects = other.record.dialects.iter().chain(dialects.iter()).collect()
            }
            None => self.bodies.push(body),
        }
    }

    fn empty(&self, direction: Direction, dialects: Dialects) -> BodyRecord {
        BodyRecord {
            direction,
            dialects,
            stepwise: self.script.header.transaction == TransactionMode::Off,
            rebuild: false,
            boundary: false,
            code: self.script.kind == Kind::Rust,
            irreversible: None,
            file: 0,
            statements: Vec::new(),
        }
    }

    fn body(&mut self, section: &Section, variant: &Variant, dialect: Dialect) -> Body {
        let mut record = self.empty(section.direction, Dialects::default().with(dialect));
        let mut rebuild = Rebuild::default();
        let text = section.source.text();
        for statement in &variant.statements {
            let properties = properties(text, statement.range.clone(), dialect);
            record.stepwise |= properties.self_commits && !record.code;
            record.boundary |= properties.boundary;
            rebuild.add(&properties);
            self.check(&section.source, statement, &properties, dialect);
            let [high, low, ..] = halves(&statement.hash);
            record.statements.push(StatementRecord {
                range: [statement.range.start as u32, statement.range.len() as u32],
                line: statement.line,
                column: statement.column,
                hash: u64::from(high) << 32 | u64::from(low),
                self_commits: properties.self_commits,
                session: properties.session,
                temporary: properties.temporary,
            });
        }
        record.rebuild = rebuild.found;
        let hashes = match self.script.kind {
            Kind::Sql => variant.statements.iter().map(|statement| statement.hash).collect(),
            Kind::Rust => Vec::new(),
        };
        Body { record, hashes }
    }

    fn check(&mut self, source: &Source, statement: &Statement, properties: &Properties, dialect: Dialect) {
        if statement.unchecked {
            return;
        }
        let mode = self.script.header.transaction;
        if properties.transaction && self.script.foreign {
            // Without a transaction of the tool's around it, it is as it should be.
            if mode != TransactionMode::Off {
                self.report(nested_transaction(source, statement));
            }
        } else if properties.transaction {
            self.report(own_transaction(source, statement, dialect, mode));
        } else if properties.self_commits
            && mode == TransactionMode::On
            && let Some(header) = self.script.header.transaction_range.clone()
        {
            let finding = contradiction(source, statement, dialect, (&self.script.source, header));
            self.report(finding);
        }
    }

    /// The same statement may be read for several dialects; it is reported once.
    fn report(&mut self, finding: Finding) {
        let is_same = |known: &Finding| match (&known.spot, &finding.spot) {
            (Some(a), Some(b)) => a.range == b.range && a.source.path() == b.source.path(),
            _ => false,
        };
        let known = self.findings.get(self.first_finding..).unwrap_or_default();
        let is_known = known.iter().any(|known| known.code == finding.code && is_same(known));
        if !is_known && known.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// The functions of a revision in Rust, for the dialects that its offline file does not serve.
    fn functions(&mut self, declared: Dialects) {
        let functions = &self.script.functions;
        for direction in [Direction::Upgrade, Direction::Downgrade] {
            let served = |dialect: Dialect| {
                let mut bodies = self.bodies.iter();
                bodies
                    .any(|body| body.record.direction == direction && body.record.dialects.contains(dialect))
            };
            let dialects: Dialects = declared.iter().filter(|dialect| !served(*dialect)).collect();
            if dialects.is_empty()
                || direction == Direction::Downgrade
                    && !functions.downgrade
                    && functions.irreversible.is_none()
            {
                continue;
            }
            let mut record = self.empty(direction, dialects);
            if direction == Direction::Downgrade && !functions.downgrade {
                record.irreversible = functions.irreversible.clone();
            }
            self.add(Body { record, hashes: Vec::new() });
        }
    }
}

fn halves(hash: &[u8; 32]) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h, ..] = *hash;
    [u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])]
}

/// Whether the statements rebuild a table: drop one and give another its name, or switch foreign keys.
#[derive(Default)]
struct Rebuild {
    dropped: HashSet<String>,
    found: bool,
}

impl Rebuild {
    fn add(&mut self, properties: &Properties) {
        if let Some(name) = &properties.drops {
            self.dropped.insert(name.clone());
        }
        let replaced = properties.renames_to.as_ref().is_some_and(|name| self.dropped.contains(name));
        self.found |= replaced || properties.foreign_keys;
    }
}

fn own_transaction(
    source: &Source,
    statement: &Statement,
    dialect: Dialect,
    mode: TransactionMode,
) -> Finding {
    let range = first_words(source, statement);
    let words = source.text().get(range.clone()).unwrap_or_default().to_owned();
    let finding = Finding::error(
        "own-transaction",
        format!("`{words}` would take the transaction out of ambix's hands"),
    )
    .at(source, range, "the version table could no longer be trusted");
    match (mode, dialect) {
        (TransactionMode::Off, _) => {
            finding.help("remove it: with `transaction: off` each statement is committed before the next begins")
        }
        (_, Dialect::Mysql) => finding.help(
            "remove it: ambix begins and commits; note that MySQL commits by itself at every statement that changes the schema",
        ),
        _ => finding
            .help("remove it: a revision runs in a transaction of its own, together with its row in the version table")
            .help("for statements that must not run in one, write `transaction: off` in the header"),
    }
}

/// In a file of another tool, which may hold a transaction around it.
fn nested_transaction(source: &Source, statement: &Statement) -> Finding {
    let range = first_words(source, statement);
    let words = source.text().get(range.clone()).unwrap_or_default().to_owned();
    Finding::warning("own-transaction", format!("`{words}` in the middle of a migration"))
        .at(source, range, "the tool that runs it may have begun a transaction")
        .help("remove it, if the tool runs each migration in a transaction of its own")
}

fn contradiction(
    source: &Source,
    statement: &Statement,
    dialect: Dialect,
    header: (&Source, Range<usize>),
) -> Finding {
    let range = first_words(source, statement);
    let words = source.text().get(range.clone()).unwrap_or_default().to_owned();
    let (message, label) = match dialect {
        Dialect::Mysql => (
            format!("`{words}` commits by itself on MySQL, but the header says `transaction: on`"),
            "commits",
        ),
        _ => (
            format!(
                "`{words}` cannot run in a transaction on {}, but the header says `transaction: on`",
                title(dialect)
            ),
            "refused in a transaction",
        ),
    };
    Finding::error("transaction-contradiction", message)
        .at(source, range, label)
        .also(header.0, header.1, "")
        .help("remove `transaction: on`: `auto`, the default, sees such statements")
}

/// The words at the beginning of a statement: enough to recognise it by.
fn first_words(source: &Source, statement: &Statement) -> Range<usize> {
    const MOST: usize = 3;
    let text = source.text().get(statement.range.clone()).unwrap_or_default();
    let line = text.split('\n').next().unwrap_or_default();
    let mut end = 0;
    for word in line.split_inclusive([' ', '\t']).take(MOST) {
        if !word.trim_end().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            if end == 0 {
                end = word.len();
            }
            break;
        }
        end += word.len();
    }
    let words = line.get(..end).unwrap_or(line).trim_end();
    statement.range.start..statement.range.start + words.len()
}
