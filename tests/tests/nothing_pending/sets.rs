//! Sets for a start with nothing to do.

use ambix::Migrations;
use ambix_tests::set::{Folder, revision};

const CONFIGURATION: &str = "[ambix]\ndialects = [\"sqlite\", \"postgres\", \"mysql\"]\nheads = \"many\"\n";

/// Revisions one after the other.
pub(crate) fn chain(length: usize) -> Migrations {
    let folder = Folder::new();
    folder.write("ambix.toml", CONFIGURATION);
    for number in 0..length {
        let parent = if number == 0 { String::new() } else { format!("r{:05}", number - 1) };
        folder.write(
            &format!("migrations/r{number:05}.sql"),
            &revision(
                &format!("r{number:05}"),
                &parent,
                &format!("CREATE TABLE t{number} (id INTEGER);"),
                &format!("DROP TABLE t{number};"),
            ),
        );
    }
    folder.load()
}

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
