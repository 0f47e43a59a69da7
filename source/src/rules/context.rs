//! What a rule is given, and how it says what it found.

use std::ops::Range;

use ambix_graph::script::{Dialect, Direction, TransactionMode};

use super::Start;
use crate::catalog::Catalog;
use crate::check::{Body, Read};
use crate::configuration::RuleLevel;
use crate::finding::{Finding, Level};
use crate::script::Script;
use crate::tree::Statement;

/// A statement with everything around it.
pub(crate) struct Context<'c> {
    pub(crate) dialect: Dialect,
    pub(crate) script: &'c Script,
    /// The statements of the section.
    pub(crate) body: &'c Body<'c>,
    /// The index of the statement in `body`.
    pub(crate) at: usize,
    /// The schema before the revision.
    pub(crate) start: Start<'c>,
    /// The schema before the statement.
    pub(crate) before: &'c Catalog,
    /// The first revision of the set: nothing is there yet, so nothing is locked and nothing lost.
    pub(crate) is_first: bool,
}

impl<'c> Context<'c> {
    /// The statement.
    pub(crate) fn read(&self) -> &'c Read<'c> {
        &self.body.statements[self.at]
    }

    /// What the statement says.
    pub(crate) fn tree(&self) -> &'c Statement {
        &self.read().tree
    }

    /// The statement as written.
    pub(crate) fn text(&self) -> &'c str {
        self.body.source.text().get(self.read().statement.range.clone()).unwrap_or_default()
    }

    /// The statements of the section before this one.
    pub(crate) fn earlier(&self) -> &'c [Read<'c>] {
        &self.body.statements[..self.at]
    }

    /// The statements of the section after this one.
    pub(crate) fn later(&self) -> &'c [Read<'c>] {
        self.body.statements.get(self.at + 1..).unwrap_or_default()
    }

    pub(crate) fn is_upgrade(&self) -> bool {
        self.body.direction == Direction::Upgrade
    }

    /// What the header says of transactions.
    pub(crate) fn transaction(&self) -> TransactionMode {
        self.script.header.transaction
    }

    /// Whether `-- ambix:allow` switches the rule off for the statement or the file.
    pub(crate) fn allows(&self, rule: &str) -> bool {
        let allow = &self.read().statement.allow;
        allow.iter().chain(&self.script.allow).any(|name| name == rule)
    }
}

/// Takes the findings of one rule about one statement.
pub(crate) struct Report<'r> {
    rule: &'static str,
    level: Level,
    context: &'r Context<'r>,
    findings: &'r mut Vec<Finding>,
}

impl<'r> Report<'r> {
    pub(super) fn new(
        rule: &'static str,
        level: RuleLevel,
        context: &'r Context<'r>,
        findings: &'r mut Vec<Finding>,
    ) -> Report<'r> {
        let level = if level == RuleLevel::Deny { Level::Error } else { Level::Warning };
        Report { rule, level, context, findings }
    }

    /// Adds a finding about bytes of the statement. What to do about it goes to [`Finding::help`].
    pub(crate) fn find(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let start = self.context.read().statement.range.start;
        let finding = Finding { level: self.level, ..Finding::error(self.rule, message) };
        let range = start + range.start..start + range.end;
        self.findings.push(finding.at(self.context.body.source, range, label).help(help));
    }
}
