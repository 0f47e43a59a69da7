//! Opens the database that a URL names.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::url::{Mode, Sqlite};
use crate::error::{Error, Result};

/// An open database.
pub(super) struct Opened {
    pub(super) connection: Connection,
    created: Option<PathBuf>,
}

/// Opens `database`. Unless the URL says `mode`, a file that does not exist is created if `create` says so.
///
/// # Errors
///
/// `cannot-open`.
pub(super) fn open(database: &Sqlite, create: bool) -> Result<Opened> {
    let default = if create { Mode::Create } else { Mode::Write };
    let mode = database.mode.unwrap_or(default);
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags |= match mode {
        Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    if database.shared_cache {
        flags |= OpenFlags::SQLITE_OPEN_SHARED_CACHE;
    }
    let Some(file) = &database.file else {
        let flags = flags | OpenFlags::SQLITE_OPEN_MEMORY;
        let connection = Connection::open_in_memory_with_flags(flags).map_err(|error| {
            Error::new("cannot-open", format!("the database in memory cannot be opened: {error}"))
        })?;
        return Ok(Opened { connection, created: None });
    };
    check_file(file, mode)?;
    let existed = file.exists();
    let path = match database.immutable {
        false => file.clone(),
        true => {
            flags |= OpenFlags::SQLITE_OPEN_URI;
            immutable_uri(file)
        }
    };
    let opened = match &database.vfs {
        None => Connection::open_with_flags(path, flags),
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str()),
    };
    let connection = opened.map_err(|error| refused(file, error))?;
    // How long to wait is the command's to say, from its first look on.
    connection.busy_timeout(Duration::ZERO).map_err(|error| refused(file, error))?;
    Ok(Opened { connection, created: Some(file.clone()).filter(|_| !existed) })
}

impl Opened {
    /// Takes back the empty file that opening has made, if the command then wrote nothing.
    pub(super) fn close(self) {
        let Opened { connection, created } = self;
        drop(connection);
        if let Some(file) = created
            && std::fs::metadata(&file).is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
        {
            // An empty file is a valid database: leaving it behind harms nobody.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// SQLite's own words are "unable to open database file" in each of these cases.
fn check_file(file: &Path, mode: Mode) -> Result<()> {
    let shown = file.display();
    if file.is_dir() {
        let message = format!("`{shown}` is a directory, not a database file");
        return Err(Error::new("cannot-open", message).with_help("name a file in it"));
    }
    if file.exists() || file.is_symlink() {
        return Ok(());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let message = format!("the database `{shown}` does not exist, nor does its folder");
        return Err(Error::new("cannot-open", message)
            .with_help(format!("create the folder `{}`, or check the path", folder.display())));
    }
    if mode == Mode::Create {
        return Ok(());
    }
    Err(Error::new("cannot-open", format!("the database `{shown}` does not exist"))
        .with_help("check the path, which starts from the working directory; `upgrade` creates the file"))
}

fn refused(file: &Path, error: rusqlite::Error) -> Error {
    Error::new("cannot-open", format!("the database `{}` cannot be opened: {error}", file.display()))
        .with_help("check the path and the permissions of the file and its folder")
        .with_source(error)
}

/// SQLite reads `immutable` from a URI only.
fn immutable_uri(file: &Path) -> PathBuf {
    let mut uri = "file:".to_owned();
    for byte in file.to_string_lossy().bytes() {
        match byte {
            b'%' | b'?' | b'#' => uri.push_str(&format!("%{byte:02X}")),
            b'\\' if cfg!(windows) => uri.push('/'),
            // Multi-byte characters are escaped byte by byte.
            128.. => uri.push_str(&format!("%{byte:02X}")),
            _ => uri.push(byte as char),
        }
    }
    uri.push_str("?immutable=1");
    PathBuf::from(uri)
}
