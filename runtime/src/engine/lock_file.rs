//! The lock of a step whose statements commit one by one, on SQLite.
//!
//! SQLite frees its own lock at every commit, and its exclusive locking mode cannot be had while another
//! connection has a database in WAL mode open. So a file beside the database is locked; the operating system
//! frees it when the process dies. The file is removed afterwards; one that a killed process left is locked anew.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::file::{DatabaseFile, identity};
use super::session::{Session, host};
use crate::driver::Request;
use crate::error::{Error, Result};

/// The lock, until it is dropped.
pub(super) struct LockFile {
    file: File,
    path: PathBuf,
}

/// How long to wait before the next try.
const PAUSE: Duration = Duration::from_millis(20);

impl LockFile {
    /// Waits for the lock as long as the configuration says. A database in memory needs none.
    pub(super) async fn take(
        session: &Session<'_>,
        database: Option<&DatabaseFile>,
    ) -> Result<Option<LockFile>> {
        let Some(database) = database else { return Ok(None) };
        let mut path = database.path().as_os_str().to_owned();
        path.push("-ambix-lock");
        let path = PathBuf::from(path);
        let timeout = session.options.lock_timeout;
        let begun = Instant::now();
        loop {
            if let Some(lock) = try_lock(&path).map_err(|error| cannot_lock(&path, error))? {
                return Ok(Some(lock));
            }
            if begun.elapsed() >= timeout {
                return Err(held(&path, timeout));
            }
            session.io.call(Request::Wait(PAUSE)).await?;
        }
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // While the lock is still ours. If it cannot be removed, it is there for the next one to lock.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

fn try_lock(path: &Path) -> std::io::Result<Option<LockFile>> {
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // The one before us removes the file before it lets go, so what we locked may be nobody's any more.
    if identity(path) != super::file::identity_of(&file.metadata()?) {
        return Ok(None);
    }
    let holder =
        format!("process {} on {}\n", std::process::id(), host().as_deref().unwrap_or("this machine"));
    file.set_len(0)?;
    file.write_all(holder.as_bytes())?;
    Ok(Some(LockFile { file, path: path.to_owned() }))
}

fn cannot_lock(path: &Path, error: std::io::Error) -> Error {
    Error::new("cannot-lock", format!("`{}` cannot be made or locked: {error}", path.display()))
        .with_help("SQLite itself needs to write beside the database; check the permissions of its folder")
        .with_source(error)
}

fn held(path: &Path, timeout: Duration) -> Error {
    let mut holder = String::new();
    let _ = File::open(path).and_then(|mut file| file.read_to_string(&mut holder));
    let holder = if holder.trim().is_empty() { "another process" } else { holder.trim() };
    let message = format!("{holder} has been migrating this database for {} s", timeout.as_secs_f32());
    Error::new("lock-timeout", message).with_help("wait for it, or raise `Config::lock_timeout`")
}
