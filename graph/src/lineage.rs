//! What a revision needs and what needs it.

use crate::graph::Graph;
use crate::index::{Index, Indices, RevisionSet};
use crate::revision::Revision;

/// Which edges count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Follow {
    /// `down_revision` only.
    Versioned,
    /// `down_revision` and `depends_on`.
    All,
}

impl<'a> Graph<'a> {
    /// All that the revisions `of` need, themselves included: parents and dependencies, and all that these need.
    pub fn ancestors(self, of: &[Index]) -> RevisionSet {
        self.down_from(of, Follow::All)
    }

    /// All that needs one of the revisions `of`, themselves included.
    pub fn descendants(self, of: &[Index]) -> RevisionSet {
        self.up_from(of, Follow::All)
    }

    /// What the revisions `of` need, themselves included, and the revisions `applied` do not.
    ///
    /// Goes down both histories at once, no further than the oldest revision that is missing.
    pub(crate) fn missing(self, of: &[Index], applied: &[Index]) -> RevisionSet {
        let mut applied = self.set_of(applied);
        let mut seen = self.set_of(of);
        seen.subtract(&applied);
        // How many are seen below `limit` that are not applied.
        let mut left = seen.len();
        seen.unite(&applied);
        let mut limit = self.len() as u32;
        while let Some(index) = seen.last_before(limit).filter(|_| left > 0) {
            let is_applied = applied.contains(index);
            for parent in self.revision(index).normalized_down() {
                let is_new = seen.insert(parent);
                if !is_applied {
                    left += usize::from(is_new);
                } else if applied.insert(parent) {
                    left -= usize::from(!is_new);
                }
            }
            left -= usize::from(!is_applied);
            limit = index.get();
        }
        seen.subtract(&applied);
        seen
    }

    pub(crate) fn down_from(self, of: &[Index], follow: Follow) -> RevisionSet {
        self.down_to(Index::new(0), of, follow)
    }

    /// As [`down_from`](Self::down_from), for those who do not care for what comes before `oldest`.
    fn down_to(self, oldest: Index, of: &[Index], follow: Follow) -> RevisionSet {
        let below: fn(Revision<'a>) -> Indices<'a> = match follow {
            Follow::Versioned => Revision::down_revision,
            Follow::All => Revision::normalized_down,
        };
        let mut set = self.set_of(of);
        let mut limit = self.len() as u32;
        while let Some(index) = set.last_before(limit).filter(|&index| index >= oldest) {
            for parent in below(self.revision(index)) {
                set.insert(parent);
            }
            limit = index.get();
        }
        set
    }

    pub(crate) fn up_from(self, of: &[Index], follow: Follow) -> RevisionSet {
        let above: fn(Revision<'a>) -> Indices<'a> = match follow {
            Follow::Versioned => Revision::next,
            Follow::All => Revision::all_next,
        };
        let mut set = self.set_of(of);
        let mut limit = 0;
        while let Some(index) = set.first_from(limit) {
            for child in above(self.revision(index)) {
                set.insert(child);
            }
            limit = index.get() + 1;
        }
        set
    }

    /// The revisions that are on one line of history with one of `of`, before or after it.
    pub(crate) fn lineage(self, of: &[Index], follow: Follow) -> RevisionSet {
        let mut lineage = self.down_from(of, follow);
        for index in self.up_from(of, follow).iter() {
            lineage.insert(index);
        }
        lineage
    }

    pub(crate) fn set_of(self, of: &[Index]) -> RevisionSet {
        let mut set = RevisionSet::new(self.len());
        for &index in of {
            set.insert(index);
        }
        set
    }

    /// The first of `of` that contains others of them, and these: revisions of which one is an ancestor of another
    /// cannot stand side by side.
    pub(crate) fn overlap(self, of: &[Index]) -> Option<(Index, Vec<Index>)> {
        let oldest = *of.iter().min().filter(|_| of.len() > 1)?;
        let members = self.set_of(of);
        let parents = of.iter().flat_map(|&index| self.revision(index).normalized_down());
        let strict = self.down_to(oldest, &parents.collect::<Vec<_>>(), Follow::All);
        if !members.iter().any(|member| strict.contains(member)) {
            return None;
        }
        of.iter().find_map(|&index| {
            let mut below = self.ancestors(&[index]);
            below.remove(index);
            below.intersect(&members);
            (!below.is_empty()).then(|| (index, below.iter().collect()))
        })
    }

    /// The members of `of` that no other member contains, in order, each once.
    pub fn maximal(self, of: &[Index]) -> Vec<Index> {
        let parents = of.iter().flat_map(|&index| self.revision(index).normalized_down());
        let strict = self.ancestors(&parents.collect::<Vec<_>>());
        let mut seen = RevisionSet::new(self.len());
        of.iter().copied().filter(|&index| !strict.contains(index) && seen.insert(index)).collect()
    }
}
