//! Steps that share a transaction.

use std::time::Duration;

use ambix_graph::Step;
use ambix_graph::script::Dialect;

use super::file::DatabaseFile;
use super::lock::Commit;
use super::migrate::{Run, announce};
use super::session::Session;
use super::settings::Settings;
use super::state::State;
use super::{body, lock, open, rebuild, rows};
use crate::driver::{DriverError, DriverErrorKind, Request};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::report::Applied;

/// How often a transaction is tried again that did not get a lock of the database, and how long to wait before.
const RETRIES: usize = 3;
const PAUSE: Duration = Duration::from_millis(500);

/// Runs `steps` in one transaction with their rows and their journal entries. `Some` if the version table was
/// not as expected under the lock: nothing was done then.
pub(crate) async fn run(
    run: &mut Run,
    session: &Session<'_>,
    steps: &[Step],
    settings: &Settings,
) -> Result<Option<State>> {
    // A statement that waits for a lock stops everybody who comes after it; so it gives up soon, lets them
    // through, and the whole transaction is tried again.
    for _ in 0..RETRIES {
        match run_guarded(run, session, steps, settings, false).await {
            Err(error) if !run.shared && lock::is_statement_timeout(session, &error) => {
                let revisions: Vec<&str> = steps.iter().map(|step| session.id(step.revision)).collect();
                session.event(&Event::Retrying { revision: revisions.join(", ") });
                session.io.call(Request::Wait(PAUSE)).await?;
            }
            result => return result,
        }
    }
    run_guarded(run, session, steps, settings, false).await
}

/// The same; with `foreign_keys`, nothing is committed that violates more foreign keys than before.
pub(super) async fn run_guarded(
    run: &mut Run,
    session: &Session<'_>,
    steps: &[Step],
    settings: &Settings,
    foreign_keys: bool,
) -> Result<Option<State>> {
    if !run.shared {
        begin(run, session, run.commit_of(steps)).await?;
    }
    match inside(run, session, steps, settings, foreign_keys).await {
        Ok(Inside::Moved(state)) => {
            roll_back(run, session).await;
            Ok(Some(state))
        }
        Ok(Inside::Done { applied, state }) => {
            if !run.shared {
                commit(session, run.file.as_ref()).await?;
                run.unflushed = session.dialect == Dialect::Postgres && run.commit_of(steps) == Commit::Later;
            }
            run.state = state;
            run.tables_ready = true;
            run.report.applied.extend(applied);
            Ok(None)
        }
        Err(error) => {
            roll_back(run, session).await;
            Err(error)
        }
    }
}

impl Run {
    /// Whether the commit of `steps`, which come next, is the last one.
    fn commit_of(&self, steps: &[Step]) -> Commit {
        if steps.len() == self.rest().len() { Commit::Durable } else { Commit::Later }
    }
}

enum Inside {
    Moved(State),
    Done { applied: Vec<Applied>, state: State },
}

async fn inside(
    run: &mut Run,
    session: &Session<'_>,
    steps: &[Step],
    settings: &Settings,
    foreign_keys: bool,
) -> Result<Inside> {
    // Inside the caller's transaction nothing can have moved since the first look.
    if !run.shared && !session.offline {
        let state = State::read_again(session, &run.state).await?;
        if !state.is_still(&run.state) {
            return Ok(Inside::Moved(state));
        }
    }
    create_tables(run, session).await?;
    let violations = if foreign_keys { Some(rebuild::violations(session).await?) } else { None };
    let before = run.state.rows.clone();
    let begun = settings.begun(session).await?;
    let mut applied = Vec::with_capacity(steps.len());
    let mut after = before.clone();
    for step in steps {
        let (announced, started) = announce(session, step).await?;
        open::watch(session, step).await?;
        let statements = body::run(session, step).await?;
        open::still(session, step, run.shared).await?;
        settings.put_back_inside(session, &begun, std::slice::from_ref(step)).await?;
        run.journal.push(run.entry(step, started, statements));
        let so_far = after;
        after = rows::after(&so_far, &step.changes);
        if session.offline {
            // A reader of the script wants to see each revision's own change.
            rows::write(session, &so_far, &after, None).await?;
        }
        session.event(&Event::Ran(announced.clone()));
        applied.push(announced);
    }
    if let Some(violations) = violations {
        rebuild::check(session, &violations, steps).await?;
    }
    if !session.offline {
        rows::write(session, &before, &after, None).await?;
    }
    run.journal.flush(session).await?;
    let interrupted = run.state.interrupted.clone();
    Ok(Inside::Done { applied, state: State { exists: true, rows: after, interrupted, ..State::default() } })
}

/// Rolls back what is ours. In the caller's transaction that is the caller's to do: the error says so.
async fn roll_back(run: &mut Run, session: &Session<'_>) {
    run.journal.discard();
    if !run.shared {
        // The error that brought us here is the one to report; a connection that cannot even roll back is gone.
        let _ = session.io.call(Request::Rollback).await;
    }
}

/// Begins a transaction that holds the lock. On MySQL, where creating a table would end it, the tables come first.
pub(crate) async fn begin(run: &mut Run, session: &Session<'_>, commit: Commit) -> Result<()> {
    if session.dialect == Dialect::Mysql && !session.offline && !run.tables_ready {
        tables_outside(session).await?;
        run.tables_ready = true;
        run.state.exists = true;
    }
    lock::begin_for(session, commit).await
}

/// Creates what is missing of the two tables on MySQL, where that would end a transaction.
pub(super) async fn tables_outside(session: &Session<'_>) -> Result<()> {
    if session.dialect != Dialect::Mysql || session.offline {
        return Ok(());
    }
    let exists = session.exists().await?;
    create_missing(session, exists).await
}

/// On MySQL, fails inside the caller's transaction if one of the two tables is missing.
pub(super) async fn tables_inside(session: &Session<'_>) -> Result<()> {
    if session.dialect != Dialect::Mysql
        || (session.exists().await? && (!session.has_journal() || session.journal_exists().await?))
    {
        return Ok(());
    }
    let message =
        "the tables of ambix are not there, and on MySQL creating them would commit the caller's transaction";
    Err(Error::new("needs-own-transaction", message)
        .with_help("run `ensure_version` before the transaction begins; nothing was changed"))
}

/// Commits, or rolls back and says why.
pub(crate) async fn commit(session: &Session<'_>, file: Option<&DatabaseFile>) -> Result<()> {
    let result = match file.map_or(Ok(()), DatabaseFile::check) {
        Ok(()) => session.io.call(Request::Commit).await.map(drop).map_err(commit_failed),
        Err(moved) => Err(moved),
    };
    if result.is_err() {
        // The first error is the one to report.
        let _ = session.io.call(Request::Rollback).await;
    }
    result
}

fn commit_failed(refused: DriverError) -> Error {
    let help = match refused.kind() {
        DriverErrorKind::Connection => {
            "the connection was lost while it committed; look at `current` before going on"
        }
        DriverErrorKind::Busy => return refused.into(),
        _ => "the commit was refused, so nothing of the transaction is kept",
    };
    Error::from(refused).with_help(help)
}

/// Creates what is missing of the two tables, under the lock.
pub(crate) async fn create_tables(run: &Run, session: &Session<'_>) -> Result<()> {
    if run.tables_ready { Ok(()) } else { create_missing(session, run.state.exists).await }
}

/// The same, knowing whether the version table is there.
pub(crate) async fn create_missing(session: &Session<'_>, exists: bool) -> Result<()> {
    if !exists {
        session.version_table.create(&session.io).await?;
    }
    if session.has_journal() && !session.journal_exists().await? {
        session.io.execute(super::sql::create_journal(session.dialect, &session.journal())).await?;
    }
    Ok(())
}
