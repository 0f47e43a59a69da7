//! What the files of revisions say beyond the graph, in the form in which it is embedded: bodies, statements with
//! their place in the text, lineage hashes.
//!
//! The writer's side ([`write_script`]) and the reader's side ([`Script`]) stand together, so that a field cannot be written in one order and read in another.

pub use crate::dialect::{Dialect, Dialects};
use crate::image::{Image, Section, Words, Writer};
pub use crate::settings::{Settings, Transactions, VersionTableFormat, write_settings};

/// Which way a body goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Applies the revision.
    Upgrade,
    /// Takes it back.
    Downgrade,
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
    /// What it makes ends with the connection (a temporary table, a variable), so a step cannot be resumed behind it.
    pub temporary: bool,
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

/// How long statements may take, in milliseconds; 0 is no limit, `None` what the set says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// Waiting for a lock of the database.
    pub statement_lock: Option<u32>,
    /// Running.
    pub statement: Option<u32>,
}

impl Timeouts {
    pub(crate) fn words(self) -> [u32; 2] {
        [self.statement_lock, self.statement].map(|time| time.map_or(0, |time| time.saturating_add(1)))
    }

    pub(crate) fn read(words: Words<'_>, at: usize) -> Self {
        let time = |at| words.get(at).checked_sub(1);
        Timeouts { statement_lock: time(at), statement: time(at + 1) }
    }
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
    /// The `statement_lock_timeout` and `statement_timeout` headers.
    pub timeouts: Timeouts,
    /// The bodies.
    pub bodies: Vec<BodyRecord>,
    /// The lineage hash for each dialect of the settings, in the order of [`Dialects::iter`].
    pub lineages: Vec<[u8; 32]>,
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
const SCRIPT_WORDS: usize = 12;
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
const TEMPORARY: u32 = 1 << 2;

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
    writer.push(Section::Scripts, &script.timeouts.words());
}

fn write_body(writer: &mut Writer, body: &BodyRecord) {
    let start = writer.len(Section::Statements) / STATEMENT_WORDS as u32;
    for statement in &body.statements {
        let flags = flag(statement.self_commits, SELF_COMMITS)
            | flag(statement.session, SESSION)
            | flag(statement.temporary, TEMPORARY);
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
            body.dialects.bits(),
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

    /// The headers about timeouts.
    pub fn timeouts(self) -> Timeouts {
        Timeouts::read(self.record, 10)
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
        Dialects::from_bits(self.record.get(1))
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

    /// Whether what it makes ends with the connection.
    pub fn is_temporary(self) -> bool {
        self.record.get(6) & TEMPORARY != 0
    }
}
