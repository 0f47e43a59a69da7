//! A revision in Rust that a case directs: what it sends, and what happens elsewhere meanwhile.
//!
//! A revision is a plain function. It is polled by the thread that waits for the command, so what it is to do
//! waits in a variable of that thread.

use std::cell::RefCell;

use ambix::Migrations;
use ambix_tests::set::Folder;

use crate::helpers::{Op, Revision, with_code};

thread_local! {
    static SCRIPT: RefCell<Script> = RefCell::default();
}

#[derive(Default)]
struct Script {
    statements: Vec<(String, OnError)>,
    meanwhile: Option<Box<dyn FnOnce() + Send>>,
    panic: bool,
}

/// What the revision does when a statement is refused.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnError {
    Fail,
    Swallow,
}

/// The set of `folder`, whose revision in Rust `id` does as it is told.
pub(crate) fn directed(folder: &Folder, id: &str) -> Migrations {
    with_code(folder, id, act)
}

/// The next run sends these statements.
pub(crate) fn sends(on_error: OnError, statements: &[&str]) {
    let statements = statements.iter().map(|&sql| (sql.to_owned(), on_error)).collect();
    SCRIPT.with_borrow_mut(|script| script.statements = statements);
}

/// The next run does this after its statements, on another thread, as a connection may not wait inside another's wait.
pub(crate) fn meanwhile(act: impl FnOnce() + Send + 'static) {
    SCRIPT.with_borrow_mut(|script| script.meanwhile = Some(Box::new(act)));
}

/// The next run panics after its statements.
pub(crate) fn panics() {
    SCRIPT.with_borrow_mut(|script| script.panic = true);
}

fn act<'a>(op: Op<'a, '_>) -> Revision<'a> {
    Box::pin(async move {
        let script = SCRIPT.take();
        for (sql, on_error) in &script.statements {
            let result = op.execute(sql).await;
            if *on_error == OnError::Fail {
                result?;
            }
        }
        if let Some(meanwhile) = script.meanwhile
            && let Err(panic) = std::thread::spawn(meanwhile).join()
        {
            std::panic::resume_unwind(panic);
        }
        if script.panic {
            // Without the message that would look like a failure.
            std::panic::resume_unwind(Box::new("in the middle"));
        }
        Ok(())
    })
}
