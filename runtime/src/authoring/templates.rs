//! What `init` can begin with.

/// Something to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Template {
    /// The name, for `init --template`.
    pub name: &'static str,
    /// What it is for.
    pub synopsis: &'static str,
    /// The settings beside `script_location`.
    pub(crate) settings: &'static str,
}

pub(crate) static TEMPLATES: [Template; 3] = [
    Template {
        name: "sqlite",
        synopsis: "an SQLite database with one line of revisions",
        settings: "\
dialects = [\"sqlite\"]
",
    },
    Template {
        name: "branches",
        synopsis: "the same with several independent branches, each with a label",
        settings: "\
dialects = [\"sqlite\"]
# Several heads are no error: independent branches, each begun with
# `ambix revision --head base --branch-label <label>`.
heads = \"many\"
",
    },
    Template {
        name: "alembic",
        synopsis: "a database that Alembic has versioned so far, taken over as it is",
        settings: "\
dialects = [\"sqlite\"]
# Alembic's version table, in Alembic's layout: both tools can work on the database.
version_table = \"alembic_version\"
version_table_format = \"alembic\"
",
    },
];
