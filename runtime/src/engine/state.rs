//! What the rows of the version table say about this program's revisions.

use std::collections::HashSet;

use ambix_graph::Index;
use ambix_graph::script::{Dialect, Direction};

use super::journal;
use super::lock;
use super::session::Session;
use super::version_table::VersionRow;
use crate::config::Newer;
use crate::error::{Error, Result};
use crate::text;

/// The rows, read against the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// Whether there is a version table.
    pub(crate) exists: bool,
    /// The rows that are applied.
    pub(crate) rows: Vec<Index>,
    /// Rows whose revision is half-way.
    pub(crate) interrupted: Vec<(Index, Direction)>,
    /// Rows whose history is not the one of the files.
    pub(crate) changed: Vec<Index>,
    /// Rows that no file of this program has.
    pub(crate) unknown: Vec<String>,
}

/// The value of the column `state` while a revision runs statement by statement.
pub(crate) const fn mark(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    }
}

impl State {
    /// Reads the version table and makes sense of it.
    pub(crate) async fn read(session: &Session<'_>) -> Result<State> {
        if session.in_transaction {
            return Box::pin(State::read_inside(session)).await;
        }
        State::select(session).await
    }

    /// Reads inside a transaction. On PostgreSQL a failed `SELECT` would end it, so the table is asked for first.
    pub(crate) async fn read_inside(session: &Session<'_>) -> Result<State> {
        if session.dialect == Dialect::Postgres && !session.exists().await? {
            return State::of(session, None);
        }
        State::select(session).await
    }

    async fn select(session: &Session<'_>) -> Result<State> {
        let rows = match session.version_table.read(&session.io).await {
            // A connection without a busy timeout of its own meets somebody else's commit.
            Err(error) if error.is_temporary() => {
                Box::pin(lock::waiting(session, session.version_table.read(&session.io))).await?
            }
            rows => rows?,
        };
        State::of(session, rows)
    }

    /// Reads again inside a transaction of ours. A table that was missing is not read but asked for.
    pub(crate) async fn read_again(session: &Session<'_>, expected: &State) -> Result<State> {
        if !expected.exists && !session.exists().await? {
            return State::of(session, None);
        }
        State::select(session).await
    }

    /// Whether nothing is different. PostgreSQL gives rows in no particular order.
    pub(crate) fn is_still(&self, expected: &State) -> bool {
        let sorted = |state: &State| {
            let mut state = state.clone();
            state.rows.sort_unstable();
            state.changed.sort_unstable();
            state.unknown.sort_unstable();
            state.interrupted.sort_unstable_by_key(|&(revision, _)| revision);
            state
        };
        self == expected || sorted(self) == sorted(expected)
    }

    fn of(session: &Session<'_>, rows: Option<Vec<VersionRow>>) -> Result<State> {
        let mut state = State { exists: rows.is_some(), ..State::default() };
        for row in rows.unwrap_or_default() {
            let Some(index) = session.graph.find(&row.id) else {
                state.unknown.push(row.id);
                continue;
            };
            if state.rows.contains(&index) {
                let message = format!("the version table holds `{}` more than once", row.id);
                return Err(Error::new("duplicate-row", message).with_help(
                    "it has no primary key; delete one of the rows, or `ambix stamp --purge` what is right",
                ));
            }
            match row.state.as_deref() {
                None => state.rows.push(index),
                Some("upgrade") => state.interrupted.push((index, Direction::Upgrade)),
                Some("downgrade") => {
                    state.rows.push(index);
                    state.interrupted.push((index, Direction::Downgrade));
                }
                Some(other) => {
                    let message = format!("row `{}` of the version table has the state `{other}`", row.id);
                    return Err(Error::new("newer-database", message)
                        .with_help("a newer version of ambix has written it; use that version"));
                }
            }
            if let Some(lineage) = row.lineage.as_deref()
                && is_changed(session, index, lineage)
            {
                state.changed.push(index);
            }
        }
        // The order of the database tells nothing, and states are compared.
        state.rows.sort_unstable();
        state.interrupted.sort_unstable_by_key(|(revision, _)| *revision);
        state.changed.sort_unstable();
        state.unknown.sort_unstable();
        Ok(state)
    }

    /// Fails if there is a row that this program does not know; says so if the database is ahead of it.
    pub(crate) async fn refuse_unknown(&self, session: &Session<'_>) -> Result<()> {
        let newer = self.newer(session).await?;
        if newer.is_empty() { Ok(()) } else { Err(newer_database(&newer)) }
    }

    /// Fails if a revision is half done.
    pub(crate) fn refuse_interrupted(&self, session: &Session<'_>) -> Result<()> {
        match self.interrupted.first() {
            None => Ok(()),
            Some(&(revision, direction)) => Err(interrupted(session.id(revision), direction)),
        }
    }

    /// The ids of the rows whose history differs.
    pub(crate) fn changed_ids(&self, session: &Session<'_>) -> Vec<String> {
        self.changed.iter().map(|&index| session.id(index).to_owned()).collect()
    }

    /// Rows that this program does not know: proved by the journal to be ahead of it, or an error.
    ///
    /// The answer is the list of those rows; empty if every row is known.
    pub(crate) async fn newer(&self, session: &Session<'_>) -> Result<Vec<String>> {
        if self.unknown.is_empty() { Ok(Vec::new()) } else { Box::pin(self.prove_newer(session)).await }
    }

    async fn prove_newer(&self, session: &Session<'_>) -> Result<Vec<String>> {
        let mut reached = self.rows.clone();
        let mut seen: HashSet<String> = HashSet::new();
        let mut open = self.unknown.clone();
        while let Some(id) = open.pop() {
            if let Some(index) = session.graph.find(&id) {
                reached.push(index);
                continue;
            }
            if !seen.insert(id.clone()) {
                continue;
            }
            let records = journal::read(session, &id).await?;
            let applied = records.into_iter().rev().find(|record| {
                record.outcome == "done" && record.statement.is_none() && record.action != "downgrade"
            });
            match applied {
                Some(record) => open.extend(record.parents),
                None => return Err(unknown_revision(&id)),
            }
        }
        let applied = session.graph.ancestors(&reached);
        if let Some(missing) = session.graph.real_heads().find(|&head| !applied.contains(head)) {
            return Err(unknown_revision(&self.unknown[0]).with_help(format!(
                "the journal knows it, but `{}` of this program was never applied: the two have parted",
                session.id(missing)
            )));
        }
        if session.options.newer == Newer::Refuse {
            let message =
                format!("the database is ahead of this program: it has {}", self.unknown.join(", "));
            return Err(
                Error::new("newer-database", message).with_help("deploy the newer version of the program")
            );
        }
        Ok(self.unknown.clone())
    }
}

/// The error of a revision that is half done.
pub(crate) fn interrupted(id: &str, direction: Direction) -> Error {
    let (was, help) = match direction {
        Direction::Upgrade => ("upgrade to", format!("`ambix upgrade {id}` goes on after the last statement that is done")),
        // `id-1` could reach what stands beside it.
        Direction::Downgrade => (
            "downgrade of",
            "the same `ambix downgrade` again, with the target it had, goes on after the last statement that is done"
                .to_owned(),
        ),
    };
    let message = format!("the {was} `{id}` is half done: it was interrupted, or another process is at it");
    Error::new("interrupted", message)
        .with_help(help)
        .with_help(format!("to end it by hand: `ambix resolve {id} --done`, `--redo-from N` or `--abandon`"))
}

/// The error of a database that is ahead of this program.
pub(crate) fn newer_database(unknown: &[String]) -> Error {
    let message = format!("the database is ahead of this program: it has `{}`", unknown.join("`, `"));
    Error::new("newer-database", message).with_help("use the newer version of the program")
}

fn unknown_revision(id: &str) -> Error {
    Error::new("unknown-revision", format!("the version table holds `{id}`, which no revision of this program is"))
        .with_help("was the database migrated by another branch or a newer program? restore its file, or use that program")
        .with_help("`ambix stamp --purge REVISION` overwrites the version table, if you know the state of the schema")
}

/// `1:<hash>` that is neither this revision's nor another's. Another's means that a tool which knows no lineages
/// (Alembic) has moved the row; any other tag, that a newer ambix has written it.
fn is_changed(session: &Session<'_>, index: Index, lineage: &str) -> bool {
    let Some(found) = lineage.strip_prefix("1:") else { return false };
    let hash = |index: Index| session.graph.revision(index).script().lineage(session.dialect);
    let is = |hash: Option<[u8; 32]>| hash.is_some_and(|hash| text::is_hex_of(found, &hash));
    !is(hash(index)) && !session.graph.revisions().any(|revision| is(hash(revision.index())))
}
