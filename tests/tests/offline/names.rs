//! Names and settings that make a script's own statements hard to write.

use ambix::command::{downgrade_sql, ensure_version_sql, upgrade_sql};
use ambix::{Config, Dialect, Migrations};
use ambix_tests::set::revision;

use crate::program::feed_with;
use crate::revisions::folder;
use crate::side::{DIALECTS, Side, plain};

/// Three revisions that end with `id`.
fn set(dialect: Dialect, id: &str, more: &str) -> Migrations {
    let folder = folder(dialect, more);
    let table = |name: &str| (format!("CREATE TABLE {name} (id INTEGER);"), format!("DROP TABLE {name};"));
    for (id, parent, name) in [("p", "", "p"), ("q", "p", "q"), (id, "q", "r")] {
        let (upgrade, downgrade) = table(name);
        folder.write(&format!("migrations/{name}.sql"), &revision(id, parent, &upgrade, &downgrade));
    }
    folder.load()
}

/// Up in two scripts, refused twice, and down again.
fn there_and_back(dialect: Dialect, id: &str, more: &str, setting: &str) {
    let migrations = set(dialect, id, more);
    let mut side = Side::new(dialect);
    if more.contains("else where") {
        side.online().execute("CREATE SCHEMA \"else where\"");
    }
    let config = Config::new(&migrations);
    let feed = |script: &str| feed_with(side.database(), script, setting);
    let what = format!("{}, {more}, {setting}", dialect.name());
    let up = |range: &str| upgrade_sql(&config, dialect, range).unwrap();
    let last = format!("q:{id}");
    feed(ensure_version_sql(&config, dialect).unwrap().as_str()).succeeded(&what);
    feed(up(&last).as_str()).failed(&what, "the database is not at q");
    feed(up("base:q").as_str()).succeeded(&what);
    feed(up("base:q").as_str()).failed(&what, "the database is not at base");
    feed(up(&last).as_str()).succeeded(&what);
    feed(up(&last).as_str()).failed(&what, "the database is not at q");
    let down = downgrade_sql(&config, dialect, &format!("{id}:p")).unwrap();
    side.is_at_heads(&migrations, &plain);
    let feed = |script: &str| feed_with(side.database(), script, setting);
    feed(down.as_str()).succeeded(&what);
    feed(down.as_str()).failed(&what, &format!("the database is not at {id}"));
}

#[test]
fn of_the_version_table() {
    for name in ["order", "It's \\\"; ?1 ? $1 `%s $ambix$"] {
        for dialect in DIALECTS {
            there_and_back(dialect, "r", &format!("version_table = \"{name}\""), "");
        }
    }
}

#[test]
fn of_revisions() {
    let long = "0123456789abcdef".repeat(4);
    for id in [&long, "Ab_1.c"] {
        for dialect in DIALECTS {
            there_and_back(dialect, id, "", "");
        }
    }
}

#[test]
fn of_a_schema() {
    there_and_back(Dialect::Postgres, "r", "version_table_schema = \"else where\"", "");
    there_and_back(Dialect::Sqlite, "r", "version_table_schema = \"main\"", "");
}

#[test]
fn settings_of_the_session() {
    for mode in ["ANSI,NO_BACKSLASH_ESCAPES", "TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH", "ORACLE"] {
        there_and_back(Dialect::Mysql, "r", "version_table = \"it's `\"", mode);
    }
    let settings = "-c standard_conforming_strings=off -c quote_all_identifiers=on -c client_encoding=LATIN1";
    there_and_back(Dialect::Postgres, "r", "version_table = \"it's\"", settings);
}
