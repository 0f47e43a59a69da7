//! The arguments of commands that write files.

use std::path::PathBuf;

use clap::Args;

/// Set up migrations: script directory, ambix.toml, build.rs
///
/// Files that exist are left as they are; what is to be added to them is printed.
#[derive(Clone, Debug, Args)]
pub(super) struct Init {
    /// The script directory to create [default: migrations]
    #[arg(value_name = "DIRECTORY")]
    pub(super) directory: Option<PathBuf>,
    /// What to begin with; `list_templates` shows the choice
    #[arg(short, long, value_name = "TEMPLATE", default_value = "sqlite")]
    pub(super) template: String,
}

/// Create a revision file
///
/// Prints its path. The file has a fresh id and follows the head; write the SQL into it.
#[derive(Clone, Debug, Args)]
pub(super) struct Revision {
    /// What the revision does; it becomes the comment at the top and the name of the file
    #[arg(short, long, value_name = "TEXT")]
    pub(super) message: Option<String>,
    /// A revision in Rust, which only the application can run
    #[arg(long)]
    pub(super) rust: bool,
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
}

/// Join several heads with a revision that follows all of them
///
/// Prints the path of the new file. A lock file with the marks of a conflict is written anew.
#[derive(Clone, Debug, Args)]
pub(super) struct Merge {
    /// What to join
    #[arg(value_name = "REVISION", default_value = "heads")]
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

/// List what `init` can begin with
#[derive(Clone, Debug, Args)]
pub(super) struct ListTemplates {}
