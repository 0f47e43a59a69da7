//! What is checked before the first statement: the whole plan can run, or nothing does.

use ambix_graph::Plan;
use ambix_graph::script::{Dialect, Direction};

use super::journal;
use super::migrate::Goal;
use super::session::Session;
use super::state::{self, State};
use super::{body, rebuild};
use crate::error::{Error, Place, Result};

/// A half-way revision must be finished in the direction in which it began.
pub(crate) fn interrupted(session: &Session<'_>, state: &State, goal: &Goal, plan: &Plan) -> Result<()> {
    for &(revision, direction) in &state.interrupted {
        let finishes = |step: &ambix_graph::Step| step.revision == revision && step.direction == direction;
        if goal.direction() == direction && plan.steps.iter().any(finishes) {
            continue;
        }
        return Err(state::interrupted(session.id(revision), direction));
    }
    Ok(())
}

/// Refuses to build on a history that is not the one of the files.
pub(crate) async fn history(session: &Session<'_>, state: &State) -> Result<()> {
    if state.changed.is_empty() {
        return Ok(());
    }
    let ids = state.changed_ids(session).join("`, `");
    let changes = changes(session, state).await?;
    let error = match changes.first() {
        Some(change) => {
            let error = Error::new("history-changed", change.to_string());
            match change.place.clone() {
                Some(place) => error.with_place(place),
                None => error,
            }
        }
        None => {
            let message = format!(
                "the database was brought to `{ids}` by other files than these; the journal does not tell which"
            );
            Error::new("history-changed", message)
        }
    };
    Err(error
        .with_help("restore the file as it was applied, and put the change into a new revision")
        .with_help("if the schema is right as it is, `ambix repair` shows the difference and records the present files"))
}

/// A file that is not what was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) revision: String,
    pub(crate) file: String,
    /// The first statement that differs; `None` if statements were only removed.
    pub(crate) place: Option<Place>,
    /// The journal has a statement of that number.
    pub(crate) replaced: bool,
}

impl Change {
    /// The file, and the line if one can be named.
    pub(crate) fn location(&self) -> String {
        match &self.place {
            Some(place) => format!("{}:{}", self.file, place.line),
            None => self.file.clone(),
        }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let revision = &self.revision;
        match &self.place {
            Some(place) if self.replaced => {
                write!(f, "revision `{revision}` was applied with another statement {}", place.number)
            }
            Some(place) => write!(f, "revision `{revision}` was applied without statement {}", place.number),
            None => write!(
                f,
                "revision `{revision}` was applied with statements that {} no longer has",
                self.file
            ),
        }
    }
}

/// The applied revisions whose statements are not those that the journal recorded.
pub(crate) async fn changes(session: &Session<'_>, state: &State) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    let applied = session.graph.ancestors(&state.rows);
    let recorded = journal::recorded_hashes(session).await?;
    for revision in session.graph.revisions().filter(|revision| applied.contains(revision.index())) {
        let Some(recorded) = recorded.get(revision.id()) else { continue };
        let Some(body) = session.body(revision.index(), Direction::Upgrade) else { continue };
        let mut statements = body.statements().enumerate();
        let differs = |(at, statement): &(usize, ambix_graph::script::Statement<'_>)| {
            recorded.get(*at) != Some(&format!("{:016x}", statement.hash()))
        };
        let first = statements.find(differs);
        if first.is_none() && recorded.len() == body.statements().len() {
            continue;
        }
        changes.push(Change {
            revision: revision.id().to_owned(),
            file: body.file().path.to_owned(),
            replaced: first.as_ref().is_some_and(|(at, _)| *at < recorded.len()),
            place: first.map(|(at, statement)| body::place(revision.id(), body, at, statement)),
        });
    }
    Ok(changes)
}

/// The revisions whose files have changed; the rows that say so if the journal does not tell which.
pub(crate) async fn changed_revisions(session: &Session<'_>, state: &State) -> Result<Vec<String>> {
    if state.changed.is_empty() {
        return Ok(Vec::new());
    }
    let changes = Box::pin(changes(session, state)).await?;
    if changes.is_empty() {
        return Ok(state.changed_ids(session));
    }
    Ok(changes.into_iter().map(|change| change.revision).collect())
}

/// Every step has a body that can run here.
pub(crate) async fn runnable(session: &Session<'_>, plan: &Plan, shared: bool) -> Result<()> {
    let mut rebuilds = Vec::new();
    for step in &plan.steps {
        let id = session.id(step.revision);
        let file = session.graph.revision(step.revision).script().file().path;
        let Some(body) = session.body(step.revision, step.direction) else {
            return Err(missing_body(session, id, file, step.direction));
        };
        if let Some(reason) = body.irreversible() {
            let message = format!("revision `{id}` cannot be taken back: {reason}");
            return Err(Error::new("irreversible", message)
                .with_help("nothing was changed; restore a backup, or write a new revision that undoes it"));
        }
        if session.offline {
            if body.is_code() && body.statements().len() == 0 {
                return Err(Error::new(
                    "online-only",
                    format!("revision `{id}` ({file}) is written in Rust"),
                )
                .with_help(
                    "name a file with its SQL in the header, `//! offline: path.sql`, or run it online",
                ));
            }
            continue;
        }
        if body.is_code() && session.function(step.revision).is_none() {
            return Err(body::needs_application(id));
        }
        if !shared {
            continue;
        }
        if body.is_stepwise() {
            let message =
                format!("revision `{id}` cannot run inside a transaction: its statements commit one by one");
            return Err(needs_own_transaction(message));
        }
        if body.is_rebuild() {
            rebuilds.push(id);
        }
    }
    if let Some(id) = rebuilds.first()
        && session.dialect == Dialect::Sqlite
        && rebuild::foreign_keys(session).await?
    {
        let message = format!(
            "revision `{id}` rebuilds a table, which needs foreign keys off, and they cannot be switched off inside a transaction"
        );
        return Err(needs_own_transaction(message)
            .with_help("or run `PRAGMA foreign_keys = OFF` before the transaction begins"));
    }
    Ok(())
}

fn needs_own_transaction(message: String) -> Error {
    Error::new("needs-own-transaction", message)
        .with_help("hand the command a connection without an open transaction; nothing was changed")
}

fn missing_body(session: &Session<'_>, id: &str, file: &str, direction: Direction) -> Error {
    let dialects = session.migrations.settings().dialects;
    let name = session.dialect.name();
    if !dialects.contains(session.dialect) {
        let message = format!("this set of revisions is not made for {name}");
        return Error::new("wrong-dialect", message).with_help(format!(
            "add \"{name}\" to `dialects` in ambix.toml and give every revision a body for it"
        ));
    }
    match direction {
        Direction::Upgrade => {
            Error::new("missing-body", format!("revision `{id}` ({file}) has no upgrade for {name}"))
        }
        Direction::Downgrade => Error::new(
            "missing-downgrade",
            format!("revision `{id}` ({file}) has no downgrade"),
        )
        .with_help(
            "write its `-- ambix:downgrade` section, or say why there is none: `-- ambix:irreversible: …`",
        ),
    }
}
