//! What the drivers of PostgreSQL do on a real server.

mod concurrent;
mod ended;
mod running;
mod sharing;
mod stepwise;

use ambix::{BoxFuture, Config, Dialect, Migrations, Operations, Result};
use ambix_tests::set::{Folder, with_function};
use ambix_tests::subject::{Subject, drivers};

/// Runs a test on every driver, each on an empty database.
fn on_every_driver(test: impl Fn(&mut dyn Subject)) {
    for driver in drivers().iter().filter(|driver| driver.dialect == Dialect::Postgres) {
        println!("on {}", driver.name);
        test(&mut *driver.open());
    }
}

/// How many locks somebody holds on migrating this database.
const LOCKS: &str = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                     WHERE locktype = 'advisory' AND datname = current_database()";

/// No options.
fn plain(config: Config) -> Config {
    config
}

/// A folder for a set of this dialect.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n");
    folder
}

fn revision(id: &str, parents: &str, upgrade: &str, downgrade: &str) -> String {
    ambix_tests::set::revision(id, parents, upgrade, downgrade)
}

/// A revision whose statements commit one by one.
fn stepwise(id: &str, parents: &str, upgrade: &str, downgrade: &str) -> String {
    revision(id, parents, upgrade, downgrade)
        .replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade")
}

/// A revision in Rust.
fn code(id: &str, parents: &str) -> String {
    format!(
        "//! In Rust\n//!\n//! revision: {id}\n//! down_revision: {parents}\n\n\
         pub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {{ Ok(()) }}\n\
         pub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {{ Ok(()) }}\n"
    )
}

/// `a` and `b`, a table each.
fn two() -> Folder {
    let folder = folder();
    folder
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"))
        .write("migrations/b.sql", &revision("b", "a", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"));
    folder
}

fn with_code(migrations: Migrations, id: &str, upgrade: ambix::RevisionFn) -> Migrations {
    with_function(migrations, id, upgrade, None)
}

/// The rows of the version table, sorted.
fn versions(subject: &dyn Subject) -> Vec<String> {
    subject.texts("SELECT version_num, coalesce(state, '-') FROM ambix_version ORDER BY 1")
}

/// The tables that are there, but for ambix's own.
fn tables(subject: &dyn Subject) -> Vec<String> {
    subject.texts(
        "SELECT table_name FROM information_schema.tables \
         WHERE table_schema = 'public' AND table_name NOT LIKE 'ambix_%' ORDER BY 1",
    )
}

type Revision<'a> = BoxFuture<'a, Result<()>>;
type Op<'a, 'm> = &'a mut Operations<'m>;
