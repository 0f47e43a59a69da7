//! Why a statement could not be read.

/// A token that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// Its offset, or the length of the statement.
    pub(crate) at: usize,
    /// What would have fitted; empty where nobody can tell.
    pub(crate) expected: &'static str,
    /// No version of a server knows a meaning for it.
    pub(super) is_certain: bool,
}

pub(super) type Result<T> = std::result::Result<T, Misfit>;
