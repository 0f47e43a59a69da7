//! Rules: what a statement that the database accepts may still do wrong.
//!
//! A rule is a file here with everything about it: name, level, dialects, documentation with examples that are tested,
//! and the check. To add one, write its file and add it to [`RULES`].

mod context;
mod start;

pub(crate) use context::{Context, Report};
pub(crate) use start::Start;

use ambix_graph::script::Dialect;

use crate::configuration::{Configuration, RuleLevel};
use crate::finding::Finding;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its kebab-case name: the code of its findings, and what `-- ambix:allow` and `rules` in ambix.toml name.
    pub name: &'static str,
    /// What comes of it where nothing else is said.
    pub level: RuleLevel,
    /// The dialects that it is about.
    pub dialects: &'static [Dialect],
    /// What it finds, why that is a problem and what to do, in Markdown. Examples are in blocks marked `sql,bad` and
    /// `sql,good`, with the dialect where it is not the first of `dialects`.
    pub docs: &'static str,
    pub(crate) check: fn(&Context<'_>, &mut Report<'_>),
}

/// All rules, by name.
pub(crate) static RULES: &[&Rule] = &[];

/// All rules, by name.
pub fn rules() -> &'static [&'static Rule] {
    RULES
}

/// Runs the rules over one statement.
pub(crate) fn check(context: &Context<'_>, configuration: &Configuration, findings: &mut Vec<Finding>) {
    for rule in RULES.iter().filter(|rule| rule.dialects.contains(&context.dialect)) {
        let level = configuration.rule_level(rule);
        if level == RuleLevel::Allow || context.allows(rule.name) {
            continue;
        }
        (rule.check)(context, &mut Report::new(rule.name, level, context, findings));
    }
}
