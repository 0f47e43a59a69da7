//! What a driver says when a request failed.

use std::fmt;

/// Why the database refused a request, as far as the engine must know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DriverErrorKind {
    /// `Begin` met a transaction that the caller had begun.
    AlreadyOpen,
    /// Another connection holds a lock.
    Busy,
    /// The database cannot be written.
    ReadOnly,
    /// The file is no database.
    NotADatabase,
    /// The file cannot be opened: no permission, a folder, not there.
    CannotOpen,
    /// The server, or the file, cannot be reached (any more).
    Connection,
    /// The user lacks a privilege.
    Denied,
    /// Anything else: the statement is at fault.
    #[default]
    Statement,
}

/// An error of the database or its driver, with the driver's own error as [`source`](std::error::Error::source).
#[derive(Debug)]
pub struct DriverError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: DriverErrorKind,
    code: Option<String>,
    message: String,
    offset: Option<usize>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl DriverError {
    /// An error with the database's own words.
    pub fn new(kind: DriverErrorKind, message: impl Into<String>) -> Self {
        DriverError(Box::new(Inner { kind, code: None, message: message.into(), offset: None, source: None }))
    }

    /// `Begin` met a transaction that the caller had begun.
    pub fn already_open() -> Self {
        DriverError::new(DriverErrorKind::AlreadyOpen, "a transaction is already open on this connection")
    }

    /// Adds the database's code: an SQLSTATE, or SQLite's extended result code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// Adds the place in the statement, in bytes from its beginning, where the database tells it.
    #[must_use]
    pub fn with_offset(mut self, offset: usize) -> Self {
        self.0.offset = Some(offset);
        self
    }

    /// The same for a text that began `length` bytes later.
    pub(crate) fn shifted(mut self, length: usize) -> Self {
        self.0.offset = self.0.offset.and_then(|offset| offset.checked_sub(length));
        self
    }

    /// Adds the driver's error.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// Why the request was refused.
    pub fn kind(&self) -> DriverErrorKind {
        self.0.kind
    }

    /// The database's code.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The place in the statement, in bytes from its beginning.
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }

    /// The database's words.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.code {
            Some(code) => write!(f, " ({code})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DriverError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
