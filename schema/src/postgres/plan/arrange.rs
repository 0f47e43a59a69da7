//! The order of statements, where one statement does what is said of several objects.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::key::Key;
use crate::order;

/// The objects in the order in which they can be made.
pub(super) struct Arrangement<'c> {
    /// Those with a statement of their own.
    pub(super) order: Vec<&'c Key>,
    /// Those that come or go with another, and with which.
    pub(super) folded: BTreeMap<&'c Key, &'c Key>,
}

/// Why an edge is there, and so whether it can be avoided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason<'c> {
    Needed,
    /// This object is made together with the one that the edge starts from.
    Folded(&'c Key),
    /// It is only better so.
    Wished,
}

struct Edge<'c> {
    from: &'c Key,
    to: &'c Key,
    reason: Reason<'c>,
}

/// Orders `nodes` by what `catalog` requires. `folds` says what is wanted to be made by the statement of another,
/// `wishes` which object had better stand behind which. Both are given up where they are part of a circle.
pub(super) fn arrange<'c>(
    catalog: &'c Catalog,
    nodes: &BTreeSet<&'c Key>,
    mut folds: BTreeMap<&'c Key, &'c Key>,
    wishes: &[(&'c Key, &'c Key)],
) -> Arrangement<'c> {
    let edges = edges(catalog, nodes, &folds, wishes);
    let core = core(&edges);
    let mut kept = Vec::new();
    for edge in &edges {
        let in_circle = core.contains(edge.from) && core.contains(edge.to);
        match edge.reason {
            Reason::Folded(member) if in_circle => {
                folds.remove(member);
            }
            Reason::Wished if !in_circle => kept.push((edge.from, edge.to)),
            _ => {}
        }
    }
    let mut graph = Catalog::new(catalog.dialect());
    for edge in self::edges(catalog, nodes, &folds, &kept) {
        graph.require(edge.from.clone(), edge.to.clone());
    }
    let leaders: BTreeSet<&'c Key> = nodes.iter().copied().filter(|key| !folds.contains_key(key)).collect();
    // The graph lives no longer than this; the keys do.
    let order: Vec<Key> = order::creation(&graph, leaders.iter().copied()).into_iter().cloned().collect();
    let order = order.iter().filter_map(|key| leaders.get(key).copied()).collect();
    Arrangement { order, folded: folds }
}

fn edges<'c>(
    catalog: &'c Catalog,
    nodes: &BTreeSet<&'c Key>,
    folds: &BTreeMap<&'c Key, &'c Key>,
    wishes: &[(&'c Key, &'c Key)],
) -> Vec<Edge<'c>> {
    let leader = |key: &'c Key| folds.get(key).copied().unwrap_or(key);
    let mut edges = Vec::new();
    for &key in nodes {
        let reason = if folds.contains_key(key) { Reason::Folded(key) } else { Reason::Needed };
        for required in catalog.required(key) {
            if let Some(&required) = nodes.get(required) {
                edges.push(Edge { from: leader(key), to: leader(required), reason });
            }
        }
    }
    let wishes = wishes.iter().map(|&(key, wished)| (leader(key), leader(wished)));
    edges.extend(wishes.map(|(from, to)| Edge { from, to, reason: Reason::Wished }));
    edges.retain(|edge| edge.from != edge.to);
    edges
}

/// What is part of a circle, or stands between two: what is left when everything that nothing leads to and everything
/// that leads to nothing is taken away, again and again.
fn core<'c>(edges: &[Edge<'c>]) -> BTreeSet<&'c Key> {
    let mut left: BTreeSet<&Key> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    for reverse in [false, true] {
        let ends = |edge: &Edge<'c>| if reverse { (edge.to, edge.from) } else { (edge.from, edge.to) };
        let mut waits: BTreeMap<&Key, usize> = left.iter().map(|&key| (key, 0)).collect();
        let mut followers: BTreeMap<&Key, Vec<&'c Key>> = BTreeMap::new();
        for edge in edges.iter().filter(|edge| left.contains(edge.from) && left.contains(edge.to)) {
            let (from, to) = ends(edge);
            followers.entry(to).or_default().push(from);
            *waits.entry(from).or_default() += 1;
        }
        let mut ready: Vec<&Key> =
            waits.iter().filter(|(_, count)| **count == 0).map(|(key, _)| *key).collect();
        while let Some(key) = ready.pop() {
            left.remove(key);
            for follower in followers.remove(key).unwrap_or_default() {
                if let Some(count) = waits.get_mut(follower) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(follower);
                    }
                }
            }
        }
    }
    left
}
