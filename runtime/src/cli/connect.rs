//! What opening a connection to a server has in common: it ends in time, and says why it failed.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};

/// How long to wait for a server that does not say how long itself, with `connect_timeout` in the URL.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);

/// Connects, and gives up after `timeout`. The drivers have limits of their own for the connection alone: something
/// that takes it and then says nothing would keep them for ever.
///
/// # Errors
///
/// `cannot-connect`, and whatever `connect` says.
pub(super) fn within<C: Send + 'static>(
    timeout: Duration,
    connect: impl FnOnce() -> Result<C> + Send + 'static,
) -> Result<C> {
    let (sender, receiver) = mpsc::channel();
    // Given up, the thread ends with the process: nothing can interrupt it.
    let started = thread::Builder::new().name("connect".to_owned()).spawn(move || {
        // Nobody waits for it any more if this fails.
        let _ = sender.send(connect());
    });
    if let Err(error) = started {
        return Err(unreachable("no thread can be started").with_source(error));
    }
    match receiver.recv_timeout(timeout) {
        Ok(answer) => answer,
        Err(RecvTimeoutError::Timeout) => {
            let waited = format!("no answer within {} s (`connect_timeout`)", timeout.as_secs_f32());
            Err(unreachable(&waited))
        }
        Err(RecvTimeoutError::Disconnected) => Err(unreachable("the driver gave up")),
    }
}

/// There is no server, or it is not ready.
pub(super) fn unreachable(why: &str) -> Error {
    Error::new("cannot-connect", format!("the database cannot be reached: {why}"))
        .with_help("check host and port of the URL, and that a server of this kind runs there and has room for one more connection")
}

/// The server does not let this user in.
pub(super) fn login_refused(why: &str) -> Error {
    Error::new("login-refused", format!("the server refuses the login: {why}"))
        .with_help(
            "check user and password of the URL; special characters of a password are written as `%40` (`@`)",
        )
        .with_help("the server may also let the user in from other hosts only, or with TLS only")
}

/// There is no such database on the server.
pub(super) fn no_such_database(why: &str) -> Error {
    Error::new("no-such-database", format!("the server has no such database: {why}")).with_help(
        "check the name at the end of the URL, or `CREATE DATABASE` first: ambix makes tables, not databases",
    )
}

/// The user may not use the database.
pub(super) fn permission_denied(why: &str, grant: &str) -> Error {
    Error::new("permission-denied", format!("the user may not use the database: {why}"))
        .with_help(format!("let its owner `{grant}`, or connect as another user"))
}

/// The connection is not to be had as secure as the URL asks.
pub(super) fn tls_failed(why: &str) -> Error {
    Error::new("tls-failed", format!("no TLS connection to the server: {why}"))
}
