//! `ambix.lock` beside the revisions.

use std::path::PathBuf;

use ambix_source::{Configuration, Loaded, Lock, Source};

use super::findings::refused;
use super::shown;
use super::write::replace;
use crate::error::{Error, Result};

/// The lock file of a directory, read before anything is written.
pub(super) struct LockFile {
    path: PathBuf,
    lock: Lock,
}

impl LockFile {
    /// Reads the lock file; none if there is none.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood. The marks of a conflict are no error.
    pub(super) fn read(configuration: &Configuration) -> Result<Option<LockFile>> {
        let path = configuration.lock_path();
        if !path.exists() {
            return Ok(None);
        }
        let name = shown(&path).display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Error::new("unreadable-file", format!("`{name}` cannot be read: {error}")))?;
        let source = Source::new(name, text.replace("\r\n", "\n"));
        let lock = Lock::parse(&source).map_err(|finding| refused(vec![finding]))?;
        Ok(Some(LockFile { path, lock }))
    }

    pub(super) fn is_conflicted(&self) -> bool {
        self.lock.is_conflicted()
    }

    /// Records the revisions as they are now.
    ///
    /// # Errors
    ///
    /// `cannot-write`.
    pub(super) fn update(mut self, loaded: &Loaded) -> Result<()> {
        self.lock.update(loaded);
        replace(&self.path, &self.lock.render())
    }
}
