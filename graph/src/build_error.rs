//! What can be wrong with a set of declarations.

use std::fmt;

use crate::name::NameError;

/// The header key that an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// `revision`.
    Revision,
    /// `down_revision`.
    DownRevision,
    /// `depends_on`.
    DependsOn,
    /// `branch_labels`.
    BranchLabels,
}

/// Why a set of revisions is not a usable migration graph.
///
/// `Display` says what is wrong, [`help`](Self::help) what to do about it. A [`code`](Self::code) keeps its meaning
/// for ever: match on it, not on the text. [`declaration`](Self::declaration), [`field`](Self::field) and
/// [`text`](Self::text) tell where to point. Declarations are counted in load order, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A revision id that could not be addressed or stored.
    IllegalRevisionId {
        /// Who declares it.
        declaration: usize,
        /// The id.
        id: String,
        /// What is wrong with it.
        reason: NameError,
    },
    /// A branch label that could not be addressed.
    IllegalLabel {
        /// Who declares it.
        declaration: usize,
        /// Its revision id.
        revision: String,
        /// The label.
        label: String,
        /// What is wrong with it.
        reason: NameError,
    },
    /// Two declarations have the same id. Alembic warns and then uses a mixture of both.
    DuplicateRevision {
        /// The later one.
        declaration: usize,
        /// The id.
        id: String,
        /// The first one.
        first: usize,
    },
    /// A label is declared twice, or is a revision id.
    DuplicateLabel {
        /// Who declares it.
        declaration: usize,
        /// Its revision id.
        revision: String,
        /// The label.
        label: String,
        /// The declaration that has the name already; it may be the same one.
        other: usize,
        /// The revision id of that.
        other_revision: String,
    },
    /// A revision is its own parent.
    SelfLoop {
        /// Who declares it.
        declaration: usize,
        /// The revision.
        revision: String,
    },
    /// A revision depends on itself.
    DependencySelfLoop {
        /// Who declares it.
        declaration: usize,
        /// The revision.
        revision: String,
    },
    /// `down_revision` names a revision that no one declares.
    MissingParent {
        /// Who names it.
        declaration: usize,
        /// Its revision id.
        revision: String,
        /// What does not exist.
        missing: String,
        /// An id that looks like it.
        suggestion: Option<String>,
    },
    /// `depends_on` names neither a revision nor a label.
    MissingDependency {
        /// Who names it.
        declaration: usize,
        /// Its revision id.
        revision: String,
        /// What does not exist.
        missing: String,
        /// An id or label that looks like it.
        suggestion: Option<String>,
    },
    /// `down_revision` names a branch label; only `depends_on` may.
    LabelAsParent {
        /// Who names it.
        declaration: usize,
        /// Its revision id.
        revision: String,
        /// The label.
        label: String,
        /// The revision that declares the label.
        owner: String,
    },
    /// Following `down_revision` leads back to where it started.
    Cycle {
        /// Each revision names the next in its `down_revision`; the first, which has the smallest id, is also the
        /// last.
        path: Vec<String>,
        /// Who declares them, parallel to `path`.
        declarations: Vec<usize>,
    },
    /// Following `down_revision` and `depends_on` leads back to where it started.
    DependencyCycle {
        /// Each revision names the next in its `down_revision` or `depends_on`; the first, which has the smallest
        /// id, is also the last.
        path: Vec<String>,
        /// Who declares them, parallel to `path`.
        declarations: Vec<usize>,
    },
}

impl BuildError {
    /// The stable name of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            BuildError::IllegalRevisionId { .. } => "illegal-revision-id",
            BuildError::IllegalLabel { .. } => "illegal-label",
            BuildError::DuplicateRevision { .. } => "duplicate-revision",
            BuildError::DuplicateLabel { .. } => "duplicate-label",
            BuildError::SelfLoop { .. } => "self-loop",
            BuildError::DependencySelfLoop { .. } => "dependency-self-loop",
            BuildError::MissingParent { .. } => "missing-parent",
            BuildError::MissingDependency { .. } => "missing-dependency",
            BuildError::LabelAsParent { .. } => "broken-map",
            BuildError::Cycle { .. } => "cycle",
            BuildError::DependencyCycle { .. } => "dependency-cycle",
        }
    }

    /// The declaration to point at.
    pub fn declaration(&self) -> usize {
        match self {
            BuildError::IllegalRevisionId { declaration, .. }
            | BuildError::IllegalLabel { declaration, .. }
            | BuildError::DuplicateRevision { declaration, .. }
            | BuildError::DuplicateLabel { declaration, .. }
            | BuildError::SelfLoop { declaration, .. }
            | BuildError::DependencySelfLoop { declaration, .. }
            | BuildError::MissingParent { declaration, .. }
            | BuildError::MissingDependency { declaration, .. }
            | BuildError::LabelAsParent { declaration, .. } => *declaration,
            BuildError::Cycle { declarations, .. } | BuildError::DependencyCycle { declarations, .. } => {
                declarations.first().copied().unwrap_or_default()
            }
        }
    }

    /// The other declarations that are part of the problem, each once.
    pub fn related(&self) -> Vec<usize> {
        match self {
            BuildError::DuplicateRevision { first: other, .. } => vec![*other],
            BuildError::DuplicateLabel { declaration, other, .. } if other != declaration => vec![*other],
            BuildError::Cycle { declarations, .. } | BuildError::DependencyCycle { declarations, .. } => {
                declarations.iter().skip(1).take(declarations.len().saturating_sub(2)).copied().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The header key that holds the offending text.
    pub fn field(&self) -> Field {
        match self {
            BuildError::IllegalRevisionId { .. } | BuildError::DuplicateRevision { .. } => Field::Revision,
            BuildError::IllegalLabel { .. } | BuildError::DuplicateLabel { .. } => Field::BranchLabels,
            BuildError::SelfLoop { .. }
            | BuildError::MissingParent { .. }
            | BuildError::LabelAsParent { .. }
            | BuildError::Cycle { .. } => Field::DownRevision,
            BuildError::DependencySelfLoop { .. } | BuildError::MissingDependency { .. } => Field::DependsOn,
            // The key is one or the other at each of its revisions.
            BuildError::DependencyCycle { .. } => Field::DependsOn,
        }
    }

    /// The offending text, as it stands in the header. A dependency may be written as a label, so the text of a
    /// dependency cycle need not be found there.
    pub fn text(&self) -> &str {
        match self {
            BuildError::IllegalRevisionId { id, .. } | BuildError::DuplicateRevision { id, .. } => id,
            BuildError::IllegalLabel { label, .. }
            | BuildError::DuplicateLabel { label, .. }
            | BuildError::LabelAsParent { label, .. } => label,
            BuildError::SelfLoop { revision, .. } | BuildError::DependencySelfLoop { revision, .. } => {
                revision
            }
            BuildError::MissingParent { missing, .. } | BuildError::MissingDependency { missing, .. } => {
                missing
            }
            BuildError::Cycle { path, .. } | BuildError::DependencyCycle { path, .. } => {
                path.get(1).map_or("", String::as_str)
            }
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            BuildError::IllegalRevisionId { .. } => {
                "use letters, digits, `_` and `.`, at most 64 of them, and none of the words `head`, `heads`, \
                 `base`, `current`"
                    .to_owned()
            }
            BuildError::IllegalLabel { .. } => {
                "use letters, digits, `_`, `.` and `-` before a letter, at most 64 of them, and none of the words \
                 `head`, `heads`, `base`, `current`"
                    .to_owned()
            }
            BuildError::DuplicateRevision { id, .. } => {
                format!("give one of the two files that declare `{id}` an id of its own, or remove it")
            }
            BuildError::DuplicateLabel { .. } => {
                "a label names one branch: declare it once, at the first revision of that branch".to_owned()
            }
            BuildError::SelfLoop { .. } => {
                "point `down_revision` at the revision before it, or leave it empty for the first".to_owned()
            }
            BuildError::DependencySelfLoop { revision, .. } => {
                format!("remove `{revision}` from its own `depends_on`")
            }
            BuildError::MissingParent { suggestion: Some(suggestion), .. }
            | BuildError::MissingDependency { suggestion: Some(suggestion), .. } => {
                format!("did you mean `{suggestion}`?")
            }
            BuildError::MissingParent { missing, .. } => {
                format!("restore the file of `{missing}`, or point `down_revision` at its parent")
            }
            BuildError::MissingDependency { missing, .. } => {
                format!("restore the file that declares `{missing}`, or remove it from `depends_on`")
            }
            BuildError::LabelAsParent { label, owner, .. } => {
                format!("write `{owner}`, the revision that declares `{label}`")
            }
            BuildError::Cycle { .. } => "change one `down_revision` so that the path has an end".to_owned(),
            BuildError::DependencyCycle { .. } => {
                "remove one of these dependencies, or change a `down_revision`".to_owned()
            }
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::IllegalRevisionId { id, reason, .. } => {
                write!(formatter, "revision id `{id}` {reason}")
            }
            BuildError::IllegalLabel { revision, label, reason, .. } => {
                write!(formatter, "branch label `{label}` of revision `{revision}` {reason}")
            }
            BuildError::DuplicateRevision { id, .. } => {
                write!(formatter, "revision `{id}` is declared more than once")
            }
            BuildError::DuplicateLabel { declaration, revision, label, other, other_revision } => {
                write!(formatter, "branch label `{label}` of revision `{revision}` ")?;
                if label == other_revision {
                    write!(formatter, "is the id of a revision")
                } else if declaration == other {
                    write!(formatter, "is listed twice")
                } else {
                    write!(formatter, "is already used by revision `{other_revision}`")
                }
            }
            BuildError::SelfLoop { revision, .. } => {
                write!(formatter, "revision `{revision}` follows itself")
            }
            BuildError::DependencySelfLoop { revision, .. } => {
                write!(formatter, "revision `{revision}` depends on itself")
            }
            BuildError::MissingParent { revision, missing, .. } => {
                write!(formatter, "revision `{revision}` follows `{missing}`, which does not exist")
            }
            BuildError::MissingDependency { revision, missing, .. } => {
                write!(formatter, "revision `{revision}` depends on `{missing}`, which does not exist")
            }
            BuildError::LabelAsParent { revision, label, .. } => {
                write!(formatter, "revision `{revision}` follows `{label}`, which is a branch label")
            }
            BuildError::Cycle { path, .. } => {
                write!(formatter, "revisions form a cycle: `{}`", path.join("` -> `"))
            }
            BuildError::DependencyCycle { path, .. } => {
                write!(formatter, "revisions form a cycle through dependencies: `{}`", path.join("` -> `"))
            }
        }
    }
}

impl std::error::Error for BuildError {}
