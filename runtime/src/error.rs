//! Why a command failed: a code for machines, words for people, and what to do next.

use std::fmt;

use ambix_graph::RequestError;

use crate::advice::advice;
use crate::driver::DriverError;
use crate::report::Report;

/// What commands answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a command failed.
///
/// `Display` says what is wrong, [`help`](Self::help) what to do about it, [`source`](std::error::Error::source)
/// is the database's own error. A [`code`](Self::code) keeps its meaning for ever: match on it, not on the text.
pub struct Error(Box<Inner>);

struct Inner {
    code: &'static str,
    message: String,
    help: Vec<String>,
    source: Option<Source>,
    place: Option<Place>,
    report: Option<Report>,
}

/// The statement that an error is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The revision; empty for a statement of a schema file.
    pub revision: String,
    /// Its file, inside the script directory; the schema file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The number of the statement in its body or file, from 1.
    pub number: usize,
    /// The statement.
    pub statement: String,
}

impl Error {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            code,
            message: message.into(),
            help: Vec::new(),
            source: None,
            place: None,
            report: None,
        }))
    }

    /// An error of a revision written in Rust, with any error as its cause.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = ambix::Error::revision("the price list is empty");
    /// assert_eq!(error.code(), "revision-failed");
    /// ```
    pub fn revision(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let cause = cause.into();
        let mut error = Error::new("revision-failed", cause.to_string());
        error.0.source = Some(cause);
        error
    }

    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help.push(help.into());
        self
    }

    #[must_use]
    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[must_use]
    pub(crate) fn with_place(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    #[must_use]
    pub(crate) fn with_report(mut self, report: Report) -> Self {
        self.0.report = Some(report);
        self
    }

    /// Shows the statement below the message.
    #[must_use]
    pub(crate) fn with_statement(mut self, sql: &str) -> Self {
        for line in sql.trim().lines() {
            self.0.message.push_str("\n   | ");
            self.0.message.push_str(line);
        }
        self
    }

    /// Names the revision in Rust that the error comes from.
    #[must_use]
    pub(crate) fn in_revision(mut self, id: &str) -> Self {
        self.0.message = format!("revision `{id}` failed: {}", self.0.message);
        self
    }

    /// The stable name of the error, in kebab case.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do, one line each.
    pub fn help(&self) -> &[String] {
        &self.0.help
    }

    /// The statement at fault, where the error is about one.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// What was done and committed before the failure, if the command had begun to change the database.
    pub fn report(&self) -> Option<&Report> {
        self.0.report.as_ref()
    }

    /// Whether the same command may succeed later without any change: a lock was held, a server not reached.
    pub fn is_temporary(&self) -> bool {
        matches!(self.0.code, "lock-timeout" | "cannot-connect")
    }

    /// Whether the command worked and its answer is no.
    pub fn is_negative_answer(&self) -> bool {
        matches!(self.0.code, "not-at-head")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(place) = &self.0.place {
            write!(f, "\n  --> {}:{}:{}", place.file, place.line, place.column)?;
            for line in place.statement.lines() {
                write!(f, "\n   | {line}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    /// As a program that returns the error from `main` shows it: code, text, causes and help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {self}", self.0.code)?;
        if let Some(report) = &self.0.report {
            write!(f, "\n  = note: {}", report.summary())?;
        }
        for help in &self.0.help {
            write!(f, "\n  = help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        let answer = Error::new(error.code(), error.to_string());
        let help = error.help();
        if help.is_empty() { answer } else { answer.with_help(help) }
    }
}

const PRIVILEGES: &str = "grant it, or connect as another user; ambix itself creates the version table and the journal \
     once (`ensure_version`), then reads and writes them";

impl From<DriverError> for Error {
    /// An error of a statement that ambix itself or a revision in Rust sent.
    #[inline(never)]
    fn from(error: DriverError) -> Self {
        use crate::driver::DriverErrorKind::{
            AlreadyOpen, Busy, CannotOpen, Connection, Denied, NotADatabase, ReadOnly,
        };
        let message = error.to_string();
        let advice = advice(&error);
        // SQLITE_READONLY_DBMOVED: <https://sqlite.org/rescode.html#readonly_dbmoved>.
        if error.code() == Some("1032") {
            return crate::engine::moved(format!(
                "the database file is no longer where it was opened: {message}"
            ))
            .with_source(error);
        }
        match error.kind() {
            Busy => {
                Error::new("lock-timeout", format!("the database is locked by another connection: {message}"))
                    .with_help(
                        advice.unwrap_or("wait for the other process, or raise `Config::lock_timeout`"),
                    )
            }
            ReadOnly => Error::new("read-only", format!("the database cannot be written: {message}"))
                .with_help(advice.unwrap_or(
                    "check how the connection was opened, and the permissions of the file and its folder",
                )),
            NotADatabase => {
                Error::new("not-a-database", format!("the file is not a usable SQLite database: {message}"))
                    .with_help("check the path; ambix has changed nothing")
            }
            CannotOpen => Error::new("cannot-open", format!("the database cannot be opened: {message}"))
                .with_help("check the path and the permissions of the file and its folder"),
            Connection => Error::new("cannot-connect", format!("the connection to the database is lost: {message}"))
                .with_help("check that the file or the server is there, then run the command again: it goes on from what is committed"),
            Denied => Error::new("permission-denied", format!("the user lacks a privilege: {message}"))
                .with_help(PRIVILEGES),
            AlreadyOpen => Error::new("needs-own-transaction", message)
                .with_help("commit or roll back the open transaction first"),
            _ => {
                let answer = Error::new("statement-failed", message);
                match advice {
                    Some(advice) => answer.with_help(advice),
                    None => answer,
                }
            }
        }
        .with_source(error)
    }
}
