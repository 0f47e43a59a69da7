use std::path::{Path, PathBuf};
use std::{env, fs, process};

use ambix_source::Configuration;

/// A script directory that exists while an input is looked at, in memory where there is such a file system.
pub struct Directory {
    root: PathBuf,
    bytes: usize,
}

impl Directory {
    /// Writes the files, by their paths in the directory. What the file system refuses is left out.
    pub fn new<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Directory {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { env::temp_dir() };
        let root = parent.join(format!("ambix-fuzz-{}", process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("migrations")).expect("a directory for the input");
        let mut directory = Directory { root, bytes: 0 };
        for (name, text) in files {
            let path = directory.root.join("migrations").join(name);
            let is_there = path.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok());
            if is_there && fs::write(path, text).is_ok() {
                directory.bytes += name.len() + text.len();
            }
        }
        directory
    }

    /// The settings of a directory that has none.
    pub fn configuration(&self) -> Configuration {
        Configuration::new(&self.root)
    }

    /// How much text there is.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
