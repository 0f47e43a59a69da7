//! Compile errors, read as a user reads them. One mistake per file; `TRYBUILD=overwrite` blesses.

use std::fs;
use std::path::Path;

/// trybuild compiles in a project of its own, so the script directories are put there.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn ui() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let project = target.join("tests/trybuild/ambix-tests");
    let directories = project.join("directories");
    let _ = fs::remove_dir_all(&directories);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/macros/directories"), &directories);
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/macros/ui/*.rs");
    cases.pass("tests/macros/pass/*.rs");
}
