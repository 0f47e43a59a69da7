//! Operations on a graph in memory, beside Alembic's.

mod alembic;
mod generate;
mod operation;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use self::alembic::Alembic;
pub use self::alembic::{LIMIT, NAME as ALEMBIC};
use self::operation::History;
pub use self::operation::Operation;
use crate::results::{Bench, Results};

pub const AMBIX: &str = "ambix";

pub const COUNTS: [usize; 3] = [1_000, 10_000, 100_000];

/// With Alembic, if there is a Python interpreter that has it.
pub fn run(python: Option<&Path>, results: &mut Results) {
    if python.is_some() {
        // Perhaps of another version.
        results.figures.retain(|figure| !figure.tool.starts_with(ALEMBIC));
    }
    for count in COUNTS {
        eprintln!("graph: {count} revisions");
        let history = History::new(generate::declarations(count));
        let alembic = python.map(|python| Alembic::new(python, &history));
        for operation in Operation::ALL {
            eprintln!("  {}", operation.name());
            results.add(Bench::Graph, operation.name(), AMBIX, count, seconds(operation, &history));
            let Some(alembic) = &alembic else { continue };
            if let Some(seconds) = alembic.seconds(operation) {
                results.add(Bench::Graph, operation.name(), &alembic.version(), count, seconds);
            }
        }
        memory(count, results);
    }
}

/// Of one operation in each round. What is over at once is repeated until it can be measured.
fn seconds(operation: Operation, history: &History) -> Vec<f64> {
    let timed = |times: u32| {
        let begin = Instant::now();
        (0..times).for_each(|_| operation.run(history));
        begin.elapsed().as_secs_f64() / f64::from(times)
    };
    let times = (0.002 / timed(1)).clamp(1.0, 100_000.0) as u32;
    (0..9).map(|_| timed(times)).collect()
}

/// Another program counts, whose allocator is slower.
fn memory(count: usize, results: &mut Results) {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--release", "--quiet", "--bin", "graph_memory", "--", &count.to_string()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    for (operation, bytes) in text.lines().filter_map(|line| line.split_once('\t')) {
        let bytes = bytes.parse().expect("bytes");
        results.add(Bench::GraphMemory, operation, AMBIX, count, vec![bytes]);
    }
}
