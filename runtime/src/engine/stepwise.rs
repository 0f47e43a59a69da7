//! A revision whose statements commit one by one: `transaction: off`, or DDL on MySQL.
//!
//! Its row is marked before the first statement, so that the one `SELECT` of the next run sees a step that was
//! interrupted. A statement that can share a transaction commits together with its journal entry. One that
//! commits by itself is announced before and confirmed after: only such a statement can be in doubt, and
//! nobody guesses then.

use ambix_graph::script::Direction;
use ambix_graph::{Index, Step};

use super::file::DatabaseFile;
use super::journal::{self, Action, Entry, Outcome};
use super::lock::Commit;
use super::lock_file::LockFile;
use super::migrate::{Run, announce};
use super::session::Session;
use super::settings::Settings;
use super::state::{State, mark};
use super::statement::Failure;
use super::transaction::{begin, commit, create_tables};
use super::version_table::VersionRow;
use super::{body, lock, open, resume, rows, statement};
use crate::driver::{DriverError, Request};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::text;

/// Runs one step statement by statement. `Some` if the version table was not as expected under the lock.
pub(crate) async fn run(
    run: &mut Run,
    session: &Session<'_>,
    step: &Step,
    settings: &Settings,
) -> Result<Option<State>> {
    // Between the transactions of the step nobody else may take it for one that was interrupted.
    let _lock = LockFile::take(session, run.file.as_ref()).await?;
    lock::hold(session, Box::pin(run_locked(run, session, step, settings))).await
}

async fn run_locked(
    run: &mut Run,
    session: &Session<'_>,
    step: &Step,
    settings: &Settings,
) -> Result<Option<State>> {
    let Some(body) = session.body(step.revision, step.direction) else { return Ok(None) };
    begin(run, session, Commit::Durable).await?;
    let before = run.state.rows.clone();
    let after = rows::after(&before, &step.changes);
    let resumed = run.state.interrupted.contains(&(step.revision, step.direction));

    let opened = mark_row(run, session, step, resumed).await;
    if let Some(state) = end(session, run.file.as_ref(), opened).await? {
        return Ok(Some(state));
    }
    run.state.exists = true;
    run.tables_ready = true;
    run.unflushed = false;
    if !resumed && session.has_journal() {
        run.state.interrupted.push((step.revision, step.direction));
        run.state.interrupted.sort_unstable_by_key(|(revision, _)| *revision);
    }

    let done = if resumed { resume::finished(session, step, body).await? } else { 0 };
    if resumed && done > 0 {
        session.event(&Event::Resuming { revision: session.id(step.revision).to_owned(), done });
    }
    let (announced, started) = announce(session, step).await?;
    for (at, statement) in body.statements().enumerate() {
        // What a statement set for the session is lost with the connection that was interrupted.
        if at >= done || statement.is_session() {
            if resumed && at == done {
                statement::clear(session, step, statement).await?;
            }
            let place = statement::Place { step, body, at, statement, settings };
            match Box::pin(statement::run(session, run.file.as_ref(), place)).await {
                Ok(()) => {}
                Err(Failure::Refused(error)) if at == 0 && done == 0 => {
                    take_back(run, session, step).await?;
                    return Err(error);
                }
                Err(Failure::Refused(error) | Failure::Unknown(error)) => {
                    run.report.half_done(session, step, at);
                    return Err(error);
                }
            }
        }
    }
    // From here on everything is done but the rows.
    run.report.half_done(session, step, body.statements().len());
    if body.is_code() && done == 0 && !session.offline {
        run_code(session, step, settings).await?;
        open::none(session, step).await?;
    }

    let closing = async {
        lock::begin(session).await?;
        let closed = close(run, session, step, &before, &after, started).await;
        end(session, run.file.as_ref(), closed.map(|()| None)).await
    };
    settings.aside(session, false, Box::pin(closing)).await?;
    run.report.interrupted = None;
    run.state.interrupted.retain(|&interrupted| interrupted != (step.revision, step.direction));
    run.state.rows = after;
    run.report.applied.push(announced.clone());
    session.event(&Event::Ran(announced));
    Ok(None)
}

/// Looks again under the lock and marks the row.
async fn mark_row(run: &mut Run, session: &Session<'_>, step: &Step, resumed: bool) -> Result<Option<State>> {
    if !session.offline {
        let state = State::read_again(session, &run.state).await?;
        if !state.is_still(&run.state) {
            return Ok(Some(state));
        }
    }
    create_tables(run, session).await?;
    if resumed || !session.has_journal() {
        return Ok(None);
    }
    let state = Some(mark(step.direction).to_owned());
    // Until it is done the statements that are not may still be edited, so it has no lineage yet.
    let lineage = session.lineage(step.revision).filter(|_| step.direction == Direction::Downgrade);
    let row = VersionRow { id: session.id(step.revision).to_owned(), lineage, state };
    match step.direction {
        Direction::Upgrade => session.version_table.insert(&session.io, &row).await?,
        Direction::Downgrade => session.version_table.update(&session.io, &row.id, &row).await?,
    }
    let started = text::now();
    record(session, entry(step, None, 0, Outcome::Started, started)).await?;
    Ok(None)
}

/// Writes the rows as they are when the step is done, and takes the mark away.
async fn close(
    run: &mut Run,
    session: &Session<'_>,
    step: &Step,
    before: &[Index],
    after: &[Index],
    started: String,
) -> Result<()> {
    if !session.offline && State::read(session).await? != run.state {
        let message =
            format!("the version table was changed while `{}` was running", session.id(step.revision));
        return Err(Error::new("concurrent-change", message)
            .with_help("all of its statements are done; put the rows right, then `ambix resolve` it"));
    }
    let marked = (session.has_journal() && step.direction == Direction::Upgrade).then_some(step.revision);
    rows::write(session, before, after, marked).await?;
    let count = session.body(step.revision, step.direction).map_or(0, |body| body.statements().len());
    run.journal.push(run.entry(step, started, count));
    run.journal.flush(session).await?;
    Ok(())
}

/// Takes the mark away: the first statement was refused, so nothing has happened.
async fn take_back(run: &mut Run, session: &Session<'_>, step: &Step) -> Result<()> {
    if !session.has_journal() {
        return Ok(());
    }
    lock::begin(session).await?;
    let result = match unmark(session, step.revision, step.direction).await {
        Ok(()) => record(session, entry(step, None, 0, Outcome::Failed, text::now())).await,
        Err(refused) => Err(refused),
    };
    end(session, run.file.as_ref(), result.map(|()| None).map_err(Error::from)).await?;
    run.state.interrupted.retain(|&interrupted| interrupted != (step.revision, step.direction));
    Ok(())
}

/// The row as it was before the step began.
pub(super) async fn unmark(
    session: &Session<'_>,
    revision: Index,
    direction: Direction,
) -> Result<(), DriverError> {
    let row = rows::row(session, revision);
    match direction {
        Direction::Upgrade => session.version_table.delete(&session.io, &row.id).await,
        Direction::Downgrade => session.version_table.update(&session.io, &row.id, &row).await,
    }
}

/// Commits what went well and rolls back the rest.
pub(super) async fn end(
    session: &Session<'_>,
    file: Option<&DatabaseFile>,
    result: Result<Option<State>>,
) -> Result<Option<State>> {
    if matches!(result, Ok(None)) {
        commit(session, file).await?;
    } else {
        // The first error is the one to report.
        let _ = session.io.call(Request::Rollback).await;
    }
    result
}

/// The function of a revision in Rust, outside any transaction. What it does is not known statement by statement,
/// so it is in doubt as a whole if it does not get to its end.
async fn run_code(session: &Session<'_>, step: &Step, settings: &Settings) -> Result<()> {
    let started = text::now();
    let entry = |outcome| entry(step, Some(0), 0, outcome, started.clone());
    note(session, settings, None, entry(Outcome::Started)).await?;
    body::run_code(session, step).await?;
    note(session, settings, None, entry(Outcome::Done)).await
}

pub(super) fn entry(
    step: &Step,
    statement: Option<usize>,
    done: usize,
    outcome: Outcome,
    started: String,
) -> Entry {
    Entry { revision: step.revision, action: Action::from(step.direction), statement, done, outcome, started }
}

/// Writes one entry in a transaction that is open.
pub(super) async fn record(session: &Session<'_>, entry: Entry) -> Result<(), DriverError> {
    let mut journal = journal::Journal::default();
    journal.push(entry);
    journal.flush(session).await
}

/// Writes one entry where no transaction is open.
pub(super) async fn note(
    session: &Session<'_>,
    settings: &Settings,
    file: Option<&DatabaseFile>,
    entry: Entry,
) -> Result<()> {
    let work = async {
        if !session.lease.is_held() {
            return Ok(record(session, entry).await?);
        }
        // The lease is looked at and renewed in a transaction.
        lock::begin(session).await?;
        let recorded = record(session, entry).await.map_err(Error::from);
        end(session, file, recorded.map(|()| None)).await.map(drop)
    };
    settings.aside(session, false, Box::pin(work)).await
}
