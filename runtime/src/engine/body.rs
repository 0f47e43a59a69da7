//! The body of one revision: its statements, or its function.

use ambix_graph::Step;
use ambix_graph::script::{Body, Direction, Statement};

use super::session::Session;
use super::{Foreign, ForeignAwait};
use crate::advice::advice;
use crate::driver::{DriverError, DriverErrorKind};
use crate::error::{Error, Place, Result};
use crate::operations::Operations;

/// Runs the body of a step inside the open transaction. The answer is the number of its statements.
pub(crate) async fn run(session: &Session<'_>, step: &Step) -> Result<usize> {
    let Some(body) = session.body(step.revision, step.direction) else { return Ok(0) };
    if body.is_code() && !session.offline {
        run_code(session, step).await?;
        return Ok(0);
    }
    let mut count = 0;
    for statement in body.statements() {
        if let Err(refused) = session.io.execute(statement.text()).await {
            return Err(failed(session, step, body, count, statement, refused));
        }
        count += 1;
    }
    Ok(count)
}

/// Runs the function of a revision in Rust.
pub(crate) async fn run_code(session: &Session<'_>, step: &Step) -> Result<()> {
    let id = session.id(step.revision);
    let function = session.function(step.revision).and_then(|function| match step.direction {
        Direction::Upgrade => Some(function.upgrade),
        Direction::Downgrade => function.downgrade,
    });
    let Some(function) = function else { return Err(needs_application(id)) };
    session.io.watch_failures();
    let mut operations = Operations::new(session.io.clone(), session.dialect);
    let future = function(&mut operations);
    let result = match (Foreign { io: session.io.clone(), future }).await {
        Ok(result) => result,
        Err(ForeignAwait) => {
            let message = format!("revision `{id}` waits for something that is not the database");
            Err(Error::new("foreign-await", message)
                .with_help("a blocking connection has nothing that could wake it: await nothing but `op`, or use an async connection"))
        }
    };
    let swallowed = session.io.first_failure();
    match (result, swallowed) {
        (Ok(()), None) => Ok(()),
        // The transaction is lost, and a commit would roll back in silence.
        (Ok(()), Some(failure)) if session.dialect == ambix_graph::script::Dialect::Postgres => {
            let message =
                format!("revision `{id}` went on after an error that ended its transaction: {failure}");
            Err(Error::new("revision-failed", message).with_help("pass the error on with `?`"))
        }
        (Ok(()), Some(_)) => Ok(()),
        (Err(error), _) => Err(error.in_revision(id)),
    }
}

pub(crate) fn needs_application(id: &str) -> Error {
    Error::new(
        "needs-application",
        format!("revision `{id}` is written in Rust, and this program does not contain it"),
    )
    .with_help("run it with the application: `<app> db upgrade`")
}

/// The error of a statement, with its place.
pub(crate) fn failed(
    session: &Session<'_>,
    step: &Step,
    body: Body<'_>,
    index: usize,
    statement: Statement<'_>,
    refused: DriverError,
) -> Error {
    let id = session.id(step.revision);
    let mut place = place(id, body, index, statement);
    if let Some(before) = refused.offset().and_then(|offset| statement.text().get(..offset)) {
        let lines = before.matches('\n').count();
        let last = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32;
        place.column = if lines == 0 { place.column + last } else { last + 1 };
        place.line += lines as u32;
    }
    let message = format!("statement {} of revision `{id}` failed: {refused}", index + 1);
    let advice = advice(&refused);
    let error = match refused.kind() {
        DriverErrorKind::Statement => Error::new("statement-failed", message),
        DriverErrorKind::Denied => Error::new("permission-denied", message)
            .with_help("grant the privilege that the statement needs, or connect as another user"),
        _ => return Error::from(refused).with_place(place),
    };
    let error = error.with_source(refused).with_place(place);
    if let Some(advice) = advice {
        return error.with_help(advice);
    }
    if body.is_rebuild() && statement.text().contains("RENAME") {
        return error.with_help(
            "a trigger or view that names the table is in the way of a rename: drop it before, create it again after",
        );
    }
    error
}

/// Where a statement stands; `index` counts from 0.
pub(crate) fn place(id: &str, body: Body<'_>, index: usize, statement: Statement<'_>) -> Place {
    Place {
        revision: id.to_owned(),
        file: body.file().path.to_owned(),
        line: statement.line(),
        column: statement.column(),
        number: index + 1,
        statement: statement.text().to_owned(),
    }
}
