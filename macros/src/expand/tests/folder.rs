//! Folders for tests.

use std::fs;
use std::path::PathBuf;

/// A folder that goes away with the value.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        Folder(std::env::temp_dir().join(format!("ambix-macros-{}-{name}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
