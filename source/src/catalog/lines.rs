//! Which revisions come before which.

use ambix_graph::{Index, RevisionMap};

/// What comes before each revision, itself included.
#[derive(Debug)]
pub(super) struct Lines {
    /// The place of each revision in the order of all.
    positions: Vec<usize>,
    /// By place, a bit for each place.
    before: Vec<Vec<u64>>,
}

impl Lines {
    pub(super) fn new(map: &RevisionMap) -> Lines {
        let order = map.order();
        let mut positions = vec![usize::MAX; order.len()];
        let mut before: Vec<Vec<u64>> = Vec::with_capacity(order.len());
        for (position, index) in order.iter().enumerate() {
            if let Some(known) = positions.get_mut(index.get() as usize) {
                *known = position;
            }
            let mut bits = vec![0; position / 64 + 1];
            bits[position / 64] |= 1 << (position % 64);
            for needed in map.prerequisites(*index) {
                let line = positions.get(needed.get() as usize).and_then(|at| before.get(*at));
                add(&mut bits, line.map_or(&[], Vec::as_slice));
            }
            before.push(bits);
        }
        Lines { positions, before }
    }

    /// The revision with the most others before it; the last of several.
    pub(super) fn longest(&self, of: &[Index]) -> Option<Index> {
        let length = |index: &Index| self.line(*index).iter().map(|bits| bits.count_ones()).sum::<u32>();
        of.iter().copied().max_by_key(|index| (length(index), self.positions.get(index.get() as usize)))
    }

    /// The places of what comes before any of these, and not before `one`.
    pub(super) fn besides(&self, one: Index, of: &[Index]) -> Vec<usize> {
        let mut all = vec![0; self.positions.len() / 64 + 1];
        for index in of {
            add(&mut all, self.line(*index));
        }
        for (bits, known) in all.iter_mut().zip(self.line(one)) {
            *bits &= !known;
        }
        let mut places = Vec::new();
        for (word, mut bits) in all.into_iter().enumerate() {
            while bits != 0 {
                places.push(word * 64 + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
        places
    }

    fn line(&self, index: Index) -> &[u64] {
        let position = self.positions.get(index.get() as usize);
        position.and_then(|at| self.before.get(*at)).map_or(&[], Vec::as_slice)
    }
}

fn add(bits: &mut [u64], other: &[u64]) {
    for (bits, other) in bits.iter_mut().zip(other) {
        *bits |= other;
    }
}
