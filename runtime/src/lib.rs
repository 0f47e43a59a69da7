//! Database migrations with Alembic's revision graph, checked when the program is compiled and carried inside it.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "authoring")]
mod authoring;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
mod config;
pub mod driver;
mod engine;
mod error;
mod event;
mod fresh;
mod migration_context;
mod migrations;
mod operations;
#[doc(hidden)]
pub mod private;
mod report;
mod revision_info;
mod script_directory;
mod text;
mod value;

pub use ambix_graph::script::{Direction, Transactions, VersionTableFormat};
pub use ambix_macros::embed_migrations;
pub use config::{Config, Newer, NoConnection};
pub use driver::{Connection, Dialect};
pub use error::{Error, Place, Result};
pub use event::Event;
pub use migration_context::MigrationContext;
pub use migrations::{BoxFuture, Migrations, RevisionFn};
pub use operations::{Execute, Operations, Query};
pub use report::{Applied, Report};
pub use revision_info::RevisionInfo;
pub use script_directory::ScriptDirectory;
pub use value::{Row, Value};

#[cfg(feature = "rusqlite")]
pub use rusqlite;
#[cfg(feature = "sqlx-sqlite")]
pub use sqlx;
