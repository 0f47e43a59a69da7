//! Runs the rules over statements and gathers what they find.

use std::collections::{HashMap, HashSet};

use super::{Context, RULES, Report, Rule, UNUSED_ALLOW};
use crate::configuration::{Configuration, RuleLevel};
use crate::finding::{Finding, Level, Source};
use crate::header::Word;
use crate::lock;
use crate::split::MOST_FINDINGS;

/// One run over a set.
pub(crate) struct Run<'c> {
    configuration: &'c Configuration,
    /// What is looked for, with what comes of it.
    rules: Vec<(&'static Rule, RuleLevel)>,
    /// Nobody can change these any more, so nothing is said of what they might do better.
    released: HashSet<String>,
    found: Vec<Finds>,
    allowances: Vec<Allowance>,
}

/// A finding of a rule.
pub(super) struct Finds {
    pub(super) finding: Finding,
    /// The place of the revision in the order of all, and its id.
    pub(super) revision: (usize, String),
    /// See [`Rule::lasts`].
    pub(super) lasts: bool,
    /// What the header should name, of rules that ask for that; the help then lists what all of them found.
    pub(super) items: Vec<String>,
}

/// One rule named by one `-- ambix:allow`.
struct Allowance {
    source: Source,
    word: Word,
    is_used: bool,
}

impl<'c> Run<'c> {
    pub(crate) fn new(configuration: &'c Configuration) -> Run<'c> {
        let released = lock::released(configuration);
        let rules = RULES.iter().map(|rule| (*rule, configuration.rule_level(rule)));
        let rules = rules.filter(|(_, level)| *level != RuleLevel::Allow).collect();
        Run { configuration, rules, released, found: Vec::new(), allowances: Vec::new() }
    }

    /// Runs the rules over one statement.
    pub(crate) fn statement(&mut self, context: &Context<'_>) {
        let asks_for_use = self.level(UNUSED_ALLOW, RuleLevel::Allow) != RuleLevel::Allow;
        let is_released = context.script.id().is_some_and(|id| self.released.contains(id));
        let may_do_nothing = context.may_do_nothing();
        for at in 0..self.rules.len() {
            let Some(&(rule, level)) = self.rules.get(at) else { break };
            // What was accepted then is not refused because the settings are stricter now.
            let is_certain = level == RuleLevel::Deny && rule.level == RuleLevel::Deny;
            if !rule.dialects.contains(&context.dialect)
                || is_released && !is_certain
                || rule.level == RuleLevel::Deny && may_do_nothing
            {
                continue;
            }
            match context.allowance(rule.name) {
                Some(_) if !asks_for_use => {}
                Some(word) => {
                    let mut found = Vec::new();
                    run(rule, level, context, &mut found);
                    self.note(context, word, !found.is_empty());
                }
                None => run(rule, level, context, &mut self.found),
            }
        }
    }

    fn level(&self, name: &str, default: RuleLevel) -> RuleLevel {
        let set = self.configuration.rules.iter().rev().find(|(known, _)| known == name);
        set.map_or(default, |(_, level)| *level)
    }

    fn note(&mut self, context: &Context<'_>, word: &Word, is_used: bool) {
        let source = &context.script.source;
        let known = self
            .allowances
            .iter_mut()
            .find(|known| known.word == *word && known.source.path() == source.path());
        match known {
            Some(known) => known.is_used |= is_used,
            None => self.allowances.push(Allowance { source: source.clone(), word: word.clone(), is_used }),
        }
    }

    /// What was found. Warnings of one rule about one file are one finding: whoever has read the first knows the rest.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        let unused = self.unused_allowances();
        let mut groups: Vec<Group> = Vec::new();
        let mut errors: HashMap<(&'static str, String), usize> = HashMap::new();
        let mut by_file: HashMap<(&'static str, String), usize> = HashMap::new();
        let mut by_place: HashMap<(&'static str, String, usize), Option<usize>> = HashMap::new();
        for found in self.found {
            let Some(spot) = &found.finding.spot else { continue };
            let key = (found.finding.code, spot.source.path().to_owned());
            let start = spot.range.start;
            let place = (key.0, key.1.clone(), start);
            // Another dialect has found the same.
            if let Some(at) = by_place.get(&place) {
                at.and_then(|at| groups.get_mut(at)).into_iter().for_each(|group| group.items(&found.items));
                continue;
            }
            let newest = by_file.get(&key).copied().unwrap_or(groups.len());
            match groups.get_mut(newest) {
                Some(group) if !found.finding.is_error() && found.finding.fix.is_none() => {
                    by_place.insert(place, Some(newest));
                    group.starts.push(start);
                    group.items(&found.items);
                }
                // Each error has to be mended; after many of them the reader has understood.
                _ => {
                    let errors = errors.entry(key.clone()).or_default();
                    *errors += 1;
                    by_place.insert(place, (*errors <= MOST_FINDINGS).then_some(groups.len()));
                    if *errors > MOST_FINDINGS {
                        continue;
                    }
                    by_file.insert(key, groups.len());
                    groups.push(Group { found, starts: vec![start], earlier: Vec::new() });
                }
            }
        }
        let mut newest: HashMap<&'static str, usize> = HashMap::new();
        let mut kept: Vec<Group> = Vec::new();
        groups.sort_by_key(|group| group.found.revision.0);
        for mut group in groups {
            if group.found.lasts || group.found.finding.is_error() {
                kept.push(group);
                continue;
            }
            match newest.get(group.found.finding.code).and_then(|&at| kept.get_mut(at)) {
                Some(newest) => {
                    group.earlier = std::mem::take(&mut newest.earlier);
                    group.earlier.push(std::mem::take(&mut newest.found.revision));
                    *newest = group;
                }
                None => {
                    newest.insert(group.found.finding.code, kept.len());
                    kept.push(group);
                }
            }
        }
        kept.into_iter().map(Group::finding).chain(unused).collect()
    }

    fn unused_allowances(&mut self) -> Vec<Finding> {
        let level = self.level(UNUSED_ALLOW, RuleLevel::Allow);
        let unused = std::mem::take(&mut self.allowances).into_iter().filter(|allowance| !allowance.is_used);
        let findings = unused.map(|allowance| {
            let message = format!("`{}` is allowed, and finds nothing here", allowance.word.text);
            let finding = Finding {
                level: if level == RuleLevel::Deny { Level::Error } else { Level::Warning },
                ..Finding::error(UNUSED_ALLOW, message)
            };
            finding
                .at(&allowance.source, allowance.word.range.clone(), "switches off nothing")
                .help("remove it")
        });
        findings.collect()
    }
}

fn run(rule: &'static Rule, level: RuleLevel, context: &Context<'_>, found: &mut Vec<Finds>) {
    (rule.check)(context, &mut Report::new(rule, level, context, found));
}

/// The findings of one rule in one file.
struct Group {
    found: Finds,
    /// Where they begin; the first is that of `found`.
    starts: Vec<usize>,
    /// The revisions before this one in which the same was found.
    earlier: Vec<(usize, String)>,
}

impl Group {
    fn items(&mut self, items: &[String]) {
        for item in items {
            if !self.found.items.contains(item) {
                self.found.items.push(item.clone());
            }
        }
    }

    fn finding(self) -> Finding {
        let Finds { mut finding, items, .. } = self.found;
        if let (Some(spot), [first, more @ ..]) = (&finding.spot, self.starts.as_slice()) {
            let line = |start: &usize| spot.source.line_column(*start).0;
            let mut lines: Vec<u32> = more.iter().map(line).filter(|other| *other != line(first)).collect();
            lines.sort_unstable();
            lines.dedup();
            let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
            finding.message.push_str(&also("; the same in line", &lines));
        }
        let earlier: Vec<String> = self.earlier.iter().rev().map(|(_, id)| format!("`{id}`")).collect();
        finding.message.push_str(&also("; before that in revision", &earlier));
        if !items.is_empty() {
            let line = format!("-- destroys: {}", items.join(", "));
            // That is for the author to say, so it is no fix.
            finding.help = vec![format!("if that is meant, write into the header: `{line}`")];
        }
        finding
    }
}

/// `; the same in lines 7, 9 and 2 more`
fn also(what: &str, named: &[String]) -> String {
    const MOST: usize = 4;
    let plural = if named.len() == 1 { "" } else { "s" };
    let shown = named.get(..MOST.min(named.len())).unwrap_or_default().join(", ");
    match named.len().saturating_sub(MOST) {
        _ if named.is_empty() => String::new(),
        0 => format!("{what}{plural} {shown}"),
        more => format!("{what}{plural} {shown} and {more} more"),
    }
}
