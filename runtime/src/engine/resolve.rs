//! Ending a revision that is half done, by the word of somebody who has looked.

use ambix_graph::Index;
use ambix_graph::script::Direction;

use super::file::DatabaseFile;
use super::journal::{Action, Entry, Journal, Outcome};
use super::lock_file::LockFile;
use super::session::Session;
use super::state::State;
use super::{lock, rows, stepwise};
use crate::error::{Error, Result};
use crate::report::Report;
use crate::text;

/// What somebody found out about a revision that is half done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resolution {
    /// All of it has taken effect.
    Done,
    /// The statements before this one, counted from 1, have taken effect; the next run goes on with it.
    RedoFrom(usize),
    /// Nothing of it is in effect (any more).
    Abandon,
}

/// Resolves.
pub(crate) async fn resolve(mut session: Session<'_>, id: &str, resolution: Resolution) -> Result<Report> {
    session.resolve_names().await?;
    let file = DatabaseFile::of(&session).await?;
    // Whoever runs the revision holds this: what is half done now is nobody's work in progress.
    let _lock = LockFile::take(&session, file.as_ref()).await?;
    let work = async {
        lock::begin(&session).await?;
        let (result, rows) = match inside(&session, id, resolution).await {
            Ok(rows) => (Ok(None), rows),
            Err(error) => (Err(error), Vec::new()),
        };
        stepwise::end(&session, file.as_ref(), result).await?;
        Ok(rows)
    };
    let rows = lock::around(&session, Box::pin(work)).await?;
    Ok(Report { heads: rows::ids(&session, &rows), ..Report::default() })
}

async fn inside(session: &Session<'_>, id: &str, resolution: Resolution) -> Result<Vec<Index>> {
    let state = State::read_inside(session).await?;
    let found = state.interrupted.iter().find(|(revision, _)| session.id(*revision) == id);
    let Some(&(revision, direction)) = found else {
        return Err(Error::new("not-interrupted", format!("revision `{id}` is not half done"))
            .with_help("`ambix current` tells where the database is"));
    };
    let mut journal = Journal::default();
    let mut entry = |statement: Option<usize>, outcome| {
        let started = text::now();
        let (action, done) = (Action::from(direction), statement.unwrap_or_default());
        journal.push(Entry { revision, action, statement, done, outcome, started });
    };
    let rows = match resolution {
        Resolution::Done => {
            let step = session.graph.step(&state.rows, revision, direction);
            let after = rows::after(&state.rows, &step.changes);
            let marked = (direction == Direction::Upgrade).then_some(revision);
            rows::write(session, &state.rows, &after, marked).await?;
            entry(None, Outcome::Done);
            after
        }
        Resolution::RedoFrom(number) => {
            let count = session.body(revision, direction).map_or(0, |body| body.statements().len().max(1));
            // One past the last: all of them are done, only the rows are not.
            if number == 0 || number > count + 1 {
                let message = format!("revision `{id}` has no statement {number}; it has {count}");
                return Err(Error::new("no-such-statement", message).with_help("count from 1"));
            }
            (0..number - 1).for_each(|statement| entry(Some(statement), Outcome::Done));
            if number <= count {
                entry(Some(number - 1), Outcome::Failed);
            }
            state.rows
        }
        Resolution::Abandon => {
            stepwise::unmark(session, revision, direction).await?;
            entry(None, Outcome::Failed);
            state.rows
        }
    };
    journal.flush(session).await?;
    Ok(rows)
}
