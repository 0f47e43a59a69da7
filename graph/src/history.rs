//! Which revisions the commands that only look show: `history`, `branches`, `current`, `show`.

use crate::graph::Graph;
use crate::index::Index;
use crate::lineage::Follow;
use crate::request_error::{RequestError, Unreachable};
use crate::symbol::{Relative, Symbol};
use crate::upgrade::Start;
use crate::walk::{Position, Walk};

/// One end of a range.
#[derive(Clone, Copy)]
enum End<'s> {
    Symbol(&'s str),
    Rows(&'s [Index]),
}

impl End<'_> {
    fn text(self) -> String {
        match self {
            End::Symbol(symbol) => symbol.to_owned(),
            End::Rows(_) => "current".to_owned(),
        }
    }
}

impl Graph<'_> {
    /// The revisions of `range`, newest first; all without one.
    ///
    /// A range is `start:end`, `start:` or `:end`; both ends are included. `current` means the rows, on one side. The
    /// end may be relative, to the start: `a1:+2`. A start `-N` counts down from the heads of the graph, as in
    /// Alembic. With a start, only what follows it is listed, without it dependencies are too.
    ///
    /// # Errors
    ///
    /// - `invalid-range` without a colon or with several;
    /// - as [`resolve`](Self::resolve) and [`upgrade_plan`](Self::upgrade_plan), for the ends;
    /// - `range-not-ancestor` if the start is not below the end.
    pub fn history(self, range: Option<&str>, rows: &[Index]) -> Result<Vec<Index>, RequestError> {
        let range = range.unwrap_or(":");
        let invalid = || RequestError::InvalidRange { range: range.to_owned() };
        let (start, end) = range.trim().split_once(':').ok_or_else(invalid)?;
        if end.contains(':') {
            return Err(invalid());
        }
        let start = if start.is_empty() { "base" } else { start };
        let end = if end.is_empty() { "heads" } else { end };
        match (start, end) {
            (_, "current") if rows.is_empty() => self.between(End::Symbol(start), End::Symbol("heads")),
            (_, "current") => self.between(End::Symbol(start), End::Rows(rows)),
            ("current", _) if rows.is_empty() => self.between(End::Symbol("base"), End::Symbol(end)),
            ("current", _) => self.between(End::Rows(rows), End::Symbol(end)),
            _ => self.between(End::Symbol(start), End::Symbol(end)),
        }
    }

    fn between(self, start: End<'_>, end: End<'_>) -> Result<Vec<Index>, RequestError> {
        let mut targets = self.range_end(start, end)?;
        if let End::Symbol(symbol) = start {
            self.keep_branch(symbol, &mut targets)?;
        }
        self.check_overlap(&targets, false)?;
        let needed = self.ancestors(&targets);
        let lower = match start {
            End::Symbol(symbol) => self.resolve_positions(symbol)?,
            End::Rows(rows) => rows.iter().copied().map(Position::Revision).collect(),
        };
        let outside = |position: &Position| match position {
            Position::Revision(index) => !needed.contains(*index),
            Position::BeforeBase => true,
            Position::Nowhere => false,
        };
        let not_ancestor = || RequestError::RangeNotAncestor { start: start.text(), end: end.text() };
        if lower.iter().any(outside) {
            return Err(not_ancestor());
        }
        let lower = self.lower_revisions(start, end, &lower)?;
        self.check_overlap(&lower, false)?;
        if lower.is_empty() {
            return Ok(self.sort(needed, &targets));
        }
        let mut selected = needed;
        selected.subtract(&self.ancestors(&lower));
        lower.iter().for_each(|&index| {
            selected.insert(index);
        });
        selected.intersect(&self.up_from(&lower, Follow::Versioned));
        let count = selected.len();
        let sorted = self.sort_with_gaps(selected, &targets);
        // What only a dependency leads to cannot be reached through what is selected.
        if sorted.len() == count { Ok(sorted) } else { Err(not_ancestor()) }
    }

    /// The end of a range: an upgrade target that starts from the start.
    fn range_end(self, start: End<'_>, end: End<'_>) -> Result<Vec<Index>, RequestError> {
        let symbol = match end {
            End::Symbol(symbol) => symbol,
            End::Rows(rows) => return Ok(rows.to_vec()),
        };
        let from_rows =
            Relative::parse(symbol)?.is_some_and(|relative| relative.anchor.is_none() && relative.up);
        let revisions = match start {
            End::Rows(rows) => rows.to_vec(),
            End::Symbol(start) if from_rows => self.resolve_one(start)?.into_iter().collect(),
            End::Symbol(_) => Vec::new(),
        };
        self.upgrade_targets(symbol, Start { revisions: &revisions, strict: false })
    }

    /// A start such as `label@base` keeps only the ends that carry the label.
    fn keep_branch(self, start: &str, targets: &mut Vec<Index>) -> Result<(), RequestError> {
        let Some(branch) = Symbol::parse(start).branch else { return Ok(()) };
        let revision = self.revision(self.branch(branch)?);
        let mut labels = revision.labels();
        let label = match (revision.id() == branch, labels.next(), labels.next()) {
            (false, _, _) => branch,
            (true, Some(label), None) => label,
            (true, _, _) => {
                let labels = revision.labels().map(str::to_owned).collect();
                return Err(RequestError::NoSingleLabel { revision: branch.to_owned(), labels });
            }
        };
        targets.retain(|&target| self.revision(target).labels().any(|other| other == label));
        Ok(())
    }

    /// A start `-N` that leads out of the graph is read again, as so many steps below the end.
    fn lower_revisions(
        self,
        start: End<'_>,
        end: End<'_>,
        lower: &[Position],
    ) -> Result<Vec<Index>, RequestError> {
        let (End::Symbol(symbol), Some(Position::Nowhere)) = (start, lower.first()) else {
            let revisions = lower.iter().map(|position| match position {
                Position::Revision(index) => Ok(*index),
                Position::BeforeBase | Position::Nowhere => {
                    let (symbol, reason) = (start.text(), Unreachable::TooFar);
                    Err(RequestError::RelativeNotReachable { symbol, reason })
                }
            });
            return revisions.collect();
        };
        let parsed = Symbol::parse(symbol);
        let steps = parsed.below_heads().unwrap_or_default();
        let anchor = match (parsed.branch, end) {
            (Some(branch), End::Rows(rows)) => Some(self.row_on_branch(symbol, branch, rows)?),
            (Some(branch), End::Symbol(end)) => {
                let ends: Vec<Index> = self.resolve_one(end)?.into_iter().collect();
                Some(self.row_on_branch(symbol, branch, &ends)?)
            }
            (None, End::Rows(rows)) => rows.first().copied(),
            (None, End::Symbol(end)) => self.resolve_one(&format!("{end}@{end}"))?,
        };
        let walk = Walk { graph: self, symbol, filter: None, strict: false };
        let position = walk.down(anchor.map_or(Position::BeforeBase, Position::Revision), steps)?;
        Ok(if let Position::Revision(index) = position { vec![index] } else { Vec::new() })
    }

    /// The branch points, newest first, each with the revisions that follow it, in load order.
    pub fn branches(self) -> Vec<(Index, Vec<Index>)> {
        let all = self.history(None, &[]).unwrap_or_default();
        let branch_points = all.into_iter().filter(|&index| self.revision(index).is_branch_point());
        branch_points.map(|index| (index, self.revision(index).next().collect())).collect()
    }

    /// The effective current heads, in load order: what is applied and followed by nothing that is. A head that has
    /// no row, because another row depends on it, is one of them.
    pub fn current(self, rows: &[Index]) -> Vec<Index> {
        let applied = self.ancestors(rows);
        let is_tip = |&index: &Index| !self.revision(index).next().any(|child| applied.contains(child));
        let mut tips: Vec<Index> = applied.iter().filter(is_tip).collect();
        tips.sort_by_key(|&tip| self.revision(tip).load_position());
        tips
    }

    /// The revisions that `show symbol` shows: what the symbol means or, for `current`, the rows.
    ///
    /// # Errors
    ///
    /// As [`resolve`](Self::resolve).
    pub fn show(self, symbol: &str, rows: &[Index]) -> Result<Vec<Index>, RequestError> {
        if symbol == "current" { Ok(rows.to_vec()) } else { self.resolve(symbol) }
    }
}
