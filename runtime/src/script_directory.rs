//! Queries over the revisions of a set.

use ambix_graph::{Graph, Index};

use crate::error::{Error, Result};
use crate::migrations::Migrations;
use crate::revision_info::RevisionInfo;

/// The revisions of a set, to be asked; Alembic's class of that name.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) -> ambix::Result<()> {
/// let scripts = ambix::ScriptDirectory::new(migrations);
/// for revision in scripts.walk_revisions("base", "heads")? {
///     println!("{} {}", revision.revision, revision.message);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct ScriptDirectory<'a> {
    graph: Graph<'a>,
}

impl<'a> ScriptDirectory<'a> {
    /// The script directory of a set.
    pub fn new(migrations: &'a Migrations) -> Self {
        ScriptDirectory { graph: migrations.graph() }
    }

    fn info(&self, index: Index) -> RevisionInfo {
        RevisionInfo::new(self.graph, index)
    }

    fn infos(&self, indices: impl IntoIterator<Item = Index>) -> Vec<RevisionInfo> {
        indices.into_iter().map(|index| self.info(index)).collect()
    }

    /// The one revision that `symbol` means; none for `base`.
    ///
    /// # Errors
    ///
    /// `multiple-heads` if it means several; the codes of symbols that do not resolve.
    pub fn get_revision(&self, symbol: &str) -> Result<Option<RevisionInfo>> {
        Ok(self.graph.resolve_one(symbol)?.map(|index| self.info(index)))
    }

    /// The revisions that `symbol` means.
    ///
    /// # Errors
    ///
    /// The codes of symbols that do not resolve.
    pub fn get_revisions(&self, symbol: &str) -> Result<Vec<RevisionInfo>> {
        Ok(self.infos(self.graph.resolve(symbol)?))
    }

    /// The heads, in load order; with `consider_depends_on`, those on which nothing depends.
    pub fn get_heads(&self, consider_depends_on: bool) -> Vec<RevisionInfo> {
        if consider_depends_on { self.infos(self.graph.real_heads()) } else { self.infos(self.graph.heads()) }
    }

    /// The single head; none in an empty set.
    ///
    /// # Errors
    ///
    /// `multiple-heads` if there are several.
    pub fn get_current_head(&self) -> Result<Option<RevisionInfo>> {
        self.get_revision("head")
    }

    /// The revisions without parents, in load order.
    pub fn get_bases(&self) -> Vec<RevisionInfo> {
        self.infos(self.graph.bases())
    }

    /// The single base; none in an empty set.
    ///
    /// # Errors
    ///
    /// `multiple-bases` if there are several.
    pub fn get_base(&self) -> Result<Option<RevisionInfo>> {
        let mut bases = self.get_bases();
        if bases.len() > 1 {
            let ids: Vec<_> = bases.iter().map(|base| base.revision.as_str()).collect();
            return Err(Error::new(
                "multiple-bases",
                format!("there are several bases: `{}`", ids.join("`, `")),
            )
            .with_help("ask for all of them: `get_bases`"));
        }
        Ok(bases.pop())
    }

    /// The revisions between `base` and `head`, both included, newest first.
    ///
    /// # Errors
    ///
    /// `range-not-ancestor` if they do not lie on one line; the codes of symbols that do not resolve.
    pub fn walk_revisions(&self, base: &str, head: &str) -> Result<Vec<RevisionInfo>> {
        Ok(self.infos(self.graph.history(Some(&format!("{base}:{head}")), &[])?))
    }

    /// The revisions from `upper` down to `lower`, newest first, without `lower`: what an upgrade from `lower` to
    /// `upper` runs, in reverse.
    ///
    /// # Errors
    ///
    /// The codes of symbols that do not resolve.
    pub fn iterate_revisions(&self, upper: &str, lower: &str) -> Result<Vec<RevisionInfo>> {
        let rows: Vec<Index> = self.graph.resolve(lower)?;
        let plan = self.graph.upgrade_plan(&rows, &[upper])?;
        Ok(self.infos(plan.steps.iter().rev().map(|step| step.revision)))
    }
}
