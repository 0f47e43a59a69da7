//! What is measured: a tool with its migrations, on a connection.

use super::place::Place;

/// One competitor. `open` is not measured, what it gives is.
pub struct Tool {
    pub name: &'static str,
    pub open: Box<Open>,
}

type Open = dyn Fn(&Place) -> Box<dyn Session>;

/// An open connection, and a tool that brings its database up to date.
pub trait Session {
    /// Applies what is pending; how many migrations that were, if the tool says.
    fn upgrade(&mut self) -> usize;
}

impl Tool {
    pub fn new<S: Session + 'static>(name: &'static str, open: impl Fn(&Place) -> S + 'static) -> Self {
        Tool { name, open: Box::new(move |place| Box::new(open(place))) }
    }
}
