//! `edit`.

use std::fmt;
use std::path::PathBuf;

use crate::authoring::{self, shown};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::revision_info::RevisionInfo;

/// The files that were opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edited {
    /// The files, in the order in which they were opened.
    pub paths: Vec<PathBuf>,
}

impl fmt::Display for Edited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.paths.iter().try_for_each(|path| writeln!(f, "{}", path.display()))
    }
}

/// Opens the files of the revisions that `symbol` means in an editor, one after the other, and waits.
///
/// The editor is what `EDITOR` says, then `VISUAL`, then the first that is found of a few common ones.
///
/// # Errors
///
/// - The codes of symbols that do not resolve; `no-revisions` if it means none; `needs-connection` for `current`.
/// - `editor-failed` if there is no editor, or it does not succeed.
/// - `needs-script-directory` if `config` is not from [`Config::load`].
///
/// # Examples
///
/// ```no_run
/// let config = ambix::Config::load(".", None)?;
/// ambix::command::edit(&config, "head")?;
/// # Ok::<(), ambix::Error>(())
/// ```
pub fn edit<C>(config: &Config<C>, symbol: &str) -> Result<Edited> {
    let revisions = super::show(config, symbol)?.revisions;
    if revisions.is_empty() {
        return Err(Error::new(
            "no-revisions",
            format!("`{symbol}` means no revision, so there is no file to edit"),
        ));
    }
    open(config, &revisions)
}

/// Opens the files of these revisions.
pub(crate) fn open<C>(config: &Config<C>, revisions: &[RevisionInfo]) -> Result<Edited> {
    let directory = config.project()?.directory();
    let paths: Vec<PathBuf> = revisions.iter().map(|info| shown(&directory.join(&info.path))).collect();
    authoring::edit(&paths)?;
    Ok(Edited { paths })
}
