//! ambix beside the other tools, and beside the drivers alone.

mod build;
mod graph;
mod machine;
mod migrations;
mod report;
mod results;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
struct Arguments {
    /// What is measured. The report is made again from whatever was.
    #[arg(long, value_delimiter = ',', default_value = "run,build,graph,report")]
    parts: Vec<Part>,
    /// How many migrations.
    #[arg(long, value_delimiter = ',', default_value = "10,100,1000,10000")]
    counts: Vec<usize>,
    /// Where programs run.
    #[arg(long, value_delimiter = ',', default_value = "memory,file,postgres")]
    grounds: Vec<run::Kind>,
    /// What is measured of builds.
    #[arg(long, value_delimiter = ',', default_value = "rebuild,expand,cold,binary")]
    measures: Vec<build::Measure>,
    /// A Python interpreter that has Alembic, to compare graphs with.
    #[arg(long)]
    alembic: Option<PathBuf>,
    /// Which builds after a change.
    #[arg(long, value_delimiter = ',', default_value = "debug,release")]
    profiles: Vec<build::Profile>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Part {
    /// The start of a program: everything is to be done, or nothing.
    Run,
    /// The build of a program.
    Build,
    /// Operations on a graph in memory.
    Graph,
    /// README.md and its plots, from what was measured.
    Report,
}

fn main() -> ExitCode {
    if build::is_wrapper() {
        return build::wrapper();
    }
    let arguments = Arguments::parse();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join("results.json");
    let mut results = results::Results::load(&path);
    if arguments.parts.iter().any(|part| !matches!(part, Part::Report)) {
        results.machine = machine::describe();
    }
    for part in &arguments.parts {
        match part {
            Part::Run => run::run(&arguments.grounds, &arguments.counts, &mut results),
            Part::Build => {
                build::run(&arguments.measures, &arguments.profiles, &arguments.counts, &mut results)
            }
            Part::Graph => graph::run(arguments.alembic.as_deref(), &mut results),
            Part::Report => report::write(&results, folder).expect("a report"),
        }
    }
    ExitCode::SUCCESS
}
