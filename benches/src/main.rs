//! ambix beside the other tools, and beside the drivers alone.

mod build;
mod migrations;
mod results;
mod run;

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
struct Arguments {
    /// What is measured.
    #[arg(long, value_delimiter = ',', default_value = "run,build")]
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
}

fn main() -> ExitCode {
    if build::is_wrapper() {
        return build::wrapper();
    }
    let arguments = Arguments::parse();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("results.json");
    let mut results = results::Results::load(&path);
    for part in &arguments.parts {
        match part {
            Part::Run => run::run(&arguments.grounds, &arguments.counts, &mut results),
            Part::Build => {
                build::run(&arguments.measures, &arguments.profiles, &arguments.counts, &mut results)
            }
        }
    }
    results.save(&path).expect("a file");
    ExitCode::SUCCESS
}
