//! The commands, named as in `alembic.command`.
//!
//! Each takes a [`Config`](crate::Config) first and gives back data whose `Display` is the text that the command
//! line prints; nothing prints by itself. Commands that work on a database answer as the connection does: at
//! once on a blocking one, with a future on an async one. The others need no connection.
//!
//! | command | what it does |
//! | --- | --- |
//! | [`upgrade`], [`downgrade`] | run revisions |
//! | [`stamp`] | says where the database is, without running anything |
//! | [`current`], [`check`] | where the database is, and whether that is the end |
//! | [`ensure_version`] | creates the version table |
//! | [`repair`] | records the present files for a history that was edited |
//! | [`resolve`] | ends a revision that was interrupted half-way |
//! | [`heads`], [`branches`], [`history`], [`show`] | the revisions |
//! | [`upgrade_sql`], [`downgrade_sql`], [`stamp_sql`], [`ensure_version_sql`] | the same as a script, offline |
//!
//! With the feature `authoring` also those that work on files: `revision`, `merge`, `edit`, `init`, `release`, `lint`,
//! and `list_templates`.

mod branches;
mod check;
mod current;
mod downgrade;
#[cfg(feature = "authoring")]
pub(crate) mod edit;
mod ensure_version;
mod heads;
mod history;
#[cfg(feature = "authoring")]
mod init;
#[cfg(feature = "authoring")]
pub(crate) mod lint;
#[cfg(feature = "authoring")]
mod list_templates;
#[cfg(feature = "authoring")]
mod merge;
mod offline;
#[cfg(feature = "authoring")]
mod release;
mod repair;
mod resolve;
#[cfg(feature = "authoring")]
mod revision;
mod show;
mod stamp;
mod target;
mod upgrade;

pub use branches::{Branch, Branches, branches};
pub use check::{Check, check};
pub use current::{Current, CurrentOptions, current};
pub use downgrade::downgrade;
pub use ensure_version::ensure_version;
pub use heads::{Heads, heads};
pub use history::{History, history, history_current};
pub use offline::{Script, downgrade_sql, ensure_version_sql, stamp_sql, upgrade_sql};
pub use repair::{Repair, repair};
pub use resolve::{Resolution, resolve};
pub use show::{Show, show, show_current};
pub use stamp::{Stamp, stamp};
pub use target::Target;
pub use upgrade::upgrade;

#[cfg(feature = "authoring")]
pub use crate::authoring::Template;
#[cfg(feature = "authoring")]
pub use ambix_source::{DialectFrom, Finding, Fix, Layout, Refused, RuleLevel, Sections};
#[cfg(feature = "authoring")]
pub use edit::{Edited, edit};
#[cfg(feature = "authoring")]
pub use init::{Init, InitOptions, init};
#[cfg(feature = "authoring")]
pub use lint::{Lint, LintOptions, lint};
#[cfg(feature = "authoring")]
pub use list_templates::{Templates, list_templates};
#[cfg(feature = "authoring")]
pub use merge::{Merge, MergeOptions, merge};
#[cfg(feature = "authoring")]
pub use release::{Release, release, undo_release};
#[cfg(feature = "authoring")]
pub use revision::{NewRevision, RevisionOptions, revision};
