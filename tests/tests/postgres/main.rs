//! What PostgreSQL alone does, with several connections. What drivers do is in `behaviour`.

mod concurrent;
mod ended;
mod index;

use ambix_tests::set::Folder;
pub(crate) use ambix_tests::set::revision;

/// How many locks somebody holds on migrating this database.
const LOCKS: &str = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                     WHERE locktype = 'advisory' AND datname = current_database()";

/// A folder for a set of this dialect.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n");
    folder
}

/// A revision whose statements commit one by one.
fn stepwise(id: &str, parents: &str, upgrade: &str, downgrade: &str) -> String {
    revision(id, parents, upgrade, downgrade)
        .replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade")
}
