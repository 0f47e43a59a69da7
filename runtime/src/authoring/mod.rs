//! What the commands that write files share.

mod clock;
mod create;
mod editor;
mod findings;
mod hooks;
mod lock;
mod names;
mod project;
mod templates;
mod write;

pub(crate) use create::{Draft, Outcome, Single, create};
pub(crate) use editor::edit;
#[cfg(feature = "cli")]
pub(crate) use findings::findings_of;
pub(crate) use findings::refused;
pub(crate) use lock::LockFile;
#[cfg(feature = "cli")]
pub(crate) use project::is_about_heads;
pub(crate) use project::{Scripts, absolute, shown};
pub(crate) use templates::TEMPLATES;
pub use templates::Template;
pub(crate) use write::{replace, write_new};
