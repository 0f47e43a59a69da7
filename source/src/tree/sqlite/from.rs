//! `FROM`.

use sqlite3_parser::ast::{
    Expr, FromClause, Indexed, JoinConstraint, JoinOperator, JoinType, JoinedSelectTable, QualifiedName,
    SelectTable,
};

use super::reader::Reader;
use crate::tree::{Expression, FunctionCall, Name, ObjectName, Source};

/// What a `FROM` consists of.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) from: Vec<Source>,
    /// `ON`, and the arguments of functions: they see every source, those behind them as well.
    pub(super) conditions: Vec<Expression>,
    pub(super) using: Vec<Name>,
    pub(super) is_opaque: bool,
}

impl Sources {
    /// For where nothing can be marked as opaque: sources of unknown columns.
    pub(super) fn hide(&mut self) {
        for source in &mut self.from {
            let alias = match source {
                Source::Table { name, alias, .. } => Some(alias.take().unwrap_or_else(|| name.name.clone())),
                Source::Query { alias, .. } | Source::Function { alias, .. } => alias.take(),
            };
            *source = unknown(alias);
        }
    }
}

/// A source that may have any column.
fn unknown(alias: Option<Name>) -> Source {
    let call = Expression { is_opaque: true, ..Expression::default() };
    Source::Function { call, alias, columns: Vec::new() }
}

/// Tables that every connection may have without anybody creating them.
pub(super) fn is_built_in(name: &ObjectName) -> bool {
    const NAMES: &[&str] = &[
        "bytecode",
        "dbstat",
        "generate_series",
        "json_each",
        "json_tree",
        "jsonb_each",
        "jsonb_tree",
        "sqlite_dbpage",
        "sqlite_memstat",
        "sqlite_stmt",
        "tables_used",
    ];
    let name = &name.name.text;
    let is_pragma = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("pragma_"));
    is_pragma || NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

impl Reader<'_> {
    pub(super) fn from(&mut self, from: &FromClause<'_>, sources: &mut Sources) -> Option<()> {
        if let Some(first) = from.select {
            self.source(first, sources)?;
        }
        for join in from.joins.iter().flatten() {
            self.join(join, sources)?;
        }
        Some(())
    }

    fn join(&mut self, join: &JoinedSelectTable<'_>, sources: &mut Sources) -> Option<()> {
        match join.operator {
            JoinOperator::Comma => self.expect(",")?,
            JoinOperator::TypedJoin(kind) => {
                sources.is_opaque |= kind.is_some_and(|kind| kind.contains(JoinType::NATURAL));
                // No more than three words say which kind.
                for _ in 0..3 {
                    if self.is("JOIN") {
                        break;
                    }
                    self.advance()?;
                }
                self.expect("JOIN")?;
            }
        }
        self.source(&join.table, sources)?;
        match &join.constraint {
            None => {}
            Some(JoinConstraint::On(condition)) => {
                self.expect("ON")?;
                sources.conditions.push(self.expression(condition)?);
            }
            Some(JoinConstraint::Using(columns)) => {
                self.expect_all(&["USING", "("])?;
                sources.using.extend(self.names(columns)?);
                self.expect(")")?;
            }
        }
        Some(())
    }

    fn source(&mut self, table: &SelectTable<'_>, sources: &mut Sources) -> Option<()> {
        match table {
            SelectTable::Table(name, alias, indexed) => {
                let name = self.object_name(name)?;
                let alias = self.alias(alias)?;
                self.indexed(indexed)?;
                sources.from.push(if is_built_in(&name) {
                    let range = name.range();
                    let alias = alias.or_else(|| Some(name.name.clone()));
                    let call = Expression { range, ..Expression::default() };
                    Source::Function { call, alias, columns: Vec::new() }
                } else {
                    Source::Table { name, alias, columns: Vec::new() }
                });
            }
            SelectTable::TableCall(name, arguments, alias) => {
                let (call, name) = self.table_call(name, arguments.unwrap_or_default(), sources)?;
                let alias = self.alias(alias)?.or(Some(name));
                sources.from.push(Source::Function { call, alias, columns: Vec::new() });
            }
            SelectTable::Select(select, alias) => {
                let query = Box::new(self.subquery(select)?);
                let alias = self.alias(alias)?;
                sources.from.push(Source::Query { query, alias, columns: Vec::new(), lateral: false });
            }
            SelectTable::Sub(from, alias) => {
                self.descend()?;
                self.expect("(")?;
                self.from(from, sources)?;
                self.expect(")")?;
                // One name for all of them; each may still have its own.
                if let Some(alias) = self.alias(alias)? {
                    sources.is_opaque = true;
                    sources.from.push(unknown(Some(alias)));
                }
                self.ascend();
            }
        }
        Some(())
    }

    /// `f(a, b)`; its name is its alias as well.
    fn table_call(
        &mut self,
        name: &QualifiedName<'_>,
        arguments: &[Expr<'_>],
        sources: &mut Sources,
    ) -> Option<(Expression, Name)> {
        let start = self.start();
        let name = self.object_name(name)?;
        self.expect("(")?;
        sources.conditions.extend(self.expressions(arguments)?);
        self.expect(")")?;
        let alias = name.name.clone();
        let functions = vec![FunctionCall { name, arguments: arguments.len(), first_text: None }];
        Some((Expression { range: self.since(start), functions, ..Expression::default() }, alias))
    }

    /// `INDEXED BY i`, `NOT INDEXED`
    pub(super) fn indexed(&mut self, indexed: &Option<Indexed<'_>>) -> Option<()> {
        match indexed {
            None => Some(()),
            Some(Indexed::NotIndexed) => self.expect_all(&["NOT", "INDEXED"]),
            Some(Indexed::IndexedBy(index)) => {
                self.expect_all(&["INDEXED", "BY"])?;
                self.name(index.0).map(|_| ())
            }
        }
    }
}
