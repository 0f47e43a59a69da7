//! The arguments of commands that write files.

use std::path::PathBuf;

use ambix_source::{RuleLevel, no_level};
use clap::{Args, ValueEnum};

/// Set up migrations: script directory, ambix.toml, build.rs
#[derive(Clone, Debug, Args)]
#[command(after_help = "Files that exist are left as they are; what is to be added to them is printed.")]
pub(super) struct Init {
    /// The script directory to create [default: migrations]
    #[arg(value_name = "DIRECTORY")]
    pub(super) directory: Option<PathBuf>,
    /// What to begin with; `list_templates` shows the choice
    #[arg(short, long, value_name = "TEMPLATE", default_value = "sqlite")]
    pub(super) template: String,
}

/// Create a revision file
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Prints the path of the file, which has a fresh id and follows the head. Write the SQL into it, then `upgrade head`.

  ambix revision -m \"create users\"
  ambix revision -m \"start billing\" --head base --branch-label billing    a branch of its own
  ambix revision -m \"add invoices\" --head billing@head                   the next on that branch")]
pub(super) struct Revision {
    /// What the revision does; it becomes the comment at the top and the name of the file
    #[arg(short, long, value_name = "TEXT")]
    pub(super) message: Option<String>,
    /// A revision in Rust, which only the application can run
    #[arg(long)]
    pub(super) rust: bool,
    /// Write what turns the database into the schema that is wanted, and back; it must be at head
    #[cfg(feature = "schema")]
    #[arg(long, conflicts_with = "rust")]
    pub(super) autogenerate: bool,
    /// What it follows: a head, `label@head`, `heads`, or `base` for a new root
    #[arg(long, value_name = "REVISION", default_value = "head")]
    pub(super) head: Vec<String>,
    /// Allow it to follow a revision that is not a head: begin a branch there
    #[arg(long)]
    pub(super) splice: bool,
    /// A label for the branch that it begins
    #[arg(long, value_name = "LABEL")]
    pub(super) branch_label: Vec<String>,
    /// A revision of another branch that must be applied before it; may be given several times
    #[arg(long, value_name = "REVISION")]
    pub(super) depends_on: Vec<String>,
    /// Its id, in place of a random one
    #[arg(long, value_name = "ID")]
    pub(super) rev_id: Option<String>,
    /// The folder of the script directory to put it into
    #[arg(long, value_name = "FOLDER")]
    pub(super) version_path: Option<PathBuf>,
    #[cfg(feature = "schema")]
    #[command(flatten)]
    pub(super) comparing: super::compare_args::Comparing,
}

/// Join several heads with a revision that follows all of them
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Prints the path of the new file. An ambix.lock with the marks of a merge conflict is written anew.")]
pub(super) struct Merge {
    /// What to join: ids, labels, `heads` [default: all heads, if there are several]
    #[arg(value_name = "REVISION")]
    pub(super) revisions: Vec<String>,
    /// What the revision does
    #[arg(short, long, value_name = "TEXT")]
    pub(super) message: Option<String>,
    /// Allow it to follow revisions that are not heads
    #[arg(long)]
    pub(super) splice: bool,
    /// A label for what follows
    #[arg(long, value_name = "LABEL")]
    pub(super) branch_label: Vec<String>,
    /// Its id, in place of a random one
    #[arg(long, value_name = "ID")]
    pub(super) rev_id: Option<String>,
}

/// Open revision files in an editor: $EDITOR, $VISUAL, or one that is found
#[derive(Clone, Debug, Args)]
pub(super) struct Edit {
    /// An id or the beginning of it, a label, `head`, `heads`, or `current` for what the database is at
    #[arg(value_name = "REVISION")]
    pub(super) revision: String,
}

/// Mark revisions as released: from then on a change of them is an error
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
What databases have run must not change any more. ambix.lock records which revisions that are; it is written if there
is none. A released revision may still get other comments, blanks and messages.")]
pub(super) struct Release {
    /// The revisions, and with them all that they need: ids, labels, `head` [default: all]
    #[arg(value_name = "REVISION", required_if_eq("undo", "true"))]
    pub(super) revisions: Vec<String>,
    /// Open these revisions again, and only these: no database has run them
    #[arg(long)]
    pub(super) undo: bool,
}

/// List what `init` can begin with
#[derive(Clone, Debug, Args)]
pub(super) struct ListTemplates {}

/// Check SQL without a database: the script directory, or migrations of any other tool
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Reads the directories of ambix, diesel, sqlx, golang-migrate, goose, dbmate, sql-migrate,
refinery, Flyway, Prisma, pop and Supabase, and any other plain SQL files in the order of the
numbers in their names. Other tools' files stay as they are, unless --fix is given.

Exits with 3 if there is an error, or a warning with --deny-warnings.

  ambix lint
  ambix lint db/migrations --dialect postgres
  ambix lint --format github --deny-warnings        annotations on a pull request
  ambix lint --format sarif > ambix.sarif           for code scanning
  ambix lint --rule index-not-concurrent=allow      as `[ambix.rules]` in ambix.toml
  ambix lint --explain index-not-concurrent

`-- ambix:allow NAME` above a statement leaves it out there; above the first section of a
revision, in the whole file.")]
pub(super) struct Lint {
    /// The directory [default: the script directory]
    #[arg(value_name = "DIRECTORY")]
    pub(super) directory: Option<PathBuf>,
    /// sqlite, postgres or mysql [default: what the settings say, else a guess]
    #[arg(long, value_name = "DIALECT", hide_possible_values = true, value_parser = ["sqlite", "postgres", "mysql"])]
    pub(super) dialect: Option<String>,
    /// human, json (as `--json`), github or sarif
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub(super) format: Option<Format>,
    /// Make the changes that are certain, but none in released revisions
    #[arg(long)]
    pub(super) fix: bool,
    /// Exit with 3 for warnings, too
    #[arg(long)]
    pub(super) deny_warnings: bool,
    /// Set the level of a rule, allow, warn or deny, in place of what the settings say; may be given several times
    #[arg(long, value_name = "NAME=LEVEL", value_parser = rule)]
    pub(super) rule: Vec<(String, RuleLevel)>,
    /// List the rules: name, default level, dialects, what they find
    #[arg(long, conflicts_with_all = ["directory", "fix", "deny_warnings", "rule"])]
    pub(super) list_rules: bool,
    /// Show the documentation of a rule, or of what else stands in brackets before a finding
    #[arg(long, value_name = "NAME", conflicts_with_all = ["directory", "fix", "deny_warnings", "rule", "list_rules"])]
    pub(super) explain: Option<String>,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the lines they point at.
    #[default]
    Human,
    /// One object.
    Json,
    /// Commands for GitHub's workflows.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

fn rule(text: &str) -> Result<(String, RuleLevel), String> {
    let (name, level) = text.split_once('=').ok_or("expected `NAME=LEVEL`")?;
    let level = match level {
        "allow" => RuleLevel::Allow,
        "warn" => RuleLevel::Warn,
        "deny" => RuleLevel::Deny,
        other => return Err(format!("the level is `allow`, `warn` or `deny`, not `{other}`")),
    };
    let name = name.trim();
    match no_level(name) {
        _ if name.is_empty() => Err("expected `NAME=LEVEL`".to_owned()),
        Some(finding) => {
            let help = finding.help.first().map_or(String::new(), |help| format!("; {help}"));
            Err(format!("{}{help}", finding.message))
        }
        None => Ok((name.to_owned(), level)),
    }
}
