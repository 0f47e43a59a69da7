//! The order in which revisions come: Alembic's, newest first.
//!
//! The order is defined by *lanes*. At first every tip is a lane, in load order. The current lane is followed down:
//! its revision comes next, and its place is taken by the first revision below; further ones open lanes at the end.
//! A revision that another lane still needs waits: the first such lane becomes the current one. A lane that has
//! nothing left below goes, and the lane before it becomes the current one.
//!
//! Alembic keeps a set of ancestors for every lane. Here each revision counts who directly above still waits, and
//! only a revision that waits searches upwards for the lane.

use std::collections::{HashMap, VecDeque};

use crate::graph::Graph;
use crate::index::{Index, RevisionSet};

impl Graph<'_> {
    /// The members of `set`, newest first, down from `tips`. An upgrade goes through the reverse.
    ///
    /// `set` is what the tips need down to some line: every member is a tip or needed by a member, and whatever is
    /// between two members is a member.
    pub(crate) fn sort(self, set: RevisionSet, tips: &[Index]) -> Vec<Index> {
        let above = set.clone();
        self.sort_above(set, above, tips, REMEMBERED * self.len())
    }

    /// As [`sort`](Self::sort), for any `set`. Starts from those of `tips` that are in it, and leaves out members that no
    /// tip leads to through members alone.
    pub(crate) fn sort_with_gaps(self, set: RevisionSet, tips: &[Index]) -> Vec<Index> {
        let above = self.around(&set, tips);
        self.sort_above(set, above, tips, REMEMBERED * self.len())
    }

    /// All that is between tips in `set` and the last of its members.
    fn around(self, set: &RevisionSet, tips: &[Index]) -> RevisionSet {
        let tips: Vec<Index> = tips.iter().copied().filter(|&tip| set.contains(tip)).collect();
        let mut around = self.ancestors(&tips);
        around.intersect(&self.descendants(&set.iter().collect::<Vec<_>>()));
        around
    }

    fn sort_above(
        self,
        set: RevisionSet,
        above: RevisionSet,
        tips: &[Index],
        remembered: usize,
    ) -> Vec<Index> {
        let mut tips: Vec<Index> = tips.iter().copied().filter(|&tip| set.contains(tip)).collect();
        tips.sort_by_key(|&tip| self.revision(tip).load_position());
        tips.dedup();
        if tips.is_empty() {
            return Vec::new();
        }
        Lanes::new(self, set, above, &tips, remembered).run()
    }
}

const NONE: u32 = u32::MAX;

/// So many words of searches for each revision of the graph, on average; more are forgotten.
const REMEMBERED: usize = 4;

struct Lanes<'a> {
    graph: Graph<'a>,
    /// What has not been emitted yet.
    left: RevisionSet,
    /// What some lane is at or still needs, down to the last member. It may include revisions between members that
    /// are no members.
    above: RevisionSet,
    /// How many of `above` need the revision directly.
    awaited_by: Vec<u32>,
    /// The lane that is at the revision.
    lane_at: Vec<u32>,
    /// All lanes there ever were; those that are alive are linked, and their order is that of their numbers.
    lanes: Vec<Lane>,
    first: u32,
    last: u32,
    /// For revisions that wait: who needs them, as far as that was looked for.
    searches: HashMap<Index, Search>,
    /// How many words they take, and how many they may take.
    words: usize,
    remembered: usize,
}

struct Lane {
    at: Index,
    before: u32,
    after: u32,
    alive: bool,
    /// How often it has left a revision with several below; until then it needs the same as ever, below itself.
    turns: u32,
    /// Its turns when it was the first lane to need some waiting revision. Until the next turn, all lanes above it
    /// need that revision too, and come later.
    first_at: Option<u32>,
}

/// A search upwards from a waiting revision. It goes on where it was left when the revision waits again: who needs it
/// stays the same, but for what is emitted.
struct Search {
    /// The revisions that need it, by how far they are from it.
    needed_by: RevisionSet,
    /// Those of them whose children are still to be looked at.
    todo: VecDeque<Index>,
    /// The lanes that needed it when the search was over, in order. A lane that has ceased to need it never will again.
    lanes: VecDeque<u32>,
    /// The first lane that was opened later.
    opened_later: Option<usize>,
}

impl Search {
    fn new(revision: Index) -> Self {
        let (needed_by, todo) = (RevisionSet::new(0), VecDeque::from([revision]));
        Search { needed_by, todo, lanes: VecDeque::new(), opened_later: None }
    }
}

impl<'a> Lanes<'a> {
    fn new(
        graph: Graph<'a>,
        left: RevisionSet,
        above: RevisionSet,
        tips: &[Index],
        remembered: usize,
    ) -> Self {
        let count = graph.len();
        let mut awaited_by = vec![0; count];
        for parent in above.iter().flat_map(|index| graph.revision(index).normalized_down()) {
            awaited_by[parent.at()] += 1;
        }
        let mut lanes = Lanes {
            graph,
            left,
            above,
            awaited_by,
            lane_at: vec![NONE; count],
            lanes: Vec::new(),
            first: NONE,
            last: NONE,
            searches: HashMap::new(),
            words: 0,
            remembered,
        };
        tips.iter().for_each(|&tip| lanes.open(tip));
        lanes
    }

    fn run(mut self) -> Vec<Index> {
        let mut sorted = Vec::with_capacity(self.left.len());
        let mut current = self.first;
        while current != NONE {
            let revision = self.lanes[current as usize].at;
            if let Some(needed_by) = self.waits(revision, current) {
                let lane = &mut self.lanes[needed_by as usize];
                lane.first_at = Some(lane.turns);
                current = needed_by;
                continue;
            }
            sorted.push(revision);
            current = self.step_down(current, revision);
        }
        sorted
    }

    /// Emits `revision`, at which lane `current` is; the lane to go on with.
    fn step_down(&mut self, current: u32, revision: Index) -> u32 {
        self.left.remove(revision);
        self.lane_at[revision.at()] = NONE;
        let below = self.graph.revision(revision).normalized_down();
        let lane = &mut self.lanes[current as usize];
        lane.turns += u32::from(below.len() > 1);
        let mut follows = false;
        let free = |lanes: &Self, index| lanes.left.contains(index) && lanes.lane_at[index.at()] == NONE;
        for parent in below {
            if !free(self, parent) {
                continue;
            }
            if follows {
                self.open(parent);
            } else {
                self.lanes[current as usize].at = parent;
                self.lane_at[parent.at()] = current;
                follows = true;
            }
        }
        self.pass(revision);
        if follows { current } else { self.close(current) }
    }

    fn open(&mut self, at: Index) {
        let number = self.lanes.len() as u32;
        self.lanes.push(Lane { at, before: self.last, after: NONE, alive: true, turns: 0, first_at: None });
        self.lane_at[at.at()] = number;
        match self.lanes.get_mut(self.last as usize) {
            Some(last) => last.after = number,
            None => self.first = number,
        }
        self.last = number;
    }

    /// Takes the lane away; the lane before it or, for the first, the one after it.
    fn close(&mut self, number: u32) -> u32 {
        let lane = &mut self.lanes[number as usize];
        lane.alive = false;
        let (before, after) = (lane.before, lane.after);
        match self.lanes.get_mut(before as usize) {
            Some(lane) => lane.after = after,
            None => self.first = after,
        }
        match self.lanes.get_mut(after as usize) {
            Some(lane) => lane.before = before,
            None => self.last = before,
        }
        if before == NONE { after } else { before }
    }

    /// Nothing waits for `revision` any more, and so perhaps for nothing else that only it needs.
    fn pass(&mut self, revision: Index) {
        let mut passed = vec![revision];
        while let Some(revision) = passed.pop() {
            self.above.remove(revision);
            for parent in self.graph.revision(revision).normalized_down() {
                let count = &mut self.awaited_by[parent.at()];
                *count -= 1;
                if *count == 0 && self.lane_at[parent.at()] == NONE && self.above.contains(parent) {
                    passed.push(parent);
                }
            }
        }
    }

    /// The first lane that needs `revision`, at which lane `current` is, if there is one.
    fn waits(&mut self, revision: Index, current: u32) -> Option<u32> {
        let search = if self.searches.is_empty() { None } else { self.searches.remove(&revision) };
        self.words -= search.as_ref().map_or(0, |search| search.needed_by.words());
        if self.awaited_by[revision.at()] == 0 {
            return None;
        }
        let mut search = search.unwrap_or_else(|| Search::new(revision));
        let needed_by = self.search(revision, current, &mut search);
        if needed_by.is_some() {
            self.words += search.needed_by.words();
            if self.words > self.remembered {
                self.searches.clear();
                self.words = search.needed_by.words();
            }
            self.searches.insert(revision, search);
        }
        needed_by
    }

    /// Goes on until it meets the first lane that may need `revision`, or knows all that do.
    fn search(&self, revision: Index, current: u32, search: &mut Search) -> Option<u32> {
        let distance = |index: Index| Index::new(index.get().wrapping_sub(revision.get()));
        let lane = &self.lanes[current as usize];
        let follows = self.first == current || lane.first_at == Some(lane.turns);
        let first = if follows { lane.after } else { self.first };
        let at_first = self.lanes.get(first as usize).map(|lane| lane.at);
        if at_first.is_some_and(|at| search.needed_by.contains(distance(at))) {
            return Some(first);
        }
        while let Some(below) = search.todo.pop_front() {
            let mut meets = false;
            for child in self.graph.revision(below).all_next() {
                if self.above.contains(child) && search.needed_by.insert_growing(distance(child)) {
                    search.todo.push_back(child);
                    meets |= at_first == Some(child);
                }
            }
            if meets {
                return Some(first);
            }
        }
        let opened_later = search.opened_later.get_or_insert_with(|| {
            let at = |distance: Index| self.lane_at[revision.at() + distance.at()];
            let mut lanes: Vec<u32> = search.needed_by.iter().map(at).filter(|&lane| lane != NONE).collect();
            lanes.sort_unstable();
            search.lanes = lanes.into();
            self.lanes.len()
        });
        let needs = |number: u32| {
            let lane = &self.lanes[number as usize];
            lane.alive && search.needed_by.contains(distance(lane.at))
        };
        while let Some(&lane) = search.lanes.front() {
            if needs(lane) {
                return Some(lane);
            }
            search.lanes.pop_front();
        }
        while *opened_later < self.lanes.len() {
            if needs(*opened_later as u32) {
                return Some(*opened_later as u32);
            }
            *opened_later += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{Image, Writer};
    use crate::{Declaration, build};

    /// The definition, word for word: a set of ancestors for every lane.
    fn by_definition(graph: Graph<'_>, mut left: RevisionSet, tips: &[Index]) -> Vec<Index> {
        let mut lanes: Vec<Index> = tips.iter().copied().filter(|&tip| left.contains(tip)).collect();
        lanes.sort_by_key(|&tip| graph.revision(tip).load_position());
        lanes.dedup();
        let (mut current, mut sorted) = (0, Vec::new());
        while let Some(&revision) = lanes.get(current) {
            let needed =
                |(at, &lane): (usize, &Index)| at != current && graph.ancestors(&[lane]).contains(revision);
            if let Some(needed_by) = lanes.iter().enumerate().position(needed) {
                current = needed_by;
                continue;
            }
            sorted.push(revision);
            left.remove(revision);
            let below = graph.revision(revision).normalized_down();
            let below: Vec<Index> =
                below.filter(|&parent| left.contains(parent) && !lanes.contains(&parent)).collect();
            match below.split_first() {
                Some((&first, others)) => {
                    lanes[current] = first;
                    lanes.extend(others);
                }
                None => {
                    lanes.remove(current);
                    current = current.saturating_sub(1);
                }
            }
        }
        sorted
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % limit as u64) as usize
        }

        /// Up to `count` earlier revisions, near or far.
        fn earlier(&mut self, at: usize, count: usize) -> Vec<usize> {
            let mut earlier: Vec<usize> = Vec::new();
            for _ in 0..count.min(at) {
                let reach = if self.below(2) == 0 { at.min(4) } else { at };
                let pick = at - 1 - self.below(reach);
                if !earlier.contains(&pick) {
                    earlier.push(pick);
                }
            }
            earlier
        }

        /// Files are loaded in an order that has nothing to do with history.
        fn declarations(&mut self, count: usize) -> Vec<Declaration> {
            let mut declarations: Vec<Declaration> = Vec::new();
            let bushy = self.below(4);
            for at in 0..count {
                let parents = [1, 1, 1, 1, 2, 3, 0, 1][self.below(8)] + usize::from(self.below(4) < bushy);
                let dependencies = [0, 0, 0, 0, 0, 1, 1, 2][self.below(8)];
                let mut names =
                    |count| self.earlier(at, count).into_iter().map(|at| format!("r{at}")).collect();
                let (down_revision, depends_on) = (names(parents.min(3)), names(dependencies));
                declarations.push(Declaration {
                    id: format!("r{at}"),
                    down_revision,
                    depends_on,
                    ..Default::default()
                });
            }
            for at in (1..count).rev() {
                declarations.swap(at, self.below(at + 1));
            }
            declarations
        }
    }

    #[test]
    fn the_order_is_that_of_the_definition() {
        let mut random = Random(88_172_645_463_325_252);
        for round in 0..600 {
            let count = 3 + random.below(if round % 10 == 0 { 150 } else { 40 });
            let mut writer = Writer::new(0);
            build(&random.declarations(count)).unwrap().write(&mut writer);
            let (tables, text) = writer.finish();
            let graph = Graph::new(Image::new(&tables, &text));
            let all = graph.ancestors(&graph.real_heads().collect::<Vec<_>>());
            let heads: Vec<Index> = graph.real_heads().collect();
            let check = |set: &RevisionSet, tips: &[Index]| {
                let sorted = by_definition(graph, set.clone(), tips);
                assert_eq!(graph.sort_with_gaps(set.clone(), tips), sorted);
                assert_eq!(graph.sort_above(set.clone(), graph.around(set, tips), tips, 1), sorted);
                sorted
            };
            assert_eq!(graph.sort(all.clone(), &heads), check(&all, &heads));

            // A part of it, as an upgrade has it, with tips that may be above one another.
            let pick = |random: &mut Random| Index::new(random.below(count) as u32);
            let tips: Vec<Index> = (0..1 + random.below(5)).map(|_| pick(&mut random)).collect();
            let mut part = graph.ancestors(&tips);
            let applied = [pick(&mut random), pick(&mut random)];
            part.subtract(&graph.ancestors(&applied));
            assert_eq!(graph.missing(&tips, &applied), part);
            assert_eq!(graph.sort(part.clone(), &tips), check(&part, &tips));

            // A part with gaps.
            let mut gaps = graph.ancestors(&tips);
            (0..random.below(6)).for_each(|_| {
                gaps.remove(pick(&mut random));
            });
            check(&gaps, &tips);
        }
    }
}
