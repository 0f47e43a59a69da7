//! Which branch labels a revision carries: its own and those of its branch.

use std::collections::{BTreeSet, HashMap};

use crate::image::Writer;
use crate::map::Node;

/// The label set of every revision.
///
/// Equal sets are kept once, so that a long branch with a label costs one word per revision.
#[derive(Clone, Debug)]
pub(crate) struct Labels {
    /// Every declared label, sorted.
    names: Vec<String>,
    /// Each distinct set, as sorted positions in `names`.
    sets: Vec<Vec<u32>>,
    /// The set of each revision.
    of: Vec<u32>,
}

impl Labels {
    /// A label goes to every versioned descendant of the revision that declares it. It also goes down to ancestors,
    /// if the descendants form one unbroken chain: from the tip of that chain downwards, up to the first revision
    /// that is a merge point or that several revisions need. (Alembic's documentation only mentions branch points;
    /// this is what it does.) Nodes are in topological order.
    pub(crate) fn new(nodes: &[Node]) -> Self {
        let names: BTreeSet<&String> =
            nodes.iter().flat_map(|node| &node.declaration.branch_labels).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let mut sets = Sets::default();
        let mut of: Vec<u32> = nodes.iter().map(|node| sets.intern(own(node, &names))).collect();
        share_in_chains(nodes, &mut sets, &mut of);
        for (index, node) in nodes.iter().enumerate() {
            for &parent in &node.down {
                of[index] = sets.union(of[index], of[parent as usize]);
            }
        }
        Labels { names, sets: sets.sets, of }
    }

    /// Writes each set that is in use once and gives, for each revision, where its set is.
    pub(crate) fn write(&self, writer: &mut Writer) -> Vec<[u32; 2]> {
        let mut written: Vec<Option<[u32; 2]>> = vec![None; self.sets.len()];
        let place = |&set: &u32| {
            let names = &self.sets[set as usize];
            *written[set as usize].get_or_insert_with(|| match &names[..] {
                [] => [0, 0],
                names => writer.strings(names.iter().map(|&name| self.names[name as usize].as_str())),
            })
        };
        self.of.iter().map(place).collect()
    }
}

fn own(node: &Node, names: &[String]) -> Vec<u32> {
    let labels = node.declaration.branch_labels.iter();
    let mut own: Vec<u32> =
        labels.filter_map(|label| names.binary_search(label).ok()).map(|at| at as u32).collect();
    own.sort_unstable();
    own
}

/// Gives every revision of a chain that is open at the top all labels that are declared in the chain.
fn share_in_chains(nodes: &[Node], sets: &mut Sets, of: &mut [u32]) {
    let mut open = vec![false; nodes.len()];
    for (index, node) in nodes.iter().enumerate().rev() {
        open[index] = node.all_next.len() < 2
            && node.down.len() < 2
            && node.next.iter().all(|&child| open[child as usize]);
    }
    let mut chain = Vec::new();
    for tip in 0..nodes.len() {
        if !open[tip] || !nodes[tip].next.is_empty() {
            continue;
        }
        let parent = |&index: &usize| nodes[index].down.first().map(|&parent| parent as usize);
        chain.clear();
        chain.extend(std::iter::successors(Some(tip), parent).take_while(|&index| open[index]));
        let declared: BTreeSet<u32> =
            chain.iter().flat_map(|&index| sets.sets[of[index] as usize].iter().copied()).collect();
        let set = sets.intern(declared.into_iter().collect());
        for &index in &chain {
            of[index] = set;
        }
    }
}

/// Interned sets of labels.
#[derive(Default)]
struct Sets {
    sets: Vec<Vec<u32>>,
    known: HashMap<Vec<u32>, u32>,
    unions: HashMap<(u32, u32), u32>,
}

impl Sets {
    fn intern(&mut self, set: Vec<u32>) -> u32 {
        if let Some(&known) = self.known.get(&set) {
            return known;
        }
        let number = self.sets.len() as u32;
        self.known.insert(set.clone(), number);
        self.sets.push(set);
        number
    }

    fn union(&mut self, one: u32, other: u32) -> u32 {
        if one == other {
            return one;
        }
        let key = (one.min(other), one.max(other));
        if let Some(&known) = self.unions.get(&key) {
            return known;
        }
        let both = [one, other].into_iter().flat_map(|set| self.sets[set as usize].iter().copied());
        let both: BTreeSet<u32> = both.collect();
        let union = self.intern(both.into_iter().collect());
        self.unions.insert(key, union);
        union
    }
}
