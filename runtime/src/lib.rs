//! Database migrations with Alembic's revision graph, checked when the program is compiled and carried inside it.
//!
//! Revisions are files in a script directory, `migrations` by default. [`embed_migrations!`] reads, checks and orders
//! them at build time; what is wrong is a compile error with file, line and help. The functions in [`command`] bring a
//! database up to date with what the program carries, and do the rest of what `alembic` does.
//!
//! ```no_run
//! # const SET: ambix::Migrations = ambix::embed_migrations!("src/example", watch = false);
//! static MIGRATIONS: ambix::Migrations = /* ambix::embed_migrations!() */
//! # SET;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut connection = rusqlite::Connection::open("app.db")?;
//! let mut config = ambix::Config::new(&MIGRATIONS).connection(&mut connection);
//! let report = ambix::command::upgrade(&mut config, "head")?;
//! print!("{report}");
//! # Ok(())
//! # }
//! ```
//!
//! # The main types
//!
//! | | |
//! | --- | --- |
//! | [`Migrations`] | the revisions, as data in the program |
//! | [`Config`] | what every command takes: revisions, connection, options |
//! | [`command`] | the commands, by Alembic's names |
//! | [`Report`], [`Error`], [`Event`] | what was done, what went wrong, what happens |
//! | [`Operations`] | what a revision in Rust can do |
//! | [`ScriptDirectory`], [`MigrationContext`] | for programs that need more than a command |
//! | [`driver`] | what a connection must offer, to support another one |
//! | `schema` | structures of databases as data (feature `schema`) |
//!
//! # The answer follows the connection
//!
//! Commands take a connection of a supported driver, or a transaction that the caller has begun, by value or by `&mut`.
//! On a blocking connection they answer at once; on an async one with a future:
//!
//! | feature | types | answer |
//! | --- | --- | --- |
//! | `diesel-mysql` | `MysqlConnection`; a pooled one as `&mut *pooled` | `Result` |
//! | `diesel-postgres` | `PgConnection`; a pooled one as `&mut *pooled` | `Result` |
//! | `diesel-sqlite` | `SqliteConnection`; a pooled one as `&mut *pooled` | `Result` |
//! | `mysql` | `Conn`, `PooledConn`, `Transaction` | `Result` |
//! | `mysql_async` | `Conn`, also from a pool, `Transaction` | a `Send` future of it |
//! | `postgres` | `Client`, `Transaction`; a pooled one as `&mut *pooled` | `Result` |
//! | `rusqlite` (default) | `Connection`, `Transaction`, `Savepoint`; a pooled one as `&mut *pooled` | `Result` |
//! | `sqlx-mysql` | `MySqlConnection`, `PoolConnection<MySql>`, `Transaction<MySql>` | a `Send` future of it |
//! | `sqlx-postgres` | `PgConnection`, `PoolConnection<Postgres>`, `Transaction<Postgres>` | a `Send` future of it |
//! | `sqlx-sqlite` | `SqliteConnection`, `PoolConnection<Sqlite>`, `Transaction<Sqlite>` | a `Send` future of it |
//! | `tokio-postgres` | `Client`, `Transaction`; a pooled one as `&mut **pooled` | a `Send` future of it |
//!
//! A future that is dropped rolls back and leaves the connection as it was. One exception: sqlx on MySQL can send nothing
//! behind a statement that is under way. A pool then closes the connection; one of your own should be closed, too.
//!
//! diesel tells neither the code nor, on SQLite and MySQL, the place of an error; on PostgreSQL some errors are known by
//! their text alone, as long as the server speaks English. What gives rows it prepares, unnamed.
//!
//! Inside a transaction of the caller, commands never commit or end it: several commands and the caller's own
//! statements share its fate. What cannot run inside is `needs-own-transaction`, before anything ran.
//!
//! # Revision files
//!
//! `<id>_<slug>.sql`, with the message and the place in the graph in a comment block at the top:
//!
//! ```sql
//! -- Give every order a currency
//! --
//! -- revision: 3f2c9a1b7d04
//! -- down_revision: 9a0c11d7e2bf
//! -- depends_on: 8d21c0fe4410
//! -- branch_labels: orders
//! -- transaction: auto
//!
//! -- ambix:upgrade
//! ALTER TABLE orders ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';
//!
//! -- ambix:downgrade
//! ALTER TABLE orders DROP COLUMN currency;
//! ```
//!
//! `depends_on`, `branch_labels` and `transaction` are optional, as are `statement_lock_timeout: 2s` and
//! `statement_timeout: 10min` (limits for its statements on PostgreSQL and MariaDB), `created` (a time, written by `ambix revision`) and
//! `destroys` (what is lost on purpose, for reviewers). In place of the downgrade may stand
//! `-- ambix:irreversible: <reason>`. A section may name dialects: `-- ambix:upgrade sqlite`. `-- ambix:statement` and
//! `-- ambix:end` enclose text that must go to the server as one piece; `-- ambix:unchecked` switches checks off for a
//! statement, or for the file when it stands above the sections.
//!
//! `<id>_<slug>.rs` is a revision in Rust, with the same header in `//!` lines, and `//! ambix:irreversible: <reason>` in
//! place of its `downgrade`: see [`Operations`]. `//! offline: path.sql` names a file with the same in SQL, for scripts. Its
//! text is not part of the history that is compared.
//!
//! `transaction: off` runs the statements one by one, each committed before the next: for `VACUUM` and its like. After an
//! interruption the next run goes on after the last one that is done.
//!
//! A table that SQLite cannot alter is rebuilt: create a new one, copy, drop the old one, rename. ambix recognises this,
//! switches foreign keys off around the transaction and checks them before it commits; `PRAGMA foreign_keys` in the
//! body is neither needed nor harmful. Triggers and views that name the table are dropped before and created after.
//!
//! # Settings
//!
//! `ambix.toml` beside `Cargo.toml` (or `[package.metadata.ambix]` in it):
//!
//! ```toml
//! [ambix]
//! script_location = "migrations"   # from the folder of Cargo.toml
//! dialects = ["sqlite"]            # every revision needs a body for each
//! heads = "single"                 # or "many", for independent labelled branches
//! downgrade = "required"           # or "optional"
//! version_table = "ambix_version"
//! version_table_format = "ambix"   # or "alembic"
//! transactions = "auto"            # "run": one for all; "revision": one for each
//! lock_timeout = "60s"             # waiting for another process that migrates
//! statement_lock_timeout = "10s"   # a statement waiting for a lock of the database
//! statement_timeout = "0"          # a statement running; "0": no limit
//! pooler = false                   # true: PgBouncer in transaction mode, Galera
//! schema = "schema.sql"            # the schema that is wanted; or { sqlite = "…", postgres = "…" }
//! schema_exclude = ["audit_*"]     # what is not compared with it; schema_include: what alone is
//!
//! [ambix.billing]                  # another set: embed_migrations!(name = "billing")
//! script_location = "billing/migrations"
//! ```
//!
//! # Environment
//!
//! - `AMBIX_DIR`, `AMBIX_DIR_<NAME>`: another script directory for the build.
//! - `AMBIX_STALE=ignore`: a debug build does not compare what is embedded with the directory.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod advice;
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
#[cfg(feature = "schema")]
pub mod schema;
mod script_directory;
mod text;
mod value;

pub use ambix_graph::script::{Direction, Transactions, VersionTableFormat};
pub use ambix_macros::embed_migrations;
pub use config::{Config, InvalidIndex, Newer, NoConnection};
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

#[cfg(any(feature = "diesel-mysql", feature = "diesel-postgres", feature = "diesel-sqlite"))]
pub use diesel;
#[cfg(feature = "mysql")]
pub use mysql;
#[cfg(feature = "mysql_async")]
pub use mysql_async;
#[cfg(feature = "postgres")]
pub use postgres;
#[cfg(feature = "rusqlite")]
pub use rusqlite;
#[cfg(any(feature = "sqlx-mysql", feature = "sqlx-postgres", feature = "sqlx-sqlite"))]
pub use sqlx;
#[cfg(feature = "tokio-postgres")]
pub use tokio_postgres;
