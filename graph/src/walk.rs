//! Counting steps: what `+N` and `-N` mean once it is known where they start.

use crate::graph::Graph;
use crate::index::{Index, RevisionSet};
use crate::request_error::RequestError;

/// Where a walk starts or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// At a revision.
    Revision(Index),
    /// Before every base: the empty database.
    BeforeBase,
    /// Out of the graph.
    Nowhere,
}

/// How to walk. Only `down_revision` counts, dependencies do not.
#[derive(Clone, Copy)]
pub(crate) struct Walk<'g, 's> {
    pub(crate) graph: Graph<'g>,
    /// What is being read, for errors.
    pub(crate) symbol: &'s str,
    /// The revisions to go to on the way up; all of them if absent.
    pub(crate) filter: Option<&'s RevisionSet>,
    /// Whether a walk that is too long leads [`Nowhere`](Position::Nowhere); otherwise it stops at the end.
    pub(crate) strict: bool,
}

impl Walk<'_, '_> {
    pub(crate) fn up(self, start: Position, steps: u64) -> Result<Position, RequestError> {
        let mut position = start;
        for _ in 0..steps {
            let above = match position {
                Position::Revision(index) => self.graph.revision(index).next(),
                Position::BeforeBase => self.graph.bases(),
                Position::Nowhere => break,
            };
            let above = above.filter(|&index| self.filter.is_none_or(|filter| filter.contains(index)));
            match above.collect::<Vec<_>>()[..] {
                [next] => position = Position::Revision(next),
                [] => return Ok(if self.strict { Position::Nowhere } else { position }),
                ref choices => return Err(self.ambiguous(position, choices)),
            }
        }
        Ok(position)
    }

    /// A walk that *starts* before every base goes to the head, as in Alembic: `base-1` is the head.
    pub(crate) fn down(self, start: Position, steps: u64) -> Result<Position, RequestError> {
        self.down_by(start, steps).map(|(position, _)| position)
    }

    /// As [`down`](Self::down), with the last revision on the way.
    pub(crate) fn down_by(
        self,
        start: Position,
        steps: u64,
    ) -> Result<(Position, Option<Index>), RequestError> {
        let mut position = start;
        let mut last = None;
        for step in 0..steps {
            let below = match position {
                Position::Revision(index) => {
                    last = Some(index);
                    self.graph.revision(index).down_revision()
                }
                Position::BeforeBase if step == 0 => self.graph.heads(),
                Position::BeforeBase | Position::Nowhere => {
                    return Ok((if self.strict { Position::Nowhere } else { position }, last));
                }
            };
            match below.clone().collect::<Vec<_>>()[..] {
                [next] => position = Position::Revision(next),
                [] => position = Position::BeforeBase,
                ref choices => return Err(self.ambiguous(position, choices)),
            }
        }
        Ok((position, last))
    }

    fn ambiguous(self, position: Position, choices: &[Index]) -> RequestError {
        let at = match position {
            Position::Revision(index) => Some(self.graph.revision(index).id().to_owned()),
            Position::BeforeBase | Position::Nowhere => None,
        };
        RequestError::AmbiguousWalk { symbol: self.symbol.to_owned(), at, choices: self.graph.ids(choices) }
    }
}
