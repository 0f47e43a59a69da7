//! The migrations that every tool gets, and how each of them wants to have them written.

use std::fs;
use std::path::Path;

/// One migration: its statements and those that take them back.
pub struct Migration {
    pub number: usize,
    pub up: Vec<String>,
    pub down: Vec<String>,
}

/// `count` migrations of two or three statements. Two of three make a table with an index; the third changes the
/// table before it.
pub fn generate(count: usize) -> Vec<Migration> {
    (1..=count).map(migration).collect()
}

fn migration(number: usize) -> Migration {
    let create = |table: usize| {
        vec![
            format!(
                "CREATE TABLE account_{table} (\n    id INTEGER PRIMARY KEY,\n    owner TEXT NOT NULL,\n    \
                 balance INTEGER NOT NULL DEFAULT 0\n)"
            ),
            format!("CREATE INDEX account_{table}_owner ON account_{table} (owner)"),
        ]
    };
    let (up, down) = match number % 3 {
        0 => {
            let table = number - 1;
            let up = vec![
                format!("ALTER TABLE account_{table} ADD COLUMN note TEXT"),
                format!("UPDATE account_{table} SET note = 'none' WHERE note IS NULL"),
            ];
            (up, vec![format!("ALTER TABLE account_{table} DROP COLUMN note")])
        }
        1 => (create(number), vec![format!("DROP TABLE account_{number}")]),
        _ => {
            let mut up = create(number);
            up.push(format!("INSERT INTO account_{number} (id, owner) VALUES (1, 'nobody')"));
            (up, vec![format!("DROP TABLE account_{number}")])
        }
    };
    Migration { number, up, down }
}

impl Migration {
    /// The same name in every tool, as far as its rules allow.
    pub fn name(&self) -> String {
        format!("change_accounts_{}", self.number)
    }

    pub fn up_text(&self) -> String {
        text(&self.up)
    }

    pub fn down_text(&self) -> String {
        text(&self.down)
    }

    /// The file of ambix: its id, its parent, both directions.
    pub fn ambix(&self) -> String {
        let parent = if self.number == 1 { String::new() } else { id(self.number - 1) };
        format!(
            "-- {}\n--\n-- revision: {}\n-- down_revision: {parent}\n\n-- ambix:upgrade\n{}\n-- ambix:downgrade\n{}",
            self.name(),
            id(self.number),
            self.up_text(),
            self.down_text()
        )
    }
}

fn text(statements: &[String]) -> String {
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}

/// Twelve digits as `ambix revision` makes them, spread like hashes.
fn id(number: usize) -> String {
    format!("{:012x}", (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16)
}

/// How a tool wants its directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// One file with both directions.
    Ambix,
    /// `V1__name.sql`
    Refinery,
    /// `1_name.sql`
    Sqlx,
    /// A folder with `up.sql` and `down.sql` for each.
    Diesel,
    /// `1-name/up.sql` and `down.sql`.
    RusqliteMigration,
}

/// Writes a directory that was not there before, or makes it what it would be.
pub fn write(directory: &Path, layout: Layout, migrations: &[Migration]) -> std::io::Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    migrations.iter().try_for_each(|migration| write_one(directory, layout, migration))
}

/// Writes a migration, in the place of one with its number if there is one.
pub fn write_one(directory: &Path, layout: Layout, migration: &Migration) -> std::io::Result<()> {
    let path = directory.join(file_name(layout, migration));
    match layout {
        Layout::Ambix => fs::write(path, migration.ambix()),
        Layout::Refinery | Layout::Sqlx => fs::write(path, migration.up_text()),
        Layout::Diesel | Layout::RusqliteMigration => {
            fs::create_dir_all(&path)?;
            fs::write(path.join("up.sql"), migration.up_text())?;
            fs::write(path.join("down.sql"), migration.down_text())
        }
    }
}

/// Takes it away again.
pub fn remove_one(directory: &Path, layout: Layout, migration: &Migration) -> std::io::Result<()> {
    let path = directory.join(file_name(layout, migration));
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// Of its file or folder.
fn file_name(layout: Layout, migration: &Migration) -> String {
    let Migration { number, .. } = migration;
    let name = migration.name();
    match layout {
        Layout::Ambix | Layout::Sqlx => format!("{number:05}_{name}.sql"),
        Layout::Refinery => format!("V{number}__{name}.sql"),
        Layout::Diesel => format!("{number:05}_{name}"),
        Layout::RusqliteMigration => format!("{number:05}-{name}"),
    }
}
