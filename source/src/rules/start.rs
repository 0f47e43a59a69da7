//! The schema before the revision.

use crate::catalog::{Catalog, Checkpoint, Table};
use crate::tree::ObjectName;

/// The schema as it was when the revision began.
#[derive(Clone, Copy)]
pub(crate) struct Start<'c> {
    now: &'c Catalog,
    start: &'c Checkpoint,
}

impl<'c> Start<'c> {
    pub(crate) fn new(now: &'c Catalog, start: &'c Checkpoint) -> Start<'c> {
        Start { now, start }
    }

    /// The table of this name, if it is certain that there was one, and which.
    pub(crate) fn table(&self, name: &ObjectName) -> Option<&'c Table> {
        self.now.table_at(self.start, name)
    }
}
