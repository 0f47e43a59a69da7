//! The script directory itself, for commands that write into it.

use std::path::{Component, Path, PathBuf};

use ambix_source::{Configuration, Finding, Loaded, load, way};

use super::findings::refused;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::migrations::Migrations;

/// The revisions of a directory whose graph is sound, and everything else that is to be said about it.
pub(crate) struct Scripts {
    pub(crate) migrations: Migrations,
    pub(crate) loaded: Loaded,
}

impl Scripts {
    /// Reads the directory.
    ///
    /// # Errors
    ///
    /// The findings, if there is no graph. Several heads, broken SQL or a conflicted lock file are no reason: that
    /// is what some commands are there to mend.
    pub(crate) fn read(configuration: &Configuration) -> Result<Scripts> {
        Scripts::of(load(configuration))
    }

    /// No revisions, whatever the directory holds.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    #[cfg(all(feature = "cli", feature = "schema"))]
    pub(crate) fn none(configuration: &Configuration) -> Result<Scripts> {
        Scripts::of(ambix_source::load_none(configuration))
    }

    fn of(loaded: Loaded) -> Result<Scripts> {
        match loaded.graph().map(|set| (set.tables.clone(), set.text())) {
            Some((tables, text)) => Ok(Scripts { migrations: Migrations::loaded(tables, text), loaded }),
            None => Err(refused(loaded.findings)),
        }
    }

    /// The errors that stand in the way of using the set.
    pub(crate) fn errors(&self, tolerated: impl Fn(&Finding) -> bool) -> Vec<Finding> {
        let errors = self.loaded.findings.iter().filter(|finding| finding.is_error() && !tolerated(finding));
        errors.cloned().collect()
    }
}

/// Whether a finding is what `merge` mends.
pub(crate) fn is_about_heads(finding: &Finding) -> bool {
    matches!(finding.code, "multiple-heads" | "lock-conflict")
}

impl Config {
    /// A configuration for the script directory itself, as it is now: for tools. Commands that write files need it.
    ///
    /// Reads the settings of the set `name` from `ambix.toml` or `Cargo.toml` in the folder `root`, and the
    /// directory that they name. A set with several heads can be loaded, so that `merge` can join them.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the settings or the directory; the text shows all of it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ambix::{Config, command};
    ///
    /// let mut config = Config::load(".", None)?;
    /// let new = command::revision(&mut config, command::RevisionOptions::message("create users"))?;
    /// println!("{}", new.path.display());
    /// # Ok::<(), ambix::Error>(())
    /// ```
    pub fn load(root: impl AsRef<Path>, name: Option<&str>) -> Result<Config> {
        let root = root.as_ref();
        let shown_root = std::env::current_dir().map(|here| way(&here, root)).unwrap_or_default();
        let configuration = Configuration::load_shown(root, name, &shown_root).map_err(refused)?;
        let directory = std::env::var_os(configuration.directory_variable());
        let configuration = configuration.with_directory(directory);
        let scripts = Scripts::read(&configuration)?;
        let errors = scripts.errors(is_about_heads);
        if errors.is_empty() {
            Ok(Config::of(scripts.migrations, configuration))
        } else {
            Err(refused(errors))
        }
    }

    pub(crate) fn of(migrations: Migrations, configuration: Configuration) -> Config {
        Config { project: Some(configuration), ..Config::new(&migrations) }
    }
}

impl<C> Config<C> {
    /// Where the files are.
    pub(crate) fn project(&self) -> Result<&Configuration> {
        self.project.as_ref().ok_or_else(|| {
            Error::new(
                "needs-script-directory",
                "the command writes files, and the configuration has no script directory",
            )
            .with_help("make the configuration with `Config::load`")
        })
    }
}

/// A path from the root, without `.` and `..`. Nothing is looked up: it need not exist.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let mut absolute = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                absolute.pop();
            }
            Component::CurDir => {}
            part => absolute.push(part),
        }
    }
    absolute
}

/// A path as people can use it where they are: relative if it is below the working directory.
pub(crate) fn shown(path: &Path) -> PathBuf {
    let absolute = absolute(path);
    let below =
        std::env::current_dir().ok().and_then(|here| Some(absolute.strip_prefix(here).ok()?.to_owned()));
    below.filter(|below| !below.as_os_str().is_empty()).unwrap_or(absolute)
}
