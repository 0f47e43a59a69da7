//! What a rule is given, and how it says what it found.

use std::cell::OnceCell;
use std::ops::Range;

use ambix_graph::script::{Dialect, Direction, TransactionMode};

use super::Rule;
use super::look;
use super::run::Finds;
use crate::catalog::{Catalog, Column, Found, Space, Table};
use crate::check::{Body, Read};
use crate::configuration::RuleLevel;
use crate::finding::{Finding, Fix, Level};
use crate::header::Word;
use crate::property::properties;
use crate::script::Script;
use crate::tree::{ActionKind, InsertSource, Name, ObjectName, Statement};

/// Statements that are further apart have nothing to do with each other; and time stays linear in the size of a section.
const NEAR: usize = 500;

/// A statement with everything around it.
pub(crate) struct Context<'c> {
    pub(crate) dialect: Dialect,
    pub(crate) script: &'c Script,
    /// The statements of the section.
    pub(crate) body: &'c Body<'c>,
    /// The index of the statement in `body`.
    pub(crate) at: usize,
    /// The schema before the statement.
    pub(crate) before: &'c Catalog,
    /// Whether the section runs in a transaction, once somebody has asked.
    pub(crate) transactional: &'c OnceCell<bool>,
    /// How many revisions come before this one, in the order in which all can run.
    pub(crate) nth: usize,
    /// The first revision of the set: nothing is there yet, so nothing is locked and nothing lost.
    pub(crate) is_first: bool,
    /// The scripts of the revisions that come shortly before: what they created is new as well.
    pub(crate) recent: &'c [usize],
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
        self.text_of(self.read())
    }

    /// Another statement of the section as written.
    pub(crate) fn text_of(&self, read: &Read<'_>) -> &'c str {
        self.body.source.text().get(read.statement.range.clone()).unwrap_or_default()
    }

    /// Bytes of the statement as written.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &'c str {
        self.text().get(range.clone()).unwrap_or_default()
    }

    /// The statements of the section before this one, as far as they are near.
    pub(crate) fn earlier(&self) -> &'c [Read<'c>] {
        &self.body.statements[self.at.saturating_sub(NEAR)..self.at]
    }

    /// The statements of the section after this one, as far as they are near.
    pub(crate) fn later(&self) -> &'c [Read<'c>] {
        let rest = self.body.statements.get(self.at + 1..).unwrap_or_default();
        &rest[..NEAR.min(rest.len())]
    }

    pub(crate) fn is_upgrade(&self) -> bool {
        self.body.direction == Direction::Upgrade
    }

    /// Where `-- ambix:allow` switches the rule off for the statement or the file.
    pub(crate) fn allowance(&self, rule: &str) -> Option<&'c Word> {
        let (here, file) = (&self.read().statement.allow, &self.script.allow);
        if here.is_empty() && file.is_empty() {
            return None;
        }
        here.iter().chain(file).find(|word| word.text == rule)
    }

    /// Whether the section runs in one transaction, as far as its dialect has such.
    pub(crate) fn is_transactional(&self) -> bool {
        *self.transactional.get_or_init(|| {
            let may =
                self.dialect != Dialect::Mysql && self.script.header.transaction != TransactionMode::Off;
            may && !self.body.statements.iter().any(|read| self.commits(read))
        })
    }

    /// Whether a statement commits by itself or refuses to run in a transaction.
    pub(crate) fn commits(&self, read: &Read<'_>) -> bool {
        properties(self.body.source.text(), read.statement.range.clone(), self.dialect).self_commits
    }

    /// Whether the statement says `IF NOT EXISTS` or `IF EXISTS` and may be passed over by the server unread.
    pub(crate) fn may_do_nothing(&self) -> bool {
        let is_free =
            |name: &ObjectName| matches!(self.before.find(Space::Relation, name), Found::Missing(_));
        match self.tree() {
            Statement::CreateTable(create) => create.if_not_exists && !is_free(&create.name),
            Statement::CreateIndex(index) => index.if_not_exists && !index.name.as_ref().is_some_and(is_free),
            Statement::AlterTable(alter) => {
                let table = self.before.table(&alter.name);
                let may_be_there = |name: &Name| {
                    table.is_none_or(|table| table.is_open || table.column(&self.key(name)).is_some())
                };
                alter.if_exists && table.is_none()
                    || alter.actions.iter().any(|action| match &action.kind {
                        ActionKind::AddColumn { column, if_not_exists, .. } => {
                            *if_not_exists && may_be_there(&column.name)
                        }
                        ActionKind::AddConstraint { if_not_exists, .. } => *if_not_exists,
                        _ => false,
                    })
            }
            _ => false,
        }
    }

    /// The table of this name, if it was there before this revision and may be large and in use: one that was created
    /// shortly before is not, nor one whose name says that it is small, nor one that has one row at most, nor one that this
    /// revision has emptied. In the first revision, and on the way down, nothing is.
    pub(crate) fn busy(&self, name: &ObjectName) -> Option<&'c Table> {
        let table = self.kept(name).filter(|table| !self.recent.contains(&table.place.script))?;
        let is_empty = self.earlier().iter().any(|read| match &read.tree {
            Statement::Truncate { tables, .. } => tables.iter().any(|table| self.same(table, name)),
            Statement::Delete(delete) => {
                !delete.has_where && delete.tables.iter().any(|table| self.same(table, name))
            }
            _ => false,
        });
        (!is_empty && !look::is_small(&table.name) && !self.has_one_row(name)).then_some(table)
    }

    /// Whether a unique index over a constant keeps a table from having a second row.
    fn has_one_row(&self, name: &ObjectName) -> bool {
        let key = self.before.key(Space::Relation, name);
        let mut indexes = self.before.indexes(&key);
        indexes.any(|index| {
            let is_constant = !index.columns.is_empty() && index.columns.iter().all(Option::is_none);
            index.unique && !index.partial && is_constant && index.uses.is_empty()
        })
    }

    /// The table of this name, if it is certain that it was there before this revision and holds what outlives the
    /// connection. In the first revision, and on the way down, nothing does.
    pub(crate) fn kept(&self, name: &ObjectName) -> Option<&'c Table> {
        if self.is_first || !self.is_upgrade() {
            return None;
        }
        let table = self.before.table(name)?;
        (!table.temporary && table.place.script != self.body.script && !self.is_created(name))
            .then_some(table)
    }

    /// Whether an earlier statement of the section creates a table of this name, or gives the name to one.
    pub(crate) fn is_created(&self, name: &ObjectName) -> bool {
        self.earlier().iter().any(|read| match &read.tree {
            Statement::CreateTable(create) => self.same(&create.name, name),
            Statement::AlterTable(alter) => alter.actions.iter().any(|action| match &action.kind {
                ActionKind::RenameTo(to) => self.same_name(&to.name, &name.name),
                _ => false,
            }),
            Statement::RenameTables(pairs) => pairs.iter().any(|(_, to)| self.same(to, name)),
            Statement::Select(query) => query.into.as_ref().is_some_and(|into| self.same(into, name)),
            _ => false,
        })
    }

    /// Whether the rows, or the column, of a table are read by an earlier statement that writes them somewhere else.
    pub(crate) fn is_copied(&self, table: &ObjectName, column: Option<&Name>) -> bool {
        self.earlier().iter().any(|read| {
            let text = self.text_of(read);
            let copies = match &read.tree {
                Statement::Insert(insert) => {
                    matches!(insert.source, InsertSource::Query(_)) && !self.same(&insert.table, table)
                        || column.is_some() && self.same(&insert.table, table)
                }
                Statement::CreateTable(create) => create.query.is_some(),
                Statement::Select(query) => query.into.is_some(),
                Statement::Update(_) => column.is_some(),
                Statement::Opaque => true,
                _ => false,
            };
            copies
                && look::mentions(text, &table.name.text)
                && column.is_none_or(|column| look::mentions(text, &column.text) || text.contains('*'))
        })
    }

    /// The column of a table, if it is known.
    pub(crate) fn column(&self, table: &ObjectName, column: &Name) -> Option<&'c Column> {
        self.before.table(table)?.column(&self.key(column))
    }

    /// A name as it is compared.
    pub(crate) fn key(&self, name: &Name) -> String {
        self.before.fold(name)
    }

    /// Whether two names are the same.
    pub(crate) fn same_name(&self, a: &Name, b: &Name) -> bool {
        // Asked of all statements around, and nearly always no: then without a copy.
        const SHORTEST_CUT: usize = 63;
        let is_plain = |name: &Name| name.text.is_ascii() && name.text.len() < SHORTEST_CUT;
        let differ = is_plain(a) && is_plain(b) && !a.text.eq_ignore_ascii_case(&b.text);
        !differ && self.key(a) == self.key(b)
    }

    /// Whether two names of relations are the same.
    pub(crate) fn same(&self, a: &ObjectName, b: &ObjectName) -> bool {
        self.same_name(&a.name, &b.name)
            && self.before.key(Space::Relation, a) == self.before.key(Space::Relation, b)
    }
}

/// Takes the findings of one rule about one statement.
pub(crate) struct Report<'r> {
    rule: &'static Rule,
    level: Level,
    context: &'r Context<'r>,
    found: &'r mut Vec<Finds>,
}

impl<'r> Report<'r> {
    pub(super) fn new(
        rule: &'static Rule,
        level: RuleLevel,
        context: &'r Context<'r>,
        found: &'r mut Vec<Finds>,
    ) -> Report<'r> {
        let level = if level == RuleLevel::Deny { Level::Error } else { Level::Warning };
        Report { rule, level, context, found }
    }

    /// Adds a finding about bytes of the statement. What to do about it goes to [`Finding::help`].
    pub(crate) fn find(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = self.finding(range, message, label).help(help);
        self.push(finding, Vec::new());
    }

    /// Adds a finding, with what to write in the place of some bytes of the statement so that it is gone.
    pub(crate) fn find_fix(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        (replaced, replacement): (Range<usize>, String),
    ) {
        let start = self.context.read().statement.range.start;
        let title = format!("write `{replacement}`");
        let mut finding = self.finding(range, message, label).help(title.clone());
        finding.fix = Some(Box::new(Fix {
            source: self.context.body.source.clone(),
            range: start + replaced.start..start + replaced.end,
            replacement,
            title,
        }));
        self.push(finding, Vec::new());
    }

    /// Adds a finding whose help lists `items`, and those of all others in the file.
    pub(super) fn find_items(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        items: Vec<String>,
    ) {
        let finding = self.finding(range, message, label);
        self.push(finding, items);
    }

    /// Adds a finding about the header.
    pub(super) fn find_in_header(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Finding { level: self.level, ..Finding::error(self.rule.name, message) };
        let finding = finding.at(&self.context.script.source, range, label).help(help);
        self.push(finding, Vec::new());
    }

    fn push(&mut self, finding: Finding, items: Vec<String>) {
        let id = self.context.script.id().unwrap_or_default();
        let revision = (self.context.nth, id.to_owned());
        self.found.push(Finds { finding, revision, lasts: self.rule.lasts, items });
    }

    fn finding(&self, range: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Finding {
        let start = self.context.read().statement.range.start;
        let finding = Finding { level: self.level, ..Finding::error(self.rule.name, message) };
        finding.at(self.context.body.source, start + range.start..start + range.end, label)
    }
}
