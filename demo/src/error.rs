//! Why a command of the shop failed.

use std::fmt;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug)]
pub(crate) enum Error {
    /// The shop says no; the text is for whoever typed the command.
    Refused(String),
    /// The database could not be brought to the head.
    Migration(ambix::Error),
    /// The database says no.
    Database(rusqlite::Error),
    /// The answer could not be written.
    Output(std::io::Error),
}

impl Error {
    pub(crate) fn refused(text: impl Into<String>) -> Self {
        Error::Refused(text.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(text) => f.write_str(text),
            // Its `Debug` is made for people: code, text and help.
            Error::Migration(error) => write!(f, "{error:?}"),
            Error::Database(error) => error.fmt(f),
            Error::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<ambix::Error> for Error {
    fn from(error: ambix::Error) -> Self {
        Error::Migration(error)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::Database(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Output(error)
    }
}
