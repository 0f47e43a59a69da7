//! The program that comes out: its size, and its memory.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::cargo::{self, Profile};
use super::workspace::{Program, Workspace};
use crate::results::{Bench, Results};

pub fn run(workspace: &mut Workspace, results: &mut Results) {
    eprintln!("binary");
    workspace.warm(Profile::Release, false);
    let folder = workspace.root.join("target/release");
    for program in &workspace.programs {
        let size = fs::metadata(folder.join(&program.package)).expect("a program").len();
        results.add(Bench::Binary, "stripped", program.tool.name, program.count, vec![size as f64]);
    }
    memory(workspace, &folder, results);
}

/// Programs that know what is applied, and those that have nothing to apply.
fn runs_twice(program: &&Program) -> bool {
    let has_set = program.count > 0 && program.tool.name != "include_dir";
    has_set || program.tool.layout.is_none()
}

fn memory(workspace: &Workspace, folder: &Path, results: &mut Results) {
    let programs: Vec<&Program> = workspace.programs.iter().filter(runs_twice).collect();
    let mut all: Vec<[Vec<f64>; 2]> = programs.iter().map(|_| Default::default()).collect();
    let database = workspace.root.join("memory.db");
    for _ in 0..3 {
        for (program, values) in programs.iter().zip(&mut all) {
            if database.exists() {
                fs::remove_file(&database).expect("no file");
            }
            for values in values {
                let mut command = Command::new(folder.join(&program.package));
                let usage = cargo::usage(command.arg(&database).stdout(Stdio::null()), f64::INFINITY);
                values.extend(usage.map(|usage| usage.memory));
            }
        }
    }
    for (program, [apply, again]) in programs.iter().zip(all) {
        results.add(Bench::Memory, "everything pending", program.tool.name, program.count, apply);
        results.add(Bench::Memory, "nothing pending", program.tool.name, program.count, again);
    }
}
