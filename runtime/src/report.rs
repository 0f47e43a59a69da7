//! What a command did.

use std::fmt;

use ambix_graph::script::Direction;
use ambix_graph::{Graph, Index, Step};

use crate::engine::Session;

/// What `upgrade`, `downgrade` or `stamp` did.
///
/// `Display` gives a line per revision, as Alembic logs them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    pub(crate) applied: Vec<Applied>,
    /// A revision that is half done.
    pub(crate) interrupted: Option<HalfDone>,
    /// The rows of the version table afterwards, in load order.
    pub heads: Vec<String>,
    /// Revisions that the database has and this program does not know, as the journal proves.
    pub newer: Vec<String>,
    /// Applied revisions whose files have changed since; the rows that say so if the journal does not tell which.
    pub history_changed: Vec<String>,
}

impl Report {
    /// The revisions that were run, in order. Empty if there was nothing to do.
    pub fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// Notes that `done` statements of a step are committed.
    pub(crate) fn half_done(&mut self, session: &Session<'_>, step: &Step, done: usize) {
        let body = session.body(step.revision, step.direction);
        self.interrupted = Some(HalfDone {
            revision: session.id(step.revision).to_owned(),
            done,
            statements: body.filter(|body| !body.is_code()).map_or(0, |body| body.statements().len()),
            remembered: session.has_journal(),
        });
    }

    /// What is kept, in a sentence.
    pub(crate) fn summary(&self) -> String {
        if let Some(HalfDone { revision, done, statements, remembered }) = &self.interrupted {
            let before = match self.applied.last() {
                Some(last) => format!("everything up to `{}` and ", last.revision),
                None => String::new(),
            };
            let what = match (done, statements) {
                (_, 0) => "what was done of".to_owned(),
                (0, _) => "nothing for certain of".to_owned(),
                (1, _) => "statement 1 of".to_owned(),
                (done, _) => format!("statements 1 to {done} of"),
            };
            let next = match (remembered, statements) {
                (true, 0) => "`ambix resolve` ends it",
                (true, _) => "the next run goes on from there",
                (false, _) => "nothing remembers this: the next run begins it again",
            };
            return format!("committed: {before}{what} `{revision}`; {next}");
        }
        if self.applied.is_empty() {
            return "nothing of this run is kept; the database is as it was".to_owned();
        }
        let revisions: Vec<_> = self.applied.iter().map(|applied| applied.revision.as_str()).collect();
        format!("committed before the failure: {}", revisions.join(", "))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for applied in &self.applied {
            writeln!(f, "Running {applied}")?;
        }
        Ok(())
    }
}

/// A revision whose statements were committed one by one, and not all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HalfDone {
    revision: String,
    done: usize,
    /// How many there are; none if it is in Rust.
    statements: usize,
    /// The journal knows.
    remembered: bool,
}

/// One revision that was run, one way or the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applied {
    /// Which way.
    pub direction: Direction,
    /// The revision.
    pub revision: String,
    /// Its versioned parents.
    pub down_revision: Vec<String>,
    /// The short description.
    pub message: String,
}

impl Applied {
    pub(crate) fn new(graph: Graph<'_>, index: Index, direction: Direction) -> Self {
        let revision = graph.revision(index);
        Applied {
            direction,
            revision: revision.id().to_owned(),
            down_revision: revision
                .down_revision()
                .map(|parent| graph.revision(parent).id().to_owned())
                .collect(),
            message: crate::text::short(revision.script().message()).to_owned(),
        }
    }

    /// The log line without the message: Alembic's comment of offline mode.
    pub(crate) fn edge(&self) -> String {
        let parents = self.down_revision.join(", ");
        match self.direction {
            Direction::Upgrade => format!("upgrade {parents} -> {}", self.revision),
            Direction::Downgrade => format!("downgrade {} -> {parents}", self.revision),
        }
    }
}

impl fmt::Display for Applied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.edge())?;
        if self.message.is_empty() { Ok(()) } else { write!(f, ", {}", self.message) }
    }
}
