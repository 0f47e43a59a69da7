//! `release`.

use std::fmt;
use std::path::PathBuf;

use ambix_source::Finding;

use super::Target;
use crate::authoring::{LockFile, Scripts, refused};
use crate::config::Config;
use crate::error::{Error, Result};

/// What [`release`](fn@release) or [`undo_release`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Release {
    /// The lock file; relative if it is below the working directory.
    pub path: PathBuf,
    /// The directory had no lock file before.
    pub created: bool,
    /// The revisions that are released now and were not before.
    pub released: Vec<String>,
    /// The revisions that were released before and are not now.
    pub reopened: Vec<String>,
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.created {
            writeln!(f, "Created {}", self.path.display())?;
        }
        self.released.iter().try_for_each(|id| writeln!(f, "Released {id}"))?;
        self.reopened.iter().try_for_each(|id| writeln!(f, "Reopened {id}"))
    }
}

/// Marks `revisions` as released in `ambix.lock`, and all that they need; all of the set if none is named. A lock file
/// is written if there is none.
///
/// From then on the build refuses other statements, parents or dependencies in their files, as databases have run what
/// is there. Comments and messages may change.
///
/// # Errors
///
/// - The findings, if anything is wrong with the directory.
/// - The codes of symbols that do not resolve.
/// - `cannot-write`.
/// - `needs-script-directory` if `config` is not from [`Config::load`].
///
/// # Examples
///
/// ```
/// use ambix::command::{self, RevisionOptions};
///
/// # let root = std::env::temp_dir().join(format!("ambix-release-{}", std::process::id()));
/// # std::fs::create_dir_all(&root)?;
/// # command::init(&root, Default::default())?;
/// let mut config = ambix::Config::load(&root, None)?;
/// command::revision(&mut config, RevisionOptions::message("one").rev_id("a1"))?;
/// command::revision(&mut config, RevisionOptions::message("two").rev_id("b2"))?;
/// assert_eq!(command::release(&config, "head")?.released, ["a1", "b2"]);
/// assert_eq!(command::undo_release(&config, "b2")?.reopened, ["b2"]);
/// # std::fs::remove_dir_all(&root)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn release<C>(config: &Config<C>, revisions: impl Into<Target>) -> Result<Release> {
    let configuration = config.project()?;
    let scripts = Scripts::read(configuration)?;
    let errors = scripts.errors(|_| false);
    if !errors.is_empty() {
        return Err(refused(errors));
    }
    let graph = scripts.migrations.graph();
    let Target(symbols) = revisions.into();
    let mut named = Vec::new();
    for symbol in &symbols {
        named.extend(graph.resolve(symbol)?);
    }
    let all = symbols.is_empty();
    // What a database has run, it has run together with all before it.
    let needed = graph.ancestors(&named);
    let ids: Vec<&str> = graph
        .revisions()
        .filter(|revision| all || needed.contains(revision.index()))
        .map(|revision| revision.id())
        .collect();
    let found = LockFile::read(configuration)?;
    let created = found.is_none();
    let mut lock = found.unwrap_or_else(|| LockFile::new(configuration));
    let before: Vec<bool> = ids.iter().map(|id| lock.is_released(id)).collect();
    if !ids.is_empty() {
        lock.release(&scripts.loaded, &ids)?;
    }
    lock.write()?;
    // In the order of the history, which the lock file does not have.
    let released = ids.iter().zip(before).filter(|(_, before)| !before).map(|(id, _)| (*id).to_owned());
    Ok(Release { path: lock.path(), created, released: released.collect(), reopened: Vec::new() })
}

/// Opens released `revisions` to changes again, and only these: for those that no database has run after all.
///
/// Works while the files differ from what was released, and for a revision whose file is gone.
///
/// # Errors
///
/// - `no-revisions` if none is named.
/// - `not-released` if the lock file does not know a revision, or there is none.
/// - `lock-conflict` if the lock file has the marks of a conflict.
/// - `cannot-write`.
/// - `needs-script-directory` if `config` is not from [`Config::load`].
pub fn undo_release<C>(config: &Config<C>, revisions: impl Into<Target>) -> Result<Release> {
    let configuration = config.project()?;
    let Target(symbols) = revisions.into();
    if symbols.is_empty() {
        return Err(Error::new("no-revisions", "nothing says which revisions are to be opened again"));
    }
    let scripts = Scripts::read(configuration)?;
    let conflict = scripts.errors(|finding: &Finding| finding.code != "lock-conflict");
    if !conflict.is_empty() {
        return Err(refused(conflict));
    }
    let Some(mut lock) = LockFile::read(configuration)? else {
        let message =
            format!("no revision is released: there is no {}", LockFile::new(configuration).path().display());
        return Err(Error::new("not-released", message));
    };
    let graph = scripts.migrations.graph();
    let mut ids = Vec::new();
    for symbol in &symbols {
        // The file may be gone; then the lock file alone knows the revision.
        if lock.is_released(symbol) {
            ids.push(symbol.as_str());
        } else {
            ids.extend(graph.resolve(symbol)?.into_iter().map(|index| graph.revision(index).id()));
        }
    }
    let reopened = if ids.is_empty() { Vec::new() } else { lock.undo_release(&ids)? };
    lock.write()?;
    Ok(Release { path: lock.path(), created: false, released: Vec::new(), reopened })
}
