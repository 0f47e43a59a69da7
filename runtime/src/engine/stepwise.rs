//! A revision whose statements commit one by one: `transaction: off`, or DDL on MySQL.
//!
//! Its row is marked before the first statement, so that the one `SELECT` of the next run sees a step that was
//! interrupted. A statement that can share a transaction commits together with its journal entry. One that
//! commits by itself is announced before and confirmed after: only such a statement can be in doubt, and
//! nobody guesses then.

use std::collections::BTreeMap;

use ambix_graph::script::{Body, Direction, Statement};
use ambix_graph::{Index, Step};

use super::file::DatabaseFile;
use super::journal::{self, Action, Entry, Outcome};
use super::lock_file::LockFile;
use super::migrate::{Run, announce};
use super::session::Session;
use super::state::{State, mark};
use super::transaction::{begin, commit, create_tables};
use super::version_table::VersionRow;
use super::{body, lock, open, rows};
use crate::driver::{DriverError, DriverErrorKind, Request};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::text;

/// Runs one step statement by statement. `Some` if the version table was not as expected under the lock.
pub(crate) async fn run(run: &mut Run, session: &Session<'_>, step: &Step) -> Result<Option<State>> {
    // Between the transactions of the step nobody else may take it for one that was interrupted.
    let _lock = LockFile::take(session, run.file.as_ref()).await?;
    lock::hold(session, run_locked(run, session, step)).await
}

async fn run_locked(run: &mut Run, session: &Session<'_>, step: &Step) -> Result<Option<State>> {
    let Some(body) = session.body(step.revision, step.direction) else { return Ok(None) };
    begin(run, session).await?;
    let before = run.state.rows.clone();
    let after = rows::after(&before, &step.changes);
    let resumed = run.state.interrupted.contains(&(step.revision, step.direction));

    let opened = mark_row(run, session, step, resumed).await;
    if let Some(state) = end(session, run.file.as_ref(), opened).await? {
        return Ok(Some(state));
    }
    run.state.exists = true;
    run.tables_ready = true;
    if !resumed && session.has_journal() {
        run.state.interrupted.push((step.revision, step.direction));
        run.state.interrupted.sort_unstable_by_key(|(revision, _)| *revision);
    }

    let done = if resumed { finished(session, step, body).await? } else { 0 };
    if resumed && done > 0 {
        session.event(&Event::Resuming { revision: session.id(step.revision).to_owned(), done });
    }
    let (announced, started) = announce(session, step).await?;
    for (at, statement) in body.statements().enumerate() {
        // What a statement set for the session is lost with the connection that was interrupted.
        if at >= done || statement.is_session() {
            match run_statement(session, run.file.as_ref(), step, body, at, statement).await {
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
        run_code(session, step).await?;
        open::none(session, step).await?;
    }

    lock::begin(session).await?;
    let closed = close(run, session, step, &before, &after, started).await;
    end(session, run.file.as_ref(), closed.map(|()| None)).await?;
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

/// Why a statement did not get to its end.
enum Failure {
    /// The database has refused it: it has no effect.
    Refused(Error),
    /// It may have taken effect.
    Unknown(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Unknown(error.into())
    }
}

async fn run_statement(
    session: &Session<'_>,
    file: Option<&DatabaseFile>,
    step: &Step,
    body: Body<'_>,
    at: usize,
    statement: Statement<'_>,
) -> Result<(), Failure> {
    let started = text::now();
    let entry = |outcome| entry(step, Some(at), at, outcome, started.clone());
    let fail = |refused: DriverError| {
        let certain = refused.kind() != DriverErrorKind::Connection;
        let error = body::failed(session, step, body, at, statement, refused);
        if certain { Failure::Refused(error) } else { Failure::Unknown(error) }
    };
    if statement.is_session() {
        session.io.execute(statement.text()).await.map_err(fail)?;
        return Ok(record(session, entry(Outcome::Done)).await?);
    }
    if statement.self_commits() {
        record(session, entry(Outcome::Started)).await?;
        if let Err(refused) = session.io.execute(statement.text()).await {
            let error = fail(refused);
            // It was refused, so it is not in doubt. If not even this can be written, it stays in doubt.
            let _ = record(session, entry(Outcome::Failed)).await;
            return Err(error);
        }
        return Ok(record(session, entry(Outcome::Done)).await?);
    }
    if session.offline {
        return session.io.execute(statement.text()).await.map_err(fail);
    }
    lock::begin(session).await?;
    if let Err(refused) = session.io.execute(statement.text()).await {
        // The first error is the one to report.
        let _ = session.io.call(Request::Rollback).await;
        return Err(fail(refused));
    }
    let recorded = record(session, entry(Outcome::Done)).await.map_err(Error::from);
    Ok(end(session, file, recorded.map(|()| None)).await.map(drop)?)
}

/// The function of a revision in Rust, outside any transaction. What it does is not known statement by statement,
/// so it is in doubt as a whole if it does not get to its end.
async fn run_code(session: &Session<'_>, step: &Step) -> Result<()> {
    let started = text::now();
    let entry = |outcome| entry(step, Some(0), 0, outcome, started.clone());
    record(session, entry(Outcome::Started)).await?;
    body::run_code(session, step).await?;
    Ok(record(session, entry(Outcome::Done)).await?)
}

fn entry(step: &Step, statement: Option<usize>, done: usize, outcome: Outcome, started: String) -> Entry {
    Entry { revision: step.revision, action: Action::from(step.direction), statement, done, outcome, started }
}

/// Writes one entry now.
async fn record(session: &Session<'_>, entry: Entry) -> Result<(), DriverError> {
    let mut journal = journal::Journal::default();
    journal.push(entry);
    journal.flush(session).await
}

/// How many statements of an interrupted step are done, by the journal.
async fn finished(session: &Session<'_>, step: &Step, body: Body<'_>) -> Result<usize> {
    let id = session.id(step.revision);
    let action = Action::from(step.direction).name();
    let records = journal::read(session, id).await?;
    let begun = records
        .iter()
        .rposition(|record| record.statement.is_none() && record.outcome == Outcome::Started.name());
    let mut last: BTreeMap<usize, &journal::Record> = BTreeMap::new();
    let Some(begun) = begun else { return Err(no_record(id)) };
    for record in records[begun + 1..].iter().filter(|record| record.action == action) {
        if let Some(statement) = record.statement {
            last.insert(statement, record);
        }
    }
    if body.is_code() {
        return match last.get(&0) {
            None => Ok(0),
            // Only `resolve` says so of a function.
            Some(record) if record.outcome == Outcome::Failed.name() => Ok(0),
            Some(record) if record.outcome == Outcome::Done.name() => Ok(1),
            Some(record) => Err(code_in_doubt(session, step, record)),
        };
    }
    let mut done = 0;
    for (at, statement) in body.statements().enumerate() {
        let Some(record) = last.get(&at) else { break };
        if record.outcome == Outcome::Failed.name() {
            break;
        }
        if record.outcome == Outcome::Started.name() {
            return Err(in_doubt(session, step, body, at, statement, record));
        }
        if record.hashes.first() != Some(&format!("{:016x}", statement.hash())) {
            let message = format!(
                "statement {} of revision `{id}` is done, but {}:{} is not what was run",
                at + 1,
                body.file().path,
                statement.line()
            );
            return Err(Error::new("cannot-resume", message).with_help(
                "restore the statements that are done as they were; those after them may be edited",
            ));
        }
        done = at + 1;
    }
    Ok(done)
}

fn no_record(id: &str) -> Error {
    let message = format!("revision `{id}` is half done, and the journal does not tell how far it got");
    Error::new("cannot-resume", message)
        .with_help("was the journal emptied, or the set renamed? look at the database, then:")
        .with_help(format!("`ambix resolve {id} --done`, `--redo-from N` or `--abandon`"))
}

fn code_in_doubt(session: &Session<'_>, step: &Step, record: &journal::Record) -> Error {
    let id = session.id(step.revision);
    let message =
        format!("revision `{id}` is written in Rust, runs outside a transaction, and did not get to its end");
    let by = record.application.as_deref().unwrap_or("another process");
    Error::new("in-doubt", message)
        .with_help(format!("it was run by {by}; look how far it got"))
        .with_help(format!("then `ambix resolve {id} --done`, `--redo-from 1` or `--abandon`"))
}

fn in_doubt(
    session: &Session<'_>,
    step: &Step,
    body: Body<'_>,
    at: usize,
    statement: Statement<'_>,
    record: &journal::Record,
) -> Error {
    let message = format!(
        "statement {} of revision `{}` was sent and never confirmed: it may have taken effect or not",
        at + 1,
        session.id(step.revision)
    );
    let by = record.application.as_deref().unwrap_or("another process");
    let place = body::place(session.id(step.revision), body, at, statement);
    Error::new("in-doubt", message)
        .with_place(place)
        .with_help(format!("it was sent by {by}; look whether its effect is there"))
        .with_help(format!(
            "then `ambix resolve {0} --redo-from {1}` if it is not, `ambix resolve {0} --redo-from {2}` if it is",
            session.id(step.revision),
            at + 1,
            at + 2
        ))
}
