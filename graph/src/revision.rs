//! One revision, as the graph knows it.

use crate::graph::Graph;
use crate::image::Words;
use crate::index::{Index, Indices};
use crate::script::Script;

/// The width of a record, written by [`RevisionMap::write`](crate::RevisionMap::write): id, load position, then the
/// places of eight lists.
pub(crate) const REVISION_WORDS: usize = 19;

const LOAD_POSITION: usize = 2;
const DOWN: usize = 3;
const NORMALIZED_DOWN: usize = 5;
const NEXT: usize = 7;
const ALL_NEXT: usize = 9;
const DEPENDENCIES: usize = 11;
const DEPENDS_ON: usize = 13;
const OWN_LABELS: usize = 15;
const LABELS: usize = 17;

/// A revision of a graph.
#[derive(Clone, Copy)]
pub struct Revision<'a> {
    graph: Graph<'a>,
    index: Index,
    record: Words<'a>,
}

impl<'a> Revision<'a> {
    pub(crate) fn read(graph: Graph<'a>, index: Index, record: Words<'a>) -> Self {
        Revision { graph, index, record }
    }

    fn list(self, at: usize) -> Indices<'a> {
        Indices::new(self.graph.lists.slice(self.record.get(at), self.record.get(at + 1)))
    }

    fn count(self, at: usize) -> u32 {
        self.record.get(at + 1)
    }

    /// Its position in the graph.
    pub fn index(self) -> Index {
        self.index
    }

    /// Its id.
    pub fn id(self) -> &'a str {
        self.graph.image().string(self.record, 0)
    }

    /// Its place in load order.
    pub fn load_position(self) -> usize {
        self.record.get(LOAD_POSITION) as usize
    }

    /// Its versioned parents, in the order of the file. A parent that is listed twice is here twice.
    pub fn down_revision(self) -> Indices<'a> {
        self.list(DOWN)
    }

    /// What `depends_on` says, as written: ids or branch labels.
    pub fn depends_on(self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        self.graph.image().strings(self.record, DEPENDS_ON)
    }

    /// The revisions that `depends_on` means, in its order.
    pub fn dependencies(self) -> Indices<'a> {
        self.list(DEPENDENCIES)
    }

    /// What must be applied right before it: the parents, then the dependencies, each once, without dependencies that
    /// a versioned ancestor declares already. Alembic's `_normalized_down_revisions`.
    pub fn normalized_down(self) -> Indices<'a> {
        self.list(NORMALIZED_DOWN)
    }

    /// The labels it declares, in the order of the file.
    pub fn branch_labels(self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        self.graph.image().strings(self.record, OWN_LABELS)
    }

    /// The labels it carries: its own and those it has from its branch, sorted.
    pub fn labels(self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        self.graph.image().strings(self.record, LABELS)
    }

    /// The revisions that follow it, in load order.
    pub fn next(self) -> Indices<'a> {
        self.list(NEXT)
    }

    /// The revisions that follow it or depend on it, in load order.
    pub fn all_next(self) -> Indices<'a> {
        self.list(ALL_NEXT)
    }

    /// Whether nothing follows it.
    pub fn is_head(self) -> bool {
        self.count(NEXT) == 0
    }

    /// Whether nothing follows it or depends on it. A head that is not a real head is an *effective head*.
    pub fn is_real_head(self) -> bool {
        self.count(ALL_NEXT) == 0
    }

    /// Whether it follows nothing; it may depend on something.
    pub fn is_base(self) -> bool {
        self.count(DOWN) == 0
    }

    /// Whether several revisions follow it.
    pub fn is_branch_point(self) -> bool {
        self.count(NEXT) > 1
    }

    /// Whether it has several parents.
    pub fn is_merge_point(self) -> bool {
        self.count(DOWN) > 1
    }

    /// What its file says beyond the graph.
    pub fn script(self) -> Script<'a> {
        Script::read(self.graph.image(), self.index.at())
    }
}

impl std::fmt::Debug for Revision<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Revision").field(&self.id()).finish()
    }
}
