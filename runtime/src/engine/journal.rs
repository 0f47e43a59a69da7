//! The journal: append-only, what was applied, by whom, statement by statement where a statement commits by itself.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use ambix_graph::Index;
use ambix_graph::script::{Direction, VersionTableFormat};

use super::session::{Session, host};
use super::sql;
use crate::driver::DriverError;
use crate::error::{Error, Result};
use crate::text;
use crate::value::{Row, Value};

/// The version of the journal's layout. A journal with a higher one is refused.
const FORMAT: i64 = 1;

/// Rows sent in one statement: an SQLite of before 2020 takes no more than 999 values.
const ROWS_PER_INSERT: usize = 999 / sql::JOURNAL_COLUMNS.len();

/// What an entry says about its revision, or about one of its statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Started,
    Done,
    Failed,
}

impl Outcome {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Outcome::Started => "started",
            Outcome::Done => "done",
            Outcome::Failed => "failed",
        }
    }
}

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Upgrade,
    Downgrade,
    Stamp,
    Repair,
}

impl Action {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Action::Upgrade => "upgrade",
            Action::Downgrade => "downgrade",
            Action::Stamp => "stamp",
            Action::Repair => "repair",
        }
    }
}

impl From<Direction> for Action {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Upgrade => Action::Upgrade,
            Direction::Downgrade => Action::Downgrade,
        }
    }
}

/// An entry to be written.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) revision: Index,
    pub(crate) action: Action,
    /// The statement from 0, if the entry is about one.
    pub(crate) statement: Option<usize>,
    pub(crate) done: usize,
    pub(crate) outcome: Outcome,
    pub(crate) started: String,
}

/// An entry that was read.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) parents: Vec<String>,
    pub(crate) action: String,
    pub(crate) statement: Option<usize>,
    pub(crate) hashes: Vec<String>,
    pub(crate) outcome: String,
    pub(crate) application: Option<String>,
}

/// Entries that wait for the end of their transaction.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pending: Vec<Entry>,
    /// Asked once for the run.
    host: OnceLock<Option<String>>,
    /// The statement that was sent last, and how many entries it takes.
    insert: (usize, String),
}

impl Journal {
    pub(crate) fn push(&mut self, entry: Entry) {
        self.pending.push(entry);
    }

    /// Writes what waits, several entries in a statement.
    pub(crate) async fn flush(&mut self, session: &Session<'_>) -> Result<(), DriverError> {
        let pending = std::mem::take(&mut self.pending);
        if !session.has_journal() {
            return Ok(());
        }
        let finished = text::now();
        let host = self.host.get_or_init(host).as_deref();
        for entries in pending.chunks(ROWS_PER_INSERT) {
            let values = entries.iter().flat_map(|entry| values(session, entry, host, &finished)).collect();
            if self.insert.0 != entries.len() {
                let journal = session.journal();
                let insert = sql::insert(session.dialect, &journal, &sql::JOURNAL_COLUMNS, entries.len());
                self.insert = (entries.len(), insert);
            }
            session.io.query(self.insert.1.as_str(), values).await?;
        }
        Ok(())
    }

    /// Forgets what waits: its transaction was rolled back.
    pub(crate) fn discard(&mut self) {
        self.pending.clear();
    }
}

fn values(
    session: &Session<'_>,
    entry: &Entry,
    host: Option<&str>,
    finished: &str,
) -> [Value; sql::JOURNAL_COLUMNS.len()] {
    let graph = session.graph;
    let revision = graph.revision(entry.revision);
    let ids = |parents: &mut dyn Iterator<Item = Index>| {
        let mut ids: Vec<_> = parents.map(|parent| graph.revision(parent).id()).collect();
        ids.dedup();
        ids.join(" ")
    };
    let parents = ids(&mut revision.down_revision().chain(revision.dependencies()));
    let direction = match entry.action {
        Action::Downgrade => Direction::Downgrade,
        _ => Direction::Upgrade,
    };
    let body = session.body(entry.revision, direction);
    let statements = body.map_or(0, |body| body.statements().len());
    let mut hashes = String::new();
    for (at, statement) in body.iter().flat_map(|body| body.statements()).enumerate() {
        if entry.statement.is_none_or(|only| only == at) {
            let separator = if hashes.is_empty() { "" } else { " " };
            let _ = write!(hashes, "{separator}{:016x}", statement.hash());
        }
    }
    [
        FORMAT.into(),
        session.options.set.as_str().into(),
        revision.id().into(),
        parents.into(),
        entry.action.name().into(),
        entry.statement.map(|statement| statement as i64 + 1).into(),
        hashes.into(),
        session.lineage(entry.revision).into(),
        (statements as i64).into(),
        (entry.done as i64).into(),
        entry.outcome.name().into(),
        entry.started.as_str().into(),
        (entry.outcome != Outcome::Started).then_some(finished).into(),
        host.into(),
        Value::Null,
        env!("CARGO_PKG_VERSION").into(),
        session.options.application.into(),
    ]
}

/// The entries of the journal that are about `revision`, oldest first; none if there is no journal.
pub(crate) async fn read(session: &Session<'_>, revision: &str) -> Result<Vec<Record>> {
    if !session.has_journal() || !session.journal_exists().await? {
        return Ok(Vec::new());
    }
    let dialect = session.dialect;
    let select = format!(
        "SELECT format, parents, direction, statement, hashes, outcome, application \
         FROM {} WHERE set_name = {} AND revision = {} ORDER BY id",
        session.journal(),
        sql::placeholder(dialect, 1),
        sql::placeholder(dialect, 2),
    );
    let rows = session.io.query(select, vec![session.options.set.as_str().into(), revision.into()]).await?;
    rows.iter().map(record).collect()
}

fn record(row: &Row) -> Result<Record> {
    let format = row.integer(0).unwrap_or_default();
    if format > FORMAT {
        let message = format!("the journal has format {format}, this program knows {FORMAT}");
        return Err(Error::new("newer-database", message)
            .with_help("run the newer version of the program that wrote it, or update ambix"));
    }
    let words = |index| -> Vec<String> {
        row.text(index).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    };
    Ok(Record {
        parents: words(1),
        action: row.text(2).unwrap_or_default().to_owned(),
        statement: row.integer(3).and_then(|number| usize::try_from(number - 1).ok()),
        hashes: words(4),
        outcome: row.text(5).unwrap_or_default().to_owned(),
        application: row.text(6).map(str::to_owned),
    })
}

impl Session<'_> {
    /// Whether this run keeps a journal. A script does not: nobody knows when and by whom it will be run.
    pub(crate) fn has_journal(&self) -> bool {
        self.version_table.format == VersionTableFormat::Ambix && !self.offline
    }

    /// Whether the journal is there.
    pub(crate) async fn journal_exists(&self) -> Result<bool, DriverError> {
        Ok(!self.version_table.columns(&self.io, &self.journal_name()).await?.is_empty())
    }
}

/// The statement hashes with which each revision was last recorded as applied; empty if there is no journal.
pub(crate) async fn recorded_hashes(session: &Session<'_>) -> Result<HashMap<String, Vec<String>>> {
    if !session.has_journal() || !session.journal_exists().await? {
        return Ok(HashMap::new());
    }
    let select = format!(
        "SELECT revision, hashes FROM {} WHERE set_name = {} AND statement IS NULL AND outcome = 'done' \
         AND direction <> 'downgrade' ORDER BY id",
        session.journal(),
        sql::placeholder(session.dialect, 1),
    );
    let rows = session.io.query(select, vec![session.options.set.as_str().into()]).await?;
    let words = |row: &Row| row.text(1).unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Ok(rows.iter().map(|row| (row.text(0).unwrap_or_default().to_owned(), words(row))).collect())
}
