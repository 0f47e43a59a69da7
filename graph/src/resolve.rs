//! From symbols to revisions.

use crate::graph::Graph;
use crate::index::{Index, RevisionSet};
use crate::lineage::Follow;
use crate::request_error::{InvalidSymbol, RequestError, Unreachable};
use crate::suggest::closest;
use crate::symbol::Symbol;
use crate::walk::{Position, Walk};

/// Names with fewer characters than this are never found by their beginning.
const SHORTEST_ABBREVIATED: usize = 4;

/// What to write into `depends_on`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// The text that was given: a label of the branch, kept so that the file says what was meant.
    Label(String),
    /// A revision, to be written as its full id.
    Revision(Index),
}

impl<'a> Graph<'a> {
    /// The revisions that `symbol` means; none for `base`.
    ///
    /// A symbol is `heads`, `head`, `base`, an id, a label, the beginning of an id or label that has at least four
    /// characters and is the only one, `-N` (so many steps below every head), or any of these on a branch:
    /// `label@head`. A branch is named by a label or by any revision on it. `head` means the revisions that nothing
    /// follows, `heads` those that nothing follows or depends on.
    ///
    /// # Errors
    ///
    /// `unknown-revision`, `unknown-branch`, `ambiguous-revision`, `branch-mismatch`, `multiple-heads`,
    /// `ambiguous-walk`; `relative-not-reachable` if `-N` leads out of the graph; `invalid-symbol` if nothing is
    /// named. Unlike Alembic, a label that does not exist is an error in `label@base` and `label@-N` too.
    pub fn resolve(self, symbol: &str) -> Result<Vec<Index>, RequestError> {
        let positions = self.resolve_positions(symbol)?;
        let revisions = positions.into_iter().map(|position| match position {
            Position::Revision(index) => Ok(index),
            Position::BeforeBase | Position::Nowhere => {
                let reason = Unreachable::TooFar;
                Err(RequestError::RelativeNotReachable { symbol: symbol.to_owned(), reason })
            }
        });
        revisions.collect()
    }

    /// The one revision that `symbol` means; `None` for `base`. `-N` is not understood here.
    ///
    /// # Errors
    ///
    /// As [`resolve`](Self::resolve), and `multiple-heads` if `heads` are several.
    pub fn resolve_one(self, symbol: &str) -> Result<Option<Index>, RequestError> {
        let parsed = Symbol::parse(symbol);
        match self.resolve_word(symbol, parsed)? {
            Some(heads) if heads.len() > 1 => Err(self.multiple_heads(symbol, &heads)),
            Some(heads) => Ok(heads.first().copied()),
            None => self.resolve_name(symbol, parsed).map(Some),
        }
    }

    /// What `revision --depends-on symbol` writes: the symbol itself if it is a label that the revision carries,
    /// otherwise the full id.
    ///
    /// # Errors
    ///
    /// As [`resolve_one`](Self::resolve_one), and `invalid-symbol` for `base`.
    pub fn resolve_dependency(self, symbol: &str) -> Result<Dependency, RequestError> {
        let index = self.resolve_one(symbol)?.ok_or_else(|| RequestError::InvalidSymbol {
            symbol: symbol.to_owned(),
            reason: InvalidSymbol::NoRevision,
        })?;
        let is_label = self.revision(index).labels().any(|label| label == symbol);
        Ok(if is_label { Dependency::Label(symbol.to_owned()) } else { Dependency::Revision(index) })
    }

    /// As [`resolve`](Self::resolve), but `-N` may lead out of the graph.
    pub(crate) fn resolve_positions(self, symbol: &str) -> Result<Vec<Position>, RequestError> {
        let parsed = Symbol::parse(symbol);
        if let Some(heads) = self.resolve_word(symbol, parsed)? {
            return Ok(heads.into_iter().map(Position::Revision).collect());
        }
        let Some(steps) = parsed.below_heads() else {
            return Ok(vec![Position::Revision(self.resolve_name(symbol, parsed)?)]);
        };
        // As in Alembic: heads that carry the label itself; a revision in its place selects none.
        parsed.branch.map(|branch| self.branch(branch)).transpose()?;
        let on_branch = |head: &Index| {
            parsed.branch.is_none_or(|branch| self.revision(*head).labels().any(|label| label == branch))
        };
        let walk = Walk { graph: self, symbol, filter: None, strict: true };
        self.real_heads().filter(on_branch).map(|head| walk.down(Position::Revision(head), steps)).collect()
    }

    /// `heads`, `head`, `base`; `None` if the name is none of these.
    fn resolve_word(self, text: &str, symbol: Symbol<'_>) -> Result<Option<Vec<Index>>, RequestError> {
        if !matches!(symbol.name, "head" | "heads" | "base") {
            return Ok(None);
        }
        let filter = match symbol.branch {
            Some(branch) => Some(self.lineage(&[self.branch(branch)?], Follow::Versioned)),
            None => None,
        };
        if symbol.name == "base" {
            return Ok(Some(Vec::new()));
        }
        let heads: Vec<Index> = match filter {
            None if symbol.name == "heads" => self.real_heads().collect(),
            None => self.heads().collect(),
            Some(filter) => self.heads().filter(|&head| filter.contains(head)).collect(),
        };
        if symbol.name == "head" && heads.len() > 1 {
            return Err(self.multiple_heads(text, &heads));
        }
        Ok(Some(heads))
    }

    /// An id, a label or the beginning of one.
    fn resolve_name(self, text: &str, symbol: Symbol<'_>) -> Result<Index, RequestError> {
        if symbol.name.is_empty() {
            let reason = InvalidSymbol::Empty;
            return Err(RequestError::InvalidSymbol { symbol: text.to_owned(), reason });
        }
        let Some(branch) = symbol.branch else { return self.find_beginning(symbol, None) };
        let lineage = self.lineage(&[self.branch(branch)?], Follow::Versioned);
        let found = match self.find_name(symbol.name) {
            Some(found) => found,
            None => self.find_beginning(symbol, Some(&lineage))?,
        };
        if lineage.contains(found) {
            return Ok(found);
        }
        let revision = self.revision(found).id().to_owned();
        Err(RequestError::BranchMismatch { revision, branch: branch.to_owned() })
    }

    fn find_beginning(
        self,
        symbol: Symbol<'_>,
        lineage: Option<&RevisionSet>,
    ) -> Result<Index, RequestError> {
        let name = symbol.name;
        if let Some(exact) = self.find_name(name) {
            return Ok(exact);
        }
        let beginning = self.names_from(name).take_while(|(candidate, _)| candidate.starts_with(name));
        let long =
            beginning.filter(|(candidate, _)| candidate.chars().nth(SHORTEST_ABBREVIATED - 1).is_some());
        let candidates: Vec<(&str, Index)> =
            long.filter(|(_, index)| lineage.is_none_or(|lineage| lineage.contains(*index))).collect();
        match candidates[..] {
            [(_, index)] => Ok(index),
            [] => Err(RequestError::UnknownRevision {
                symbol: name.to_owned(),
                branch: symbol.branch.map(str::to_owned),
                suggestion: self.suggest(name, lineage),
            }),
            _ => Err(RequestError::AmbiguousRevision {
                symbol: name.to_owned(),
                candidates: candidates.iter().map(|(candidate, _)| (*candidate).to_owned()).collect(),
            }),
        }
    }

    /// The revision that a branch is named by: a label or an id, or the beginning of one.
    pub(crate) fn branch(self, label: &str) -> Result<Index, RequestError> {
        self.find_beginning(Symbol { branch: None, name: label }, None).map_err(|error| match error {
            RequestError::UnknownRevision { symbol, suggestion, .. } => {
                RequestError::UnknownBranch { label: symbol, suggestion }
            }
            other => other,
        })
    }

    /// The revisions on the branch `label`, which may itself be a symbol such as `head` or `label@id`.
    pub(crate) fn branch_filter(self, label: &str) -> Result<RevisionSet, RequestError> {
        let symbol = Symbol::parse(label);
        let mut of = Vec::new();
        if let Some(branch) = symbol.branch {
            of.push(self.branch(branch)?);
        }
        match self.resolve_word(label, symbol)? {
            Some(heads) => of.extend(heads),
            None if symbol.branch.is_some() => of.push(self.resolve_name(label, symbol)?),
            None => of.push(self.branch(label)?),
        }
        if of.is_empty() {
            of.extend(self.bases());
        }
        Ok(self.lineage(&of, Follow::Versioned))
    }

    pub(crate) fn multiple_heads(self, symbol: &str, heads: &[Index]) -> RequestError {
        RequestError::MultipleHeads { symbol: symbol.to_owned(), heads: self.ids(heads) }
    }

    pub(crate) fn ids(self, indices: &[Index]) -> Vec<String> {
        indices.iter().map(|&index| self.revision(index).id().to_owned()).collect()
    }

    fn suggest(self, name: &str, lineage: Option<&RevisionSet>) -> Option<String> {
        let on_branch = |index| lineage.is_none_or(|lineage| lineage.contains(index));
        let names =
            self.names_from("").filter(|&(_, index)| on_branch(index)).map(|(candidate, _)| candidate);
        closest(name, names).map(str::to_owned)
    }
}
