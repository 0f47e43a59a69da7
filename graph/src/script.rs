//! What the files of revisions say beyond the graph, in the form in which it is embedded: settings of the set,
//! bodies, statements with their place in the text, lineage hashes.
//!
//! The writer's side ([`write_settings`], [`write_script`]) and the reader's side ([`Settings`], [`Script`]) stand
//! together, so that a field cannot be written in one order and read in another.

use crate::image::{Image, Section, Words, Writer};

/// A family of databases that speak the same SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

impl Dialect {
    /// Every dialect, in the order in which tables list them.
    pub const ALL: [Dialect; 3] = [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql];

    /// The name used in headers, configuration and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgres",
            Dialect::Mysql => "mysql",
        }
    }

    /// The dialect of that name.
    pub fn from_name(name: &str) -> Option<Dialect> {
        Dialect::ALL.into_iter().find(|dialect| dialect.name() == name)
    }
}

/// A set of dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Dialects(u32);

impl Dialects {
    /// All of them.
    pub const ALL: Dialects = Dialects(0b111);

    /// Whether `dialect` is in the set.
    pub const fn contains(self, dialect: Dialect) -> bool {
        self.0 & 1 << dialect as u32 != 0
    }

    /// The set with `dialect` added.
    #[must_use]
    pub const fn with(self, dialect: Dialect) -> Dialects {
        Dialects(self.0 | 1 << dialect as u32)
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The dialects of the set, in the order of [`Dialect::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Dialect> + Clone {
        Dialect::ALL.into_iter().filter(move |dialect| self.contains(*dialect))
    }
}

impl FromIterator<Dialect> for Dialects {
    fn from_iter<I: IntoIterator<Item = Dialect>>(dialects: I) -> Self {
        dialects.into_iter().fold(Dialects::default(), Dialects::with)
    }
}

/// Which way a body goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Applies the revision.
    Upgrade,
    /// Takes it back.
    Downgrade,
}

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
        }
    }
}

/// A file of the script directory that is embedded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File<'a> {
    /// Its path inside the script directory, with `/` between its parts.
    pub path: &'a str,
    /// Its text, with `\n` line ends and without a byte order mark.
    pub text: &'a str,
}

/// How the header wants the revision to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransactionMode {
    /// Derived from the statements.
    #[default]
    Auto,
    /// In a transaction.
    On,
    /// Each statement by itself.
    Off,
}

/// One statement, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementRecord {
    /// Where the text of the statement begins in the whole text, and its length, in bytes.
    pub range: [u32; 2],
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The column at which it begins, in characters, from 1.
    pub column: u32,
    /// The first 8 bytes of the SHA-256 of its tokens, big-endian.
    pub hash: u64,
    /// It commits by itself or refuses to run in a transaction (`VACUUM`, `CREATE INDEX CONCURRENTLY`, DDL on MySQL).
    pub self_commits: bool,
    /// It changes the session (`SET`, `USE`, some `PRAGMA`), so resuming runs it again.
    pub session: bool,
}

/// One body, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyRecord {
    /// Which way it goes.
    pub direction: Direction,
    /// The dialects it is for.
    pub dialects: Dialects,
    /// Its statements run one by one, each committed before the next.
    pub stepwise: bool,
    /// An SQLite table rebuild: runs with foreign keys off.
    pub rebuild: bool,
    /// A boundary stands after it (`ALTER TYPE … ADD VALUE`).
    pub boundary: bool,
    /// The body is a function of the application; any statements serve offline mode only.
    pub code: bool,
    /// Why there is no way back; `Some` only for a downgrade that is irreversible.
    pub irreversible: Option<String>,
    /// The file that holds the statements, as an index into the files.
    pub file: u32,
    /// Its statements in order.
    pub statements: Vec<StatementRecord>,
}

/// What the file of one revision says beyond the graph, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptRecord {
    /// The whole message; its first paragraph is the short description.
    pub message: String,
    /// Its file, as an index into the files.
    pub file: u32,
    /// The `created` header, as written; may be empty.
    pub created: String,
    /// The `transaction` header.
    pub transaction: TransactionMode,
    /// The bodies.
    pub bodies: Vec<BodyRecord>,
    /// The lineage hash for each dialect of the settings, in the order of [`Dialects::iter`].
    pub lineages: Vec<[u8; 32]>,
}

/// Writes the settings of the set.
pub fn write_settings(writer: &mut Writer, settings: &Settings<'_>) {
    for string in
        [settings.name, settings.script_location, settings.version_table, settings.version_table_schema]
    {
        let words = writer.string(string);
        writer.push(Section::Settings, &words);
    }
    let numbers = [settings.dialects.0, settings.version_table_format as u32, settings.transactions as u32];
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
            dialects: Dialects(words.get(8)),
            version_table_format: match words.get(9) {
                0 => VersionTableFormat::Ambix,
                _ => VersionTableFormat::Alembic,
            },
            transactions: match words.get(10) {
                0 => Transactions::Auto,
                1 => Transactions::Revision,
                _ => Transactions::Run,
            },
        }
    }
}

/// Writes one embedded file; `range` is its offset and length in the whole text.
pub fn write_file(writer: &mut Writer, path: &str, range: [u32; 2]) {
    let [at, length] = writer.string(path);
    writer.push(Section::Files, &[at, length, range[0], range[1]]);
}

/// The embedded files, in load order.
pub fn files(image: Image<'_>) -> impl ExactSizeIterator<Item = File<'_>> {
    let count = image.section(Section::Files).len() / FILE_WORDS;
    (0..count as u32).map(move |index| file(image, index))
}

fn file(image: Image<'_>, index: u32) -> File<'_> {
    let record = image.section(Section::Files).record(index as usize, FILE_WORDS);
    File { path: image.string(record, 0), text: image.string(record, 2) }
}

const FILE_WORDS: usize = 4;
const SCRIPT_WORDS: usize = 10;
const BODY_WORDS: usize = 8;
const STATEMENT_WORDS: usize = 7;
const LINEAGE_WORDS: usize = 8;

const STEPWISE: u32 = 1;
const REBUILD: u32 = 1 << 1;
const BOUNDARY: u32 = 1 << 2;
const CODE: u32 = 1 << 3;
const IRREVERSIBLE: u32 = 1 << 4;

const SELF_COMMITS: u32 = 1;
const SESSION: u32 = 1 << 1;

/// Writes what one file says; called once per revision, in the order of [`Section::Revisions`].
pub fn write_script(writer: &mut Writer, script: &ScriptRecord) {
    let bodies_start = writer.len(Section::Bodies) / BODY_WORDS as u32;
    for body in &script.bodies {
        write_body(writer, body);
    }
    let lineages_start = writer.len(Section::Lineages) / LINEAGE_WORDS as u32;
    for lineage in &script.lineages {
        for word in lineage.chunks_exact(4) {
            writer.push(Section::Lineages, &[u32::from_be_bytes([word[0], word[1], word[2], word[3]])]);
        }
    }
    let message = writer.string(&script.message);
    let created = writer.string(&script.created);
    writer.push(Section::Scripts, &message);
    writer.push(Section::Scripts, &created);
    writer.push(
        Section::Scripts,
        &[
            script.file,
            script.transaction as u32,
            bodies_start,
            script.bodies.len() as u32,
            lineages_start,
            script.lineages.len() as u32,
        ],
    );
}

fn write_body(writer: &mut Writer, body: &BodyRecord) {
    let start = writer.len(Section::Statements) / STATEMENT_WORDS as u32;
    for statement in &body.statements {
        let flags = flag(statement.self_commits, SELF_COMMITS) | flag(statement.session, SESSION);
        writer.push(
            Section::Statements,
            &[
                statement.range[0],
                statement.range[1],
                statement.line,
                statement.column,
                (statement.hash >> 32) as u32,
                statement.hash as u32,
                flags,
            ],
        );
    }
    let flags = flag(body.stepwise, STEPWISE)
        | flag(body.rebuild, REBUILD)
        | flag(body.boundary, BOUNDARY)
        | flag(body.code, CODE)
        | flag(body.irreversible.is_some(), IRREVERSIBLE);
    let reason = writer.string(body.irreversible.as_deref().unwrap_or_default());
    writer.push(
        Section::Bodies,
        &[
            body.direction as u32,
            body.dialects.0,
            flags,
            body.file,
            start,
            body.statements.len() as u32,
            reason[0],
            reason[1],
        ],
    );
}

const fn flag(on: bool, bit: u32) -> u32 {
    if on { bit } else { 0 }
}

/// What the file of one revision says beyond the graph.
#[derive(Clone, Copy)]
pub struct Script<'a> {
    image: Image<'a>,
    record: Words<'a>,
}

impl<'a> Script<'a> {
    /// The script of the revision at `index` of [`Section::Revisions`].
    pub fn read(image: Image<'a>, index: usize) -> Self {
        Script { image, record: image.section(Section::Scripts).record(index, SCRIPT_WORDS) }
    }

    /// The whole message.
    pub fn message(self) -> &'a str {
        self.image.string(self.record, 0)
    }

    /// The `created` header, as written.
    pub fn created(self) -> &'a str {
        self.image.string(self.record, 2)
    }

    /// The file of the revision.
    pub fn file(self) -> File<'a> {
        file(self.image, self.record.get(4))
    }

    /// The `transaction` header.
    pub fn transaction(self) -> TransactionMode {
        match self.record.get(5) {
            0 => TransactionMode::Auto,
            1 => TransactionMode::On,
            _ => TransactionMode::Off,
        }
    }

    /// The bodies, in the order of the file.
    pub fn bodies(self) -> impl ExactSizeIterator<Item = Body<'a>> {
        let (start, count) = (self.record.get(6), self.record.get(7));
        let image = self.image;
        (start..start + count).map(move |index| Body {
            image,
            record: image.section(Section::Bodies).record(index as usize, BODY_WORDS),
        })
    }

    /// The body for one direction and dialect.
    pub fn body(self, direction: Direction, dialect: Dialect) -> Option<Body<'a>> {
        self.bodies().find(|body| body.direction() == direction && body.dialects().contains(dialect))
    }

    /// The lineage hash for `dialect`, if the set is built for it.
    pub fn lineage(self, dialect: Dialect) -> Option<[u8; 32]> {
        let dialects = Settings::read(self.image).dialects;
        let position = dialects.iter().position(|candidate| candidate == dialect)? as u32;
        let start = (self.record.get(8) + position) * LINEAGE_WORDS as u32;
        let words = self.image.section(Section::Lineages).slice(start, LINEAGE_WORDS as u32);
        let mut lineage = [0; 32];
        for (bytes, word) in lineage.chunks_exact_mut(4).zip(words.iter()) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        Some(lineage)
    }
}

/// One body of a revision.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    image: Image<'a>,
    record: Words<'a>,
}

impl<'a> Body<'a> {
    /// Which way it goes.
    pub fn direction(self) -> Direction {
        if self.record.get(0) == Direction::Upgrade as u32 {
            Direction::Upgrade
        } else {
            Direction::Downgrade
        }
    }

    /// The dialects it is for.
    pub fn dialects(self) -> Dialects {
        Dialects(self.record.get(1))
    }

    fn has(self, bit: u32) -> bool {
        self.record.get(2) & bit != 0
    }

    /// Whether its statements run one by one, each committed before the next.
    pub fn is_stepwise(self) -> bool {
        self.has(STEPWISE)
    }

    /// Whether it is an SQLite table rebuild.
    pub fn is_rebuild(self) -> bool {
        self.has(REBUILD)
    }

    /// Whether a boundary stands after it.
    pub fn has_boundary(self) -> bool {
        self.has(BOUNDARY)
    }

    /// Whether it is a function of the application.
    pub fn is_code(self) -> bool {
        self.has(CODE)
    }

    /// Why there is no way back, for an irreversible downgrade.
    pub fn irreversible(self) -> Option<&'a str> {
        self.has(IRREVERSIBLE).then(|| self.image.string(self.record, 6))
    }

    /// The file that holds the statements.
    pub fn file(self) -> File<'a> {
        file(self.image, self.record.get(3))
    }

    /// The statements in order.
    pub fn statements(self) -> impl ExactSizeIterator<Item = Statement<'a>> + Clone {
        let (start, count) = (self.record.get(4), self.record.get(5));
        let image = self.image;
        (start..start + count).map(move |index| {
            let record = image.section(Section::Statements).record(index as usize, STATEMENT_WORDS);
            Statement { image, record }
        })
    }
}

/// One statement of a body.
#[derive(Clone, Copy)]
pub struct Statement<'a> {
    image: Image<'a>,
    record: Words<'a>,
}

impl<'a> Statement<'a> {
    /// The text that goes to the database.
    pub fn text(self) -> &'a str {
        self.image.string(self.record, 0)
    }

    /// The line of the file on which it begins, from 1.
    pub fn line(self) -> u32 {
        self.record.get(2)
    }

    /// The column at which it begins, in characters, from 1.
    pub fn column(self) -> u32 {
        self.record.get(3)
    }

    /// The first 8 bytes of the SHA-256 of its tokens.
    pub fn hash(self) -> u64 {
        u64::from(self.record.get(4)) << 32 | u64::from(self.record.get(5))
    }

    /// Whether it commits by itself or refuses to run in a transaction.
    pub fn self_commits(self) -> bool {
        self.record.get(6) & SELF_COMMITS != 0
    }

    /// Whether it changes the session.
    pub fn is_session(self) -> bool {
        self.record.get(6) & SESSION != 0
    }
}
