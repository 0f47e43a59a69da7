//! For `build.rs`: rebuilds a crate when its migrations change.
//!
//! Cargo does not know that a macro read a directory, so a new file there would go unnoticed. One line in
//! `build.rs` tells it:
//!
//! ```no_run
//! // in the `main` of build.rs
//! ambix_build::watch();
//! ```
//!
//! Once a build script names a path to watch, Cargo no longer reruns it for every other change in the package.
//! A script that relied on that default must print `cargo::rerun-if-changed` lines for its own inputs.

//! With the feature `lint` it also tells, as warnings of Cargo, what the checks only warn of: `ambix_build::warn()`. The
//! features `mysql`, `postgres` and `sqlite` add the grammar of a database to the checks.

#[cfg(feature = "lint")]
mod warn;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(feature = "lint")]
pub use warn::warn;

/// The variable in which [`watch`] leaves what it saw, for the macro: `directory=digest` for each directory,
/// separated by `;`.
pub const VARIABLE: &str = "AMBIX_WATCH";

/// Watches `ambix.toml` and the script directories it names, or `migrations` if it names none.
///
/// Paths are relative to the folder of `Cargo.toml`.
pub fn watch() {
    let root = manifest_folder();
    let toml = fs::read_to_string(root.join("ambix.toml")).ok();
    // Cargo runs the script again at every build while a file that it names is not there.
    if toml.is_some() {
        println!("cargo::rerun-if-changed=ambix.toml");
    }
    let directories = locations(&toml.unwrap_or_default());
    let directories: Vec<&str> = directories.iter().map(String::as_str).collect();
    watch_directories(&directories);
}

/// Watches these script directories, relative to the folder of `Cargo.toml`.
pub fn watch_directories(directories: &[&str]) {
    let root = manifest_folder();
    println!("cargo::rerun-if-changed=build.rs");
    let mut seen = Vec::new();
    for directory in directories {
        // One that is not there is for the macro to miss; naming it would rerun the script at every build.
        if root.join(directory).exists() {
            println!("cargo::rerun-if-changed={directory}");
        }
        // What cannot be read is for the macro to report, in full.
        if let Ok(digest) = digest(&root.join(directory)) {
            seen.push(format!("{directory}={digest}"));
        }
    }
    println!("cargo::rustc-env={VARIABLE}={}", seen.join(";"));
}

fn manifest_folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default()
}

/// The values of `script_location` in `ambix.toml`, and `migrations` if the unnamed set has none. A value in another
/// form than `script_location = "path"` is not found; the macro then says that nothing watches its directory.
fn locations(toml: &str) -> Vec<String> {
    let mut table = "";
    let mut unnamed = None;
    let mut named = Vec::new();
    for line in toml.lines().map(str::trim) {
        if line.starts_with('[') {
            table = line;
        }
        if let Some(location) = location(line) {
            if table == "[ambix]" { unnamed = Some(location) } else { named.push(location) }
        }
    }
    named.insert(0, unnamed.unwrap_or_else(|| "migrations".to_owned()));
    named
}

fn location(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let value = value.split('#').next()?.trim();
    let quoted = value.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
    (key.trim() == "script_location").then(|| quoted.to_owned())
}

/// A digest of the names and contents of all files below `directory`: the same for the same files on every
/// machine, whatever their time stamps.
///
/// # Errors
///
/// If the directory or a file in it cannot be read.
pub fn digest(directory: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    list(directory, String::new(), &mut files)?;
    files.sort();
    let mut hash = Fnv::default();
    for (name, path) in files {
        let content = fs::read(path)?;
        for part in [name.as_bytes(), &content] {
            hash.write(&(part.len() as u64).to_le_bytes());
            hash.write(part);
        }
    }
    Ok(format!("{:016x}", hash.0))
}

fn list(directory: &Path, prefix: String, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            list(&entry.path(), name + "/", files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

/// FNV-1a: it guards against stale caches, not against anybody's intent.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_in_any_table() {
        let toml = "[ambix]\nscript_location = \"db\" # here\n[ambix.billing]\nscript_location='billing/sql'\nother = 1\n";
        assert_eq!(locations(toml), ["db", "billing/sql"]);
        assert_eq!(locations("[ambix.billing]\nscript_location = \"billing\"\n"), ["migrations", "billing"]);
        assert_eq!(locations(""), ["migrations"]);
    }

    #[test]
    fn fnv_of_known_text() {
        let mut hash = Fnv::default();
        hash.write(b"foobar");
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }
}
