//! Where rows come from.

use sqlparser::ast::{self, JoinConstraint, JoinOperator, TableFactor, TableWithJoins};

use super::expression::{collect, expression_of};
use super::place::Places;
use super::query;
use super::word::is_reserved;
use crate::tree::{Expression, Name, Source};

/// The sources of a statement with what joins them.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) from: Vec<Source>,
    pub(super) clauses: Vec<Expression>,
    pub(super) using: Vec<Name>,
    /// Which columns there are is not known.
    pub(super) is_opaque: bool,
}

impl Sources {
    pub(super) fn add(&mut self, tree: &TableWithJoins, places: &Places<'_>) {
        self.factor(&tree.relation, places);
        for join in &tree.joins {
            self.factor(&join.relation, places);
            match &join.join_operator {
                JoinOperator::Join(constraint)
                | JoinOperator::Inner(constraint)
                | JoinOperator::Left(constraint)
                | JoinOperator::LeftOuter(constraint)
                | JoinOperator::Right(constraint)
                | JoinOperator::RightOuter(constraint)
                | JoinOperator::CrossJoin(constraint)
                | JoinOperator::StraightJoin(constraint) => self.constraint(constraint, places),
                _ => self.is_opaque = true,
            }
        }
    }

    fn constraint(&mut self, constraint: &JoinConstraint, places: &Places<'_>) {
        match constraint {
            JoinConstraint::On(expression) => self.clauses.push(expression_of(expression, places)),
            JoinConstraint::Using(columns) => {
                for column in columns {
                    match places.object_name(column) {
                        Some(column) => self.using.push(column.name),
                        None => self.is_opaque = true,
                    }
                }
            }
            JoinConstraint::Natural => self.is_opaque = true,
            JoinConstraint::None => {}
        }
    }

    fn factor(&mut self, tree: &TableFactor, places: &Places<'_>) {
        match self::factor(tree, places) {
            Factor::Source(source) => self.from.push(source),
            Factor::Nothing => {}
            Factor::Joined(tree) => self.add(tree, places),
            Factor::Unknown => {
                self.is_opaque = true;
                let call = Expression { is_opaque: true, ..Expression::default() };
                self.from.push(Source::Function { call, alias: None, columns: Vec::new() });
            }
        }
    }
}

// Moved once.
#[expect(clippy::large_enum_variant)]
enum Factor<'t> {
    Source(Source),
    /// `DUAL`
    Nothing,
    Joined(&'t TableWithJoins),
    Unknown,
}

fn factor<'t>(tree: &'t TableFactor, places: &Places<'_>) -> Factor<'t> {
    read(tree, places).unwrap_or(Factor::Unknown)
}

fn read<'t>(tree: &'t TableFactor, places: &Places<'_>) -> Option<Factor<'t>> {
    Some(Factor::Source(match tree {
        TableFactor::Table { name, alias, args: None, .. } => {
            let name = places.object_name(name)?;
            let (alias, columns) = self::alias(alias.as_ref(), places)?;
            if name.schema.is_none() && !name.name.quoted {
                let word = name.name.text.to_ascii_lowercase();
                if word == "dual" && alias.is_none() {
                    return Some(Factor::Nothing);
                }
                if is_reserved(&word) || word.starts_with('@') {
                    return None;
                }
            }
            Source::Table { name, alias, columns }
        }
        TableFactor::Derived { lateral, subquery, alias, .. } => {
            let (alias, columns) = self::alias(alias.as_ref(), places)?;
            Source::Query {
                query: Box::new(query::query(subquery, places)),
                alias,
                columns,
                lateral: *lateral,
            }
        }
        TableFactor::NestedJoin { table_with_joins, alias: None } => {
            return Some(Factor::Joined(table_with_joins));
        }
        TableFactor::JsonTable { json_expr, alias, .. } => {
            let mut call = Expression::default();
            collect(json_expr, places, &mut call);
            let (alias, columns) = self::alias(alias.as_ref(), places)?;
            Source::Function { call, alias, columns }
        }
        _ => return None,
    }))
}

/// An alias with the new names of columns.
pub(super) fn alias(
    alias: Option<&ast::TableAlias>,
    places: &Places<'_>,
) -> Option<(Option<Name>, Vec<Name>)> {
    let Some(alias) = alias else { return Some((None, Vec::new())) };
    let name = places.name(&alias.name)?;
    if !name.quoted && is_reserved(&name.text.to_ascii_lowercase()) {
        return None;
    }
    Some((Some(name), alias_columns(alias, places)?))
}

pub(super) fn alias_columns(alias: &ast::TableAlias, places: &Places<'_>) -> Option<Vec<Name>> {
    alias.columns.iter().map(|column| places.name(&column.name)).collect()
}
