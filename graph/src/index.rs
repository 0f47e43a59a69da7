//! Positions of revisions, runs of them, and sets of them.

use crate::image::Words;

/// The position of a revision in topological order: everything it needs comes before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Index(u32);

impl Index {
    /// The index of that number. Nothing checks that a graph has so many revisions.
    pub const fn new(position: u32) -> Self {
        Self(position)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number, for indexing slices.
    pub(crate) const fn at(self) -> usize {
        self.0 as usize
    }
}

/// Revisions that stand in the image, in order.
#[derive(Clone)]
pub struct Indices<'a> {
    words: Words<'a>,
    start: usize,
    end: usize,
}

impl<'a> Indices<'a> {
    pub(crate) fn new(words: Words<'a>) -> Self {
        Self { words, start: 0, end: words.len() }
    }

    /// Whether none is left.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

impl Iterator for Indices<'_> {
    type Item = Index;

    fn next(&mut self) -> Option<Index> {
        (self.start < self.end).then(|| {
            self.start += 1;
            Index(self.words.get(self.start - 1))
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.start;
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Indices<'_> {
    fn next_back(&mut self) -> Option<Index> {
        (self.start < self.end).then(|| {
            self.end -= 1;
            Index(self.words.get(self.end))
        })
    }
}

impl ExactSizeIterator for Indices<'_> {}

impl std::fmt::Debug for Indices<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.clone()).finish()
    }
}

/// A set of revisions: one bit for each of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionSet {
    words: Vec<u64>,
}

impl RevisionSet {
    /// The empty set of revisions of a graph of that size.
    pub fn new(revisions: usize) -> Self {
        Self { words: vec![0; revisions.div_ceil(64)] }
    }

    /// Whether `index` is in the set.
    pub fn contains(&self, index: Index) -> bool {
        self.words.get(index.at() / 64).is_some_and(|word| word & bit(index) != 0)
    }

    /// Adds `index`; `false` if it was there already. An index outside the graph is never in the set.
    pub fn insert(&mut self, index: Index) -> bool {
        let Some(word) = self.words.get_mut(index.at() / 64) else { return false };
        let new = *word & bit(index) == 0;
        *word |= bit(index);
        new
    }

    /// As [`insert`](Self::insert), for any index: the set becomes as large as it must.
    pub(crate) fn insert_growing(&mut self, index: Index) -> bool {
        let words = index.at() / 64 + 1;
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
        self.insert(index)
    }

    /// The size of the set in words.
    pub(crate) fn words(&self) -> usize {
        self.words.len()
    }

    /// Takes `index` out; `false` if it was not there.
    pub fn remove(&mut self, index: Index) -> bool {
        let Some(word) = self.words.get_mut(index.at() / 64) else { return false };
        let present = *word & bit(index) != 0;
        *word &= !bit(index);
        present
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// The number of revisions in the set.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The revisions in topological order.
    pub fn iter(&self) -> impl Iterator<Item = Index> + '_ {
        self.words.iter().enumerate().flat_map(|(position, &word)| {
            let rests = std::iter::successors(Some(word), |&rest| Some(rest & rest.wrapping_sub(1)));
            rests
                .take_while(|&rest| rest != 0)
                .map(move |rest| Index(position as u32 * 64 + rest.trailing_zeros()))
        })
    }

    /// Keeps what is in both sets.
    pub(crate) fn intersect(&mut self, other: &RevisionSet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds what is in `other`.
    pub(crate) fn unite(&mut self, other: &RevisionSet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes out what is in `other`.
    pub(crate) fn subtract(&mut self, other: &RevisionSet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// The greatest member that is below `limit`; `limit` itself does not count.
    pub(crate) fn last_before(&self, limit: u32) -> Option<Index> {
        let mut position = (limit / 64) as usize;
        let partial = self.words.get(position).map_or(0, |word| word & (bit(Index(limit)) - 1));
        if partial != 0 {
            return Some(Index(position as u32 * 64 + partial.ilog2()));
        }
        position = position.min(self.words.len());
        let rest = self.words[..position].iter().rposition(|&word| word != 0)?;
        Some(Index(rest as u32 * 64 + self.words[rest].ilog2()))
    }

    /// The smallest member that is not below `limit`.
    pub(crate) fn first_from(&self, limit: u32) -> Option<Index> {
        let position = (limit / 64) as usize;
        let partial = self.words.get(position)? & !(bit(Index(limit)) - 1);
        if partial != 0 {
            return Some(Index(position as u32 * 64 + partial.trailing_zeros()));
        }
        let after = self.words[position + 1..].iter().position(|&word| word != 0)? + position + 1;
        Some(Index(after as u32 * 64 + self.words[after].trailing_zeros()))
    }
}

const fn bit(index: Index) -> u64 {
    1 << (index.0 % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_finds_its_neighbours() {
        let mut set = RevisionSet::new(200);
        for position in [0, 63, 64, 130, 199] {
            assert!(set.insert(Index(position)));
            assert!(!set.insert(Index(position)));
        }
        assert!(!set.insert(Index(400)));
        assert_eq!(set.iter().map(Index::get).collect::<Vec<_>>(), [0, 63, 64, 130, 199]);
        assert_eq!(set.last_before(200), Some(Index(199)));
        assert_eq!(set.last_before(199), Some(Index(130)));
        assert_eq!(set.last_before(64), Some(Index(63)));
        assert_eq!(set.last_before(0), None);
        assert_eq!(set.last_before(100_000), Some(Index(199)));
        assert_eq!(set.first_from(0), Some(Index(0)));
        assert_eq!(set.first_from(65), Some(Index(130)));
        assert_eq!(set.first_from(130), Some(Index(130)));
        assert_eq!(set.first_from(200), None);
        assert!(set.remove(Index(130)));
        assert!(!set.remove(Index(130)));
        assert_eq!(set.len(), 4);
    }
}
