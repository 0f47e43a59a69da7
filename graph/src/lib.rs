//! The revision graph of ambix: identifiers, symbols, traversal and version-row arithmetic.
//!
//! Everything here is pure: no I/O, no SQL, no dependencies. A graph is built once, from declarations in load
//! order ([`build`]), into an [`Image`](image::Image): little-endian tables and one text. The macro emits these
//! as two literals, the command line keeps them in memory; both are read through the same [`Graph`] view, by
//! index, with nothing built or hashed at start-up.
//!
//! ```
//! use ambix_graph::image::{Image, Writer};
//! use ambix_graph::{Declaration, Graph, build};
//!
//! let declarations = [
//!     Declaration { id: "a1".into(), ..Declaration::default() },
//!     Declaration { id: "b2".into(), down_revision: vec!["a1".into()], ..Declaration::default() },
//! ];
//! let mut writer = Writer::new(0);
//! build(&declarations).expect("a sound graph").write(&mut writer);
//! let (tables, text) = writer.finish();
//!
//! let graph = Graph::new(Image::new(&tables, &text));
//! let plan = graph.upgrade_plan(&[], &["head"])?;
//! let ids: Vec<_> = plan.steps.iter().map(|step| graph.revision(step.revision).id()).collect();
//! assert_eq!(ids, ["a1", "b2"]);
//! # Ok::<(), ambix_graph::RequestError>(())
//! ```
//!
//! What is meant by a symbol, which revisions a command runs, in which order, and what that does to the rows of
//! the version table, is Alembic's, so that a person who knows Alembic is never surprised. Where ambix differs on
//! purpose, the item says so.

mod build;
mod build_error;
mod cycle;
mod dialect;
mod downgrade;
mod graph;
mod history;
mod index;
mod labels;
mod lineage;
mod map;
mod name;
mod normalize;
mod request_error;
mod resolve;
mod revision;
mod rows;
mod settings;
mod sort;
mod stamp;
mod suggest;
mod symbol;
mod upgrade;
mod walk;

pub mod image;
pub mod script;

pub use build::{Declaration, build};
pub use build_error::{BuildError, Field};
pub use graph::Graph;
pub use index::{Index, Indices, RevisionSet};
pub use map::RevisionMap;
pub use name::{NameError, check_label, check_revision_id};
pub use request_error::{InvalidSymbol, RequestError, Unreachable};
pub use resolve::Dependency;
pub use revision::Revision;
pub use rows::{Plan, RowChange, Step, apply};
pub use stamp::StampPlan;
