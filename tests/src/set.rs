//! Sets of revisions that tests write themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use ambix::private::RevisionFunction;
use ambix::{Migrations, RevisionFn};
use ambix_source::{Check, Configuration, load, render};

/// A folder that goes away with the value.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new, empty folder.
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("ambix-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary folder");
        Folder(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// The set in `migrations`, which must be sound.
    pub fn load(&self) -> Migrations {
        load_from(&self.0)
    }
}

/// The set in `migrations` of a folder that somebody else has written; it must be sound.
pub fn load_from(folder: &Path) -> Migrations {
    let configuration = Configuration::load(folder, None);
    let mut configuration =
        configuration.unwrap_or_else(|findings| panic!("{}", render(&findings).join("\n")));
    // Statements that a database refuses are what many cases are about; the checks would not let them come so far.
    configuration.check = Check::Off;
    let loaded = load(&configuration);
    let set = loaded.set.unwrap_or_else(|| panic!("{}", render(&loaded.findings).join("\n")));
    let text = set.text();
    Migrations::loaded(set.tables, text)
}

impl Default for Folder {
    fn default() -> Self {
        Folder::new()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Links functions to a revision in Rust, as the macro does.
pub fn with_function(
    migrations: Migrations,
    id: &str,
    upgrade: RevisionFn,
    downgrade: Option<RevisionFn>,
) -> Migrations {
    let index = migrations.graph().find(id).expect("a revision of that id").get();
    migrations.with_functions(vec![RevisionFunction { index, upgrade, downgrade }].leak())
}

/// One revision file.
pub fn revision(id: &str, parents: &str, upgrade: &str, downgrade: &str) -> String {
    format!(
        "-- Revision {id}\n--\n-- revision: {id}\n-- down_revision: {parents}\n\n-- ambix:upgrade\n{upgrade}\n\n\
         -- ambix:downgrade\n{downgrade}\n"
    )
}

/// A configuration for every dialect and any number of heads.
pub const CONFIGURATION: &str =
    "[ambix]\ndialects = [\"sqlite\", \"postgres\", \"mysql\"]\nheads = \"many\"\n";

/// Revisions one after the other, each of one statement.
pub fn chain(length: usize) -> Migrations {
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
