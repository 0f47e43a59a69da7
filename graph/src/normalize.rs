//! Dependencies that a versioned ancestor declares already.

use std::collections::BTreeMap;

use crate::map::Node;

/// Fills in `normalized_down`: the parents, then the dependencies without those that a strict versioned ancestor
/// declares too, each once.
///
/// As in Alembic, only the same dependency counts, not one that is reachable. Nodes are in topological order.
pub(crate) fn normalize(revisions: &mut [Node]) {
    let mut declared: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, node) in revisions.iter().enumerate() {
        for &dependency in &node.dependencies {
            declared.entry(dependency).or_default().push(index);
        }
    }
    // A dependency that is declared once cannot be declared by an ancestor too. The others are followed upwards
    // through the graph, 64 at a time, each as one bit.
    declared.retain(|_, by| by.first() != by.last());
    let repeated: Vec<(u32, Vec<usize>)> = declared.into_iter().collect();
    let mut dropped: Vec<(usize, u32)> = Vec::new();
    for some in repeated.chunks(64) {
        drop_repeated(revisions, some, &mut dropped);
    }
    dropped.sort_unstable();
    for (index, node) in revisions.iter_mut().enumerate() {
        let kept = |dependency: &&u32| dropped.binary_search(&(index, **dependency)).is_err();
        let kept: Vec<u32> = node.dependencies.iter().filter(kept).copied().collect();
        for parent in node.down.iter().copied().chain(kept) {
            if !node.normalized_down.contains(&parent) {
                node.normalized_down.push(parent);
            }
        }
    }
}

fn drop_repeated(revisions: &[Node], some: &[(u32, Vec<usize>)], dropped: &mut Vec<(usize, u32)>) {
    let mut own = vec![0u64; revisions.len()];
    for (bit, (_, by)) in some.iter().enumerate() {
        for &index in by {
            own[index] |= 1 << bit;
        }
    }
    let mut above = vec![0u64; revisions.len()];
    for (index, node) in revisions.iter().enumerate() {
        let inherited = node.down.iter().map(|&parent| own[parent as usize] | above[parent as usize]);
        above[index] = inherited.fold(0, |all, bits| all | bits);
        let repeated = own[index] & above[index];
        if repeated != 0 {
            let bits = (0..some.len()).filter(|bit| repeated & 1 << bit != 0);
            dropped.extend(bits.map(|bit| (index, some[bit].0)));
        }
    }
}
