//! Planning an upgrade.

use crate::graph::Graph;
use crate::index::{Index, RevisionSet};
use crate::request_error::{RequestError, Unreachable};
use crate::rows::{Plan, Rows};
use crate::symbol::Relative;
use crate::walk::{Position, Walk};

/// Where a relative symbol without an anchor starts.
#[derive(Clone, Copy)]
pub(crate) struct Start<'s> {
    /// The revisions it starts from; before every base if there are none.
    pub(crate) revisions: &'s [Index],
    /// Whether a walk that is too long is an error; otherwise it stops at the end.
    pub(crate) strict: bool,
}

impl Graph<'_> {
    /// The steps that lead from `rows` to `targets`: all that the targets need and the rows do not imply, parents
    /// and dependencies first.
    ///
    /// A single target may be relative: `+2`, `label@+2`, `id+2`, `id-2`, `label@id+2`. A target that is applied
    /// already is no error, even if it is far below.
    ///
    /// # Errors
    ///
    /// - as [`resolve`](Self::resolve), for what a target names;
    /// - `range-not-allowed` for a target with a colon;
    /// - `relative-not-reachable`, `ambiguous-start`, `ambiguous-walk` if a relative target leads nowhere or in
    ///   several directions;
    /// - `overlapping-revisions` if a target contains another one, or a row another row.
    pub fn upgrade_plan(self, rows: &[Index], targets: &[&str]) -> Result<Plan, RequestError> {
        if let Some(range) = targets.iter().find(|target| target.contains(':')) {
            return Err(RequestError::RangeNotAllowed { symbol: (*range).to_owned() });
        }
        let start = Start { revisions: rows, strict: true };
        let targets: Vec<Index> = match targets {
            [target] => self.upgrade_targets(target, start)?,
            several => {
                let resolved = several.iter().map(|target| self.resolve(target));
                resolved.collect::<Result<Vec<_>, _>>()?.concat()
            }
        };
        self.check_overlap(&targets, false)?;
        self.check_overlap(rows, true)?;
        let newest_first = self.sort(self.missing(&targets, rows), &targets);
        let mut rows = Rows::new(self, rows);
        Ok(Plan { steps: newest_first.into_iter().rev().map(|revision| rows.upgrade(revision)).collect() })
    }

    /// Whether `rows` are exactly those that `upgrade heads` leaves, so that it has nothing to do. Does not allocate.
    pub fn is_at_heads(self, rows: &[Index]) -> bool {
        let heads = self.real_heads();
        if rows.len() == heads.len() && rows.iter().copied().eq(heads.clone()) {
            return true;
        }
        rows.iter().all(|&row| row.at() < self.len() && self.revision(row).is_real_head())
            && heads.into_iter().all(|head| rows.contains(&head))
    }

    pub(crate) fn upgrade_targets(self, target: &str, start: Start<'_>) -> Result<Vec<Index>, RequestError> {
        let Some(relative) = Relative::parse(target)? else { return self.resolve(target) };
        let not_reachable = |reason| RequestError::RelativeNotReachable { symbol: target.to_owned(), reason };
        let filter = relative.branch.map(|branch| self.branch_filter(branch)).transpose()?;
        let walk = Walk { graph: self, symbol: target, filter: filter.as_ref(), strict: start.strict };
        let position = match relative.anchor {
            None if !relative.up || relative.steps == 0 => {
                return Err(not_reachable(Unreachable::NotUpwards));
            }
            None => walk.up(self.upgrade_start(target, start.revisions, filter.as_ref())?, relative.steps)?,
            Some(anchor) if relative.up => walk.up(self.anchor(anchor)?, relative.steps)?,
            Some(anchor) => walk.down(self.anchor(&relative.on_branch(anchor))?, relative.steps)?,
        };
        match position {
            Position::Revision(index) => Ok(vec![index]),
            Position::BeforeBase | Position::Nowhere => Err(not_reachable(Unreachable::TooFar)),
        }
    }

    pub(crate) fn anchor(self, symbol: &str) -> Result<Position, RequestError> {
        Ok(self.resolve_one(symbol)?.map_or(Position::BeforeBase, Position::Revision))
    }

    /// Where `+N` and `label@+N` start: at the row, if there is one, on the branch, if there is one. If the branch
    /// has no row, at the tip of what is applied on it; if nothing is, before everything.
    fn upgrade_start(
        self,
        target: &str,
        rows: &[Index],
        branch: Option<&RevisionSet>,
    ) -> Result<Position, RequestError> {
        let mut starts: Vec<Index> = Vec::new();
        for &row in rows.iter().filter(|&&row| branch.is_none_or(|branch| branch.contains(row))) {
            if !starts.contains(&row) {
                starts.push(row);
            }
        }
        if let Some(branch) = branch.filter(|_| starts.is_empty()) {
            let mut active = self.ancestors(rows);
            active.intersect(branch);
            let mut tips = active.clone();
            for parent in active.iter().flat_map(|index| self.revision(index).normalized_down()) {
                tips.remove(parent);
            }
            starts.extend(tips.iter());
        }
        match starts[..] {
            [] => Ok(Position::BeforeBase),
            [start] => Ok(Position::Revision(start)),
            _ => Err(RequestError::AmbiguousStart {
                symbol: target.rsplit('@').next().unwrap_or(target).to_owned(),
                choices: self.ids(&starts),
            }),
        }
    }

    pub(crate) fn check_overlap(self, revisions: &[Index], recorded: bool) -> Result<(), RequestError> {
        let Some((revision, overlaps)) = self.overlap(revisions) else { return Ok(()) };
        let revision = self.revision(revision).id().to_owned();
        Err(RequestError::OverlappingRevisions { revision, overlaps: self.ids(&overlaps), recorded })
    }
}

impl Relative<'_> {
    /// The anchor as a symbol of its own, on the branch.
    pub(crate) fn on_branch(&self, anchor: &str) -> String {
        match self.branch {
            Some(branch) => format!("{branch}@{anchor}"),
            None => anchor.to_owned(),
        }
    }
}
