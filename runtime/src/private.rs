//! For generated code only; not part of the public interface.

use crate::migrations::{Function, Migrations};

pub use crate::migrations::Function as RevisionFunction;

/// What `embed_migrations!` emits.
pub const fn migrations(
    tables: &'static [u8],
    text: &'static str,
    functions: &'static [Function],
    directory: Option<&'static str>,
    application: &'static str,
) -> Migrations {
    Migrations::embedded(tables, text, functions, directory, application)
}
