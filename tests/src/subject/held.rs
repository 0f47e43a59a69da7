//! A connection and where it came from.

use std::ops::{Deref, DerefMut};

type Handle<C> = Box<dyn DerefMut<Target = C> + Send>;

/// A connection that was opened, or taken from a pool.
pub(super) struct Held<C> {
    connection: Option<Handle<C>>,
    pool: Option<Box<dyn Fn() -> Handle<C> + Send>>,
}

impl<C: Send + 'static> Held<C> {
    /// One that was opened.
    pub(super) fn own(connection: C) -> Self {
        Held { connection: Some(Box::new(Box::new(connection))), pool: None }
    }

    /// One from a pool, which `take` takes from there.
    pub(super) fn pooled<P: DerefMut<Target = C> + Send + 'static>(
        take: impl Fn() -> P + Send + 'static,
    ) -> Self {
        let take = move || Box::new(take()) as Handle<C>;
        Held { connection: Some(take()), pool: Some(Box::new(take)) }
    }

    /// Gives it back and takes it again.
    pub(super) fn recycle(&mut self) {
        if let Some(take) = &self.pool {
            self.connection = None;
            self.connection = Some(take());
        }
    }
}

impl<C> Deref for Held<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.connection.as_ref().expect("a connection")
    }
}

impl<C> DerefMut for Held<C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection.as_mut().expect("a connection")
    }
}
