//! The macro alone: the pass in which the compiler expands macros.
//!
//! Cargo is told to call this program in the place of the compiler; it calls the compiler and asks for the times of its
//! passes.

use std::env;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde::Deserialize;

use super::cargo::{Build, Profile};
use super::workspace::Workspace;
use crate::results::{Bench, Results};

/// The file that the wrapper writes to.
const VARIABLE: &str = "AMBIX_BENCHES_PASSES";
const FILE: &str = "passes.txt";
/// Among other things it waits for the macros; what a set adds is theirs.
const PASS: &str = "expand_crate";

pub fn run(workspace: &mut Workspace, results: &mut Results) {
    eprintln!("expand");
    let profile = Profile::Debug;
    let file = workspace.root.join(FILE);
    workspace.warm(profile, true);
    let mut all: Vec<Vec<f64>> = workspace.programs.iter().map(|_| Vec::new()).collect();
    for _ in 0..5 {
        for (at, seconds) in all.iter_mut().enumerate() {
            let edit = workspace.edit();
            let Some(program) = workspace.programs.get(at) else { continue };
            program.edit_main(edit).expect("a file");
            fs::write(&file, "").expect("a file");
            wrapped(Build::new(&workspace.root, &program.package, profile), &workspace.root).run();
            let text = fs::read_to_string(&file).expect("a file");
            seconds.push(text.trim().parse::<f64>().expect("one time"));
        }
    }
    for (program, seconds) in workspace.programs.iter().zip(all) {
        results.add(Bench::Expand, profile.name(), program.tool.name, program.count, seconds);
    }
}

/// With this program in the place of the compiler.
pub fn wrapped(build: Build, root: &Path) -> Build {
    let own = env::current_exe().expect("a path");
    build.env("RUSTC_WORKSPACE_WRAPPER", &own).env(VARIABLE, &root.join(FILE))
}

pub fn is_wrapper() -> bool {
    env::var_os(VARIABLE).is_some()
}

/// A line of the compiler.
#[derive(Deserialize)]
struct Time {
    pass: String,
    time: f64,
}

/// The compiler and its arguments are the arguments of this program.
pub fn wrapper() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let mut compiler = Command::new(arguments.next().expect("a compiler"));
    let arguments: Vec<OsString> = arguments.collect();
    let follows =
        |first: &str, second: &str| arguments.windows(2).any(|pair| pair[0] == *first && pair[1] == *second);
    let measured = follows("--crate-type", "bin") && !follows("--crate-name", "build_script_build");
    compiler.args(&arguments);
    if !measured {
        return code(compiler.status().expect("a compiler"));
    }
    // These options are for nightly compilers.
    compiler.env("RUSTC_BOOTSTRAP", "1").args(["-Ztime-passes", "-Ztime-passes-format=json"]);
    let output = compiler.stderr(std::process::Stdio::piped()).spawn().expect("a compiler");
    let output = output.wait_with_output().expect("its output");
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        let Some(time) = line.strip_prefix("time: ") else {
            eprintln!("{line}");
            continue;
        };
        let time: Time = serde_json::from_str(time).expect("a time");
        if time.pass == PASS {
            let file = env::var_os(VARIABLE).expect("a path");
            let mut file = OpenOptions::new().create(true).append(true).open(file).expect("a file");
            writeln!(file, "{}", time.time).expect("a file");
        }
    }
    code(output.status)
}

fn code(status: std::process::ExitStatus) -> ExitCode {
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
