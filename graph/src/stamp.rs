//! Planning a stamp: new rows without running anything.

use crate::graph::Graph;
use crate::index::{Index, RevisionSet};
use crate::lineage::Follow;
use crate::request_error::RequestError;
use crate::rows::RowChange;
use crate::symbol::Symbol;

/// What a stamp would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StampPlan {
    /// What happens to the rows of the version table, in order.
    pub changes: Vec<RowChange>,
    /// The rows that are replaced, in database order; for the log line.
    pub from: Vec<Index>,
    /// The revisions that are recorded instead; none if the stamp goes to the base.
    pub to: Vec<Index>,
}

impl Graph<'_> {
    /// The changes that make the version table say that `targets` are applied. No target means `base`.
    ///
    /// Afterwards there is a row for each requested revision that no other requested one implies, and every row that
    /// has nothing to do with the requested revisions is as it was. No row contains another. Alembic looks at each
    /// requested revision with the rows of all, and so can lose rows, fail, or record a revision beside its ancestor.
    ///
    /// # Errors
    ///
    /// As [`resolve`](Self::resolve), for what a target names. Relative symbols are not understood.
    pub fn stamp_plan(self, rows: &[Index], targets: &[&str]) -> Result<StampPlan, RequestError> {
        let targets = if targets.is_empty() { &["base"] } else { targets };
        let mut affected = RevisionSet::new(self.len());
        let mut requested = Vec::new();
        for target in targets {
            let symbol = Symbol::parse(target);
            if !rows.is_empty() && symbol.below_heads().is_some() {
                // Alembic compares with the rows, if there are any, in a way that does not read numbers.
                self.resolve_one(target)?;
            }
            let resolved = self.resolve(target)?;
            let mut of = resolved.clone();
            if let Some(branch) = symbol.branch {
                of.push(self.branch(branch)?);
            }
            let lineage = self.lineage(&of, Follow::All);
            for &row in rows.iter().filter(|&&row| of.is_empty() || lineage.contains(row)) {
                affected.insert(row);
            }
            requested.extend(resolved);
        }
        let to = self.maximal(&requested);
        let untouched = rows.iter().copied().filter(|&row| !affected.contains(row));
        let after: Vec<Index> = to.iter().copied().chain(untouched).collect();
        let after = self.set_of(&self.maximal(&after));
        Ok(self.replace(rows, &to, &after))
    }

    /// Each new row takes the place of the last old one of its lineage, if there is one.
    fn replace(self, rows: &[Index], to: &[Index], after: &RevisionSet) -> StampPlan {
        let mut seen = RevisionSet::new(self.len());
        let rows: Vec<Index> = rows.iter().copied().filter(|&row| seen.insert(row)).collect();
        let mut leaving: Vec<Index> = rows.iter().copied().filter(|&row| !after.contains(row)).collect();
        let from = leaving.clone();
        let (mut updates, mut inserts) = (Vec::new(), Vec::new());
        for &new in to.iter().filter(|&&new| !seen.contains(new)) {
            if leaving.is_empty() {
                inserts.push(RowChange::Insert(new));
                continue;
            }
            let lineage = self.lineage(&[new], Follow::All);
            match leaving.iter().rposition(|&row| lineage.contains(row)) {
                Some(at) => updates.push(RowChange::Update { from: leaving.remove(at), to: new }),
                None => inserts.push(RowChange::Insert(new)),
            }
        }
        let deletes = leaving.into_iter().map(RowChange::Delete);
        let changes = deletes.chain(updates).chain(inserts).collect();
        StampPlan { changes, from, to: to.to_vec() }
    }
}
