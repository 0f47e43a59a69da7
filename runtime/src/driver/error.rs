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
pub struct DriverError {
    kind: DriverErrorKind,
    code: Option<String>,
    message: String,
    offset: Option<usize>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl DriverError {
    /// An error with the database's own words.
    pub fn new(kind: DriverErrorKind, message: impl Into<String>) -> Self {
        DriverError { kind, code: None, message: message.into(), offset: None, source: None }
    }

    /// `Begin` met a transaction that the caller had begun.
    pub fn already_open() -> Self {
        DriverError::new(DriverErrorKind::AlreadyOpen, "a transaction is already open on this connection")
    }

    /// Adds the database's code: an SQLSTATE, or SQLite's extended result code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds the place in the statement, in bytes from its beginning, where the database tells it.
    #[must_use]
    pub fn with_offset(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The same for a text that began `length` bytes later.
    pub(crate) fn shifted(mut self, length: usize) -> Self {
        self.offset = self.offset.and_then(|offset| offset.checked_sub(length));
        self
    }

    /// Adds the driver's error.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// Why the request was refused.
    pub fn kind(&self) -> DriverErrorKind {
        self.kind
    }

    /// The database's code.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The place in the statement, in bytes from its beginning.
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// The database's words.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.code {
            Some(code) => write!(f, " ({code})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DriverError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
