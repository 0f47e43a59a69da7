//! What an application links, and what only its build sees.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--locked"])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// `cargo tree -p ambix --no-default-features -e normal,no-proc-macro`: only crates of this workspace.
#[test]
fn the_runtime_is_light() {
    let tree = cargo(&[
        "tree",
        "-p",
        "ambix",
        "--no-default-features",
        "-e",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(crates, BTreeSet::from(["ambix", "ambix-graph"]));
}

#[test]
fn nothing_links_itself_into_the_macro() {
    // Cargo allows one crate with a given `links` key in a whole build, proc-macros included; a bundled SQLite
    // there would choose the application's own.
    let version = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&["metadata", "--format-version", "1", "--filter-platform", host]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["name"].as_str().unwrap(), package))
        .collect();
    let tree =
        cargo(&["tree", "-p", "ambix-macros", "-e", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains("ambix-source") && crates.contains("syn"), "{crates:?}");
    for name in &crates {
        assert!(packages[name]["links"].is_null(), "{name} has a `links` key");
    }
    // What only some commands need does not slow every build down.
    for heavy in ["refinery-core", "clap", "regex", "tokio"] {
        assert!(!crates.contains(heavy), "{heavy}");
    }
}

#[test]
fn the_build_helper_has_no_dependencies() {
    let tree =
        cargo(&["tree", "-p", "ambix-build", "-e", "normal,build", "--prefix", "none", "--format", "{p}"]);
    assert_eq!(tree.lines().count(), 1, "{tree}");
}
