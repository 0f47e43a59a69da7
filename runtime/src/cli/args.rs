//! What stands on the command line.

#[cfg(feature = "authoring")]
use std::path::PathBuf;

use clap::{Args, FromArgMatches, Subcommand};

use crate::command::Resolution;

/// Options that every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// ambix.toml or Cargo.toml, in place of the nearest from here upwards [env: AMBIX_CONFIG]
    #[cfg(feature = "authoring")]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// The set, where there are several: `[ambix.<NAME>]` [env: AMBIX_NAME]
    #[cfg(feature = "authoring")]
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(super) name: Option<String>,

    /// The script directory, in place of what the settings say [env: AMBIX_SCRIPT_LOCATION]
    #[cfg(feature = "authoring")]
    #[arg(long, global = true, value_name = "DIRECTORY")]
    pub(super) script_location: Option<PathBuf>,

    /// The database, for example `sqlite://app.db` [env: AMBIX_URL, DATABASE_URL]
    #[arg(long, global = true, value_name = "URL")]
    pub(super) url: Option<String>,

    /// The version table, in place of what the settings say [env: AMBIX_VERSION_TABLE]
    #[arg(long, global = true, value_name = "TABLE")]
    pub(super) version_table: Option<String>,

    /// How long to wait for the database's lock [env: AMBIX_LOCK_TIMEOUT] [default: 60]
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(super) lock_timeout: Option<f64>,

    /// Answer with one JSON object on standard output [env: AMBIX_JSON=1]
    #[arg(long, global = true)]
    pub(super) json: bool,

    /// Print nothing but errors, and the script of `--sql` [env: AMBIX_QUIET=1]
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// An argument for the application; it decides what it means
    #[arg(short = 'x', global = true, value_name = "ARG")]
    pub(super) x: Vec<String>,
}

/// A command with its arguments.
#[derive(Clone, Debug)]
pub struct Action(
    // Boxed, because a command line of its own has this beside small variants.
    pub(super) Box<Kind>,
);

impl FromArgMatches for Action {
    fn from_arg_matches(matches: &clap::ArgMatches) -> Result<Self, clap::Error> {
        Kind::from_arg_matches(matches).map(|kind| Action(Box::new(kind)))
    }

    fn update_from_arg_matches(&mut self, matches: &clap::ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl Subcommand for Action {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        Kind::augment_subcommands(command)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Kind::augment_subcommands_for_update(command)
    }

    fn has_subcommand(name: &str) -> bool {
        Kind::has_subcommand(name)
    }
}

/// The commands, in the order in which they are needed.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Kind {
    #[cfg(feature = "authoring")]
    Init(super::authoring_args::Init),
    #[cfg(feature = "authoring")]
    Revision(super::authoring_args::Revision),
    #[cfg(feature = "authoring")]
    Merge(super::authoring_args::Merge),
    #[cfg(feature = "authoring")]
    Edit(super::authoring_args::Edit),
    #[cfg(feature = "authoring")]
    Release(super::authoring_args::Release),
    #[cfg(feature = "authoring")]
    Lint(super::authoring_args::Lint),
    #[cfg(feature = "authoring")]
    #[command(name = "list_templates", visible_alias = "list-templates")]
    ListTemplates(super::authoring_args::ListTemplates),
    Upgrade(Upgrade),
    Downgrade(Downgrade),
    Stamp(Stamp),
    Current(Current),
    Check(Check),
    #[cfg(all(feature = "authoring", feature = "schema"))]
    Verify(super::compare_args::Verify),
    #[cfg(all(feature = "authoring", feature = "schema"))]
    Diff(super::compare_args::Diff),
    #[cfg(all(feature = "authoring", feature = "schema"))]
    Schema(super::compare_args::Schema),
    Heads(Heads),
    Branches(Branches),
    History(History),
    Show(Show),
    #[command(name = "ensure_version", visible_alias = "ensure-version")]
    EnsureVersion(EnsureVersion),
    Repair(Repair),
    Resolve(Resolve),
}

/// Apply revisions up to a target
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Targets:
  head, heads          the one head, all heads
  3f2c9a, 3f2          a revision, by its id or the beginning of it
  +2                   the next two revisions
  orders, orders@head  the head of a branch, by its label
  orders@+1, 3f2c9a+2  relative to a branch, or to a revision
With --sql a target may be a range: `<from>:<to>`; `<to>` alone begins with an empty database.

If the file of an SQLite database does not exist, it is created.")]
pub(super) struct Upgrade {
    /// Where to go
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    pub(super) target: String,
    #[command(flatten)]
    pub(super) sql: Sql,
}

/// Take revisions back, down to a target
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Targets:
  -1                   the last revision is taken back
  base                 all of them
  3f2c9a, 3f2          down to this revision, which stays
  orders@base          all of a branch, by its label
  orders@-1, 3f2c9a-2  relative to a branch, or to a revision
With --sql the target is a range: `<from>:<to>`.")]
pub(super) struct Downgrade {
    /// Where to go
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    pub(super) target: String,
    #[command(flatten)]
    pub(super) sql: Sql,
}

/// Record where the database is, without running anything
#[derive(Clone, Debug, Args)]
pub(super) struct Stamp {
    /// The revisions that the database is at: `head`, `heads`, `base`, ids, labels
    #[arg(value_name = "TARGET", required = true, allow_negative_numbers = true)]
    pub(super) targets: Vec<String>,
    /// Empty the version table first, whatever it holds
    #[arg(long, conflicts_with = "sql")]
    pub(super) purge: bool,
    #[command(flatten)]
    pub(super) sql: Sql,
}

/// Show which revisions the database is at
#[derive(Clone, Debug, Args)]
pub(super) struct Current {
    /// Exit with 3 if `upgrade heads` would do anything
    #[arg(short, long)]
    pub(super) check_heads: bool,
    /// Show revisions in full
    #[arg(short, long)]
    pub(super) verbose: bool,
    // Its short form is taken here, as in Alembic; an argument of the same name is not replaced by the global one.
    /// ambix.toml or Cargo.toml, in place of the nearest from here upwards [env: AMBIX_CONFIG]
    #[cfg(feature = "authoring")]
    #[arg(long, value_name = "FILE", help_heading = "Options of every command")]
    config: Option<PathBuf>,
}

/// Succeed if the database is up to date; exit with 3 if not
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
It is up to date if `upgrade heads` would do nothing, and the files of applied revisions are what was
applied. If ambix.toml names the schema that is wanted (`schema = \"schema.sql\"`), the database
must have it; the differences are listed, one a line.")]
pub(super) struct Check {
    #[cfg(all(feature = "authoring", feature = "schema"))]
    #[command(flatten)]
    pub(super) comparing: super::compare_args::Comparing,
}

/// List the heads: the revisions that nothing follows
#[derive(Clone, Debug, Args)]
pub(super) struct Heads {
    /// Leave out heads that another revision depends on
    #[arg(long)]
    pub(super) resolve_dependencies: bool,
    /// Show revisions in full
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// List the branch points: the revisions that several others follow
#[derive(Clone, Debug, Args)]
pub(super) struct Branches {
    /// Show revisions in full
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// List revisions, newest first
#[derive(Clone, Debug, Args)]
pub(super) struct History {
    /// Only this range, ends included: `3f2c9a:head`, `base:current`, `-2:` (the last three)
    #[arg(short, long, value_name = "START:END", allow_hyphen_values = true)]
    pub(super) rev_range: Option<String>,
    /// Mark the revisions that the database is at
    #[arg(short, long)]
    pub(super) indicate_current: bool,
    /// Show revisions in full
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// Show a revision in full
#[derive(Clone, Debug, Args)]
pub(super) struct Show {
    /// An id or the beginning of it, a label, `head`, `heads`, or `current` for what the database is at
    #[arg(value_name = "REVISION")]
    pub(super) revision: String,
}

/// Create the version table if it does not exist
#[derive(Clone, Debug, Args)]
pub(super) struct EnsureVersion {
    #[command(flatten)]
    pub(super) sql: Sql,
}

/// Accept the present files as what was applied, after applied revisions were edited
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Shows what differs, and records the present files in the version table and the journal. No statement of a
revision is run.")]
pub(super) struct Repair {}

/// End a revision that was interrupted half-way, after a look at the database
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "\
Normally the next `upgrade` or `downgrade` goes on by itself. This is for a statement of which only somebody who
looks can tell whether it has taken effect, and for giving up. No statement of a revision is run.",
    group = clap::ArgGroup::new("found").required(true)
)]
pub(super) struct Resolve {
    /// The revision: its id or the beginning of it
    #[arg(value_name = "REVISION")]
    pub(super) revision: String,
    /// All of it has taken effect
    #[arg(long, group = "found")]
    pub(super) done: bool,
    /// What stands before statement N, counted from 1, has taken effect; the next run goes on with it
    #[arg(long, value_name = "N", group = "found")]
    pub(super) redo_from: Option<usize>,
    /// Nothing of it is in effect, or not any more
    #[arg(long, group = "found")]
    pub(super) abandon: bool,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Sql {
    /// Write a script to standard output instead; no database is needed
    #[arg(long)]
    pub(super) sql: bool,
    /// sqlite, postgres or mysql; needed if the set has several and the URL does not say
    #[arg(long, value_name = "DIALECT", requires = "sql", hide_possible_values = true, value_parser = ["sqlite", "postgres", "mysql"])]
    pub(super) dialect: Option<String>,
}

impl Kind {
    /// Whether the command works on a database.
    pub(super) fn needs_database(&self) -> bool {
        match self {
            Kind::Upgrade(Upgrade { sql, .. })
            | Kind::Downgrade(Downgrade { sql, .. })
            | Kind::Stamp(Stamp { sql, .. })
            | Kind::EnsureVersion(EnsureVersion { sql }) => !sql.sql,
            #[cfg(all(feature = "authoring", feature = "schema"))]
            Kind::Check(check) => !check.comparing.from_revisions,
            #[cfg(all(feature = "authoring", feature = "schema"))]
            Kind::Verify(_) | Kind::Diff(_) | Kind::Schema(_) => false,
            #[cfg(not(all(feature = "authoring", feature = "schema")))]
            Kind::Check(_) => true,
            Kind::Current(_) | Kind::Repair(_) | Kind::Resolve(_) => true,
            Kind::History(history) => history.indicate_current || history.names_current(),
            Kind::Show(show) => show.revision == "current",
            #[cfg(feature = "authoring")]
            Kind::Edit(edit) => edit.revision == "current",
            Kind::Heads(_) | Kind::Branches(_) => false,
            #[cfg(feature = "authoring")]
            Kind::Init(_)
            | Kind::Revision(_)
            | Kind::Merge(_)
            | Kind::Release(_)
            | Kind::Lint(_)
            | Kind::ListTemplates(_) => false,
        }
    }

    /// Whether a database that does not exist may be created for it.
    #[cfg(feature = "rusqlite")]
    pub(super) fn may_create_database(&self) -> bool {
        matches!(self, Kind::Upgrade(_) | Kind::Stamp(_) | Kind::EnsureVersion(_))
    }

    /// Whether the command's answer may be no.
    pub(super) fn asks(&self) -> bool {
        match self {
            #[cfg(all(feature = "authoring", feature = "schema"))]
            Kind::Verify(_) => true,
            Kind::Check(_) | Kind::Current(Current { check_heads: true, .. }) => true,
            _ => false,
        }
    }
}

impl Resolve {
    pub(super) fn resolution(&self) -> Resolution {
        match self.redo_from {
            Some(number) => Resolution::RedoFrom(number),
            None if self.done => Resolution::Done,
            None => Resolution::Abandon,
        }
    }
}

impl History {
    pub(super) fn names_current(&self) -> bool {
        self.rev_range.as_ref().is_some_and(|range| range.split(':').any(|end| end.trim() == "current"))
    }
}
