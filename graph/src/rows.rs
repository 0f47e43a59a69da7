//! What steps do to the rows of the version table.

use crate::graph::Graph;
use crate::index::{Index, RevisionSet};
use crate::script::Direction;

/// What a command would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The revisions to run, in order.
    pub steps: Vec<Step>,
}

/// One revision to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The revision.
    pub revision: Index,
    /// Which way.
    pub direction: Direction,
    /// What happens to the rows of the version table with it, in order.
    pub changes: Vec<RowChange>,
}

/// A change to one row of the version table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowChange {
    /// A new row.
    Insert(Index),
    /// A row goes.
    Delete(Index),
    /// A row names another revision.
    Update {
        /// The revision it names.
        from: Index,
        /// The revision it will name.
        to: Index,
    },
}

/// Carries out changes on rows that are kept in memory. An update keeps the place of the row; a row that is not
/// there cannot be deleted or updated, and nothing happens.
pub fn apply(changes: &[RowChange], rows: &mut Vec<Index>) {
    for &change in changes {
        match change {
            RowChange::Insert(index) => rows.push(index),
            RowChange::Delete(index) => {
                if let Some(at) = rows.iter().position(|&row| row == index) {
                    rows.remove(at);
                }
            }
            RowChange::Update { from, to } => {
                if let Some(row) = rows.iter_mut().find(|row| **row == from) {
                    *row = to;
                }
            }
        }
    }
}

impl Graph<'_> {
    /// The step of one revision alone, from these rows: for a revision whose prerequisites are applied (upgrade),
    /// or that nothing applied needs (downgrade).
    pub fn step(self, rows: &[Index], revision: Index, direction: Direction) -> Step {
        let mut follow = Rows::new(self, rows);
        match direction {
            Direction::Upgrade => follow.upgrade(revision),
            Direction::Downgrade => follow.downgrade(revision, &mut self.needed(&self.ancestors(rows))),
        }
    }

    /// How many of the applied revisions need each revision directly.
    fn needed(self, applied: &RevisionSet) -> Vec<u32> {
        let mut needed = vec![0; self.len()];
        for parent in applied.iter().flat_map(|index| self.revision(index).normalized_down()) {
            needed[parent.at()] += 1;
        }
        needed
    }
}

/// Follows the rows through a plan.
///
/// There is a row for every applied revision that no other applied revision needs. That makes one step cheap: only
/// the revisions right below it can gain or lose a row.
pub(crate) struct Rows<'a> {
    graph: Graph<'a>,
    present: RevisionSet,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(graph: Graph<'a>, rows: &[Index]) -> Self {
        Rows { graph, present: graph.set_of(rows) }
    }

    /// The rows below `revision` give way to it: the last is updated, the others are deleted.
    ///
    /// Alembic deletes the rows of all that `revision` follows, recorded or not, and stumbles over a parent that
    /// another parent implies. Here only rows that exist are deleted.
    pub(crate) fn upgrade(&mut self, revision: Index) -> Step {
        let below = self.graph.revision(revision).normalized_down();
        let mut changes: Vec<RowChange> =
            below.filter(|&parent| self.present.remove(parent)).map(RowChange::Delete).collect();
        match changes.last_mut() {
            Some(last) => {
                if let RowChange::Delete(from) = *last {
                    *last = RowChange::Update { from, to: revision };
                }
            }
            None => changes.push(RowChange::Insert(revision)),
        }
        self.present.insert(revision);
        Step { revision, direction: Direction::Upgrade, changes }
    }

    /// The row of `revision` gives way to what is below it and is needed by nothing else that is applied: the last
    /// of these by an update, the others by inserts.
    fn downgrade(&mut self, revision: Index, needed: &mut [u32]) -> Step {
        let mut changes = Vec::new();
        for parent in self.graph.revision(revision).normalized_down() {
            let count = &mut needed[parent.at()];
            *count = count.saturating_sub(1);
            if *count == 0 && self.present.insert(parent) {
                changes.push(RowChange::Insert(parent));
            }
        }
        if self.present.remove(revision) {
            match changes.last_mut() {
                Some(last) => {
                    if let RowChange::Insert(to) = *last {
                        *last = RowChange::Update { from: revision, to };
                    }
                }
                None => changes.push(RowChange::Delete(revision)),
            }
        }
        Step { revision, direction: Direction::Downgrade, changes }
    }

    /// The steps that take `revisions` back, newest first. `applied` is all that is applied before.
    pub(crate) fn downgrades(mut self, revisions: &[Index], applied: &RevisionSet) -> Vec<Step> {
        if revisions.is_empty() {
            return Vec::new();
        }
        let mut needed = self.graph.needed(applied);
        revisions.iter().map(|&revision| self.downgrade(revision, &mut needed)).collect()
    }
}
