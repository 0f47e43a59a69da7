//! Where ambix differs from Alembic on purpose, each by an exact condition.

use std::collections::BTreeSet;

use ambix_graph::{Graph, Index, RequestError};

use super::Ours;
use super::case::Operation;
use super::indices;

/// An operation on which ambix and Alembic differ.
struct Difference<'d> {
    graph: Graph<'d>,
    operation: &'d Operation,
    rows: &'d [String],
    ours: &'d Ours,
}

/// The name of a choice, and when it explains a difference.
type Choice<'d> = (&'static str, fn(&Difference<'d>) -> bool);

/// The choice that explains a difference, if one does.
pub(crate) fn of_operation<'d>(
    graph: Graph<'d>,
    operation: &'d Operation,
    rows: &'d [String],
    ours: &'d Ours,
) -> Option<&'static str> {
    let difference = Difference { graph, operation, rows, ours };
    let choices: [Choice<'d>; 12] = [
        ("rows-are-exact-ids", Difference::rows_are_exact_ids),
        ("whole-symbol", Difference::whole_symbol),
        ("branch-must-exist", Difference::branch_must_exist),
        ("branch-error-names-branch", Difference::branch_error_names_branch),
        ("revision-must-be-on-branch", Difference::revision_must_be_on_branch),
        ("head-of-the-branch", Difference::head_of_the_branch),
        ("ambiguous-downgrade", Difference::ambiguous_downgrade),
        ("anchor-restricts", Difference::anchor_restricts),
        ("check-heads-means-upgrade-heads", Difference::check_heads_means_upgrade_heads),
        ("purge-validates-first", Difference::purge_validates_first),
        ("stamp-normalised", Difference::stamp_normalised),
        ("downgrade-leaves-no-overlap", Difference::downgrade_leaves_no_overlap),
    ];
    choices.into_iter().find(|(_, holds)| holds(&difference)).map(|(name, _)| name)
}

impl Difference<'_> {
    fn theirs(&self) -> Option<&str> {
        self.operation.expect.code.as_deref()
    }

    /// The target of an upgrade or downgrade, or the only one of a stamp.
    fn target(&self) -> Option<&str> {
        match (self.operation.op.as_str(), &self.operation.args.targets[..]) {
            ("upgrade" | "downgrade", _) => Some(&self.operation.args.target),
            ("stamp", [target]) => Some(target),
            _ => None,
        }
    }

    fn is(&self, op: &str) -> bool {
        self.operation.op == op
    }

    fn their_rows(&self) -> Vec<Index> {
        let versions: Vec<String> = self.operation.expect.versions.iter().flatten().cloned().collect();
        indices(self.graph, &versions).unwrap_or_default()
    }

    fn our_rows(&self) -> BTreeSet<Index> {
        indices(self.graph, &self.ours.rows).unwrap_or_default().into_iter().collect()
    }

    /// A row that is no revision of the graph is reported before what is wrong with the target.
    fn rows_are_exact_ids(&self) -> bool {
        self.rows.iter().any(|row| self.graph.find(row).is_none())
            && self.ours.code == Some("unknown-revision")
            && self.theirs().is_some()
    }

    /// Alembic ignores what follows the number of a relative symbol.
    fn whole_symbol(&self) -> bool {
        let text = self.target().unwrap_or_default();
        let digits_end = text.trim_end_matches(|character: char| character.is_alphabetic());
        self.ours.code == Some("invalid-symbol")
            && digits_end.len() < text.len()
            && digits_end.ends_with(|character: char| character.is_ascii_digit())
            && digits_end.contains(['+', '-'])
    }

    /// What `resolve_one` says about the text before `@`, if it is an error.
    fn branch_error(&self) -> Option<RequestError> {
        let (branch, _) = self.target()?.split_once('@')?;
        self.graph.resolve_one(branch).err()
    }

    /// Our error is that the text before `@` names nothing, or several things.
    fn our_branch_error(&self) -> bool {
        let found = self.branch_error().map(|error| error.code());
        match self.ours.code {
            Some("unknown-branch") => found == Some("unknown-revision"),
            Some("ambiguous-revision") => found == Some("ambiguous-revision"),
            // `base@…`, which names no branch.
            _ => false,
        }
    }

    /// Alembic does not look at the branch in `nolabel@base`, nor in the target of a downgrade.
    fn branch_must_exist(&self) -> bool {
        let target = self.target().unwrap_or_default();
        let is_word = target.split_once('@').is_some_and(|(branch, _)| branch == "base");
        let unread = target.ends_with("@base") || self.is("downgrade") && !is_relative(target);
        let resolution = ["unknown-revision", "unknown-branch", "ambiguous-revision", "branch-mismatch"];
        unread
            && (self.our_branch_error() || is_word && self.ours.code.is_some())
            && !self.theirs().is_some_and(|code| resolution.contains(&code) && !target.ends_with("@base"))
    }

    /// Alembic has different errors for a branch that does not exist, depending on what stands behind `@`.
    fn branch_error_names_branch(&self) -> bool {
        self.our_branch_error()
            && self.theirs().is_some_and(|code| {
                ["unknown-revision", "unknown-branch", "ambiguous-revision"].contains(&code)
            })
    }

    /// Alembic resolves the revision of `downgrade branch@revision` without its branch.
    fn revision_must_be_on_branch(&self) -> bool {
        let target = self.target().unwrap_or_default();
        let Some((branch, name)) = target.split_once('@') else { return false };
        let (Ok(Some(branch)), Ok(Some(revision))) =
            (self.graph.resolve_one(branch), self.graph.resolve_one(name))
        else {
            return false;
        };
        self.is("downgrade")
            && !is_relative(target)
            && !on_one_line(self.graph, branch, revision)
            && matches!(self.ours.code, Some("branch-mismatch" | "unknown-revision"))
    }

    /// Alembic resolves the `head` of `downgrade branch@head` without its branch.
    fn head_of_the_branch(&self) -> bool {
        let Some((branch, word)) = self.target().unwrap_or_default().split_once('@') else { return false };
        let Ok(Some(label)) = self.graph.resolve_one(branch) else { return false };
        let heads: Vec<Index> =
            self.graph.heads().filter(|&head| on_one_line(self.graph, label, head)).collect();
        let [head] = heads[..] else { return false };
        let rows = indices(self.graph, self.rows).unwrap_or_default();
        let plan = self.graph.downgrade_plan(&rows, &format!("{branch}@{}", self.graph.revision(head).id()));
        self.is("downgrade")
            && matches!(word, "head" | "heads")
            && self.theirs() == Some("multiple-heads")
            && plan.as_ref().err().map(RequestError::code) == self.ours.code
            && plan.is_ok_and(|plan| plan.steps.is_empty()) == self.ours.code.is_none()
    }

    /// Alembic takes the first of several rows.
    fn ambiguous_downgrade(&self) -> bool {
        let distinct: BTreeSet<&String> = self.rows.iter().collect();
        let steps = self.target().and_then(|target| target.strip_prefix('-')).unwrap_or_default();
        self.is("downgrade")
            && self.ours.code == Some("ambiguous-downgrade")
            && distinct.len() > 1
            && steps.parse::<u32>().is_ok_and(|steps| steps > 0)
    }

    /// Alembic removes everything if `id-N` reaches the base; we only what needs the base that it reaches.
    fn anchor_restricts(&self) -> bool {
        let target = self.target().unwrap_or_default();
        let Some((anchor, steps)) = target.split_once('-') else { return false };
        let Ok(Some(anchor)) = self.graph.resolve_one(anchor) else { return false };
        let below = versioned_ancestors(self.graph, anchor);
        let Some(&base) = below.iter().find(|&&index| self.graph.revision(index).is_base()) else {
            return false;
        };
        let needs_base = |id: &String| {
            self.graph.find(id).is_some_and(|index| self.graph.ancestors(&[index]).contains(base))
        };
        let restricted = self.operation.expect.steps.iter().filter(|(_, id)| needs_base(id));
        self.is("downgrade")
            && !target.contains('@')
            && steps.parse() == Ok(below.len())
            && self.graph.bases().len() > 1
            && restricted.collect::<BTreeSet<_>>() == self.ours.steps.iter().collect()
    }

    /// Alembic compares the rows with all heads, also with those that have no row because something depends on them.
    fn check_heads_means_upgrade_heads(&self) -> bool {
        let upgraded: BTreeSet<Index> = self.graph.real_heads().collect();
        self.is("current")
            && self.operation.args.check_heads
            && self.our_rows() == upgraded
            && self.graph.heads().len() > upgraded.len()
            && (self.ours.code, self.theirs()) == (None, Some("not-at-head"))
    }

    /// Alembic empties the table and then looks at the target.
    fn purge_validates_first(&self) -> bool {
        self.operation.args.purge
            && self.ours.code.is_some()
            && self.theirs().is_some()
            && (self.ours.code == self.theirs() || self.our_branch_error())
            && self.ours.rows == self.rows
            && self.their_rows().is_empty()
    }

    /// Afterwards there are the requested revisions and the untouched rows, without what others of them imply.
    fn stamp_normalised(&self) -> bool {
        if !self.is("stamp") || self.ours.code.is_some() || self.theirs().is_some() {
            return false;
        }
        let graph = self.graph;
        let purge = self.operation.args.purge;
        let rows = if purge { Vec::new() } else { indices(graph, self.rows).unwrap_or_default() };
        let (mut wanted, mut untouched) = (BTreeSet::new(), rows.clone());
        for target in &self.operation.args.targets {
            let resolved = graph.resolve(target).unwrap();
            let branch = target.split_once('@').and_then(|(branch, _)| graph.resolve_one(branch).unwrap());
            let of: Vec<Index> = resolved.iter().copied().chain(branch).collect();
            let (above, below) = (graph.descendants(&of), graph.ancestors(&of));
            untouched.retain(|&row| !of.is_empty() && !above.contains(row) && !below.contains(row));
            wanted.extend(resolved);
        }
        let several = wanted.len() > 1 || !wanted.is_empty() && self.operation.args.targets.len() > 1;
        let all: BTreeSet<Index> = wanted.into_iter().chain(untouched).collect();
        let overlapped = maximal(graph, &rows).len() < rows.len();
        self.our_rows() == maximal(graph, &all.into_iter().collect::<Vec<_>>()) && (several || overlapped)
    }

    /// Alembic may leave a revision and its ancestor as rows, and then refuses every upgrade.
    fn downgrade_leaves_no_overlap(&self) -> bool {
        let theirs = self.their_rows();
        let normalised = maximal(self.graph, &theirs);
        self.is("downgrade")
            && self.ours.steps == self.operation.expect.steps
            && normalised.len() < theirs.len()
            && self.our_rows() == normalised
    }
}

fn is_relative(target: &str) -> bool {
    let number = target.rsplit(['+', '-']).next().unwrap_or_default();
    number.len() < target.len() && number.parse::<u32>().is_ok()
}

fn maximal(graph: Graph<'_>, of: &[Index]) -> BTreeSet<Index> {
    let implied =
        |index: Index| of.iter().any(|&other| other != index && graph.ancestors(&[other]).contains(index));
    of.iter().copied().filter(|&index| !implied(index)).collect()
}

fn versioned_ancestors(graph: Graph<'_>, of: Index) -> BTreeSet<Index> {
    let mut ancestors = BTreeSet::new();
    let mut todo = vec![of];
    while let Some(index) = todo.pop() {
        if ancestors.insert(index) {
            todo.extend(graph.revision(index).down_revision());
        }
    }
    ancestors
}

fn on_one_line(graph: Graph<'_>, one: Index, other: Index) -> bool {
    versioned_ancestors(graph, one).contains(&other) || versioned_ancestors(graph, other).contains(&one)
}
