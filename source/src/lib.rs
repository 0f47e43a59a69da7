//! Reads a script directory into a checked graph and an image that can be embedded.
//!
//! [`Configuration::load`] reads `ambix.toml`, [`load()`] the directory: it lists the files, reads headers, sections
//! and statements, checks them, orders the graph and writes the image. Whatever is wrong is a [`Finding`]; all of
//! them are collected, and [`render()`] shows each with the lines it points at.
//!
//! A lexer per dialect finds where statements begin and end, which is enough for the checks that are always on, for
//! hashes, and for what a statement does to transactions. With the features `sqlite`, `postgres` and `mysql` each
//! statement goes through the grammar of its dialect as well (`syntax/`), and what the database would refuse is a
//! finding.
//!
//! [`lint()`] says the same about directories of other tools, and which changes are certain.

// Without a grammar nothing is read, and what looks at trees has none to look at.
#![cfg_attr(
    not(any(feature = "mysql", feature = "postgres", feature = "sqlite")),
    allow(dead_code, unused_imports, unused_variables)
)]

mod body;
mod catalog;
mod check;
mod configuration;
mod cores;
mod destroys;
mod directive;
mod duration;
mod effort;
mod file_name;
mod finding;
mod fixes;
mod graph;
mod hash;
mod header;
mod layout;
mod lexer;
mod lint;
mod load;
mod lock;
mod marks;
mod new_revision;
mod package;
mod property;
mod render;
mod rules;
mod rust_items;
mod rust_revision;
mod schema_file;
mod script;
mod script_directory;
mod section;
mod set;
mod split;
mod suggest;
mod syntax;
// No dialect says all that can be said: without all grammars some of it is never made.
#[cfg_attr(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")), allow(dead_code))]
mod tree;

pub use configuration::{Check, Configuration, Downgrade, Heads, Hook, RuleLevel, way};
pub use destroys::destroyed;
pub use file_name::{FileTime, slug};
pub use finding::{Finding, Fix, Level, Place, Source, Spot};
pub use fixes::{FixedFile, Fixes, Refused};
pub use header::{Header, Word};
pub use layout::Layout;
pub use lint::{DialectFrom, LintOptions, Linted, LintedFile, lint};
pub use load::{Loaded, load, load_none};
pub use lock::Lock;
pub use new_revision::{NewRevision, Sections};
pub use package::not_packaged;
pub use render::{render, render_coloured};
pub use rules::{Code, Rule, codes, no_level, rules};
pub use schema_file::SchemaFile;
pub use script::{Functions, Kind, Offline, Script, Section, Variant};
pub use set::{EmbeddedFile, RustRevision, Set};
pub use split::Statement;
pub use suggest::suggest;
