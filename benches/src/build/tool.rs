//! The tools, and a small program for each of them.

use crate::migrations::Layout;

pub struct Tool {
    pub name: &'static str,
    /// `main.rs`
    pub source: &'static str,
    /// Lines of `[dependencies]`; `{root}` is this repository.
    pub dependencies: &'static [&'static str],
    /// None if there are no migrations.
    pub layout: Option<Layout>,
    /// Where the documentation of the tool asks for one.
    pub build_script: Option<BuildScript>,
}

pub struct BuildScript {
    pub source: &'static str,
    /// A line of `[build-dependencies]`.
    pub dependency: &'static str,
}

const AMBIX: &str = "ambix = { path = '{root}/runtime', default-features = false, features = ['rusqlite'] }";
const DIESEL: &str = "diesel = { version = '2.3', default-features = false, features = ['sqlite'] }";
const INCLUDE_DIR: &str = "include_dir = '=0.7.4'";
const LIBSQLITE3: &str = "libsqlite3-sys = { version = '0.37', features = ['bundled'] }";
const RUSQLITE: &str = "rusqlite = { version = '0.39', default-features = false, features = ['bundled'] }";
const TOKIO: &str = "tokio = { version = '1', features = ['macros', 'rt'] }";

const WATCHED_BY_CARGO: Option<BuildScript> = Some(BuildScript {
    source: "fn main() {\n    println!(\"cargo:rerun-if-changed=migrations\");\n}\n",
    dependency: "",
});

pub static TOOLS: &[Tool] = &[
    Tool {
        name: "bare-rusqlite",
        source: include_str!("../../programs/bare_rusqlite.rs"),
        dependencies: &[RUSQLITE],
        layout: None,
        build_script: None,
    },
    Tool {
        name: "bare-sqlx",
        source: include_str!("../../programs/bare_sqlx.rs"),
        dependencies: &[
            "sqlx = { version = '0.9', default-features = false, features = ['runtime-tokio', 'sqlite'] }",
            TOKIO,
        ],
        layout: None,
        build_script: None,
    },
    Tool {
        name: "bare-diesel",
        source: include_str!("../../programs/bare_diesel.rs"),
        dependencies: &[DIESEL, LIBSQLITE3],
        layout: None,
        build_script: None,
    },
    Tool {
        name: "ambix",
        source: include_str!("../../programs/ambix.rs"),
        dependencies: &[AMBIX, RUSQLITE],
        layout: Some(Layout::Ambix),
        build_script: Some(BuildScript {
            source: "fn main() {\n    ambix_build::watch();\n}\n",
            dependency: "ambix-build = { path = '{root}/build' }",
        }),
    },
    Tool {
        name: "ambix-unwatched",
        source: include_str!("../../programs/ambix_unwatched.rs"),
        dependencies: &[AMBIX, RUSQLITE],
        layout: Some(Layout::Ambix),
        build_script: None,
    },
    Tool {
        name: "include_dir",
        source: include_str!("../../programs/include_dir.rs"),
        dependencies: &[INCLUDE_DIR, RUSQLITE],
        layout: Some(Layout::Sqlx),
        build_script: None,
    },
    Tool {
        name: "sqlx",
        source: include_str!("../../programs/sqlx.rs"),
        dependencies: &[
            "sqlx = { version = '0.9', default-features = false, features = ['macros', 'migrate', \
             'runtime-tokio', 'sqlite'] }",
            TOKIO,
        ],
        layout: Some(Layout::Sqlx),
        build_script: WATCHED_BY_CARGO,
    },
    Tool {
        name: "diesel",
        source: include_str!("../../programs/diesel.rs"),
        dependencies: &[DIESEL, "diesel_migrations = { version = '2.3', features = ['sqlite'] }", LIBSQLITE3],
        layout: Some(Layout::Diesel),
        build_script: WATCHED_BY_CARGO,
    },
    Tool {
        name: "rusqlite_migration",
        source: include_str!("../../programs/rusqlite_migration.rs"),
        dependencies: &[
            INCLUDE_DIR,
            RUSQLITE,
            "rusqlite_migration = { version = '2.5', features = ['from-directory'] }",
        ],
        layout: Some(Layout::RusqliteMigration),
        build_script: None,
    },
    Tool {
        name: "refinery",
        source: include_str!("../../programs/refinery.rs"),
        dependencies: &[RUSQLITE, "refinery = { version = '=0.10.0', features = ['rusqlite'] }"],
        layout: Some(Layout::Refinery),
        build_script: None,
    },
];
