//! Finding cycles: all of them, each with its path.

use std::collections::VecDeque;

use crate::build::{Declaration, Edges};
use crate::build_error::BuildError;

/// One error for every group of revisions that lead to one another; a loop that `Edges` leaves out, because the
/// revision names itself by its id, is not one of them.
///
/// Alembic only tests whether every revision lies between a base and a head, and so accepts a cycle that has an
/// entrance and an exit.
pub(crate) fn find(declarations: &[Declaration], edges: &Edges) -> Vec<BuildError> {
    let cycles = paths(declarations, &edges.down);
    let mut in_cycle = vec![false; declarations.len()];
    for &position in cycles.iter().flatten() {
        in_cycle[position] = true;
    }
    let all = edges.down.iter().zip(&edges.dependencies);
    let all: Vec<Vec<usize>> = all.map(|(down, dependencies)| [&down[..], dependencies].concat()).collect();
    let dependency_cycles = paths(declarations, &all);
    let known = |path: &&Vec<usize>| !path.iter().any(|&position| in_cycle[position]);

    let names = |path: &[usize]| path.iter().map(|&position| declarations[position].id.clone()).collect();
    let cycle = |path: &Vec<usize>| BuildError::Cycle { path: names(path), declarations: path.clone() };
    let dependency_cycle =
        |path: &Vec<usize>| BuildError::DependencyCycle { path: names(path), declarations: path.clone() };
    let dependency_cycles = dependency_cycles.iter().filter(known).map(dependency_cycle);
    cycles.iter().map(cycle).chain(dependency_cycles).collect()
}

/// For each group of nodes that reach one another the shortest cycle through the one with the smallest id, which
/// comes first and last. Sorted by that id.
fn paths(declarations: &[Declaration], edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let group = groups(edges);
    let mut smallest: Vec<Option<usize>> = vec![None; edges.len()];
    for position in 0..edges.len() {
        let slot = &mut smallest[group[position]];
        if slot.is_none_or(|other| declarations[position].id < declarations[other].id) {
            *slot = Some(position);
        }
    }
    let mut starts: Vec<usize> = smallest.into_iter().flatten().collect();
    starts.sort_by_key(|&start| &declarations[start].id);
    let mut before = vec![None; edges.len()];
    starts.into_iter().filter_map(|start| shortest(start, edges, &group, &mut before)).collect()
}

/// The shortest way from `start` back to itself inside its group. `before` is scratch space; groups are disjoint, so
/// it need not be cleared.
fn shortest(
    start: usize,
    edges: &[Vec<usize>],
    group: &[usize],
    before: &mut [Option<usize>],
) -> Option<Vec<usize>> {
    let mut todo = VecDeque::from([start]);
    while let Some(position) = todo.pop_front() {
        for &next in edges[position].iter().filter(|&&next| group[next] == group[start]) {
            if next == start {
                let steps =
                    std::iter::successors(Some(position), |&at| if at == start { None } else { before[at] });
                let mut path = vec![start];
                path.extend(steps);
                path.reverse();
                return Some(path);
            }
            if before[next].is_none() {
                before[next] = Some(position);
                todo.push_back(next);
            }
        }
    }
    None
}

/// Numbers the strongly connected components: two nodes have the same number if each leads to the other. Tarjan's
/// algorithm with its stack on the heap, since histories are deep.
fn groups(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut order = vec![UNSEEN; edges.len()];
    let mut low = vec![UNSEEN; edges.len()];
    let mut group = vec![UNSEEN; edges.len()];
    let (mut next_order, mut open) = (0, Vec::new());
    let mut path: Vec<(usize, usize)> = Vec::new();
    for root in 0..edges.len() {
        if order[root] != UNSEEN {
            continue;
        }
        path.push((root, 0));
        while let Some((position, edge)) = path.pop() {
            if edge == 0 {
                order[position] = next_order;
                low[position] = next_order;
                next_order += 1;
                open.push(position);
            } else {
                let child = edges[position][edge - 1];
                if group[child] == UNSEEN {
                    low[position] = low[position].min(low[child]);
                }
            }
            if let Some(&child) = edges[position].get(edge) {
                path.push((position, edge + 1));
                if order[child] == UNSEEN {
                    path.push((child, 0));
                }
            } else if low[position] == order[position] {
                while let Some(member) = open.pop() {
                    group[member] = position;
                    if member == position {
                        break;
                    }
                }
            }
        }
    }
    group
}
