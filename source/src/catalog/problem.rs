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

impl Wrong {
    pub(super) fn new(
        code: &'static str,
        range: std::ops::Range<usize>,
        message: String,
        label: impl Into<String>,
    ) -> Wrong {
        Wrong { code, range, message, label: label.into(), help: None, other: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Wrong {
        self.help_if(Some(help.into()))
    }

    pub(super) fn help_if(self, help: Option<String>) -> Wrong {
        Wrong { help, ..self }
    }

    /// What may be meant.
    pub(super) fn near(self, near: Option<&str>) -> Wrong {
        self.help_if(near.map(|near| format!("did you mean `{near}`?")))
    }

    /// Where the thing was defined that this is about, with what to say there.
    pub(super) fn also(self, place: Place, label: &str) -> Wrong {
        self.also_if(Some(place), label)
    }

    pub(super) fn also_if(self, place: Option<Place>, label: &str) -> Wrong {
        Wrong { other: place.map(|place| (place, label.to_owned())), ..self }
    }
}
