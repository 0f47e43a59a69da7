//! Reads every statement with the grammar of its dialect, on all cores.

use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ambix_graph::script::{Dialect, Direction};

use super::{Body, Read};
use crate::configuration::{Check, Configuration};
use crate::cores;
use crate::finding::{Finding, Source};
use crate::marks::Marks;
use crate::script::{Kind, Script};
use crate::split::{Checks, MOST_FINDINGS, Statement, split};
use crate::syntax::{self, Verdict};
use crate::tree;

/// Parsers that call themselves get a stack of their own, as large as the deepest statement that they are given needs.
const STACK: usize = 64 << 20;

/// Reads the bodies of all scripts, by the order of scripts, and tells what the grammars refuse; and whether all of them
/// were read.
pub(super) fn read<'s>(
    scripts: &'s [Script],
    asked: &[bool],
    configuration: &Configuration,
    known: &[Finding],
) -> (Vec<Body<'s>>, Vec<Finding>, bool) {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for spot in known.iter().filter_map(|finding| finding.spot.as_ref()) {
        places.entry(spot.source.path()).or_default().push(spot.range.start);
    }
    let reader = Reader { scripts, asked, configuration, places };
    let (mut bodies, mut findings) = (Vec::new(), Vec::new());
    // What fails over a script says nothing against it.
    let read = |at| catch_unwind(AssertUnwindSafe(|| reader.script(at))).ok();
    let given = cores::each(scripts.len(), Some(STACK), read);
    // A thread that cannot be started leaves its work to the others, if there are any.
    let is_whole = given.len() == scripts.len() && given.iter().all(Option::is_some);
    for (mut read, mut found) in given.into_iter().flatten() {
        bodies.append(&mut read);
        findings.append(&mut found);
    }
    (bodies, findings, is_whole)
}

struct Reader<'s, 'r> {
    scripts: &'s [Script],
    asked: &'r [bool],
    configuration: &'r Configuration,
    /// Where findings are already, by path.
    places: HashMap<&'r str, Vec<usize>>,
}

impl<'s> Reader<'s, '_> {
    fn script(&self, at: usize) -> (Vec<Body<'s>>, Vec<Finding>) {
        let (mut bodies, mut findings) = (Vec::new(), Vec::new());
        let Some(script) = self.scripts.get(at) else { return (bodies, findings) };
        for section in &script.sections {
            let source = &section.source;
            let known = self.places.get(source.path()).map_or(&[] as &[usize], Vec::as_slice);
            let asked = self.asked.get(at).is_some_and(|asked| *asked) && known.len() < MOST_FINDINGS;
            let wanted = section.direction == Direction::Upgrade || self.configuration.check == Check::All;
            for variant in &section.variants {
                for dialect in section.dialects.iter().filter(|dialect| variant.dialects.contains(*dialect)) {
                    let read = |statement: Cow<'s, Statement>| {
                        let range = &statement.range;
                        let is_known = known.iter().any(|at| range.contains(at));
                        // What a revision in Rust does, its file for offline mode only resembles.
                        let is_sql = script.kind == Kind::Sql;
                        let is_asked = asked && wanted && !statement.unchecked && !is_known && is_sql;
                        let tree = tree::Statement::Opaque;
                        if is_known {
                            return Read { statement, tree, is_asked };
                        }
                        match syntax::read(source, &statement, dialect) {
                            Verdict::Read(tree) if is_sql => Read { statement, tree, is_asked },
                            Verdict::Read(_) => Read { statement, tree, is_asked },
                            Verdict::Opaque => {
                                if self.configuration.strict && is_asked && findings.len() < MOST_FINDINGS {
                                    findings.push(not_understood(source, &statement));
                                }
                                Read { statement, tree, is_asked }
                            }
                            Verdict::Refused(refusal) => {
                                let is_wanted = asked && wanted && !statement.unchecked;
                                if is_wanted && known.len() + findings.len() < MOST_FINDINGS {
                                    let mut finding = syntax::finding(source, &statement, dialect, &refusal);
                                    // What several dialects refuse at the same place is said once.
                                    if !findings.iter().any(|other| is_at_same_place(other, &finding)) {
                                        let dialects = section.dialects;
                                        finding.fix =
                                            syntax::fix(source, &statement, dialect, &refusal, dialects);
                                        findings.push(finding);
                                    }
                                }
                                Read { statement, tree, is_asked: false }
                            }
                        }
                    };
                    let statements =
                        variant.statements.iter().flat_map(|statement| parts(source, statement, dialect));
                    let statements = statements.map(read).collect();
                    bodies.push(Body {
                        script: at,
                        source,
                        direction: section.direction,
                        dialect,
                        statements,
                        is_asked: asked && wanted,
                    });
                }
            }
        }
        (bodies, findings)
    }
}

/// With `strict`: a statement about which nobody can say anything.
fn not_understood(source: &Source, statement: &Statement) -> Finding {
    let text = source.text().get(statement.range.clone()).unwrap_or_default();
    let line = text.split('\n').next().unwrap_or_default().trim_end();
    let range = statement.range.start..statement.range.start + line.len();
    Finding::error(
        "not-understood",
        "no check understands this statement, and `strict` asks for one that does",
    )
    .at(source, range, "not checked")
    .help("write `-- ambix:unchecked` above it if it is right")
}

/// The statements that a piece consists of, if it is more than one. The server gets them at once and runs them one after
/// the other; where it keeps programs in one piece (MySQL), nothing is taken apart.
fn parts<'s>(source: &Source, statement: &'s Statement, dialect: Dialect) -> Vec<Cow<'s, Statement>> {
    let text = source.text().get(statement.range.clone()).unwrap_or_default();
    if !statement.piece || statement.opaque || dialect == Dialect::Mysql || !text.contains(';') {
        return vec![Cow::Borrowed(statement)];
    }
    let part = split(source, statement.range.clone(), dialect, Checks::Off, Marks::None);
    if !part.findings.is_empty() || part.next.is_some() {
        return vec![Cow::Borrowed(statement)];
    }
    let inherits = |mut part: Statement| {
        part.allow.clone_from(&statement.allow);
        part.unchecked = statement.unchecked;
        Cow::Owned(part)
    };
    part.statements.into_iter().map(inherits).collect()
}

fn is_at_same_place(a: &Finding, b: &Finding) -> bool {
    match (&a.spot, &b.spot) {
        (Some(a), Some(b)) => a.range.start == b.range.start && a.source.path() == b.source.path(),
        _ => false,
    }
}
