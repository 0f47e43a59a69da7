//! `ambix.toml`: what the macro and the command line must agree on.

use std::path::{Path, PathBuf};

use ambix_graph::script::{Dialect, Dialects, Timeouts, Transactions, VersionTableFormat};

use crate::finding::Finding;
use crate::rules::Rule;

mod read;
mod table;
mod way;

pub(crate) use read::{member, parse, source};
pub use way::way;

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

/// Which revisions the checks of SQL are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// Upgrades and downgrades.
    #[default]
    All,
    /// Upgrades.
    Up,
    /// None: lexical checks only.
    Off,
}

/// What comes of a rule that fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleLevel {
    /// Nothing.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

/// A command to run on new files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its name.
    pub name: String,
    /// The command line.
    pub command: String,
}

/// The settings of one set.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Configuration {
    /// The folder of `Cargo.toml`.
    pub root: PathBuf,
    /// The way to `root` from where people are, with `/` between its parts; empty if they are there. Every path that
    /// they are shown begins with it.
    pub shown_root: String,
    /// The name of the set; none for the only one.
    pub name: Option<String>,
    /// The script directory, from `root`, with `/` between its parts.
    pub script_location: String,
    /// Where the script directory is in place of `script_location`: what `AMBIX_DIR` says.
    pub directory: Option<PathBuf>,
    /// The dialects that every revision needs a body for.
    pub dialects: Dialects,
    /// The settings say so: they are not the default.
    pub(crate) dialects_are_set: bool,
    /// The version table.
    pub version_table: String,
    /// Its schema; empty for the connection's own.
    pub version_table_schema: String,
    /// Its layout.
    pub version_table_format: VersionTableFormat,
    /// How revisions share transactions.
    pub transactions: Transactions,
    /// How long to wait for another process that migrates, in milliseconds.
    pub lock_timeout: Option<u32>,
    /// How long statements may take.
    pub timeouts: Timeouts,
    /// Whether a pooler stands before the server.
    pub pooler: bool,
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
    /// Files with the schema that is wanted, from `root`: one for all dialects, or one for each that is named.
    pub schema: Vec<(Option<Dialect>, String)>,
    /// What of a database is compared with it: patterns; everything if there is none.
    pub schema_include: Vec<String>,
    /// What is not.
    pub schema_exclude: Vec<String>,
    /// Levels of rules by name, in the order of the file.
    pub rules: Vec<(String, RuleLevel)>,
    /// Which revisions are checked beyond the lexical.
    pub check: Check,
    /// Revisions before this one are checked lexically only.
    pub since: Option<String>,
    /// Whether SQL that no check understands is an error.
    pub strict: bool,
    /// Commands to run on new files, in the order of the file.
    pub hooks: Vec<Hook>,
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
            shown_root: String::new(),
            name: None,
            script_location: "migrations".to_owned(),
            directory: None,
            dialects: Dialects::default().with(Dialect::Sqlite),
            dialects_are_set: false,
            version_table: "ambix_version".to_owned(),
            version_table_schema: String::new(),
            version_table_format: VersionTableFormat::default(),
            transactions: Transactions::default(),
            lock_timeout: None,
            timeouts: Timeouts::default(),
            pooler: false,
            file_template: "%(rev)s_%(slug)s".to_owned(),
            truncate_slug_length: 40,
            timezone: String::new(),
            heads: Heads::default(),
            downgrade: Downgrade::default(),
            schema: Vec::new(),
            schema_include: Vec::new(),
            schema_exclude: Vec::new(),
            rules: Vec::new(),
            check: Check::default(),
            since: None,
            strict: false,
            hooks: Vec::new(),
            watch: true,
            files: Vec::new(),
        }
    }

    /// Reads the settings of the set `name` from `ambix.toml` in `root`, or from `[package.metadata.ambix]` of the
    /// `Cargo.toml` there. No such file or table means the defaults.
    ///
    /// `[ambix]` holds the settings of the unnamed set, `[ambix.<name>]` those in which another set differs from it.
    ///
    /// # Errors
    ///
    /// All that is wrong with them.
    pub fn load(root: &Path, name: Option<&str>) -> Result<Configuration, Vec<Finding>> {
        Configuration::load_shown(root, name, "")
    }

    /// As [`load`](Self::load), with [`shown_root`](Self::shown_root) for all paths, those in errors included.
    ///
    /// # Errors
    ///
    /// All that is wrong with the settings.
    pub fn load_shown(
        root: &Path,
        name: Option<&str>,
        shown_root: &str,
    ) -> Result<Configuration, Vec<Finding>> {
        read::read(root, name, shown_root)
    }

    /// The names of the sets that the settings in `root` are for, in their order; the unnamed one is always the first.
    pub fn sets(root: &Path) -> Vec<Option<String>> {
        read::sets(root)
    }

    /// The environment variable that overrides the script directory: `AMBIX_DIR`, or `AMBIX_DIR_<NAME>`.
    pub fn directory_variable(&self) -> String {
        match &self.name {
            None => "AMBIX_DIR".to_owned(),
            Some(name) => format!("AMBIX_DIR_{}", name.to_uppercase().replace(['-', '.'], "_")),
        }
    }

    /// The script directory is at `value`, which is what [`directory_variable`](Self::directory_variable) says; a
    /// relative path starts from `root`. None or an empty one changes nothing.
    #[must_use]
    pub fn with_directory(mut self, value: Option<impl Into<PathBuf>>) -> Configuration {
        self.directory = value.map(Into::into).filter(|path| !path.as_os_str().is_empty()).or(self.directory);
        self
    }

    /// The lock file.
    pub fn lock_path(&self) -> PathBuf {
        self.directory().join("ambix.lock")
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
            Some(directory) => self.shown(&directory.to_string_lossy().replace('\\', "/")),
            None => self.shown(&self.script_location),
        }
    }

    /// A path from `root`, as people are shown it.
    pub(crate) fn shown(&self, path: &str) -> String {
        way::joined(&self.shown_root, path)
    }

    /// What comes of a rule: what the settings say, or else its default.
    pub fn rule_level(&self, rule: &Rule) -> RuleLevel {
        let set = self.rules.iter().rev().find(|(name, _)| name == rule.name);
        set.map_or(rule.level, |(_, level)| *level)
    }

    pub(crate) fn downgrade_is_optional(&self) -> bool {
        self.downgrade == Downgrade::Optional
    }
}
