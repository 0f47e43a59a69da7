//! The set of revisions that a program carries.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use ambix_graph::Graph;
use ambix_graph::image::Image;
use ambix_graph::script::Settings;

use crate::error::Result;
use crate::operations::Operations;

/// The revisions of one script directory, checked and ordered when the program was built.
///
/// Made by [`embed_migrations!`](crate::embed_migrations); cheap to clone.
#[derive(Clone)]
pub struct Migrations {
    data: Data,
    functions: &'static [Function],
    directory: Option<&'static str>,
    application: &'static str,
}

#[derive(Clone)]
enum Data {
    Embedded { tables: &'static [u8], text: &'static str },
    Loaded(Arc<(Vec<u8>, String)>),
}

/// The future of a revision in Rust.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The `upgrade` or `downgrade` of a revision in Rust.
pub type RevisionFn = for<'a, 'm> fn(&'a mut Operations<'m>) -> BoxFuture<'a, Result<()>>;

/// A revision in Rust: its place in the tables and its functions. Generated code only.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Function {
    pub index: u32,
    pub upgrade: RevisionFn,
    pub downgrade: Option<RevisionFn>,
}

impl Migrations {
    pub(crate) const fn embedded(
        tables: &'static [u8],
        text: &'static str,
        functions: &'static [Function],
        directory: Option<&'static str>,
        application: &'static str,
    ) -> Self {
        Migrations { data: Data::Embedded { tables, text }, functions, directory, application }
    }

    /// A set that was loaded from its directory while the program runs.
    pub fn loaded(tables: Vec<u8>, text: String) -> Self {
        Migrations {
            data: Data::Loaded(Arc::new((tables, text))),
            functions: &[],
            directory: None,
            application: concat!("ambix ", env!("CARGO_PKG_VERSION")),
        }
    }

    /// The same set with functions for its revisions in Rust, sorted by index.
    #[doc(hidden)]
    #[must_use]
    pub fn with_functions(mut self, functions: &'static [Function]) -> Self {
        self.functions = functions;
        self
    }

    fn image(&self) -> Image<'_> {
        match &self.data {
            Data::Embedded { tables, text } => Image::new(tables, text),
            Data::Loaded(loaded) => Image::new(&loaded.0, &loaded.1),
        }
    }

    /// The revision graph.
    pub fn graph(&self) -> Graph<'_> {
        Graph::new(self.image())
    }

    /// The settings with which the set was built.
    pub fn settings(&self) -> Settings<'_> {
        Settings::read(self.image())
    }

    /// The functions of the revisions in Rust that are linked into this program.
    pub(crate) fn functions(&self) -> &'static [Function] {
        self.functions
    }

    /// The script directory on the machine that built the program; `None` in release builds.
    pub(crate) fn directory(&self) -> Option<&'static str> {
        self.directory
    }

    /// Name and version of the application.
    pub(crate) fn application(&self) -> &'static str {
        self.application
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrations").field("revisions", &self.graph().len()).finish_non_exhaustive()
    }
}
