//! Moving the version rows without running anything.

use ambix_graph::Index;

use super::file::DatabaseFile;
use super::journal::{Action, Entry, Journal, Outcome};
use super::lock_file::LockFile;
use super::session::Session;
use super::state::State;
use super::transaction::{commit, create_missing, tables_inside, tables_outside};
use super::version_table::VersionRow;
use super::{lock, rows};
use crate::driver::Request;
use crate::error::Result;
use crate::report::Report;
use crate::text;

/// What `stamp` is asked for.
#[derive(Clone, Debug)]
pub(crate) struct StampGoal {
    pub(crate) targets: Vec<String>,
    pub(crate) purge: bool,
}

/// Stamps.
pub(crate) async fn stamp(mut session: Session<'_>, goal: StampGoal) -> Result<Report> {
    // Targets are resolved before anything is written, whatever the table holds.
    let state =
        if goal.purge { State::default() } else { known(State::read(&session).await?, &session).await? };
    plan(&session, &goal, &state)?;
    session.resolve_names().await?;
    let after = in_transaction(&session, async |session| {
        let state = if goal.purge { State::default() } else { inside(session).await? };
        let after = plan(session, &goal, &state)?;
        let exists = session.exists().await?;
        create_missing(session, exists).await?;
        if goal.purge {
            session.version_table.delete_all(&session.io).await?;
        }
        rows::write(session, &state.rows, &after, None).await?;
        record(session, &after, &state.rows, Action::Stamp).await?;
        Ok(after)
    })
    .await?;
    Ok(Report { heads: rows::ids(&session, &after), ..Report::default() })
}

/// The state inside the transaction.
async fn inside(session: &Session<'_>) -> Result<State> {
    known(State::read_inside(session).await?, session).await
}

async fn known(state: State, session: &Session<'_>) -> Result<State> {
    state.refuse_unknown(session).await?;
    state.refuse_interrupted(session)?;
    Ok(state)
}

fn plan(session: &Session<'_>, goal: &StampGoal, state: &State) -> Result<Vec<Index>> {
    let targets: Vec<&str> = goal.targets.iter().map(String::as_str).collect();
    let plan = session.graph.stamp_plan(&state.rows, &targets)?;
    Ok(rows::after(&state.rows, &plan.changes))
}

/// Creates the tables that are missing.
pub(crate) async fn ensure_tables(session: &mut Session<'_>) -> Result<()> {
    session.resolve_names().await?;
    let there = lock::waiting(session, async {
        Ok(session.exists().await? && (!session.has_journal() || session.journal_exists().await?))
    });
    if there.await? {
        return Ok(());
    }
    in_transaction(session, async |session| {
        let exists = session.exists().await?;
        create_missing(session, exists).await
    })
    .await
}

/// Records the present lineages for the rows, and the present statements for `changed`.
pub(crate) async fn adopt(session: &mut Session<'_>, changed: &[Index]) -> Result<()> {
    session.resolve_names().await?;
    in_transaction(session, async |session| {
        let state = inside(session).await?;
        for &row in &state.rows {
            let row = rows::row(session, row);
            session.version_table.update(&session.io, &row.id, &row).await?;
        }
        record(session, changed, &[], Action::Repair).await
    })
    .await
}

/// Journals `revisions` that were not there before.
async fn record(session: &Session<'_>, revisions: &[Index], before: &[Index], action: Action) -> Result<()> {
    let mut journal = Journal::default();
    for &revision in revisions.iter().filter(|revision| !before.contains(revision)) {
        let (outcome, started) = (Outcome::Done, text::now());
        journal.push(Entry { revision, action, statement: None, done: 0, outcome, started });
    }
    Ok(journal.flush(session).await?)
}

/// Runs `body` in a transaction of ours, or in the caller's.
async fn in_transaction<T>(
    session: &Session<'_>,
    body: impl AsyncFnOnce(&Session<'_>) -> Result<T>,
) -> Result<T> {
    if session.io.in_transaction().await? {
        tables_inside(session).await?;
        return body(session).await;
    }
    let file = DatabaseFile::of(session).await?;
    // Nobody moves rows while a revision runs statement by statement.
    let _lock = LockFile::take(session, file.as_ref()).await?;
    let work = async {
        tables_outside(session).await?;
        lock::begin(session).await?;
        match body(session).await {
            Ok(answer) => commit(session, file.as_ref()).await.map(|()| answer),
            Err(error) => {
                // The first error is the one to report.
                let _ = session.io.call(Request::Rollback).await;
                Err(error)
            }
        }
    };
    lock::around(session, Box::pin(work)).await
}

impl Session<'_> {
    /// The rows of the version table, if it is there.
    pub(crate) async fn version_rows(&self) -> Result<Option<Vec<VersionRow>>> {
        // A failed `SELECT` would end the caller's transaction.
        if self.in_transaction && !self.exists().await? {
            return Ok(None);
        }
        self.version_table.read(&self.io).await
    }

    /// Whether the version table is there.
    pub(crate) async fn exists(&self) -> Result<bool> {
        Ok(!self.version_table.columns(&self.io, self.version_table.name).await?.is_empty())
    }
}
