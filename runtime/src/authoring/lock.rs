//! `ambix.lock` beside the revisions.

use std::path::PathBuf;

use ambix_source::{Configuration, Loaded, Lock, Source};

use super::findings::refused;
use super::shown;
use super::write::replace;
use crate::error::{Error, Result};

/// The lock file of a directory, read before anything is written.
pub(crate) struct LockFile {
    path: PathBuf,
    lock: Lock,
    /// As it is on the disk; none if it is not there.
    text: Option<String>,
}

impl LockFile {
    /// Reads the lock file; none if there is none.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood. The marks of a conflict are no error.
    pub(crate) fn read(configuration: &Configuration) -> Result<Option<LockFile>> {
        let path = configuration.lock_path();
        if !path.exists() {
            return Ok(None);
        }
        let name = shown(&path).display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Error::new("unreadable-file", format!("`{name}` cannot be read: {error}")))?;
        let source = Source::new(name, text.replace("\r\n", "\n"));
        let lock = Lock::parse(&source).map_err(|finding| refused(vec![finding]))?;
        Ok(Some(LockFile { path, lock, text: Some(text) }))
    }

    /// The lock file of a directory that has none.
    pub(crate) fn new(configuration: &Configuration) -> LockFile {
        LockFile { path: configuration.lock_path(), lock: Lock::default(), text: None }
    }

    /// Where it is, as people can open it.
    pub(crate) fn path(&self) -> PathBuf {
        shown(&self.path)
    }

    pub(super) fn is_conflicted(&self) -> bool {
        self.lock.is_conflicted()
    }

    /// Records the revisions as they are now.
    ///
    /// # Errors
    ///
    /// `cannot-write`.
    pub(crate) fn update(mut self, loaded: &Loaded) -> Result<()> {
        self.lock.update(loaded);
        self.write()
    }

    /// Marks revisions as released, recorded as they are now. Gives those that were not before.
    ///
    /// # Errors
    ///
    /// `broken-set` if one of them is not in the directory.
    pub(crate) fn release(&mut self, loaded: &Loaded, ids: &[&str]) -> Result<Vec<String>> {
        self.lock.update(loaded);
        self.lock.release(ids).map_err(|unknown| not_recorded("broken-set", &unknown))
    }

    /// Opens released revisions again. Gives those that were released.
    ///
    /// # Errors
    ///
    /// `not-released` if one of them is not even recorded.
    pub(crate) fn undo_release(&mut self, ids: &[&str]) -> Result<Vec<String>> {
        self.lock.undo_release(ids).map_err(|unknown| not_recorded("not-released", &unknown))
    }

    /// Whether a revision is released.
    pub(crate) fn is_released(&self, id: &str) -> bool {
        self.lock.is_released(id)
    }

    /// Writes the file, unless it is what it was.
    ///
    /// # Errors
    ///
    /// `cannot-write`.
    pub(crate) fn write(&self) -> Result<()> {
        let text = self.lock.render();
        if self.text.as_ref() == Some(&text) { Ok(()) } else { replace(&self.path, &text) }
    }
}

fn not_recorded(code: &'static str, ids: &[String]) -> Error {
    let are = if ids.len() == 1 { "is" } else { "are" };
    Error::new(code, format!("`{}` {are} not in ambix.lock", ids.join("`, `")))
}
