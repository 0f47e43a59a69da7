//! What a running command tells its caller.

use std::fmt;

use ambix_graph::script::Direction;

use crate::report::Applied;

/// Something that happened while a command ran; see [`Config::on_event`](crate::Config::on_event).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A revision is about to run.
    Running(Applied),
    /// A revision ran; it counts once its transaction commits.
    Ran(Applied),
    /// An interrupted revision goes on after the statements that are already done.
    Resuming {
        /// The revision.
        revision: String,
        /// How many of its statements are done.
        done: usize,
    },
    /// The database's history differs from the files, and nothing is pending.
    HistoryChanged {
        /// The revisions; the rows that say so if the journal does not tell which.
        revisions: Vec<String>,
    },
    /// The database has revisions that this program does not know, applied by a newer one.
    Newer {
        /// Those of them that have a row.
        revisions: Vec<String>,
    },
    /// A statement did not get a lock of the database in time and is sent again.
    Retrying {
        /// The revision.
        revision: String,
    },
    /// An index whose build did not end was dropped; the build is sent again, or its error reported.
    InvalidIndexDropped {
        /// The revision.
        revision: String,
        /// The index.
        index: String,
    },
    /// A revision left the session in another state; it has been put back.
    SessionRestored {
        /// The revision.
        revision: String,
        /// The setting.
        setting: String,
    },
}

impl Event {
    /// Whether somebody should look at it.
    pub fn is_warning(&self) -> bool {
        match self {
            Event::Running(_) | Event::Ran(_) | Event::Resuming { .. } | Event::Retrying { .. } => false,
            Event::HistoryChanged { .. }
            | Event::Newer { .. }
            | Event::InvalidIndexDropped { .. }
            | Event::SessionRestored { .. } => true,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Running(applied) => write!(f, "Running {applied}"),
            Event::Ran(applied) => {
                let direction = match applied.direction {
                    Direction::Upgrade => "upgraded to",
                    Direction::Downgrade => "downgraded from",
                };
                write!(f, "{direction} {}", applied.revision)
            }
            Event::Resuming { revision, done } => {
                write!(f, "Resuming {revision} after {done} statements that are done")
            }
            Event::HistoryChanged { revisions } => write!(
                f,
                "the files of applied revisions have changed: {}; `ambix repair` shows and records it",
                revisions.join(", ")
            ),
            Event::Newer { revisions } => write!(
                f,
                "the database is ahead of this program: it has {}, applied by a newer version",
                revisions.join(", ")
            ),
            Event::Retrying { revision } => {
                write!(f, "{revision} did not get a lock in time and is tried again")
            }
            Event::InvalidIndexDropped { revision, index } => {
                write!(
                    f,
                    "revision {revision}: the build of index {index} did not end; what it left was dropped"
                )
            }
            Event::SessionRestored { revision, setting } => {
                write!(f, "revision {revision} changed `{setting}` for the session; it has been put back")
            }
        }
    }
}
