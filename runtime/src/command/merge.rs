//! `merge`.

use std::fmt;

use ambix_source::Kind;

use super::{NewRevision, Target};
use crate::authoring::{Draft, create};
use crate::config::Config;
use crate::error::Result;

/// What [`merge`](fn@merge) is to write.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MergeOptions {
    /// What the revision does; by default it names what is joined.
    pub message: Option<String>,
    /// It may follow revisions that are not heads.
    pub splice: bool,
    /// The labels of what follows.
    pub branch_labels: Vec<String>,
    /// Its id; random by default.
    pub rev_id: Option<String>,
}

impl MergeOptions {
    /// Sets the message.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
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

    /// Sets the id.
    #[must_use]
    pub fn rev_id(mut self, id: impl Into<String>) -> Self {
        self.rev_id = Some(id.into());
        self
    }
}

/// What [`merge`](fn@merge) did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merge {
    /// The file that was written; none if there was one head, and only the lock file had to be written anew.
    pub merged: Option<NewRevision>,
}

impl fmt::Display for Merge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.merged.as_ref().map_or(Ok(()), |merged| merged.fmt(f))
    }
}

/// Writes a revision that follows all `revisions`: `heads`, or the ids of some.
///
/// As in Alembic a single revision is allowed, and gets a child. The lock file is written anew, also if it has the
/// marks of a conflict; if `heads` is only one then, nothing else is written.
///
/// # Errors
///
/// Those of [`revision`](fn@super::revision).
///
/// # Examples
///
/// ```no_run
/// use ambix::command::{self, MergeOptions};
///
/// let mut config = ambix::Config::load(".", None)?;
/// print!("{}", command::merge(&mut config, "heads", MergeOptions::default().message("join"))?);
/// # Ok::<(), ambix::Error>(())
/// ```
pub fn merge<C>(config: &mut Config<C>, revisions: impl Into<Target>, options: MergeOptions) -> Result<Merge> {
    let Target(heads) = revisions.into();
    let message = options.message;
    let may_only_mend = heads == ["heads"];
    let created = create(
        config.project()?,
        Draft {
            heads,
            message: Box::new(move |parents| message.unwrap_or_else(|| described(parents))),
            splice: options.splice,
            branch_labels: options.branch_labels,
            depends_on: Vec::new(),
            rev_id: options.rev_id,
            folder: None,
            kind: Kind::Sql,
            may_only_mend,
        },
    )?;
    let Some(created) = created else { return Ok(Merge { merged: None }) };
    config.migrations = created.migrations;
    Ok(Merge { merged: Some(NewRevision { path: created.path, revision: created.revision }) })
}

/// The message of a merge that has none.
fn described(parents: &[&str]) -> String {
    match parents {
        [] | [_] => String::new(),
        [first @ .., last] => format!("Merge {} and {last}", first.join(", ")),
    }
}
