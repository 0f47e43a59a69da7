//! The checked graph as the builder holds it, and how it is written.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::build::{Declaration, Edges};
use crate::image::{Section, Writer};
use crate::index::Index;
use crate::labels::Labels;
use crate::normalize::normalize;

/// A checked graph: revisions in topological order.
///
/// It knows in which place each declaration ended up, so that what else the files say can be written in the same
/// order, and it writes the tables that [`Graph`](crate::Graph) reads.
#[derive(Clone, Debug)]
pub struct RevisionMap {
    revisions: Vec<Node>,
    labels: Labels,
    order: Vec<Index>,
}

/// One revision. Relations are positions in topological order.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) declaration: Declaration,
    pub(crate) load_position: usize,
    pub(crate) down: Vec<u32>,
    pub(crate) dependencies: Vec<u32>,
    pub(crate) normalized_down: Vec<u32>,
    pub(crate) next: Vec<u32>,
    pub(crate) all_next: Vec<u32>,
}

impl RevisionMap {
    /// `edges` are free of cycles.
    pub(crate) fn new(declarations: &[Declaration], edges: &Edges) -> Self {
        let positions = topological(edges);
        let mut order = vec![Index::new(0); positions.len()];
        for (index, &position) in positions.iter().enumerate() {
            order[position] = Index::new(index as u32);
        }
        let places = |targets: &[usize]| targets.iter().map(|&target| order[target].get()).collect();
        let node = |&position: &usize| Node {
            declaration: declarations[position].clone(),
            load_position: position,
            down: places(&edges.down[position]),
            dependencies: places(&edges.dependencies[position]),
            normalized_down: Vec::new(),
            next: Vec::new(),
            all_next: Vec::new(),
        };
        let mut revisions: Vec<Node> = positions.iter().map(node).collect();
        add_children(&mut revisions, &order);
        normalize(&mut revisions);
        let labels = Labels::new(&revisions);
        RevisionMap { revisions, labels, order }
    }

    /// The number of revisions.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are no revisions.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The index that each declaration got, by load position.
    pub fn order(&self) -> &[Index] {
        &self.order
    }

    /// The load position of each revision, by index: the order in which to write what belongs to revisions.
    pub fn load_positions(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.revisions.iter().map(|node| node.load_position)
    }

    /// The parents and the dependencies of a revision, dependencies resolved: what its lineage is made of.
    pub fn prerequisites(&self, index: Index) -> impl Iterator<Item = Index> + '_ {
        let node = self.revisions.get(index.at());
        node.into_iter().flat_map(|node| node.down.iter().chain(&node.dependencies)).map(|&at| Index::new(at))
    }

    /// Writes the sections that describe the graph.
    pub fn write(&self, writer: &mut Writer) {
        let labels = self.labels.write(writer);
        for (node, labels) in self.revisions.iter().zip(labels) {
            self.write_node(writer, node, labels);
        }
        let mut by_id: Vec<u32> = (0..self.revisions.len() as u32).collect();
        by_id.sort_by_key(|&index| self.revisions[index as usize].declaration.id.as_str());
        writer.push(Section::ById, &by_id);
        self.write_names(writer);
        for &index in &self.order {
            let node = &self.revisions[index.at()];
            writer.push(Section::LoadOrder, &[index.get()]);
            if node.next.is_empty() {
                writer.push(Section::Heads, &[index.get()]);
            }
            if node.all_next.is_empty() {
                writer.push(Section::RealHeads, &[index.get()]);
            }
            if node.down.is_empty() {
                writer.push(Section::Bases, &[index.get()]);
            }
        }
    }

    fn write_node(&self, writer: &mut Writer, node: &Node, labels: [u32; 2]) {
        let declaration = &node.declaration;
        let id = writer.string(&declaration.id);
        let down = list(writer, &node.down);
        let normalized_down =
            if node.normalized_down == node.down { down } else { list(writer, &node.normalized_down) };
        let next = list(writer, &node.next);
        let all_next = if node.all_next == node.next { next } else { list(writer, &node.all_next) };
        let dependencies = list(writer, &node.dependencies);
        let depends_on = strings(writer, &declaration.depends_on);
        let own_labels = strings(writer, &declaration.branch_labels);
        writer.push(Section::Revisions, &[id[0], id[1], node.load_position as u32]);
        for words in [down, normalized_down, next, all_next, dependencies, depends_on, own_labels, labels] {
            writer.push(Section::Revisions, &words);
        }
    }

    fn write_names(&self, writer: &mut Writer) {
        let mut names: Vec<(&str, u32)> = Vec::with_capacity(self.revisions.len());
        for (index, node) in (0u32..).zip(&self.revisions) {
            let own = [&node.declaration.id].into_iter().chain(&node.declaration.branch_labels);
            names.extend(own.map(|name| (name.as_str(), index)));
        }
        names.sort_unstable();
        for (name, index) in names {
            let [at, length] = writer.string(name);
            writer.push(Section::Names, &[at, length, index]);
        }
    }
}

fn list(writer: &mut Writer, indices: &[u32]) -> [u32; 2] {
    if indices.is_empty() { [0, 0] } else { writer.list(indices.iter().copied()) }
}

fn strings(writer: &mut Writer, strings: &[String]) -> [u32; 2] {
    if strings.is_empty() { [0, 0] } else { writer.strings(strings.iter().map(String::as_str)) }
}

/// Load positions in topological order; among those that could come next, the one that loads first.
fn topological(edges: &Edges) -> Vec<usize> {
    let count = edges.down.len();
    let mut waiting = vec![0usize; count];
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (position, (down, dependencies)) in edges.down.iter().zip(&edges.dependencies).enumerate() {
        waiting[position] = down.len() + dependencies.len();
        for &before in down.iter().chain(dependencies) {
            children[before].push(position);
        }
    }
    let mut ready: BinaryHeap<Reverse<usize>> =
        (0..count).filter(|&position| waiting[position] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(count);
    while let Some(Reverse(position)) = ready.pop() {
        order.push(position);
        for &child in &children[position] {
            waiting[child] -= 1;
            if waiting[child] == 0 {
                ready.push(Reverse(child));
            }
        }
    }
    order
}

/// Fills in `next` and `all_next`, in load order.
fn add_children(revisions: &mut [Node], order: &[Index]) {
    for &child in order {
        let (down, dependencies) = {
            let node = &revisions[child.at()];
            (node.down.clone(), node.dependencies.clone())
        };
        for &parent in &down {
            push_once(&mut revisions[parent as usize].next, child.get());
        }
        for &parent in down.iter().chain(&dependencies) {
            push_once(&mut revisions[parent as usize].all_next, child.get());
        }
    }
}

/// Equal elements come one after the other, since children are added one by one.
fn push_once(list: &mut Vec<u32>, element: u32) {
    if list.last() != Some(&element) {
        list.push(element);
    }
}
