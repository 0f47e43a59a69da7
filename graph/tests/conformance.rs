//! Replays the recorded answers of Alembic (`tests/data/conformance`) against the graph, rows kept in memory.
//!
//! Operations are judged one at a time: each starts from the rows that Alembic had. Whatever differs must be one of
//! our choices, recognised by an exact condition and counted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "replay/counts.rs"]
mod counts;
mod in_memory;
mod loading;
mod replay;

use std::collections::BTreeMap;

use loading::case::LoadCase;
use replay::case::{Case, declarations};
use replay::lines::lines;
use replay::support::OwnedGraph;

/// Runs all cases of a file; how many operations there are, how many were left out, and the deviations by name.
fn replay_all(name: &str) -> (usize, usize, BTreeMap<&'static str, usize>) {
    let (mut operations, mut skipped) = (0, 0);
    let mut deviations = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines(name) {
        let case: Case = serde_json::from_str(&line).unwrap();
        let outcome = replay::run(&case, in_memory::carry_out);
        operations += outcome.operations;
        skipped += outcome.skipped;
        wrong.extend(outcome.wrong);
        for deviation in outcome.deviations {
            *deviations.entry(deviation).or_default() += 1;
        }
    }
    println!("{name}: {operations} operations, {skipped} left out, deviations {deviations:#?}");
    assert!(
        wrong.is_empty(),
        "{} operations differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
    (operations, skipped, deviations)
}

#[test]
fn traversal() {
    let (operations, skipped, deviations) = replay_all("traversal.jsonl.gz");
    assert_eq!((operations, skipped), (10842, 31));
    assert_eq!(deviations, BTreeMap::from(counts::TRAVERSAL));
}

#[test]
fn real_graphs() {
    let (operations, skipped, deviations) = replay_all("real_graphs.jsonl.gz");
    assert_eq!((operations, skipped), (179, 0));
    assert_eq!(deviations, BTreeMap::from(counts::REAL_GRAPHS));
}

#[test]
fn load_errors() {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines("load_errors.jsonl.gz") {
        let case: LoadCase = serde_json::from_str(&line).unwrap();
        let built = OwnedGraph::build(&declarations(&case.graph));
        match loading::of_load(&case, &built) {
            Ok(name) => *counts.entry(name).or_default() += 1,
            Err(difference) => wrong.push(difference),
        }
    }
    println!("load_errors.jsonl.gz: {counts:#?}");
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    let expected = [
        ("cycle that Alembic misses", 31),
        ("duplicate revision that Alembic warns of", 12),
        ("loads", 36),
        ("refused where Alembic crashes", 3),
        ("same error", 218),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}
