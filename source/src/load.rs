//! The main path: list, read, check, order, assemble.

use std::collections::HashSet;

use ambix_graph::script::Dialects;

use crate::body::{self, Body};
use crate::check;
use crate::configuration::Configuration;
use crate::cores;
use crate::finding::{self, Finding};
use crate::graph::{self, Ordered};
use crate::header::{self, Mark};
use crate::lock;
use crate::rust_revision;
use crate::script::{Functions, Kind, Script};
use crate::script_directory::{self, Entry, join};
use crate::section;
use crate::set::{self, Set};
use crate::split::MOST_FINDINGS;

/// A script directory as far as it could be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Loaded {
    /// All that is to be said, by file and place.
    pub findings: Vec<Finding>,
    /// The checked set; absent if a finding is an error.
    pub set: Option<Set>,
    /// If the graph is sound and something else is wrong (several heads, broken SQL): the set as far as it goes,
    /// for commands that only look at the graph, such as `ambix merge`.
    pub partial: Option<Set>,
    /// The revisions, in load order, those with findings included.
    pub scripts: Vec<Script>,
    pub(crate) bodies: Vec<Vec<Body>>,
    pub(crate) dialects: Dialects,
}

impl Loaded {
    /// The set, or all that is wrong with it.
    ///
    /// # Errors
    ///
    /// The findings, if one of them is an error.
    pub fn into_result(self) -> Result<Set, Vec<Finding>> {
        self.set.ok_or(self.findings)
    }

    /// The set, sound or as far as it goes.
    pub fn graph(&self) -> Option<&Set> {
        self.set.as_ref().or(self.partial.as_ref())
    }
}

/// Reads a script directory and checks everything. Every finding is collected; nothing stops at the first.
pub fn load(configuration: &Configuration) -> Loaded {
    let (scripts, findings) = list(configuration);
    let (loaded, ordered) = check(scripts, findings, configuration);
    assemble(loaded, ordered, configuration)
}

/// A set without revisions, for what needs nothing but the settings.
pub fn load_none(configuration: &Configuration) -> Loaded {
    let (loaded, ordered) = check(Vec::new(), Vec::new(), configuration);
    assemble(loaded, ordered, configuration)
}

/// The revisions of the directory, read and not yet checked.
pub(crate) fn list(configuration: &Configuration) -> (Vec<Script>, Vec<Finding>) {
    let mut findings = Vec::new();
    let entries = script_directory::list(configuration, &mut findings);
    let scripts = read(entries, configuration, &mut findings);
    (scripts, findings)
}

/// Checks scripts, wherever they come from. What is known of them so far is in `findings`.
pub(crate) fn check(
    scripts: Vec<Script>,
    mut findings: Vec<Finding>,
    configuration: &Configuration,
) -> (Loaded, Option<Ordered>) {
    let confused: HashSet<String> = findings.iter().filter_map(confuses_sections).collect();
    let bodies: Vec<Vec<Body>> = scripts
        .iter()
        .map(|script| {
            let bodies = body::bodies(script, configuration.dialects, &mut findings);
            // Whoever does not know which file this is has other worries first.
            if script.header.revision.is_some() && !confused.contains(script.source.path()) {
                check_bodies(script, &bodies, configuration, &mut findings);
            }
            bodies
        })
        .collect();
    let ordered = graph::order(&scripts, configuration, &mut findings);
    check::check_scripts(&scripts, ordered.as_ref(), configuration, &mut findings);
    if let Some(finding) = too_large(&scripts) {
        findings.push(finding);
    }
    let ordered = ordered.filter(|_| !findings.iter().any(|finding| finding.code == "too-large"));
    findings.extend(lock::check(&scripts, &bodies, configuration));
    finding::sort(&mut findings);
    let dialects = configuration.dialects;
    (Loaded { findings, set: None, partial: None, scripts, bodies, dialects }, ordered)
}

/// Writes the image.
fn assemble(mut loaded: Loaded, ordered: Option<Ordered>, configuration: &Configuration) -> Loaded {
    let set = ordered.map(|ordered| set::assemble(&loaded.scripts, &loaded.bodies, &ordered, configuration));
    (loaded.set, loaded.partial) = match loaded.findings.iter().any(Finding::is_error) {
        true => (None, set),
        false => (set, None),
    };
    loaded
}

/// Offsets in the image have four bytes.
fn too_large(scripts: &[Script]) -> Option<Finding> {
    const MOST: usize = 1 << 30;
    let length = |script: &Script| {
        script.source.text().len() + script.offline.as_ref().map_or(0, |offline| offline.source.text().len())
    };
    let total: usize = scripts.iter().map(length).sum();
    (total > MOST).then(|| {
        Finding::error("too-large", format!("the revisions have {total} bytes, more than {MOST}"))
            .help("load data from files of its own, by a revision in Rust")
    })
}

/// Revisions in Rust first: they say which SQL files are theirs.
fn read(entries: Vec<Entry>, configuration: &Configuration, findings: &mut Vec<Finding>) -> Vec<Script> {
    let mut offline = HashSet::new();
    let mut scripts: Vec<Option<Script>> = Vec::with_capacity(entries.len());
    for entry in &entries {
        scripts.push(match entry.kind {
            Kind::Rust => rust_revision::read(entry, configuration, &mut offline, findings),
            Kind::Sql => None,
        });
    }
    let read = cores::each(entries.len(), None, |at| {
        let mut found = Vec::new();
        let entry = entries.get(at);
        let entry = entry.filter(|entry| entry.kind == Kind::Sql && !offline.contains(&entry.relative));
        (entry.and_then(|entry| read_sql(entry, configuration, &mut found)), found)
    });
    for (script, (sql, mut found)) in scripts.iter_mut().zip(read) {
        *script = script.take().or(sql);
        findings.append(&mut found);
    }
    scripts.into_iter().flatten().collect()
}

fn read_sql(entry: &Entry, configuration: &Configuration, findings: &mut Vec<Finding>) -> Option<Script> {
    let shown = join(&configuration.shown_directory(), &entry.relative);
    let (source, verbatim) =
        script_directory::read(&entry.path, &shown).map_err(|finding| findings.push(finding)).ok()?;
    let header = header::parse(&source, Mark::Sql, findings);
    let mut sections = section::read(&source, header.end, configuration.dialects);
    sections.findings.truncate(MOST_FINDINGS);
    findings.append(&mut sections.findings);
    Some(Script {
        kind: Kind::Sql,
        path: entry.path.clone(),
        relative: entry.relative.clone(),
        source,
        verbatim,
        header,
        sections: sections.sections,
        expects: sections.expects,
        allow: sections.allow,
        functions: Functions::default(),
        offline: None,
        foreign: false,
    })
}

/// Every dialect of the set needs a way up, and a way down or a reason why there is none.
fn check_bodies(
    script: &Script,
    bodies: &[Body],
    configuration: &Configuration,
    findings: &mut Vec<Finding>,
) {
    use ambix_graph::script::Direction::{Downgrade, Upgrade};
    let missing = |direction| -> Vec<&str> {
        let served = |dialect| {
            bodies
                .iter()
                .any(|body| body.record.direction == direction && body.record.dialects.contains(dialect))
        };
        configuration
            .dialects
            .iter()
            .filter(|dialect| !served(*dialect))
            .map(|dialect| dialect.name())
            .collect()
    };
    let all = configuration.dialects.iter().count();
    let id = script.id().unwrap_or_default();
    let at = script.header.revision.as_ref().map_or(0..0, |word| word.range.clone());
    if script.kind == Kind::Sql {
        let dialects = missing(Upgrade);
        if !dialects.is_empty() {
            let (whom, section) = whom(&dialects, all);
            findings.push(
                Finding::error("missing-body", format!("revision `{id}` has no upgrade section{whom}"))
                    .at(&script.source, at.clone(), "this revision")
                    .help(format!("write `-- ambix:upgrade{section}`; it may be empty")),
            );
        }
    }
    let dialects = missing(Downgrade);
    if !dialects.is_empty() && !configuration.downgrade_is_optional() {
        let (whom, section) = whom(&dialects, all);
        let help = match script.kind {
            Kind::Sql => format!(
                "write `-- ambix:downgrade{section}`, or `-- ambix:irreversible: <reason>`; `downgrade = \"optional\"` in \
                 ambix.toml asks for neither"
            ),
            Kind::Rust => "write `pub async fn downgrade`, or `//! ambix:irreversible: <reason>`; \
                           `downgrade = \"optional\"` in ambix.toml asks for neither"
                .to_owned(),
        };
        findings.push(
            Finding::error(
                "missing-downgrade",
                format!("revision `{id}` does not say how to take it back{whom}"),
            )
            .at(&script.source, at, "this revision")
            .help(help),
        );
    }
}

fn whom(dialects: &[&str], all: usize) -> (String, String) {
    if dialects.len() == all {
        return (String::new(), String::new());
    }
    (format!(" for `{}`", dialects.join("`, `")), format!(" {}", dialects.join(", ")))
}

/// The file of a finding after which a missing section says nothing new: its directive may be inside an open quote, or
/// misspelt.
fn confuses_sections(finding: &Finding) -> Option<String> {
    let does = matches!(
        finding.code,
        "unterminated-quote"
            | "unterminated-comment"
            | "unterminated-dollar-quote"
            | "unknown-directive"
            | "bad-directive"
            | "unknown-dialect"
            | "sql-outside-section"
            | "overlapping-sections"
            | "rust-syntax"
    );
    let spot = finding.spot.as_ref().filter(|_| does)?;
    Some(spot.source.path().to_owned())
}
