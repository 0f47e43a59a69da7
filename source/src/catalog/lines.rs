//! Which revisions come before which.

use ambix_graph::{Index, RevisionMap};

/// What comes before each revision, itself included. Indices are in topological order.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// By revision, a bit for each. None where every revision needs one at most, for then nobody asks.
    before: Vec<Vec<u64>>,
}

impl Lines {
    pub(super) fn new(map: &RevisionMap, heads: usize) -> Lines {
        if heads < 2 && (0..map.len()).all(|at| map.prerequisites(Index::new(at as u32)).take(2).count() < 2)
        {
            return Lines::default();
        }
        let mut before: Vec<Vec<u64>> = Vec::with_capacity(map.len());
        for at in 0..map.len() {
            let mut bits = vec![0; at / 64 + 1];
            bits[at / 64] |= 1 << (at % 64);
            for needed in map.prerequisites(Index::new(at as u32)) {
                add(&mut bits, before.get(needed.get() as usize).map_or(&[], Vec::as_slice));
            }
            before.push(bits);
        }
        Lines { before }
    }

    /// The revision with the most others before it; the last of several.
    pub(super) fn longest(&self, of: &[Index]) -> Option<Index> {
        let length = |index: &Index| self.line(*index).iter().map(|bits| bits.count_ones()).sum::<u32>();
        of.iter().copied().max_by_key(|index| (length(index), *index))
    }

    /// What comes before any of these, and not before `one`.
    pub(super) fn besides(&self, one: Index, of: &[Index]) -> Vec<Index> {
        let mut all = vec![0; self.before.len() / 64 + 1];
        for index in of {
            add(&mut all, self.line(*index));
        }
        for (bits, known) in all.iter_mut().zip(self.line(one)) {
            *bits &= !known;
        }
        let mut found = Vec::new();
        for (word, mut bits) in all.into_iter().enumerate() {
            while bits != 0 {
                found.push(Index::new(word as u32 * 64 + bits.trailing_zeros()));
                bits &= bits - 1;
            }
        }
        found
    }

    fn line(&self, index: Index) -> &[u64] {
        self.before.get(index.get() as usize).map_or(&[], Vec::as_slice)
    }
}

fn add(bits: &mut [u64], other: &[u64]) {
    for (bits, other) in bits.iter_mut().zip(other) {
        *bits |= other;
    }
}
