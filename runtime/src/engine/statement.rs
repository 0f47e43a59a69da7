//! One statement of a step that runs statement by statement.

use std::time::Duration;

use ambix_graph::Step;
use ambix_graph::script::{Body, Dialect, Statement};

use super::effect::{Effect, Found, find};
use super::file::DatabaseFile;
use super::journal::{Entry, Outcome};
use super::session::Session;
use super::settings::Settings;
use super::stepwise::{end, entry, note, record};
use super::{body, lock};
use crate::driver::{DriverError, DriverErrorKind, Request};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::text;

/// How often a statement is sent again that did not get a lock of the database, and how long to wait before.
const RETRIES: usize = 3;
const PAUSE: Duration = Duration::from_millis(500);

/// Why a statement did not get to its end.
pub(super) enum Failure {
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

/// A statement and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) step: &'a Step,
    pub(super) body: Body<'a>,
    pub(super) at: usize,
    pub(super) statement: Statement<'a>,
    pub(super) settings: &'a Settings,
}

/// Runs it and records that it is done.
pub(super) async fn run(
    session: &Session<'_>,
    file: Option<&DatabaseFile>,
    place: Place<'_>,
) -> Result<(), Failure> {
    let started = text::now();
    let entry = |outcome| entry(place.step, Some(place.at), place.at, outcome, started.clone());
    if place.statement.is_session() {
        session
            .io
            .execute(place.statement.text())
            .await
            .map_err(|refused| place.failure(session, refused))?;
        return Ok(note(session, place.settings, file, entry(Outcome::Done)).await?);
    }
    if session.offline {
        return Ok(session.io.execute(place.statement.text()).await?);
    }
    if !place.statement.self_commits() {
        return retrying(session, file, place, &entry(Outcome::Done)).await;
    }
    note(session, place.settings, file, entry(Outcome::Started)).await?;
    if let Err(failure) = retrying(session, file, place, &entry(Outcome::Done)).await {
        if let Failure::Refused(_) = &failure {
            // It is not in doubt. If not even this can be written, it stays in doubt.
            let _ = note(session, place.settings, file, entry(Outcome::Failed)).await;
        }
        return Err(failure);
    }
    Ok(note(session, place.settings, file, entry(Outcome::Done)).await?)
}

/// Sends the statement again when it did not get a lock: until then it stopped everybody who came after it.
async fn retrying(
    session: &Session<'_>,
    file: Option<&DatabaseFile>,
    place: Place<'_>,
    done: &Entry,
) -> Result<(), Failure> {
    let mut tries = 0;
    loop {
        let result = match place.statement.self_commits() {
            true => send(session, place).await,
            false => send_recorded(session, file, place, done).await,
        };
        match result {
            Err(Failure::Refused(error))
                if tries < RETRIES && lock::is_statement_timeout(session, &error) =>
            {
                tries += 1;
                session.event(&Event::Retrying { revision: session.id(place.step.revision).to_owned() });
                session.io.call(Request::Wait(PAUSE)).await?;
            }
            result => return result,
        }
    }
}

/// Sends a statement that shares a transaction with its journal entry.
async fn send_recorded(
    session: &Session<'_>,
    file: Option<&DatabaseFile>,
    place: Place<'_>,
    done: &Entry,
) -> Result<(), Failure> {
    lock::begin(session).await?;
    if let Err(refused) = session.io.execute(place.statement.text()).await {
        // The first error is the one to report.
        let _ = session.io.call(Request::Rollback).await;
        return Err(place.failure(session, refused));
    }
    let recording = async { Ok(record(session, done.clone()).await?) };
    let recorded = place.settings.aside(session, true, recording).await;
    Ok(end(session, file, recorded.map(|()| None)).await.map(drop)?)
}

/// Sends a statement that commits by itself.
async fn send(session: &Session<'_>, place: Place<'_>) -> Result<(), Failure> {
    let text = place.statement.text();
    let tag = session.lease.tag().unwrap_or_default();
    // Somebody may be building an index of that name at this moment.
    let was_free = concurrent_index(session, text).await? == Some(Found::Missing);
    match session.io.execute(format!("{tag}{text}")).await {
        // `IF NOT EXISTS` is content with what an earlier attempt has left.
        Ok(()) => match invalid_index(session, text).await? {
            Some(index) => Err(Failure::Refused(left_invalid(session, place, &index))),
            None => Ok(()),
        },
        Err(refused) => {
            let refused = refused.shifted(tag.len());
            if refused.kind() != DriverErrorKind::Connection && was_free {
                clear(session, place.step, place.statement).await?;
            }
            Err(place.failure(session, refused))
        }
    }
}

/// Drops what a failed index build has left: an index that is invalid answers no query, and slows down every write.
pub(super) async fn clear(
    session: &Session<'_>,
    step: &Step,
    statement: Statement<'_>,
) -> Result<(), DriverError> {
    let Some(index) = invalid_index(session, statement.text()).await? else { return Ok(()) };
    session.io.execute(format!("DROP INDEX CONCURRENTLY IF EXISTS {index}")).await?;
    session.event(&Event::InvalidIndexDropped { revision: session.id(step.revision).to_owned(), index });
    Ok(())
}

/// The index that a statement builds concurrently, if it is there and invalid.
pub(super) async fn invalid_index(session: &Session<'_>, text: &str) -> Result<Option<String>, DriverError> {
    Ok(match concurrent_index(session, text).await? {
        Some(Found::Invalid(path)) => Some(path),
        _ => None,
    })
}

/// Whether the index is there that a statement builds concurrently; none for any other statement.
async fn concurrent_index(session: &Session<'_>, text: &str) -> Result<Option<Found>, DriverError> {
    if session.dialect != Dialect::Postgres || session.offline {
        return Ok(None);
    }
    let effect = Effect::of(session.dialect, text);
    match effect.objects.first().filter(|_| effect.builds_concurrently) {
        Some(index) => find(session, index).await.map(Some),
        None => Ok(None),
    }
}

fn left_invalid(session: &Session<'_>, place: Place<'_>, index: &str) -> Error {
    let message = format!("index `{index}` is there, but invalid: an earlier build of it did not end");
    Error::new("invalid-index", message)
        .with_place(place.place(session))
        .with_help(format!("`DROP INDEX CONCURRENTLY {index}`, then run the command again"))
}

impl Place<'_> {
    fn place(&self, session: &Session<'_>) -> crate::error::Place {
        body::place(session.id(self.step.revision), self.body, self.at, self.statement)
    }

    fn failure(&self, session: &Session<'_>, refused: DriverError) -> Failure {
        let certain = refused.kind() != DriverErrorKind::Connection;
        let error = body::failed(session, self.step, self.body, self.at, self.statement, refused);
        if certain { Failure::Refused(error) } else { Failure::Unknown(error) }
    }
}
