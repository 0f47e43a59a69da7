//! Which statements of a set are looked at: all, unless the settings or the file say otherwise.

use std::thread;

use ambix_graph::Index;
use ambix_graph::script::{Dialect, Direction};

use super::{check, grammar};
use crate::configuration::{Check, Configuration};
use crate::finding::Finding;
use crate::graph::Ordered;
use crate::script::{Script, Section};
use crate::split::{MOST_FINDINGS, Statement};

/// Parsers that call themselves get a stack of their own, as large as the deepest statement that they are given needs.
const STACK: usize = 64 << 20;

/// Checks the statements of the revisions that the settings ask for. `known` are the findings so far: of what they
/// are about, nothing more is said.
pub(crate) fn check_scripts(
    scripts: &[Script],
    ordered: Option<&Ordered>,
    configuration: &Configuration,
    known: &mut Vec<Finding>,
) {
    if configuration.check == Check::Off
        || !configuration.dialects.iter().any(|dialect| grammar(dialect).is_some())
    {
        return;
    }
    let asked = asked(scripts, ordered, configuration, known);
    let run = || -> Vec<Finding> {
        scripts
            .iter()
            .zip(&asked)
            .filter(|(_, asked)| **asked)
            .flat_map(|(script, _)| check_script(script, configuration, known))
            .collect()
    };
    let found = thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        thread.ok().and_then(|thread| thread.join().ok())
    });
    known.extend(found.unwrap_or_default());
}

/// Whether each script is to be checked: all, or those that do not come before the revision `since`.
fn asked(
    scripts: &[Script],
    ordered: Option<&Ordered>,
    configuration: &Configuration,
    findings: &mut Vec<Finding>,
) -> Vec<bool> {
    let Some(since) = &configuration.since else { return vec![true; scripts.len()] };
    if !scripts.is_empty() && !scripts.iter().any(|script| script.id() == Some(since)) {
        let message = format!("`since` names the revision `{since}`, which no file declares");
        findings.push(
            Finding::error("bad-setting", message).help("name the first revision that is to be checked"),
        );
        return vec![false; scripts.len()];
    }
    // Without an order nobody knows what comes before.
    let Some(ordered) = ordered else { return vec![false; scripts.len()] };
    let map = &ordered.map;
    let at: Vec<usize> =
        map.load_positions().filter_map(|position| ordered.scripts.get(position).copied()).collect();
    let script = |index: Index| at.get(index.get() as usize).copied();
    let mut asked = vec![true; scripts.len()];
    let mut open: Vec<Index> = map
        .order()
        .iter()
        .copied()
        .filter(|index| script(*index).and_then(|at| scripts.get(at)).and_then(Script::id) == Some(since))
        .collect();
    while let Some(index) = open.pop() {
        for before in map.prerequisites(index) {
            if let Some(asked) = script(before).and_then(|at| asked.get_mut(at))
                && std::mem::replace(asked, false)
            {
                open.push(before);
            }
        }
    }
    asked
}

fn check_script(script: &Script, configuration: &Configuration, known: &[Finding]) -> Vec<Finding> {
    let source = script.offline.as_ref().map_or(&script.source, |offline| &offline.source);
    let known: Vec<usize> = known
        .iter()
        .filter_map(|finding| finding.spot.as_ref())
        .filter(|spot| spot.source.path() == source.path())
        .map(|spot| spot.range.start)
        .collect();
    let mut found: Vec<Finding> = Vec::new();
    if known.len() >= MOST_FINDINGS {
        return found;
    }
    for (statement, dialect) in script.sections.iter().flat_map(|section| statements(section, configuration))
    {
        let range = &statement.range;
        let is_known = |at: &usize| range.contains(at);
        if statement.unchecked || known.iter().any(is_known) {
            continue;
        }
        let Some(finding) = check(source, statement, dialect) else { continue };
        // What several dialects refuse at the same place is said once.
        let start = |finding: &Finding| finding.spot.as_ref().map(|spot| spot.range.start);
        if !found.iter().any(|other| start(other) == start(&finding)) {
            found.push(finding);
        }
        if known.len() + found.len() >= MOST_FINDINGS {
            break;
        }
    }
    found
}

/// The statements of a section, in each dialect whose grammar is there.
fn statements<'s>(
    section: &'s Section,
    configuration: &Configuration,
) -> impl Iterator<Item = (&'s Statement, Dialect)> {
    let is_asked = configuration.check == Check::All || section.direction == Direction::Upgrade;
    let dialects = section.dialects;
    section.variants.iter().filter(move |_| is_asked).flat_map(move |variant| {
        let dialects = dialects
            .iter()
            .filter(move |dialect| variant.dialects.contains(*dialect) && grammar(*dialect).is_some());
        dialects.flat_map(|dialect| variant.statements.iter().map(move |statement| (statement, dialect)))
    })
}
