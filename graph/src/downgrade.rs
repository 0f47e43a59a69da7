//! Planning a downgrade.

use crate::graph::Graph;
use crate::index::{Index, RevisionSet};
use crate::lineage::Follow;
use crate::request_error::{RequestError, Unreachable};
use crate::rows::{Plan, Rows};
use crate::symbol::{Relative, Symbol};
use crate::walk::{Position, Walk};

/// Where a downgrade ends.
pub(crate) struct Destination {
    /// The revision that stays, or [`Position::BeforeBase`] if nothing does.
    pub(crate) position: Position,
    /// Only revisions above these ancestors have to go.
    restriction: Option<Restriction>,
}

struct Restriction {
    /// As written, for errors.
    branch: String,
    /// The versioned ancestors of the branch.
    ancestors: RevisionSet,
}

impl Graph<'_> {
    /// The steps that lead from `rows` down to `target`: all that is applied and needs what follows the target,
    /// also on other branches, newest first.
    ///
    /// `target` may be `base`, a symbol, a branch and one of these (`label@base`), or relative: `-2`, `label@-2`,
    /// `id-2`, `id+2`. With a branch, only what belongs to it has to go where the target is a branch point.
    ///
    /// Unlike Alembic, a branch must exist, and a revision given with it must be on it; `id-N` that reaches the base
    /// is restricted to what is below `id`; `-N` with several rows is an error.
    ///
    /// # Errors
    ///
    /// - as [`resolve_one`](Self::resolve_one), for what the target names;
    /// - `range-not-allowed` for a target with a colon;
    /// - `relative-not-reachable`, `ambiguous-walk`, `ambiguous-downgrade` if a relative target leads nowhere or can
    ///   start in several places;
    /// - `invalid-downgrade-target` if nothing above the target belongs to the branch;
    /// - `range-not-ancestor` if the target is not below the rows.
    pub fn downgrade_plan(self, rows: &[Index], target: &str) -> Result<Plan, RequestError> {
        if target.contains(':') {
            return Err(RequestError::RangeNotAllowed { symbol: target.to_owned() });
        }
        let destination = self.downgrade_target(target, rows)?;
        let mut roots: Vec<Index> = match destination.position {
            Position::Revision(index) => self.revision(index).next().collect(),
            Position::BeforeBase | Position::Nowhere => self.bases().collect(),
        };
        if let Some(restriction) = destination.restriction.filter(|_| roots.len() > 1) {
            roots.retain(|&root| restriction.ancestors.contains(root));
            if roots.is_empty() {
                let (target, branch) = (target.to_owned(), restriction.branch);
                return Err(RequestError::InvalidDowngradeTarget { target, branch });
            }
        }
        let applied = self.ancestors(rows);
        let mut dropped = self.descendants(&roots);
        dropped.intersect(&applied);
        if let Position::Revision(index) = destination.position
            && dropped.is_empty()
            && !rows.contains(&index)
        {
            return Err(RequestError::NotBelowCurrent { target: target.to_owned() });
        }
        let newest_first = self.sort(dropped, rows);
        Ok(Plan { steps: Rows::new(self, rows).downgrades(&newest_first, &applied) })
    }

    fn downgrade_target(self, target: &str, rows: &[Index]) -> Result<Destination, RequestError> {
        let Some(relative) = Relative::parse(target)? else {
            let position = self.anchor(target)?;
            let restriction =
                Symbol::parse(target).branch.map(|branch| self.restriction(branch)).transpose()?;
            return Ok(Destination { position, restriction });
        };
        let Some(anchor) = relative.anchor else { return self.downgrade_from_rows(target, relative, rows) };
        let filter = relative.branch.map(|branch| self.branch_filter(branch)).transpose()?;
        let walk = Walk { graph: self, symbol: target, filter: filter.as_ref(), strict: true };
        let (position, last) = if relative.up {
            (walk.up(self.anchor(anchor)?, relative.steps)?, None)
        } else {
            walk.down_by(self.anchor(&relative.on_branch(anchor))?, relative.steps)?
        };
        let restriction = match (relative.branch, position, last) {
            (Some(branch), _, _) => Some(self.restriction(branch)?),
            // The way down had no forks, so its last revision is the only base below the anchor.
            (None, Position::BeforeBase, Some(base)) => Some(self.restriction_to(anchor, base)),
            _ => None,
        };
        reached(target, position, restriction)
    }

    /// `-N` and `label@-N`.
    fn downgrade_from_rows(
        self,
        target: &str,
        relative: Relative<'_>,
        rows: &[Index],
    ) -> Result<Destination, RequestError> {
        let not_reachable = |reason| RequestError::RelativeNotReachable { symbol: target.to_owned(), reason };
        if relative.up || relative.steps == 0 {
            return Err(not_reachable(Unreachable::NotDownwards));
        }
        let (start, restriction) = match relative.branch {
            Some(branch) => (self.row_on_branch(target, branch, rows)?, self.restriction(branch)?),
            None => {
                let start = *rows.first().ok_or_else(|| not_reachable(Unreachable::NothingApplied))?;
                self.one_start(target, rows)?;
                (start, self.restriction_to(self.revision(start).id(), start))
            }
        };
        let walk = Walk { graph: self, symbol: target, filter: None, strict: true };
        let position = walk.down(Position::Revision(start), relative.steps)?;
        reached(target, position, Some(restriction))
    }

    /// The row on the branch or, if there is none, the effective current head on it.
    pub(crate) fn row_on_branch(
        self,
        target: &str,
        branch: &str,
        rows: &[Index],
    ) -> Result<Index, RequestError> {
        let filter = self.branch_filter(branch)?;
        let on_branch = |index: &Index| filter.contains(*index);
        let mut starts: Vec<Index> = rows.iter().copied().filter(on_branch).collect();
        if starts.is_empty() {
            starts = self.current(rows).into_iter().filter(on_branch).collect();
        }
        let Some(&start) = starts.first() else {
            let reason = Unreachable::BranchNotApplied;
            return Err(RequestError::RelativeNotReachable { symbol: target.to_owned(), reason });
        };
        self.one_start(target, &starts)?;
        Ok(start)
    }

    /// Alembic takes the first row and warns that it will refuse this one day.
    fn one_start(self, target: &str, starts: &[Index]) -> Result<(), RequestError> {
        if starts.iter().all(|start| Some(start) == starts.first()) {
            return Ok(());
        }
        let relative = target.rsplit('@').next().unwrap_or(target);
        let choice = |id| format!("{id}@{relative}");
        let choices = self.ids(starts).into_iter().map(choice).collect();
        Err(RequestError::AmbiguousDowngrade { symbol: target.to_owned(), choices })
    }

    fn restriction(self, branch: &str) -> Result<Restriction, RequestError> {
        Ok(self.restriction_to(branch, self.branch(branch)?))
    }

    fn restriction_to(self, branch: &str, index: Index) -> Restriction {
        Restriction { branch: branch.to_owned(), ancestors: self.down_from(&[index], Follow::Versioned) }
    }
}

fn reached(
    target: &str,
    position: Position,
    restriction: Option<Restriction>,
) -> Result<Destination, RequestError> {
    if position == Position::Nowhere {
        let reason = Unreachable::TooFar;
        return Err(RequestError::RelativeNotReachable { symbol: target.to_owned(), reason });
    }
    Ok(Destination { position, restriction })
}
