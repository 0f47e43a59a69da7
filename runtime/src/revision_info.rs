//! A revision as commands show it, in Alembic's short and verbose forms.

use std::fmt;

use ambix_graph::{Graph, Index, Revision};

use crate::text;

/// What commands tell about one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevisionInfo {
    /// The id.
    pub revision: String,
    /// Its versioned parents, in the order of the file.
    pub down_revision: Vec<String>,
    /// Its dependencies, as the file writes them.
    pub depends_on: Vec<String>,
    /// The labels it carries, its own and inherited ones, sorted.
    pub branch_labels: Vec<String>,
    /// Its versioned children, in load order.
    pub next: Vec<String>,
    /// No revision follows it.
    pub is_head: bool,
    /// No revision follows it, but one depends on it.
    pub is_effective_head: bool,
    /// It has a row in the version table, where the command looked.
    pub is_current: bool,
    /// Several revisions follow it.
    pub is_branch_point: bool,
    /// It follows several revisions.
    pub is_merge_point: bool,
    /// Its file, inside the script directory.
    pub path: String,
    /// The whole message.
    pub message: String,
}

impl RevisionInfo {
    pub(crate) fn new(graph: Graph<'_>, index: Index) -> Self {
        let revision: Revision<'_> = graph.revision(index);
        let id = |index: Index| graph.revision(index).id().to_owned();
        let mut next: Vec<Index> = revision.next().collect();
        next.sort_by_key(|&child| graph.revision(child).load_position());
        RevisionInfo {
            revision: revision.id().to_owned(),
            down_revision: revision.down_revision().map(id).collect(),
            depends_on: revision.depends_on().map(str::to_owned).collect(),
            branch_labels: revision.labels().map(str::to_owned).collect(),
            next: next.into_iter().map(id).collect(),
            is_head: revision.is_head(),
            is_effective_head: revision.is_head() && !revision.is_real_head(),
            is_current: false,
            is_branch_point: revision.is_branch_point(),
            is_merge_point: revision.is_merge_point(),
            path: revision.script().file().path.to_owned(),
            message: revision.script().message().to_owned(),
        }
    }

    /// The short form, with the parts that a command shows.
    pub(crate) fn short(&self, shown: Shown) -> Short<'_> {
        Short { info: self, shown }
    }

    /// The verbose form: several lines, as `show` prints it.
    pub fn verbose(&self) -> impl fmt::Display + '_ {
        Verbose(self)
    }

    fn parents(&self) -> String {
        if self.down_revision.is_empty() { "<base>".to_owned() } else { self.down_revision.join(", ") }
    }
}

/// The parts of the short form that a command shows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown {
    pub(crate) parents: bool,
    pub(crate) labels: bool,
    pub(crate) head: bool,
    pub(crate) current: bool,
    pub(crate) points: bool,
    pub(crate) message: bool,
}

pub(crate) struct Short<'a> {
    info: &'a RevisionInfo,
    shown: Shown,
}

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Short { info, shown } = self;
        if shown.parents {
            f.write_str(&info.parents())?;
            if !info.depends_on.is_empty() {
                write!(f, " ({})", info.depends_on.join(", "))?;
            }
            f.write_str(" -> ")?;
        }
        f.write_str(&info.revision)?;
        if shown.labels && !info.branch_labels.is_empty() {
            write!(f, " ({})", info.branch_labels.join(", "))?;
        }
        if shown.head && info.is_effective_head {
            f.write_str(" (effective head)")?;
        } else if shown.head && info.is_head {
            f.write_str(" (head)")?;
        }
        if shown.current && info.is_current {
            f.write_str(" (current)")?;
        }
        if shown.points && info.is_branch_point {
            f.write_str(" (branchpoint)")?;
        }
        if shown.points && info.is_merge_point {
            f.write_str(" (mergepoint)")?;
        }
        if shown.message {
            write!(f, ", {}", text::short(&info.message))?;
        }
        Ok(())
    }
}

struct Verbose<'a>(&'a RevisionInfo);

impl fmt::Display for Verbose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.0;
        write!(f, "Rev: {}", info.revision)?;
        for (on, mark) in [
            (info.is_head, "head"),
            (info.is_branch_point, "branchpoint"),
            (info.is_merge_point, "mergepoint"),
            (info.is_current, "current"),
        ] {
            if on {
                write!(f, " ({mark})")?;
            }
        }
        let label = if info.is_merge_point { "Merges" } else { "Parent" };
        write!(f, "\n{label}: {}\n", info.parents())?;
        for (on, label, list) in [
            (true, "Also depends on", &info.depends_on),
            (info.is_branch_point, "Branches into", &info.next),
            (true, "Branch names", &info.branch_labels),
        ] {
            if on && !list.is_empty() {
                writeln!(f, "{label}: {}", list.join(", "))?;
            }
        }
        write!(f, "Path: {}\n\n", info.path)?;
        for line in info.message.lines() {
            writeln!(f, "    {line}")?;
        }
        writeln!(f)
    }
}
