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
use crate::request_error::RequestError;

impl Graph<'_> {
    /// The members of `set`, newest first, starting from those of `tips` that are in it. An upgrade goes through the
    /// reverse.
    ///
    /// # Errors
    ///
    /// `range-not-ancestor` if there are members that no tip leads to through members alone.
    pub(crate) fn sort(self, set: RevisionSet, tips: &[Index]) -> Result<Vec<Index>, RequestError> {
        let members: Vec<Index> = set.iter().collect();
        let mut tips: Vec<Index> = tips.iter().copied().filter(|&tip| set.contains(tip)).collect();
        tips.sort_by_key(|&tip| self.revision(tip).load_position());
        tips.dedup();
        let mut above = self.ancestors(&tips);
        above.intersect(&self.descendants(&members));
        let sorted = Lanes::new(self, set, above, &tips).run();
        match (members.first(), members.last()) {
            (Some(&first), Some(&last)) if sorted.len() < members.len() => {
                Err(RequestError::RangeNotAncestor {
                    start: self.revision(first).id().to_owned(),
                    end: self.revision(last).id().to_owned(),
                })
            }
            _ => Ok(sorted),
        }
    }
}

const NONE: u32 = u32::MAX;

/// A search that visits more than this is carried through, and its result is remembered.
const SHORT_SEARCH: usize = 1024;

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
    /// The search that visited the revision last.
    visited: Vec<u32>,
    searches: u32,
    /// For revisions with a long search behind them: the lanes that need them, in order.
    remembered: HashMap<Index, VecDeque<Found>>,
}

struct Lane {
    at: Index,
    before: u32,
    after: u32,
    alive: bool,
    /// How often it has left a revision with several below; until then it needs the same as ever, below itself.
    turns: u32,
}

#[derive(Clone, Copy)]
struct Found {
    lane: u32,
    turns: u32,
}

impl<'a> Lanes<'a> {
    fn new(graph: Graph<'a>, left: RevisionSet, above: RevisionSet, tips: &[Index]) -> Self {
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
            visited: vec![0; count],
            searches: 0,
            remembered: HashMap::new(),
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
        self.lanes.push(Lane { at, before: self.last, after: NONE, alive: true, turns: 0 });
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
        if self.awaited_by[revision.at()] == 0 {
            return None;
        }
        if let Some(lane) = self.recall(revision) {
            return Some(lane);
        }
        let mut found = self.search(revision, current);
        found.sort_unstable();
        let first = found.first().copied();
        if found.len() > 1 {
            let with_turns = |lane: u32| Found { lane, turns: self.lanes[lane as usize].turns };
            let found = found.into_iter().map(with_turns).collect();
            self.remembered.insert(revision, found);
        }
        first
    }

    /// The first lane of an earlier search. Lanes that were opened since then come later, so it is still the first as
    /// long as it is sure to need the revision.
    fn recall(&mut self, revision: Index) -> Option<u32> {
        let found = self.remembered.get_mut(&revision)?;
        while let Some(front) = found.front() {
            let lane = &self.lanes[front.lane as usize];
            if lane.alive && lane.turns == front.turns {
                return Some(front.lane);
            }
            if lane.alive {
                break;
            }
            found.pop_front();
        }
        self.remembered.remove(&revision);
        None
    }

    /// The lanes above `revision`, or only the first one of all, if it is found soon.
    fn search(&mut self, revision: Index, current: u32) -> Vec<u32> {
        let first = if self.first == current { self.lanes[current as usize].after } else { self.first };
        self.searches += 1;
        let mut found = Vec::new();
        let mut todo = VecDeque::from([revision]);
        let mut count = 0;
        while let Some(revision) = todo.pop_front() {
            for child in self.graph.revision(revision).all_next() {
                if !self.above.contains(child) || self.visited[child.at()] == self.searches {
                    continue;
                }
                self.visited[child.at()] = self.searches;
                count += 1;
                let lane = self.lane_at[child.at()];
                if lane != NONE {
                    found.push(lane);
                    if lane == first && count <= SHORT_SEARCH {
                        return vec![lane];
                    }
                }
                todo.push_back(child);
            }
        }
        found
    }
}
