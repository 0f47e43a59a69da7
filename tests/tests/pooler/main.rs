//! Poolers that keep no session for their client, and leases, which take the place of a session's lock there.

mod lease;
mod pgbouncer;

use ambix::{Config, Migrations};
use ambix_tests::set::{Folder, revision};

/// Transactional revisions around one whose statements commit one by one.
fn set() -> Migrations {
    let index = "CREATE INDEX CONCURRENTLY by_name ON people (name);\nINSERT INTO log VALUES ('b');\nVACUUM people;\n\
                 ALTER TABLE people ADD age INTEGER;";
    let off =
        |text: String| text.replace("-- down_revision: a\n", "-- down_revision: a\n-- transaction: off\n");
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n")
        .write(
            "migrations/a.sql",
            &revision(
                "a",
                "none",
                "CREATE TABLE people (name VARCHAR(100));\nCREATE TABLE log (what VARCHAR(100));\nINSERT INTO log VALUES ('a');",
                "DROP TABLE people;\nDROP TABLE log;",
            ),
        )
        .write(
            "migrations/b.sql",
            &off(revision("b", "a", index, "ALTER TABLE people DROP age;\nDROP INDEX CONCURRENTLY by_name;")),
        )
        .write(
            "migrations/c.sql",
            &revision(
                "c",
                "b",
                "SET search_path = '';\nSET statement_timeout = '7min';\nINSERT INTO public.log VALUES ('c');",
                "DELETE FROM log;",
            ),
        );
    folder.load()
}

/// The options of everybody here.
fn pooler(migrations: &Migrations) -> Config {
    Config::new(migrations).pooler(true)
}
