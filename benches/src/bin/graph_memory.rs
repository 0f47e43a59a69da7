//! The most bytes that each operation on a graph has at a time: `graph_memory <revisions>`.

#[path = "../graph/generate.rs"]
mod generate;
#[path = "../graph/operation.rs"]
mod operation;

use self::operation::{History, Operation};

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).expect("a number of revisions");
    let history = History::new(generate::declarations(count));
    assert!(!history.row_ids().is_empty());
    for operation in Operation::ALL {
        let counted = allocation_counter::measure(|| operation.run(&history));
        println!("{}\t{}", operation.name(), counted.bytes_max);
    }
}
