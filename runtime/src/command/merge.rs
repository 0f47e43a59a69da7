//! `merge`.

use std::fmt;

use ambix_source::Kind;

use super::{NewRevision, Target};
use crate::authoring::{Draft, Outcome, Single, create};
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
    /// The file that was written; none if there was only one head.
    pub merged: Option<NewRevision>,
    /// There was only one head, and the lock file had the marks of a conflict, which it no longer has.
    pub mended: bool,
}

impl fmt::Display for Merge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.merged.as_ref().map_or(Ok(()), |merged| merged.fmt(f))
    }
}

/// Writes a revision that follows all `revisions`: `heads`, or the ids of some.
///
/// As in Alembic a single revision is allowed, and gets a child. If no revision is named, all heads are joined if
/// there are several. The lock file is written anew, also if it has the marks of a conflict; if there is only one head
/// then, nothing else is written.
///
/// # Errors
///
/// Those of [`revision`](fn@super::revision).
///
/// # Examples
///
/// ```
/// use ambix::command::{self, MergeOptions, RevisionOptions};
///
/// # let root = std::env::temp_dir().join(format!("ambix-merge-{}", std::process::id()));
/// # std::fs::create_dir_all(&root)?;
/// # command::init(&root, Default::default())?;
/// let mut config = ambix::Config::load(&root, None)?;
/// command::revision(&mut config, RevisionOptions::message("one").rev_id("a1").head(["base"]))?;
/// command::revision(&mut config, RevisionOptions::message("two").rev_id("b2").head(["base"]))?;
///
/// let merge = command::merge(&mut config, "heads", MergeOptions::default().rev_id("c3"))?;
/// assert_eq!(merge.merged.map(|new| new.revision.down_revision), Some(vec!["a1".into(), "b2".into()]));
/// assert_eq!(command::heads(&config, false).to_string(), "c3 (head)\n");
/// # std::fs::remove_dir_all(&root)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge<C>(
    config: &mut Config<C>,
    revisions: impl Into<Target>,
    options: MergeOptions,
) -> Result<Merge> {
    let Target(mut heads) = revisions.into();
    let message = options.message;
    let single = match heads.as_slice() {
        [] => Single::Skip,
        [only] if only == "heads" => Single::Mend,
        _ => Single::Write,
    };
    if heads.is_empty() {
        heads.push("heads".to_owned());
    }
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
            bodies: Vec::new(),
            destroys: Vec::new(),
            single,
        },
    )?;
    let created = match created {
        Outcome::Created(created) => created,
        Outcome::Mended => return Ok(Merge { merged: None, mended: true }),
        Outcome::Nothing => return Ok(Merge { merged: None, mended: false }),
    };
    config.migrations = created.migrations;
    let merged = NewRevision { path: created.path, revision: created.revision };
    Ok(Merge { merged: Some(merged), mended: false })
}

/// The message of a merge that has none.
fn described(parents: &[&str]) -> String {
    match parents {
        [] | [_] => String::new(),
        [first @ .., last] => format!("Merge {} and {last}", first.join(", ")),
    }
}
