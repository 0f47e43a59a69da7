//! Files that appear whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::shown;
use crate::error::{Error, Result};

/// Writes a file that must not exist yet. Whoever looks sees all of it or nothing.
///
/// # Errors
///
/// `file-exists`; `cannot-write`.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<()> {
    let temporary = Temporary::write(path, text)?;
    // A hard link, unlike a rename, never takes the place of another file.
    match fs::hard_link(&temporary.0, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        // A file system without hard links: the name is taken first, by an empty file.
        Err(_) => match OpenOptions::new().write(true).create_new(true).open(path) {
            Ok(_) => temporary.rename(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
            Err(error) => Err(cannot_write(path, &error)),
        },
    }
}

/// Writes a file, in the place of the one that may be there.
///
/// # Errors
///
/// `cannot-write`.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    Temporary::write(path, text)?.rename(path)
}

/// The error of a file that is in the way.
pub(crate) fn exists(path: &Path) -> Error {
    Error::new("file-exists", format!("`{}` exists already", shown(path).display()))
        .with_help("nothing was written; rename that file, or choose another message or id")
}

fn cannot_write(path: &Path, error: &io::Error) -> Error {
    Error::new("cannot-write", format!("`{}` cannot be written: {error}", shown(path).display()))
}

/// A file under a name that nobody looks at; gone when it is dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn write(path: &Path, text: &str) -> Result<Temporary> {
        let folder = path.parent().unwrap_or(Path::new(""));
        if !folder.as_os_str().is_empty() {
            fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
        }
        // A leading dot keeps it out of the sight of whoever lists the directory in this moment.
        let name =
            format!(".ambix-{}-{}", std::process::id(), path.file_name().unwrap_or_default().display());
        let temporary = Temporary(folder.join(name));
        temporary.fill(text).map_err(|error| cannot_write(path, &error))?;
        Ok(temporary)
    }

    fn fill(&self, text: &str) -> io::Result<()> {
        let mut file = File::create(&self.0)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    fn rename(self, path: &Path) -> Result<()> {
        // What is replaced keeps its permissions; a file system that has none loses nothing.
        if let Ok(metadata) = fs::metadata(path) {
            let _ = fs::set_permissions(&self.0, metadata.permissions());
        }
        fs::rename(&self.0, path).map_err(|error| cannot_write(path, &error))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is nothing to remove.
        let _ = fs::remove_file(&self.0);
    }
}
