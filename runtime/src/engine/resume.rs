//! How far an interrupted step got, by the journal. What the journal does not tell is not guessed.

use std::collections::BTreeMap;

use ambix_graph::Step;
use ambix_graph::script::{Body, Statement};

use super::journal::{self, Action, Outcome};
use super::session::Session;
use super::statement::invalid_index;
use super::{body, effect};
use crate::config::InvalidIndex;
use crate::error::{Error, Result};

/// How many statements of an interrupted step are done, by the journal.
pub(super) async fn finished(session: &Session<'_>, step: &Step, body: Body<'_>) -> Result<usize> {
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
    let mut lost = None;
    for (at, statement) in body.statements().enumerate() {
        let Some(record) = last.get(&at) else { break };
        if record.outcome == Outcome::Failed.name() {
            break;
        }
        if record.outcome == Outcome::Started.name() {
            // An index that is invalid is one whose build did not end.
            let invalid = invalid_index(session, statement.text()).await?;
            if invalid.is_some() && session.options.invalid_index == InvalidIndex::Rebuild {
                break;
            }
            // What cannot be looked up is no evidence.
            let evidence = effect::evidence(session, statement.text()).await.unwrap_or_default();
            return Err(in_doubt(session, step, body, at, statement, record, &evidence));
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
        lost = lost.or(statement.is_temporary().then_some((at, statement)));
    }
    match lost {
        Some((at, statement)) if done < body.statements().len() => {
            Err(lost_with_connection(session, step, body, at, statement))
        }
        _ => Ok(done),
    }
}

fn lost_with_connection(
    session: &Session<'_>,
    step: &Step,
    body: Body<'_>,
    at: usize,
    statement: Statement<'_>,
) -> Error {
    let id = session.id(step.revision);
    let message = format!(
        "statement {} of revision `{id}` is done, and what it made went with the connection that was interrupted",
        at + 1
    );
    Error::new("cannot-resume", message)
        .with_place(body::place(id, body, at, statement))
        .with_help(
            "a later statement may need the temporary table or variable; look how far the revision got, then",
        )
        .with_help(format!("`ambix resolve {id} --done`, `--redo-from {}` or `--abandon`", at + 1))
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
    evidence: &[String],
) -> Error {
    let message = format!(
        "statement {} of revision `{}` was sent and never confirmed: it may have taken effect or not",
        at + 1,
        session.id(step.revision)
    );
    let by = record.application.as_deref().unwrap_or("another process");
    let found = match evidence {
        [] => "look whether its effect is there".to_owned(),
        lines => format!("now {}; look whether that is its effect", lines.join(", ")),
    };
    let place = body::place(session.id(step.revision), body, at, statement);
    Error::new("in-doubt", message)
        .with_place(place)
        .with_help(format!("it was sent by {by}; {found}"))
        .with_help(format!(
            "then `ambix resolve {0} --redo-from {1}` if it is not, `ambix resolve {0} --redo-from {2}` if it is",
            session.id(step.revision),
            at + 1,
            at + 2
        ))
}
