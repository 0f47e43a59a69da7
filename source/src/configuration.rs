//! `ambix.toml`: what the macro and the command line must agree on.

use std::path::{Path, PathBuf};

use ambix_graph::script::{Dialect, Dialects, Transactions, VersionTableFormat};

use crate::finding::Finding;

/// How many heads a set may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heads {
    /// One: whoever forks the history by accident is told.
    #[default]
    Single,
    /// Several, for labelled branches that are independent.
    Many,
}

/// Whether revisions must say how to take them back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Downgrade {
    /// A downgrade, or a reason why there is none.
    #[default]
    Required,
    /// A downgrade may be missing.
    Optional,
}

/// The settings of one set.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Configuration {
    /// The folder of `Cargo.toml`.
    pub root: PathBuf,
    /// The name of the set; none for the only one.
    pub name: Option<String>,
    /// The script directory, from `root`, with `/` between its parts.
    pub script_location: String,
    /// Where the script directory is in place of `script_location`: what `AMBIX_DIR` says.
    pub directory: Option<PathBuf>,
    /// The dialects that every revision needs a body for.
    pub dialects: Dialects,
    /// The version table.
    pub version_table: String,
    /// Its schema; empty for the connection's own.
    pub version_table_schema: String,
    /// Its layout.
    pub version_table_format: VersionTableFormat,
    /// How revisions share transactions.
    pub transactions: Transactions,
    /// How new files are named.
    pub file_template: String,
    /// How long the slug of a file name may be.
    pub truncate_slug_length: usize,
    /// The time zone of `created` and of file names; empty for that of the machine.
    pub timezone: String,
    /// How many heads there may be.
    pub heads: Heads,
    /// Whether revisions must say how to take them back.
    pub downgrade: Downgrade,
    /// Whether the macro asks for a build script that watches the directory.
    pub watch: bool,
    /// The files that were read, to be watched.
    pub files: Vec<PathBuf>,
}

impl Configuration {
    /// The defaults, for the set in the folder `root`.
    pub fn new(root: impl Into<PathBuf>) -> Configuration {
        Configuration {
            root: root.into(),
            name: None,
            script_location: "migrations".to_owned(),
            directory: None,
            dialects: Dialects::default().with(Dialect::Sqlite),
            version_table: "ambix_version".to_owned(),
            version_table_schema: String::new(),
            version_table_format: VersionTableFormat::default(),
            transactions: Transactions::default(),
            file_template: "%(rev)s_%(slug)s".to_owned(),
            truncate_slug_length: 40,
            timezone: String::new(),
            heads: Heads::default(),
            downgrade: Downgrade::default(),
            watch: true,
            files: Vec::new(),
        }
    }

    /// Reads the settings of the set `name` below `root`.
    ///
    /// # Errors
    ///
    /// All that is wrong with them.
    pub fn load(root: &Path, name: Option<&str>) -> Result<Configuration, Vec<Finding>> {
        let mut configuration = Configuration::new(root);
        configuration.name = name.map(str::to_owned);
        Ok(configuration)
    }

    /// Where the script directory is.
    pub fn directory(&self) -> PathBuf {
        match &self.directory {
            Some(directory) => self.root.join(directory),
            None => self.root.join(&self.script_location),
        }
    }

    /// The script directory as people are shown it.
    pub fn shown_directory(&self) -> String {
        match &self.directory {
            Some(directory) => directory.to_string_lossy().replace('\\', "/"),
            None => self.script_location.clone(),
        }
    }

    pub(crate) fn downgrade_is_optional(&self) -> bool {
        self.downgrade == Downgrade::Optional
    }
}
