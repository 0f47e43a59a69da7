//! Runs the rules over statements and gathers what they find.

use std::collections::HashMap;

use super::{Context, RULES, Report, Rule, UNUSED_ALLOW};
use crate::configuration::{Configuration, RuleLevel};
use crate::finding::{Finding, Level, Source};
use crate::header::Word;

/// One run over a set.
pub(crate) struct Run<'c> {
    configuration: &'c Configuration,
    found: Vec<Found>,
    allowances: Vec<Allowance>,
}

/// A finding of a rule.
pub(super) struct Found {
    pub(super) finding: Finding,
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
        Run { configuration, found: Vec::new(), allowances: Vec::new() }
    }

    /// Runs the rules over one statement.
    pub(crate) fn statement(&mut self, context: &Context<'_>) {
        let asks_for_use = self.level(UNUSED_ALLOW, RuleLevel::Allow) != RuleLevel::Allow;
        for rule in RULES.iter().filter(|rule| rule.dialects.contains(&context.dialect)) {
            let level = self.configuration.rule_level(rule);
            let allow = context.allowance(rule.name);
            match (level, allow) {
                (RuleLevel::Allow, _) => {}
                (_, Some(_)) if !asks_for_use => {}
                (_, Some(word)) => {
                    let mut found = Vec::new();
                    run(rule, level, context, &mut found);
                    self.note(context, word, !found.is_empty());
                }
                (_, None) => run(rule, level, context, &mut self.found),
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
        self.unused_allowances();
        let mut merged: Vec<Group> = Vec::new();
        let mut groups: HashMap<(&'static str, String), usize> = HashMap::new();
        for found in self.found {
            let Some(spot) = &found.finding.spot else { continue };
            let key = (found.finding.code, spot.source.path().to_owned());
            let start = spot.range.start;
            match groups.get(&key).and_then(|&at| merged.get_mut(at)) {
                Some(group) if group.starts.contains(&start) => group.items(found.items),
                Some(group) if !found.finding.is_error() => {
                    group.starts.push(start);
                    group.items(found.items);
                }
                // Each error has to be mended.
                _ => {
                    groups.insert(key, merged.len());
                    merged.push(Group { finding: found.finding, starts: vec![start], items: found.items });
                }
            }
        }
        merged.into_iter().map(Group::finding).collect()
    }

    fn unused_allowances(&mut self) {
        let level = self.level(UNUSED_ALLOW, RuleLevel::Allow);
        for allowance in std::mem::take(&mut self.allowances) {
            if allowance.is_used || level == RuleLevel::Allow {
                continue;
            }
            let name = &allowance.word.text;
            let finding = Finding {
                level: if level == RuleLevel::Deny { Level::Error } else { Level::Warning },
                ..Finding::error(UNUSED_ALLOW, format!("`{name}` is allowed, and finds nothing here"))
            };
            let finding = finding
                .at(&allowance.source, allowance.word.range.clone(), "switches off nothing")
                .help("remove it");
            self.found.push(Found { finding, items: Vec::new() });
        }
    }
}

fn run(rule: &Rule, level: RuleLevel, context: &Context<'_>, found: &mut Vec<Found>) {
    (rule.check)(context, &mut Report::new(rule.name, level, context, found));
}

/// The findings of one rule in one file.
struct Group {
    finding: Finding,
    /// Where they begin; the first is that of `finding`.
    starts: Vec<usize>,
    items: Vec<String>,
}

impl Group {
    fn items(&mut self, items: Vec<String>) {
        for item in items {
            if !self.items.contains(&item) {
                self.items.push(item);
            }
        }
    }

    fn finding(mut self) -> Finding {
        if let (Some(spot), [_, more @ ..]) = (&self.finding.spot, self.starts.as_slice())
            && !more.is_empty()
        {
            let lines: Vec<u32> = more.iter().map(|&start| spot.source.line_column(start).0).collect();
            self.finding.message.push_str(&also(&lines));
        }
        if !self.items.is_empty() {
            self.finding.help = vec![format!(
                "if that is meant, write into the header: `-- destroys: {}`",
                self.items.join(", ")
            )];
        }
        self.finding
    }
}

/// `; the same in line 7 and 2 more`
fn also(lines: &[u32]) -> String {
    const MOST: usize = 4;
    let mut lines = lines.to_vec();
    lines.sort_unstable();
    lines.dedup();
    let named: Vec<String> = lines.iter().take(MOST).map(u32::to_string).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let more = match lines.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("; the same in {word} {}{more}", named.join(", "))
}
