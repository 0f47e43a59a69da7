//! The rows of the version table, step by step: at any time they are the applied revisions that no other applied
//! revision needs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use ambix_graph::script::Direction;
use ambix_graph::{Declaration, Graph, Index, Plan, RowChange, apply};
use support::OwnedGraph;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn declarations(&mut self, count: usize) -> Vec<Declaration> {
        let mut declarations = Vec::new();
        for at in 0..count {
            let mut earlier = |wanted: usize| {
                let names: BTreeSet<usize> =
                    (0..wanted.min(at)).map(|_| at - 1 - self.below(at.min(6))).collect();
                names.into_iter().map(|at| format!("r{at}")).collect()
            };
            let (down_revision, depends_on) = match at % 7 {
                0 | 2 | 3 => (earlier(1), Vec::new()),
                1 => (earlier(2), Vec::new()),
                4 => (earlier(1), earlier(1)),
                5 => (Vec::new(), earlier(2)),
                _ => (earlier(3), earlier(1)),
            };
            declarations.push(Declaration {
                id: format!("r{at}"),
                down_revision,
                depends_on,
                branch_labels: Vec::new(),
            });
        }
        declarations
    }
}

/// Goes through a plan and looks at the rows after each step.
fn follow(graph: Graph<'_>, plan: &Plan, rows: &mut Vec<Index>, applied: &mut BTreeSet<Index>) {
    for step in &plan.steps {
        match step.direction {
            Direction::Upgrade => assert!(applied.insert(step.revision)),
            Direction::Downgrade => assert!(applied.remove(&step.revision)),
        }
        for change in &step.changes {
            match change {
                RowChange::Insert(index) => assert!(!rows.contains(index)),
                RowChange::Delete(index) => assert!(rows.contains(index)),
                RowChange::Update { from, to } => assert!(rows.contains(from) && !rows.contains(to)),
            }
            apply(std::slice::from_ref(change), rows);
        }
        let needed: BTreeSet<Index> =
            applied.iter().flat_map(|&index| graph.revision(index).normalized_down()).collect();
        assert!(needed.is_subset(applied));
        let expected: BTreeSet<Index> = applied.difference(&needed).copied().collect();
        assert_eq!(rows.iter().copied().collect::<BTreeSet<_>>(), expected);
        assert_eq!(rows.len(), expected.len());
    }
}

#[test]
fn rows_are_the_heads_of_what_is_applied() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut up, mut down) = (0, 0);
    for _ in 0..300 {
        let count = 4 + random.below(30);
        let owned = OwnedGraph::build(&random.declarations(count)).ok().unwrap();
        let graph = owned.graph();
        let (mut rows, mut applied) = (Vec::new(), BTreeSet::new());
        for _ in 0..12 {
            let target = format!("r{}", random.below(count));
            if random.below(2) == 0 {
                let plan = graph.upgrade_plan(&rows, &[&target]).unwrap();
                up += plan.steps.len();
                follow(graph, &plan, &mut rows, &mut applied);
            } else if let Ok(plan) = graph.downgrade_plan(&rows, &target) {
                down += plan.steps.len();
                follow(graph, &plan, &mut rows, &mut applied);
            }
            let stamp = graph.stamp_plan(&rows, &[&target, "r1"]).unwrap();
            let mut stamped = rows.clone();
            apply(&stamp.changes, &mut stamped);
            assert!(graph.upgrade_plan(&stamped, &["base"]).is_ok(), "a stamp leaves rows that overlap");
        }
        follow(graph, &graph.downgrade_plan(&rows, "base").unwrap(), &mut rows, &mut applied);
        assert_eq!((rows.len(), applied.len()), (0, 0));
    }
    assert!(up > 3000 && down > 1000, "too few steps to mean something: {up} up, {down} down");
}
