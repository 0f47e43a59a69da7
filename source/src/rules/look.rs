//! Views of the tree that several rules share.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::lexer::{Kind, Lexer};
use crate::tree::{
    ActionKind, Body, Column, Constraint, ConstraintKind, Expression, InsertSource, Item, Name, ObjectName,
    Query, Source, Statement,
};

/// A name with its schema, as it is written.
pub(super) fn shown(name: &ObjectName) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", schema.text, name.name.text),
        None => name.name.text.clone(),
    }
}

/// Text of a statement for a line of help: as it is written, quotes too, on one line.
pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is written with something added to it, inside of its quotes.
pub(super) fn with_suffix(written: &str, suffix: &str) -> String {
    match written.char_indices().next_back() {
        Some((at, quote @ ('"' | '`' | ']'))) => {
            format!("{}{suffix}{quote}", written.get(..at).unwrap_or_default())
        }
        _ => format!("{written}{suffix}"),
    }
}

/// A column that a statement defines.
pub(super) struct Defined<'t> {
    pub(super) table: &'t ObjectName,
    pub(super) column: &'t Column,
    /// It is added to a table that is there; otherwise the table is created with it, or it is changed.
    pub(super) is_added: bool,
    /// The column that gets this definition (MySQL).
    pub(super) changes: Option<&'t Name>,
}

/// The columns that a statement defines.
pub(super) fn columns(statement: &Statement) -> Vec<Defined<'_>> {
    match statement {
        Statement::CreateTable(create) => create
            .columns
            .iter()
            .map(|column| Defined { table: &create.name, column, is_added: false, changes: None })
            .collect(),
        Statement::AlterTable(alter) => alter
            .actions
            .iter()
            .filter_map(|action| match &action.kind {
                ActionKind::AddColumn { column, .. } => {
                    Some(Defined { table: &alter.name, column, is_added: true, changes: None })
                }
                ActionKind::ChangeColumn { from, column, .. } => {
                    Some(Defined { table: &alter.name, column, is_added: false, changes: Some(from) })
                }
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The columns that a statement adds to tables that are there.
pub(super) fn added(statement: &Statement) -> impl Iterator<Item = Defined<'_>> {
    columns(statement).into_iter().filter(|defined| defined.is_added)
}

/// A constraint that a statement defines.
pub(super) struct Defines<'t> {
    pub(super) table: &'t ObjectName,
    pub(super) constraint: &'t Constraint,
    /// The column that it is written at.
    pub(super) column: Option<&'t Column>,
    /// It is added to a table that is there.
    pub(super) is_added: bool,
}

/// The constraints that a statement defines.
pub(super) fn constraints(statement: &Statement) -> Vec<Defines<'_>> {
    let mut found = Vec::new();
    for Defined { table, column, is_added, .. } in columns(statement) {
        for constraint in &column.constraints {
            found.push(Defines { table, constraint, column: Some(column), is_added });
        }
    }
    match statement {
        Statement::CreateTable(create) => {
            for constraint in &create.constraints {
                found.push(Defines { table: &create.name, constraint, column: None, is_added: false });
            }
        }
        Statement::AlterTable(alter) => {
            for action in &alter.actions {
                if let ActionKind::AddConstraint { constraint, .. } = &action.kind {
                    found.push(Defines { table: &alter.name, constraint, column: None, is_added: true });
                }
            }
        }
        _ => {}
    }
    found
}

impl<'t> Defines<'t> {
    /// The columns that a key, or a reference, consists of.
    pub(super) fn columns(&self) -> Vec<&'t Name> {
        let named: &[Name] = match &self.constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Index { columns, .. } => columns,
            _ => &[],
        };
        match (named.is_empty(), self.column) {
            (true, Some(column)) => vec![&column.name],
            _ => named.iter().collect(),
        }
    }
}

/// Calls `see` for every expression that decides something, nested ones too: `WHERE`, `ON`, `HAVING`, checks, predicates
/// of indexes, policies.
pub(super) fn conditions<'t>(statement: &'t Statement, see: &mut impl FnMut(&'t Expression)) {
    match statement {
        Statement::Select(query) => conditions_of_query(query, see),
        Statement::CreateView(view) => conditions_of_query(&view.query, see),
        Statement::Insert(insert) => {
            for cte in &insert.ctes {
                conditions(&cte.statement, see);
            }
            if let InsertSource::Query(query) = &insert.source {
                conditions_of_query(query, see);
            }
        }
        Statement::Update(update) => {
            for cte in &update.ctes {
                conditions(&cte.statement, see);
            }
            update.clauses.iter().for_each(|clause| condition(clause, see));
            for assignment in &update.assignments {
                assignment.value.queries.iter().for_each(|query| conditions_of_query(query, see));
            }
            conditions_of_sources(&update.from, see);
        }
        Statement::Delete(delete) => {
            for cte in &delete.ctes {
                conditions(&cte.statement, see);
            }
            delete.clauses.iter().for_each(|clause| condition(clause, see));
            conditions_of_sources(&delete.from, see);
        }
        Statement::CreateIndex(index) => index.predicate.iter().for_each(|clause| condition(clause, see)),
        Statement::CreateTrigger(trigger) => {
            trigger.when.iter().for_each(|clause| condition(clause, see));
            trigger.body.iter().for_each(|statement| conditions(statement, see));
        }
        Statement::CreateTable(create) => {
            create.query.iter().for_each(|query| conditions_of_query(query, see));
        }
        _ => {}
    }
    for defines in constraints(statement) {
        if let ConstraintKind::Check(check) = &defines.constraint.kind {
            condition(check, see);
        }
    }
}

fn condition<'t>(expression: &'t Expression, see: &mut impl FnMut(&'t Expression)) {
    see(expression);
    expression.queries.iter().for_each(|query| conditions_of_query(query, see));
}

fn conditions_of_query<'t>(query: &'t Query, see: &mut impl FnMut(&'t Expression)) {
    for cte in &query.ctes {
        conditions(&cte.statement, see);
    }
    conditions_of_body(&query.body, see);
}

fn conditions_of_body<'t>(body: &'t Body, see: &mut impl FnMut(&'t Expression)) {
    match body {
        Body::Select(select) => {
            for item in &select.items {
                if let Item::Expression { expression, .. } = item {
                    expression.queries.iter().for_each(|query| conditions_of_query(query, see));
                }
            }
            conditions_of_sources(&select.from, see);
            select.clauses.iter().chain(&select.grouping).for_each(|clause| condition(clause, see));
        }
        Body::Compound(parts) => parts.iter().for_each(|part| conditions_of_body(part, see)),
        Body::Query(query) => conditions_of_query(query, see),
        Body::Values(_) | Body::Table(_) | Body::Opaque => {}
    }
}

fn conditions_of_sources<'t>(sources: &'t [Source], see: &mut impl FnMut(&'t Expression)) {
    for source in sources {
        if let Source::Query { query, .. } = source {
            conditions_of_query(query, see);
        }
    }
}

/// A token of a statement.
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
}

impl Token<'_> {
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

/// The tokens of `range` in `text`, comments left out.
pub(super) fn tokens(text: &str, range: Range<usize>, dialect: Dialect) -> Vec<Token<'_>> {
    Lexer::new(text, range.start, range.end, dialect)
        .filter(|token| {
            !matches!(token.kind, Kind::LineComment | Kind::BlockComment | Kind::Hint | Kind::Executable)
        })
        .map(|token| Token {
            kind: token.kind,
            text: text.get(token.range()).unwrap_or_default(),
            range: token.range(),
        })
        .collect()
}

/// Whether `text` has `word` as a whole word, in any case.
pub(super) fn mentions(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    // Asked of all statements around: most have no such letters in a row, and need no copy.
    let is_plain = text.is_ascii() && word.is_ascii();
    if is_plain && !occurs(text.as_bytes(), word.as_bytes()) {
        return false;
    }
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Whether the letters of `word` occur in a row, in any case.
fn occurs(mut text: &[u8], word: &[u8]) -> bool {
    let Some((first, rest)) = word.split_first() else { return true };
    while let Some(at) = text.iter().position(|byte| byte.eq_ignore_ascii_case(first)) {
        text = text.get(at + 1..).unwrap_or_default();
        if text.get(..rest.len()).is_some_and(|part| part.eq_ignore_ascii_case(rest)) {
            return true;
        }
    }
    false
}

/// Whether the name of a table says that it has few rows: `settings`, `order_types`.
pub(super) fn is_small(name: &str) -> bool {
    const SMALL: [&str; 40] = [
        "categories",
        "category",
        "channels",
        "config",
        "configs",
        "configuration",
        "countries",
        "country",
        "currencies",
        "currency",
        "features",
        "flags",
        "instance",
        "kinds",
        "language",
        "languages",
        "locales",
        "lookup",
        "meta",
        "metadata",
        "migrations",
        "options",
        "permission",
        "permissions",
        "plans",
        "priorities",
        "regions",
        "role",
        "roles",
        "setting",
        "settings",
        "site",
        "state",
        "statuses",
        "tenants",
        "type",
        "types",
        "version",
        "versions",
        "workspaces",
    ];
    let lower = name.to_lowercase();
    let last = lower.rsplit(['_', '-', ' ']).next().unwrap_or_default();
    SMALL.contains(&last)
}
