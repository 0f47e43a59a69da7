//! The settings of a set, as they are embedded.

use crate::dialect::{Dialect, Dialects};
use crate::image::{Image, Section, Writer};
use crate::script::Timeouts;

/// The layout of the version table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VersionTableFormat {
    /// `version_num`, `lineage` and `state`, beside a journal.
    #[default]
    Ambix,
    /// Alembic's single column, without a journal.
    Alembic,
}

/// How revisions share transactions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transactions {
    /// `Run` on SQLite, `Revision` elsewhere.
    #[default]
    Auto,
    /// One for each revision, with its version and journal rows.
    Revision,
    /// One for everything between two boundaries.
    Run,
}

/// What macro, command line and runtime must agree on, as the set was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings<'a> {
    /// The name of the set; empty for the unnamed one.
    pub name: &'a str,
    /// The script directory, relative to the folder of `Cargo.toml`, with `/` between its parts.
    pub script_location: &'a str,
    /// The dialects that every revision has a body for.
    pub dialects: Dialects,
    /// The version table.
    pub version_table: &'a str,
    /// The schema of the version table; empty for the connection's own.
    pub version_table_schema: &'a str,
    /// Its layout.
    pub version_table_format: VersionTableFormat,
    /// How revisions share transactions.
    pub transactions: Transactions,
    /// How long to wait for another process that migrates, in milliseconds.
    pub lock_timeout: Option<u32>,
    /// How long statements may take.
    pub timeouts: Timeouts,
    /// A pooler stands before the server.
    pub pooler: bool,
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Settings {
            name: "",
            script_location: "migrations",
            dialects: Dialects::default().with(Dialect::Sqlite),
            version_table: "ambix_version",
            version_table_schema: "",
            version_table_format: VersionTableFormat::default(),
            transactions: Transactions::default(),
            lock_timeout: None,
            timeouts: Timeouts::default(),
            pooler: false,
        }
    }
}

/// Writes the settings of the set.
pub fn write_settings(writer: &mut Writer, settings: &Settings<'_>) {
    for string in
        [settings.name, settings.script_location, settings.version_table, settings.version_table_schema]
    {
        let words = writer.string(string);
        writer.push(Section::Settings, &words);
    }
    let [statement_lock, statement] = settings.timeouts.words();
    let numbers = [
        settings.dialects.bits(),
        settings.version_table_format as u32,
        settings.transactions as u32,
        settings.lock_timeout.map_or(0, |time| time.saturating_add(1)),
        statement_lock,
        statement,
        u32::from(settings.pooler),
    ];
    writer.push(Section::Settings, &numbers);
}

impl<'a> Settings<'a> {
    /// Reads what [`write_settings`] wrote.
    pub fn read(image: Image<'a>) -> Self {
        let words = image.section(Section::Settings);
        Settings {
            name: image.string(words, 0),
            script_location: image.string(words, 2),
            version_table: image.string(words, 4),
            version_table_schema: image.string(words, 6),
            dialects: Dialects::from_bits(words.get(8)),
            version_table_format: match words.get(9) {
                0 => VersionTableFormat::Ambix,
                _ => VersionTableFormat::Alembic,
            },
            transactions: match words.get(10) {
                0 => Transactions::Auto,
                1 => Transactions::Revision,
                _ => Transactions::Run,
            },
            lock_timeout: words.get(11).checked_sub(1),
            timeouts: Timeouts::read(words, 12),
            pooler: words.get(14) != 0,
        }
    }
}
