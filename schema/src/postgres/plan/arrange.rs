//! The order of statements, where one statement does what is said of several objects.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::catalog::Catalog;
use crate::key::Key;

/// The objects in the order in which they can be made.
pub(super) struct Arrangement<'c> {
    /// Those with a statement of their own.
    pub(super) order: Vec<&'c Key>,
    /// Those that come or go with another, and with which.
    pub(super) folded: BTreeMap<&'c Key, &'c Key>,
}

/// Orders `nodes` by what `catalog` requires, and otherwise by kind and name. `folds` says what is wanted to be made by
/// the statement of another, `wishes` which object had better stand behind which. Both are given up where they are part
/// of a circle, the wishes first.
pub(super) fn arrange<'c>(
    catalog: &'c Catalog,
    nodes: &BTreeSet<&'c Key>,
    folds: BTreeMap<&'c Key, &'c Key>,
    wishes: &[(&'c Key, &'c Key)],
) -> Arrangement<'c> {
    let keys: Vec<&'c Key> = nodes.iter().copied().collect();
    let number: BTreeMap<&Key, usize> = keys.iter().enumerate().map(|(number, key)| (*key, number)).collect();
    let mut needs = Vec::new();
    for (node, key) in keys.iter().enumerate() {
        needs.extend(catalog.required(key).filter_map(|required| Some((node, *number.get(required)?))));
    }
    let mut leaders: Vec<usize> = (0..keys.len()).collect();
    for (member, leader) in &folds {
        if let (Some(&member), Some(&leader)) = (number.get(member), number.get(leader)) {
            leaders[member] = leader;
        }
    }
    unfold(&needs, &mut leaders);
    let mut edges = Vec::new();
    let between = |&(from, to): &(usize, usize)| {
        let edge = (leaders[from], leaders[to]);
        (edge.0 != edge.1).then_some(edge)
    };
    edges.extend(needs.iter().filter_map(between));
    let wishes = wishes.iter().filter_map(|(from, to)| Some((*number.get(from)?, *number.get(to)?)));
    let wishes: Vec<(usize, usize)> = wishes.filter_map(|wish| between(&wish)).collect();
    let circle = circles(keys.len(), edges.iter().chain(&wishes));
    edges.extend(wishes.into_iter().filter(|&(from, to)| circle[from] != circle[to]));
    let alone = (0..keys.len()).filter(|&node| leaders[node] == node);
    let order = sorted(keys.len(), &edges, alone).into_iter().map(|node| keys[node]).collect();
    let folded = (0..keys.len()).filter(|&node| leaders[node] != node);
    Arrangement { order, folded: folded.map(|node| (keys[node], keys[leaders[node]])).collect() }
}

/// Gives those a statement of their own that would be part of a circle without.
fn unfold(needs: &[(usize, usize)], leaders: &mut [usize]) {
    loop {
        let folded = needs.iter().map(|&(from, to)| (leaders[from], leaders[to])).collect::<Vec<_>>();
        let circle = circles(leaders.len(), folded.iter().filter(|(from, to)| from != to));
        let mut is_done = true;
        for (&(member, _), (from, to)) in needs.iter().zip(folded) {
            if from != to && leaders[member] != member && circle[from] == circle[to] {
                leaders[member] = member;
                is_done = false;
            }
        }
        if is_done {
            return;
        }
    }
}

/// The nodes behind those that they need, otherwise by number; what is in a circle comes last.
fn sorted(count: usize, edges: &[(usize, usize)], nodes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut waits = vec![0_usize; count];
    let mut followers = vec![Vec::new(); count];
    for &(from, to) in edges {
        waits[from] += 1;
        followers[to].push(from);
    }
    let nodes: Vec<usize> = nodes.collect();
    let mut ready: BinaryHeap<Reverse<usize>> =
        nodes.iter().copied().filter(|&node| waits[node] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(Reverse(node)) = ready.pop() {
        order.push(node);
        for &follower in &followers[node] {
            waits[follower] -= 1;
            if waits[follower] == 0 {
                ready.push(Reverse(follower));
            }
        }
    }
    order.extend(nodes.into_iter().filter(|&node| waits[node] > 0));
    order
}

/// The number of the circle that each node is part of; who is part of none has a number alone. (Tarjan's strongly
/// connected components, without recursion.)
fn circles<'e>(count: usize, edges: impl Iterator<Item = &'e (usize, usize)>) -> Vec<usize> {
    let mut next = vec![Vec::new(); count];
    for &(from, to) in edges {
        next[from].push(to);
    }
    let mut search = Search {
        number: vec![None; count],
        least: vec![0; count],
        stack: Vec::new(),
        circle: vec![None; count],
        entered: 0,
    };
    for start in 0..count {
        if !search.enter(start) {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((node, at)) = path.pop() {
            let Some(&to) = next[node].get(at) else {
                search.leave(node);
                if let Some(&(above, _)) = path.last() {
                    search.least[above] = search.least[above].min(search.least[node]);
                }
                continue;
            };
            path.push((node, at + 1));
            if search.enter(to) {
                path.push((to, 0));
            } else if let (None, Some(reached)) = (search.circle[to], search.number[to]) {
                search.least[node] = search.least[node].min(reached);
            }
        }
    }
    search.circle.into_iter().map(|circle| circle.unwrap_or(count)).collect()
}

/// How far the search for circles has come.
struct Search {
    /// In which order they were entered.
    number: Vec<Option<usize>>,
    /// The least number that can be reached.
    least: Vec<usize>,
    /// Those that are in no circle yet.
    stack: Vec<usize>,
    circle: Vec<Option<usize>>,
    entered: usize,
}

impl Search {
    /// Whether this is a new one.
    fn enter(&mut self, node: usize) -> bool {
        if self.number[node].is_some() {
            return false;
        }
        self.number[node] = Some(self.entered);
        self.least[node] = self.entered;
        self.entered += 1;
        self.stack.push(node);
        true
    }

    /// Closes the circle that began with `node`, if one did.
    fn leave(&mut self, node: usize) {
        if self.number[node] != Some(self.least[node]) {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.circle[member] = Some(node);
            if member == node {
                break;
            }
        }
    }
}
