//! ambix beside the other tools, and beside the drivers alone.

mod migrations;
mod results;
mod run;

use clap::Parser;

#[derive(Parser)]
struct Arguments {
    /// How many migrations.
    #[arg(long, value_delimiter = ',', default_value = "10,100,1000,10000")]
    counts: Vec<usize>,
    /// Where.
    #[arg(long, value_delimiter = ',', default_value = "memory,file,postgres")]
    grounds: Vec<run::Kind>,
}

fn main() {
    let arguments = Arguments::parse();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("results.json");
    let mut results = results::Results::load(&path);
    run::run(&arguments.grounds, &arguments.counts, &mut results);
    results.save(&path).expect("a file");
}
