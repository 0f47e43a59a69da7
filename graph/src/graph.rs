//! The graph as it is read: a view over an image.

use crate::image::{Image, Section, Words};
use crate::index::{Index, Indices};
use crate::revision::{REVISION_WORDS, Revision};

const NAME_WORDS: usize = 3;

/// The revision graph of an image. Copying it copies references; nothing is built to use it.
#[derive(Clone, Copy)]
pub struct Graph<'a> {
    image: Image<'a>,
    /// The sections that every walk reads, found once.
    revisions: Words<'a>,
    pub(crate) lists: Words<'a>,
}

impl<'a> Graph<'a> {
    /// The graph of `image`.
    pub fn new(image: Image<'a>) -> Self {
        let (revisions, lists) = (image.section(Section::Revisions), image.section(Section::Lists));
        Self { image, revisions, lists }
    }

    /// The image that the graph reads.
    pub const fn image(self) -> Image<'a> {
        self.image
    }

    /// The number of revisions.
    pub fn len(self) -> usize {
        self.revisions.len() / REVISION_WORDS
    }

    /// Whether there are no revisions.
    pub fn is_empty(self) -> bool {
        self.revisions.is_empty()
    }

    /// The revision at `index`, which must be one of this graph.
    pub fn revision(self, index: Index) -> Revision<'a> {
        Revision::read(self, index, self.revisions.record(index.at(), REVISION_WORDS))
    }

    /// All revisions in topological order.
    pub fn revisions(self) -> impl DoubleEndedIterator<Item = Revision<'a>> + ExactSizeIterator {
        (0..self.len() as u32).map(move |index| self.revision(Index::new(index)))
    }

    /// All revisions in load order.
    pub fn load_order(self) -> Indices<'a> {
        self.indices(Section::LoadOrder)
    }

    /// The revision with exactly this id. Labels and partial ids are for [`resolve`](Self::resolve).
    pub fn find(self, id: &str) -> Option<Index> {
        let by_id = self.image.section(Section::ById);
        let at = |position| Index::new(by_id.get(position));
        let position = lower_bound(by_id.len(), |position| self.revision(at(position)).id() < id);
        (position < by_id.len()).then(|| at(position)).filter(|&index| self.revision(index).id() == id)
    }

    /// Revisions that nothing follows, in load order: what `head` means.
    pub fn heads(self) -> Indices<'a> {
        self.indices(Section::Heads)
    }

    /// Revisions that nothing follows or depends on, in load order: what `heads` means.
    pub fn real_heads(self) -> Indices<'a> {
        self.indices(Section::RealHeads)
    }

    /// Revisions that follow nothing, in load order.
    pub fn bases(self) -> Indices<'a> {
        self.indices(Section::Bases)
    }

    fn indices(self, section: Section) -> Indices<'a> {
        Indices::new(self.image.section(section))
    }

    /// The revision with exactly this id or label.
    pub(crate) fn find_name(self, name: &str) -> Option<Index> {
        self.names_from(name).next().filter(|(found, _)| *found == name).map(|(_, index)| index)
    }

    /// All ids and labels, sorted, from the first that is not below `name`.
    pub(crate) fn names_from(self, name: &str) -> impl Iterator<Item = (&'a str, Index)> + use<'a> {
        let names = self.image.section(Section::Names);
        let count = names.len() / NAME_WORDS;
        let read = move |position| {
            let record = names.record(position, NAME_WORDS);
            (self.image.string(record, 0), Index::new(record.get(2)))
        };
        (lower_bound(count, |position| read(position).0 < name)..count).map(read)
    }
}

/// The first of `0..count` for which `below` is false; it is true before and false after.
fn lower_bound(count: usize, below: impl Fn(usize) -> bool) -> usize {
    let (mut start, mut end) = (0, count);
    while start < end {
        let middle = start + (end - start) / 2;
        if below(middle) { start = middle + 1 } else { end = middle }
    }
    start
}
