//! Offline mode: the same engine, its requests written out as a script.

use std::task::{Context, Poll, Waker};

use ambix_graph::Index;

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
    // `base` alone takes back whatever is there.
    let all = matches!(&goal, Goal::Downgrade(target) if target == "base");
    let beside = if all { Vec::new() } else { guard::beside(session.graph, &start, &plan.steps) };
    guarded(&session, &start, &beside).await?;
    let state = State { exists: true, rows: start, ..State::default() };
    let mut run = Run { tables_ready: true, ..Run::new(goal, plan, state, Report::default()) };
    run.all(&session).await
}

/// Stamps from `start`, on paper.
pub(crate) async fn stamp(session: Session<'_>, targets: Vec<String>, start: Vec<Index>) -> Result<()> {
    let graph = session.graph;
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let plan = graph.stamp_plan(&start, &targets)?;
    let after = rows::after(&start, &plan.changes);
    let touched = [&start[..], &after].concat();
    let beside = if after.is_empty() { Vec::new() } else { guard::unrelated(graph, &touched) };
    guarded(&session, &start, &beside).await?;
    lock::begin(&session).await?;
    let ids = |rows: &[Index]| rows::ids(&session, rows).join(", ");
    session.io.execute(format!("-- Running stamp_revision {} -> {}", ids(&start), ids(&after))).await?;
    rows::write(&session, &start, &after, None).await?;
    session.io.call(Request::Commit).await?;
    Ok(())
}

/// Sees to it that the script stops where the database is not at `start`.
async fn guarded(session: &Session<'_>, start: &[Index], beside: &[Index]) -> Result<()> {
    session.set_guard(guard::statements(session, start, beside));
    if session.dialect == Dialect::Mysql {
        // Creating a table would end the transaction.
        guard::write(session).await?;
    }
    Ok(())
}

/// Creates the version table unless it is there, on paper.
pub(crate) async fn ensure_version(session: Session<'_>) -> Result<()> {
    lock::begin(&session).await?;
    session.io.execute(guard::create_if_missing(&session)).await?;
    session.io.call(Request::Commit).await?;
    Ok(())
}

/// Writes out what `engine` asks for. Every item ends with an empty line, as in Alembic's scripts.
pub(crate) fn write(dialect: Dialect, mut engine: Engine<'_, Result<()>>) -> Result<String> {
    let mut script = guard::preamble(dialect).to_owned();
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
                if sql.starts_with("-- ") {
                    item(&sql, "");
                } else if dialect == Dialect::Mysql && sql.contains(';') {
                    let delimiter = delimiter(&sql);
                    item(&format!("DELIMITER {delimiter}\n{sql}"), &format!("{delimiter}\nDELIMITER ;"));
                } else {
                    item(&sql, ";");
                }
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

/// What ends a statement with semicolons of its own, for the client `mysql`: something that is not in it.
fn delimiter(sql: &str) -> String {
    let mut delimiter = "$$".to_owned();
    while sql.contains(&delimiter) {
        delimiter.push('$');
    }
    delimiter
}
