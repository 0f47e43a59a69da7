//! The file behind an SQLite connection, and whether it is still where it was.
//!
//! SQLite goes on writing to a file that was removed or replaced under it, so a run would report success for
//! changes that nobody will ever see: <https://sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use>.

use std::path::{Path, PathBuf};

use ambix_graph::script::Dialect;

use super::session::Session;
use crate::error::{Error, Result};

/// A file, by place and identity.
#[derive(Debug)]
pub(crate) struct DatabaseFile {
    path: PathBuf,
    identity: Identity,
}

impl DatabaseFile {
    /// The file that the version table is in; none in memory and on other databases.
    pub(crate) async fn of(session: &Session<'_>) -> Result<Option<DatabaseFile>> {
        if session.dialect != Dialect::Sqlite || session.offline {
            return Ok(None);
        }
        let schema = session.options.version_table_schema.as_deref().unwrap_or("main");
        let rows = session.io.query("PRAGMA database_list", Vec::new()).await?;
        let path = rows.iter().find(|row| row.text(1) == Some(schema)).and_then(|row| row.text(2));
        let Some(path) = path.filter(|path| !path.is_empty()).map(PathBuf::from) else { return Ok(None) };
        let identity = identity(&path);
        Ok(Some(DatabaseFile { path, identity }))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Fails if another file, or none, is there now.
    pub(crate) fn check(&self) -> Result<()> {
        let now = identity(&self.path);
        if now == self.identity {
            return Ok(());
        }
        let what = if now == Identity::Missing { "removed" } else { "replaced" };
        Err(moved(format!("`{}` was {what} while it was being migrated", self.path.display())))
    }
}

/// The error of a file that is not where it was.
pub(crate) fn moved(message: String) -> Error {
    Error::new("database-moved", message).with_help(
        "put the right file in its place and run the command again; the transaction was rolled back",
    )
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Identity {
    Missing,
    File(u64, u64),
}

/// What is at a path now.
pub(super) fn identity(path: &Path) -> Identity {
    std::fs::metadata(path).map_or(Identity::Missing, |file| identity_of(&file))
}

#[cfg(unix)]
pub(super) fn identity_of(file: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    Identity::File(file.dev(), file.ino())
}

/// Elsewhere an open file can be neither removed nor replaced.
#[cfg(not(unix))]
pub(super) fn identity_of(_: &std::fs::Metadata) -> Identity {
    Identity::File(0, 0)
}
