//! Instructions that planning takes, as callgrind counts them, in a program that was optimized.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::table::check;

#[test]
fn planning() {
    let program = build();
    let count = |revisions, request, answer| count(&program, revisions, request, answer);
    check("instructions, heads of 20,000 revisions", count(20_000, "heads", 1));
    check("instructions, the last of 10,000 revisions", count(10_000, "step", 1));
    let (some, twice) = (count(10_000, "all", 10_000), count(20_000, "all", 20_000));
    check("instructions, all of 10,000 revisions", some);
    check("instructions, all of 20,000 revisions in percent of 10,000", (twice * 100).div_ceil(some));
}

/// Builds `graph/examples/plan.rs`, in a target directory of its own: that of the tests may be locked.
fn build() -> PathBuf {
    let target = tmp().join("ceilings");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--example", "plan", "--offline", "--locked"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("graph"))
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("release/examples/plan")
}

/// The instructions of the function `counted` in the program, and of all that it calls.
fn count(program: &Path, revisions: usize, request: &str, answer: usize) -> u64 {
    let profile = tmp().join(format!("plan-{revisions}-{request}.callgrind"));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*counted*"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(program)
        .args([&revisions.to_string(), request])
        .output()
        .unwrap_or_else(|error| panic!("valgrind cannot be run: {error}; scripts/install installs it"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), answer.to_string(), "{request}");
    let profile = std::fs::read_to_string(profile).unwrap();
    let total = profile.lines().find_map(|line| line.strip_prefix("totals: "));
    let total = total.and_then(|total| total.trim().parse().ok()).expect("a profile with its totals");
    assert!(total > 0, "callgrind has not seen the function `counted`");
    total
}

fn tmp() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}
