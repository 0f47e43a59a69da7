//! What a set of migrations costs whoever builds a program: time, memory, and the size of the binary.

mod binary;
mod cargo;
mod cold;
mod expand;
mod rebuild;
mod tool;
mod workspace;

pub use self::cargo::Profile;
pub use self::expand::{is_wrapper, wrapper};
pub use self::workspace::LIMIT;
use self::workspace::Workspace;
use crate::results::Results;

/// What is measured, so that one of them can be measured again.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Measure {
    /// A build after a change, in wall and CPU seconds, and the memory of the compiler.
    Rebuild,
    /// The macro alone.
    Expand,
    /// A build with nothing there.
    Cold,
    /// The size of the program, and the memory it takes.
    Binary,
}

/// Programs with no migrations are always among them: what a set adds is the difference to those.
pub fn run(measures: &[Measure], profiles: &[Profile], counts: &[usize], results: &mut Results) {
    let mut counts = counts.to_vec();
    counts.push(0);
    counts.sort_unstable();
    counts.dedup();
    let mut workspace = Workspace::create(&counts);
    for measure in measures {
        match measure {
            Measure::Rebuild => rebuild::run(&mut workspace, profiles, results),
            Measure::Expand => expand::run(&mut workspace, results),
            Measure::Cold => cold::run(&workspace, results),
            Measure::Binary => binary::run(&mut workspace, results),
        }
    }
}
