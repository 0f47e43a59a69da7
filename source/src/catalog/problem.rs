//! What is wrong with a statement.

use super::Place;
use super::missing::Missing;

/// What was found out about a statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Problem {
    /// Whether it is a mistake is decided at the end.
    Missing(Missing),
    Wrong(Box<Wrong>),
}

/// A mistake.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) range: std::ops::Range<usize>,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    /// Where the thing was defined that this is about, with what to say there.
    pub(super) other: Option<(Place, String)>,
}
