//! The checks of SQL: each statement by its grammar, then all of them along the graph.

mod read;
mod scope;

use std::borrow::Cow;
use std::collections::HashSet;

use ambix_graph::script::{Dialect, Direction};

use crate::catalog;
use crate::configuration::{Check, Configuration};
use crate::finding::{Finding, Level, Source};
use crate::graph::Ordered;
use crate::rules::Run;
use crate::script::Script;
use crate::split::Statement;
use crate::syntax;
use crate::tree;

/// The statements of a section as one dialect reads them.
pub(crate) struct Body<'s> {
    /// The index of its script.
    pub(crate) script: usize,
    /// Where the statements are.
    pub(crate) source: &'s Source,
    pub(crate) direction: Direction,
    pub(crate) dialect: Dialect,
    pub(crate) statements: Vec<Read<'s>>,
    /// Findings about it are wanted.
    pub(crate) is_asked: bool,
}

/// A statement, read.
pub(crate) struct Read<'s> {
    pub(crate) statement: Cow<'s, Statement>,
    pub(crate) tree: tree::Statement,
    /// A finding about it is wanted: it is not unchecked, and nothing worse is known of it.
    pub(crate) is_asked: bool,
}

/// Checks the statements of the revisions that the settings ask for. `known` are the findings so far: of what they
/// are about, nothing more is said.
pub(crate) fn check_scripts(
    scripts: &[Script],
    ordered: Option<&Ordered>,
    configuration: &Configuration,
    known: &mut Vec<Finding>,
) {
    if configuration.check == Check::Off {
        return;
    }
    if configuration.strict {
        known.extend(
            configuration.dialects.iter().filter(|dialect| !syntax::has_grammar(*dialect)).map(gate_missing),
        );
    }
    let asked = scope::asked(scripts, ordered, configuration, known);
    let (bodies, found, is_whole) = read::read(scripts, &asked, configuration, known);
    known.extend(found);
    // Without some of the statements, the others would be misjudged.
    if !is_whole {
        let message = "some of the statements could not be read, so none were checked against the schema";
        known.push(Finding { level: Level::Warning, ..Finding::error("not-checked", message) });
        return;
    }
    let Some(ordered) = ordered else { return };
    let place = |finding: &Finding| {
        let spot = finding.spot.as_ref();
        (finding.code, spot.map(|spot| (spot.source.path().to_owned(), spot.range.clone())))
    };
    let mut rules = Run::new(configuration);
    let mut seen: HashSet<_> = known.iter().map(place).collect();
    for dialect in configuration.dialects.iter().filter(|dialect| syntax::has_grammar(*dialect)) {
        for finding in catalog::check(scripts, &bodies, ordered, configuration, dialect, &mut rules) {
            // What is found in several dialects at the same place is said once.
            if seen.insert(place(&finding)) {
                known.push(finding);
            }
        }
    }
    // What the database refuses needs no advice.
    let start = |finding: &Finding| {
        finding.spot.as_ref().map(|spot| (spot.source.path().to_owned(), spot.range.start))
    };
    let refused: HashSet<_> = known.iter().filter(|finding| finding.is_error()).filter_map(start).collect();
    let found = rules.finish();
    known.extend(found.into_iter().filter(|finding| !start(finding).is_some_and(|at| refused.contains(&at))));
}

/// With `strict`: a dialect that nobody can judge.
fn gate_missing(dialect: Dialect) -> Finding {
    let name = dialect.name();
    Finding::error("gate-missing", format!("the set is for `{name}`, whose grammar is not compiled in"))
        .help(format!("switch on the feature `check-{name}` of ambix, or leave out `strict`"))
}
