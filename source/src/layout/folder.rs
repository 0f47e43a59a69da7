//! What a directory holds.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::script_directory::join;

/// A folder with what is in it, sorted by name.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(super) name: String,
    pub(super) files: Vec<File>,
    pub(super) folders: Vec<Folder>,
}

/// A file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// Its path inside the directory, with `/` between its parts.
    pub(super) relative: String,
    pub(super) name: String,
}

/// A folder in a folder in … deeper than this is not looked into.
const DEEPEST: usize = 32;

impl Folder {
    /// Lists a directory and all below it, but for names with a leading dot and what programs keep for themselves.
    ///
    /// # Errors
    ///
    /// The first folder that cannot be listed, and why.
    pub(crate) fn read(directory: &Path) -> Result<Folder, (PathBuf, std::io::Error)> {
        let mut visited = HashSet::new();
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(read(directory, name, "", 0, &mut visited)?.unwrap_or_default())
    }

    /// The file of this name in the folder itself.
    pub(super) fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }

    /// All files in it, those of its folders included.
    pub(super) fn all(&self) -> Box<dyn Iterator<Item = &File> + '_> {
        Box::new(self.files.iter().chain(self.folders.iter().flat_map(Folder::all)))
    }
}

fn read(
    path: &Path,
    name: String,
    relative: &str,
    depth: usize,
    visited: &mut HashSet<PathBuf>,
) -> Result<Option<Folder>, (PathBuf, std::io::Error)> {
    // A symbolic link may lead back up.
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if depth > DEEPEST || !visited.insert(real) {
        return Ok(None);
    }
    let failed = |error| (path.to_owned(), error);
    let mut folder = Folder { name, ..Folder::default() };
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if name.starts_with('.') {
            continue;
        }
        let relative = join(relative, &name);
        let path = entry.path();
        // A link that leads nowhere is no file.
        let Ok(kind) = fs::metadata(&path) else { continue };
        if kind.is_dir() && is_generated(&path, &name) {
            continue;
        }
        if kind.is_dir() {
            folder.folders.extend(read(&path, name, &relative, depth + 1, visited)?);
        } else {
            folder.files.push(File { path, relative, name });
        }
    }
    folder.files.sort_by(|a, b| a.name.cmp(&b.name));
    folder.folders.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Some(folder))
}

/// What nobody has written: packages that were downloaded, caches, Cargo's `target`.
fn is_generated(path: &Path, name: &str) -> bool {
    name == "node_modules" || path.join("CACHEDIR.TAG").is_file()
}
