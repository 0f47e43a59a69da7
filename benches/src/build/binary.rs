//! The size of the program that comes out.

use std::fs;

use super::cargo::Profile;
use super::workspace::Workspace;
use crate::results::{Bench, Results};

pub fn run(workspace: &mut Workspace, results: &mut Results) {
    eprintln!("binary");
    workspace.warm(Profile::Release, false);
    let folder = workspace.root.join("target/release");
    for program in &workspace.programs {
        let size = fs::metadata(folder.join(&program.package)).expect("a program").len();
        results.add(Bench::Binary, "stripped", program.tool.name, program.count, vec![size as f64]);
    }
}
