//! The program that comes out: its size, and the memory it takes.

use std::fs;
use std::path::Path;
use std::process::Command;

use ambix_tests::set::Folder;

use super::cargo::Profile;
use super::workspace::Workspace;
use crate::results::{Bench, Results};

pub fn run(workspace: &mut Workspace, results: &mut Results) {
    eprintln!("binary");
    workspace.warm(Profile::Release, false);
    let folder = workspace.root.join("target/release");
    for program in &workspace.programs {
        let path = folder.join(&program.package);
        let size = fs::metadata(&path).expect("a program").len();
        results.add(Bench::Binary, "stripped", program.tool.name, program.count, vec![size as f64]);
        // Without migrations not every tool runs.
        let runs = program.count > 0 || program.tool.layout.is_none();
        if runs && program.count <= MOST {
            let database = Folder::new();
            // It knows nothing of what is applied.
            let once = program.tool.name == "include_dir";
            for ground in ["everything pending", "nothing pending"].into_iter().take(if once { 1 } else { 2 })
            {
                let bytes = peak(&path, &database.path().join("bench.db"));
                results.add(Bench::Memory, ground, program.tool.name, program.count, vec![bytes]);
            }
        }
    }
}

/// More are the same again, and take SQLite minutes.
const MOST: usize = 1_000;

/// The most bytes that a program takes at a time, on that database.
fn peak(program: &Path, database: &Path) -> f64 {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--release", "--quiet", "--bin", "peak", "--"])
        .args([program, database])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let bytes = String::from_utf8_lossy(&output.stdout).trim().parse();
    bytes.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}
