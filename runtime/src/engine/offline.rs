//! Offline mode: the same engine, its requests written out as a script.

use std::task::{Context, Poll, Waker};

use ambix_graph::Index;

use super::journal::Journal;
use super::migrate::{Goal, Run};
use super::session::Session;
use super::state::State;
use super::{Engine, Next, check, guard, lock, rows, sql};
use crate::driver::{Dialect, Reply, Request};
use crate::error::{Error, Result};
use crate::report::Report;

/// Upgrades or downgrades from `start`, on paper.
pub(crate) async fn migrate(session: Session<'_>, goal: Goal, start: Vec<Index>) -> Result<()> {
    let plan = goal.plan(&session, &start)?;
    check::runnable(&session, &plan, false).await?;
    if plan.steps.is_empty() {
        return Ok(());
    }
    guard::write(&session, &start).await?;
    let state = State { exists: true, rows: start, ..State::default() };
    let report = Report::default();
    let mut run = Run {
        goal,
        plan,
        state,
        shared: false,
        report,
        journal: Journal::default(),
        tables_ready: true,
        file: None,
    };
    run.all(&session).await
}

/// Stamps from `start`, on paper.
pub(crate) async fn stamp(session: Session<'_>, targets: Vec<String>, start: Vec<Index>) -> Result<()> {
    let graph = session.graph;
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let plan = graph.stamp_plan(&start, &targets)?;
    let after = rows::after(&start, &plan.changes);
    guard::write(&session, &start).await?;
    lock::begin(&session).await?;
    let ids = |rows: &[Index]| rows::ids(&session, rows).join(", ");
    session.io.execute(format!("-- Running stamp_revision {} -> {}", ids(&start), ids(&after))).await?;
    rows::write(&session, &start, &after, None).await?;
    session.io.call(Request::Commit).await?;
    Ok(())
}

/// Creates the version table, on paper.
pub(crate) async fn ensure_version(session: Session<'_>) -> Result<()> {
    lock::begin(&session).await?;
    session.version_table.create(&session.io).await?;
    session.io.call(Request::Commit).await?;
    Ok(())
}

/// Writes out what `engine` asks for. Every item ends with an empty line, as in Alembic's scripts.
pub(crate) fn write(dialect: Dialect, mut engine: Engine<'_, Result<()>>) -> Result<String> {
    let mut script = guard::stop_on_error(dialect).to_owned();
    let mut item = |text: &str, end: &str| {
        script.push_str(text);
        script.push_str(end);
        script.push_str("\n\n");
    };
    let mut context = Context::from_waker(Waker::noop());
    loop {
        let request = match engine.poll_next(&mut context) {
            Poll::Ready(Next::Done(result)) => break result.map(|()| script),
            Poll::Ready(Next::Request(request)) => request,
            // Offline mode runs no code that could wait for anything.
            Poll::Pending => return Err(Error::new("foreign-await", "offline mode waits for nothing")),
        };
        let reply = match request {
            Request::InTransaction => Reply::Open(false),
            Request::Begin => {
                item(if dialect == Dialect::Mysql { "START TRANSACTION" } else { "BEGIN" }, ";");
                Reply::Done
            }
            Request::Commit => {
                item("COMMIT", ";");
                Reply::Done
            }
            Request::Rollback | Request::Wait(_) => Reply::Done,
            Request::Execute { sql } => {
                item(&sql, if sql.starts_with("-- ") { "" } else { ";" });
                Reply::Done
            }
            Request::Query { sql, values } => {
                item(&sql::with_literals(dialect, &sql, &values), ";");
                Reply::Rows(Vec::new())
            }
        };
        engine.reply(Ok(reply));
    }
}
