//! Directories of plain SQL migrations, whichever tool runs them, read into the scripts that ambix's own directories
//! give: so the same checks serve both.
//!
//! What a file is, its name says (`name`, `flyway`, `sequence`) and the comments in it (`marks`); the order is that of
//! the numbers in the names (`order`). Files that are no SQL are passed over: nobody asked for this directory to be one of
//! ours.

mod dialect;
mod flyway;
mod folder;
mod guess;
mod name;
mod order;
mod read;
mod sequence;
mod template;

pub(crate) use folder::Folder;
pub(crate) use guess::choose;
pub(crate) use read::{Chain, is_own};

/// How a directory of migrations is laid out.
///
/// # Examples
///
/// ```
/// use ambix_source::Layout;
///
/// assert_eq!(Layout::Flyway.name(), "flyway");
/// assert_eq!(Layout::Flyway.form(), "`V<version>__<name>.sql`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Layout {
    /// A script directory of ambix.
    Ambix,
    /// A folder for each migration, with `up.sql` and `down.sql`, as diesel has it.
    Diesel,
    /// A folder for each migration, with `migration.sql`, as Prisma has it.
    Prisma,
    /// `-- +goose Up` and `-- +goose Down` in each file.
    Goose,
    /// `-- +migrate Up` and `-- +migrate Down` in each file, as sql-migrate has it.
    SqlMigrate,
    /// `-- migrate:up` and `-- migrate:down` in each file, as dbmate has it.
    Dbmate,
    /// `V1__name.sql`, as Flyway and refinery have it.
    Flyway,
    /// `<n>_<name>.<dialect>.up.sql`, as pop has it.
    Pop,
    /// `<n>_<name>.up.sql` and `.down.sql`, as golang-migrate and sqlx have it.
    UpDown,
    /// `<n>_<name>.sql`, as sqlx and Supabase have it.
    Numbered,
    /// A folder for each version.
    Versions,
    /// Files with any names, in the order of the numbers in them.
    Plain,
}

impl Layout {
    const FOREIGN: [Layout; 11] = [
        Layout::Diesel,
        Layout::Prisma,
        Layout::Goose,
        Layout::SqlMigrate,
        Layout::Dbmate,
        Layout::Flyway,
        Layout::Pop,
        Layout::UpDown,
        Layout::Numbered,
        Layout::Versions,
        Layout::Plain,
    ];

    /// A word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Layout::Ambix => "ambix",
            Layout::Diesel => "diesel",
            Layout::Prisma => "prisma",
            Layout::Goose => "goose",
            Layout::SqlMigrate => "sql-migrate",
            Layout::Dbmate => "dbmate",
            Layout::Flyway => "flyway",
            Layout::Pop => "pop",
            Layout::UpDown => "up-down",
            Layout::Numbered => "numbered",
            Layout::Versions => "versions",
            Layout::Plain => "plain",
        }
    }

    /// What it is recognised by.
    pub fn form(self) -> &'static str {
        match self {
            Layout::Ambix => "`<id>_<slug>.sql` with a header",
            Layout::Diesel => "`<name>/up.sql`",
            Layout::Prisma => "`<name>/migration.sql`",
            Layout::Goose => "`-- +goose Up`",
            Layout::SqlMigrate => "`-- +migrate Up`",
            Layout::Dbmate => "`-- migrate:up`",
            Layout::Flyway => "`V<version>__<name>.sql`",
            Layout::Pop => "`<n>_<name>.<dialect>.up.sql`",
            Layout::UpDown => "`<n>_<name>.up.sql`",
            Layout::Numbered => "`<n>_<name>.sql`",
            Layout::Versions => "`<version>/<name>.sql`",
            Layout::Plain => "`<name>.sql`",
        }
    }

    /// The forms of all layouts of other tools, for advice.
    pub(crate) fn forms() -> String {
        let forms: Vec<&str> = Layout::FOREIGN.iter().map(|layout| layout.form()).collect();
        forms.join(", ")
    }
}
