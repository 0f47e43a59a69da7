//! Whether what is embedded is still what the script directory holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ambix_graph::script::files;

use crate::error::{Error, Result};
use crate::migrations::Migrations;

impl Migrations {
    /// Compares what is embedded with the script directory it was made from, if that is there.
    ///
    /// Debug builds do this at the first command by themselves. For a unit test that keeps a release from being
    /// built on a stale cache:
    ///
    /// ```no_run
    /// # fn example(migrations: &ambix::Migrations) {
    /// migrations.assert_fresh().unwrap();
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `stale-embed`, naming the files that differ.
    pub fn assert_fresh(&self) -> Result<()> {
        let Some(directory) = self.directory().map(Path::new).filter(|directory| directory.is_dir()) else {
            return Ok(());
        };
        let mut found = BTreeMap::new();
        // A directory that cannot be read is not evidence of anything.
        if collect(directory, "", &mut found).is_err() {
            return Ok(());
        }
        for file in files(self.graph().image()) {
            match found.remove(file.path) {
                None => return Err(stale(file.path, "is embedded and no longer there")),
                // A revision in Rust is compiled, so rustc itself watches its text.
                Some(text) if text != file.text && !file.path.ends_with(".rs") => {
                    return Err(stale(file.path, "has changed since it was embedded"));
                }
                Some(_) => {}
            }
        }
        match found.keys().next() {
            Some(path) => Err(stale(path, "is not embedded")),
            None => Ok(()),
        }
    }

    /// What debug builds check at the start of the first command.
    pub(crate) fn check_fresh(&self) -> Result<()> {
        static CHECKED: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
        let Some(directory) = self.directory() else { return Ok(()) };
        let mut checked = CHECKED.lock().unwrap_or_else(PoisonError::into_inner);
        if checked.contains(directory)
            || std::env::var_os("AMBIX_STALE").is_some_and(|value| value == "ignore")
        {
            return Ok(());
        }
        self.assert_fresh()?;
        checked.insert(directory);
        Ok(())
    }
}

fn stale(path: &str, what: &str) -> Error {
    Error::new("stale-embed", format!("this program was built from other migrations: `{path}` {what}"))
        .with_help("build it again; if Cargo sees nothing to do, put `ambix_build::watch()` into build.rs")
        .with_help("to run it all the same: AMBIX_STALE=ignore")
}

/// The revision files below `directory`, with their text as it would be embedded.
fn collect(directory: &Path, prefix: &str, found: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name.starts_with('.') || name == "ambix.lock" || name.starts_with("README") {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found)?;
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(entry.path())?).replace("\r\n", "\n");
            found.insert(path, text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned());
        }
    }
    Ok(())
}
