//! The arguments of commands that compare structures.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What is compared with what.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Options of comparing")]
pub(crate) struct Comparing {
    /// The file with the schema that is wanted, in place of what the settings say
    #[arg(long, value_name = "FILE")]
    pub(super) schema: Option<PathBuf>,
    /// Compare what the revisions make of an empty database, in place of the database that is connected
    #[arg(long)]
    pub(super) from_revisions: bool,
    #[command(flatten)]
    pub(super) scratch: Scratch,
    #[command(flatten)]
    pub(super) filter: Filter,
}

/// Where schema files and revisions are tried.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Scratch {
    /// The server for scratch databases, in place of that of the database [env: AMBIX_SCRATCH_URL]
    #[arg(long, value_name = "URL")]
    pub(super) scratch_url: Option<String>,
}

/// What is looked at.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Filter {
    /// Look only at this: `users`, `billing.*`, `table audit_*`; may be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(super) include: Vec<String>,
    /// Do not look at this; may be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(super) exclude: Vec<String>,
}

/// How structures are read, wherever they come from.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Reading {
    /// sqlite, postgres or mysql, where nothing else says it
    #[arg(long, value_name = "DIALECT", hide_possible_values = true, value_parser = ["sqlite", "postgres", "mysql"])]
    pub(super) dialect: Option<String>,
    #[command(flatten)]
    pub(super) scratch: Scratch,
    #[command(flatten)]
    pub(super) filter: Filter,
}

/// The structure of databases: print it
#[derive(Clone, Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Schema {
    #[command(subcommand)]
    pub(super) command: SchemaCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum SchemaCommand {
    Dump(Dump),
}

/// Print the statements that make the structure of a database
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
  ambix schema dump                       the connected database
  ambix schema dump head > schema.sql     what the revisions make of an empty one
  ambix schema dump sqlite://app.db
  ambix schema dump schema.sql            the same as the database spells it

Tables of ambix itself are left out.")]
pub(crate) struct Dump {
    /// A URL, a file, or a revision; by default the connected database
    #[arg(value_name = "SOURCE", allow_negative_numbers = true)]
    pub(super) source: Option<String>,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// Compare two structures: what it takes to turn A into B; exit with 3 if they differ
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
  ambix diff head schema.sql              what the next revision has to do
  ambix diff sqlite://app.db head         what the database has otherwise than the revisions
  ambix diff 3f2c9a head --sql            as SQL")]
pub(crate) struct Diff {
    /// A URL, a file, or a revision
    #[arg(value_name = "A")]
    pub(super) from: String,
    /// A URL, a file, or a revision
    #[arg(value_name = "B")]
    pub(super) to: String,
    /// Print the statements
    #[arg(long)]
    pub(super) sql: bool,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// Run every revision up, down and up again on a scratch database, and compare what there is
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
On SQLite the scratch database is in memory; on a server it is created and dropped. There is no
data in it: what a revision does to rows is not seen. Exits with 3 if a downgrade does not restore
what was there before.")]
pub(crate) struct Verify {
    /// sqlite, postgres or mysql; needed if the set has several and no URL says
    #[arg(long, value_name = "DIALECT", hide_possible_values = true, value_parser = ["sqlite", "postgres", "mysql"])]
    pub(super) dialect: Option<String>,
    #[command(flatten)]
    pub(super) scratch: Scratch,
}
