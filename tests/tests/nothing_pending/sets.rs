//! Sets for a start with nothing to do.

use ambix::Migrations;
use ambix_tests::set::{CONFIGURATION, Folder, revision};

/// A head that another revision depends on has no row of its own.
pub(crate) fn depended_on() -> Migrations {
    let folder = Folder::new();
    folder.write("ambix.toml", CONFIGURATION);
    let depends = revision("y", "", "CREATE TABLE y (id INTEGER);", "DROP TABLE y;")
        .replace("-- down_revision: ", "-- down_revision:\n-- depends_on: x");
    folder
        .write("migrations/x.sql", &revision("x", "", "CREATE TABLE x (id INTEGER);", "DROP TABLE x;"))
        .write("migrations/y.sql", &depends);
    folder.load()
}
