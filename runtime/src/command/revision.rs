//! `revision`.

use std::fmt;
use std::path::PathBuf;

use ambix_source::{Kind, Sections};

use crate::authoring::{Draft, Outcome, Single, create};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::revision_info::RevisionInfo;

/// What [`revision`](fn@revision) is to write. By default an SQL file without a message that follows the head.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RevisionOptions {
    /// What the revision does.
    pub message: String,
    /// What it follows: symbols, `head` by default; `base` for a new root.
    pub head: Vec<String>,
    /// It may follow revisions that are not heads.
    pub splice: bool,
    /// The labels of the branch that it begins.
    pub branch_labels: Vec<String>,
    /// Revisions of other branches that must be applied before it: symbols.
    pub depends_on: Vec<String>,
    /// Its id; random by default.
    pub rev_id: Option<String>,
    /// The folder inside the script directory to put it into.
    pub version_path: Option<PathBuf>,
    /// Written in Rust.
    pub rust: bool,
    /// The SQL of its sections; those of other dialects are empty.
    pub bodies: Vec<Sections>,
    /// What it destroys on purpose, as the header names it: `table users_old`.
    pub destroys: Vec<String>,
}

impl Default for RevisionOptions {
    fn default() -> Self {
        RevisionOptions {
            message: String::new(),
            head: vec!["head".to_owned()],
            splice: false,
            branch_labels: Vec::new(),
            depends_on: Vec::new(),
            rev_id: None,
            version_path: None,
            rust: false,
            bodies: Vec::new(),
            destroys: Vec::new(),
        }
    }
}

impl RevisionOptions {
    /// The defaults with a message.
    pub fn message(message: impl Into<String>) -> Self {
        RevisionOptions { message: message.into(), ..RevisionOptions::default() }
    }

    /// Sets what it follows.
    #[must_use]
    pub fn head<S: Into<String>>(mut self, symbols: impl IntoIterator<Item = S>) -> Self {
        self.head = symbols.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`splice`](Self::splice).
    #[must_use]
    pub fn splice(mut self, on: bool) -> Self {
        self.splice = on;
        self
    }

    /// Adds a label.
    #[must_use]
    pub fn branch_label(mut self, label: impl Into<String>) -> Self {
        self.branch_labels.push(label.into());
        self
    }

    /// Adds a dependency.
    #[must_use]
    pub fn depends_on(mut self, symbol: impl Into<String>) -> Self {
        self.depends_on.push(symbol.into());
        self
    }

    /// Sets the id.
    #[must_use]
    pub fn rev_id(mut self, id: impl Into<String>) -> Self {
        self.rev_id = Some(id.into());
        self
    }

    /// Sets the folder.
    #[must_use]
    pub fn version_path(mut self, folder: impl Into<PathBuf>) -> Self {
        self.version_path = Some(folder.into());
        self
    }

    /// Sets [`rust`](Self::rust).
    #[must_use]
    pub fn rust(mut self, on: bool) -> Self {
        self.rust = on;
        self
    }
}

/// A revision file that was written. `Display` is its path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewRevision {
    /// The file; relative if it is below the working directory.
    pub path: PathBuf,
    /// The revision.
    pub revision: RevisionInfo,
}

impl fmt::Display for NewRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.path.display())
    }
}

/// Writes a new revision into the script directory.
///
/// Everything is checked before anything is written; no file is ever replaced. Then the hooks of the settings run,
/// `ambix.lock` is brought up to date if there is one, and `config` has the new revision as well. Works while the
/// application does not compile, and while other revisions have errors, as long as the graph is sound.
///
/// # Errors
///
/// - `multiple-heads` if it is to follow the head and there are several; other codes of symbols that do not resolve.
/// - `not-a-head` if something follows a parent already, unless [`splice`](RevisionOptions::splice) is on.
/// - `duplicate-revision`, `illegal-revision-id`, `duplicate-label`, `illegal-label`, `duplicate-parent`.
/// - `file-exists` if there is a file of that name, `cannot-write` if there cannot be one.
/// - `hook-failed`: the file is written then.
/// - `needs-script-directory` if `config` is not from [`Config::load`].
///
/// # Examples
///
/// ```
/// use ambix::command::{self, RevisionOptions};
///
/// # let root = std::env::temp_dir().join(format!("ambix-revision-{}", std::process::id()));
/// # std::fs::create_dir_all(&root)?;
/// # command::init(&root, Default::default())?;
/// let mut config = ambix::Config::load(&root, None)?;
/// let options = RevisionOptions::message("create users").rev_id("a1").branch_label("accounts");
/// let new = command::revision(&mut config, options)?;
/// assert!(new.path.ends_with("migrations/a1_create_users.sql"));
/// assert_eq!(command::heads(&config, false).to_string(), "a1 (accounts) (head)\n");
/// # std::fs::remove_dir_all(&root)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn revision<C>(config: &mut Config<C>, options: RevisionOptions) -> Result<NewRevision> {
    let message = options.message;
    let created = create(
        config.project()?,
        Draft {
            heads: options.head,
            message: Box::new(move |_| message),
            splice: options.splice,
            branch_labels: options.branch_labels,
            depends_on: options.depends_on,
            rev_id: options.rev_id,
            folder: options.version_path,
            kind: if options.rust { Kind::Rust } else { Kind::Sql },
            bodies: options.bodies,
            destroys: options.destroys,
            single: Single::Write,
        },
    )?;
    let Outcome::Created(created) = created else {
        return Err(Error::new("broken-set", "no revision was written"));
    };
    config.migrations = created.migrations;
    Ok(NewRevision { path: created.path, revision: created.revision })
}
