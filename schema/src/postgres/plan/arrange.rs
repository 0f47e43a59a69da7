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
/// `wishes` which object had better stand behind which. Both are given up where they are part of a circle, the wishes
/// first.
pub(super) fn arrange<'c>(
    catalog: &'c Catalog,
    nodes: &BTreeSet<&'c Key>,
    mut folds: BTreeMap<&'c Key, &'c Key>,
    wishes: &[(&'c Key, &'c Key)],
) -> Arrangement<'c> {
    loop {
        let edges = edges(catalog, nodes, &folds, &[]);
        let circles = circles(&edges);
        let before = folds.len();
        for edge in &edges {
            if let Reason::Folded(member) = edge.reason
                && circles.get(edge.from) == circles.get(edge.to)
            {
                folds.remove(member);
            }
        }
        if folds.len() == before {
            break;
        }
    }
    let edges = edges(catalog, nodes, &folds, wishes);
    let circles = circles(&edges);
    let kept: Vec<(&'c Key, &'c Key)> = edges
        .iter()
        .filter(|edge| edge.reason == Reason::Wished && circles.get(edge.from) != circles.get(edge.to))
        .map(|edge| (edge.from, edge.to))
        .collect();
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

/// The number of the circle that each object is part of; who is part of none has a number alone. (Tarjan's strongly
/// connected components, without recursion.)
fn circles<'c>(edges: &[Edge<'c>]) -> BTreeMap<&'c Key, usize> {
    let mut next: BTreeMap<&Key, Vec<&'c Key>> = BTreeMap::new();
    for edge in edges {
        next.entry(edge.from).or_default().push(edge.to);
        next.entry(edge.to).or_default();
    }
    let mut search = Search::default();
    for &start in next.keys() {
        let mut path = search.enter(start).then_some((start, 0)).into_iter().collect::<Vec<_>>();
        while let Some((key, at)) = path.pop() {
            match next.get(key).and_then(|next| next.get(at)) {
                Some(&to) => {
                    path.push((key, at + 1));
                    if search.enter(to) {
                        path.push((to, 0));
                    } else if search.open.contains(to) {
                        search.lower(key, to, false);
                    }
                }
                None => {
                    search.leave(key);
                    if let Some(&(above, _)) = path.last() {
                        search.lower(above, key, true);
                    }
                }
            }
        }
    }
    search.circle
}

/// How far the search for circles has come.
#[derive(Default)]
struct Search<'c> {
    number: BTreeMap<&'c Key, usize>,
    /// The least number that can be reached.
    least: BTreeMap<&'c Key, usize>,
    stack: Vec<&'c Key>,
    /// What is on the stack.
    open: BTreeSet<&'c Key>,
    circle: BTreeMap<&'c Key, usize>,
}

impl<'c> Search<'c> {
    /// Whether this is a new one.
    fn enter(&mut self, key: &'c Key) -> bool {
        let number = self.number.len();
        if self.number.contains_key(key) {
            return false;
        }
        self.number.insert(key, number);
        self.least.insert(key, number);
        self.stack.push(key);
        self.open.insert(key)
    }

    /// `key` reaches what `to` reaches, or `to` itself.
    fn lower(&mut self, key: &'c Key, to: &'c Key, is_done: bool) {
        let numbers = if is_done { &self.least } else { &self.number };
        if let (Some(&reached), Some(least)) = (numbers.get(to), self.least.get(key))
            && reached < *least
        {
            self.least.insert(key, reached);
        }
    }

    /// Closes the circle that began with `key`, if one did.
    fn leave(&mut self, key: &'c Key) {
        if self.least.get(key) != self.number.get(key) {
            return;
        }
        let number = self.circle.len();
        while let Some(member) = self.stack.pop() {
            self.open.remove(member);
            self.circle.insert(member, number);
            if member == key {
                break;
            }
        }
    }
}
