//! Options that environment variables can give.

use std::time::Duration;

use super::args::Options;
use super::failure::Failure;
use crate::error::Error;

/// A variable, unless it is empty.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn is_on(name: &str) -> bool {
    variable(name).is_some_and(|value| !matches!(value.as_str(), "0" | "false" | "no" | "off"))
}

impl Options {
    /// The options with what the environment says where the command line says nothing.
    pub(super) fn with_environment(mut self) -> Self {
        #[cfg(feature = "authoring")]
        {
            self.config = self.config.or_else(|| variable("AMBIX_CONFIG").map(Into::into));
            self.name = self.name.or_else(|| variable("AMBIX_NAME"));
            self.script_location =
                self.script_location.or_else(|| variable("AMBIX_SCRIPT_LOCATION").map(Into::into));
        }
        self.url = self.url.or_else(|| variable("AMBIX_URL")).or_else(|| variable("DATABASE_URL"));
        self.version_table = self.version_table.or_else(|| variable("AMBIX_VERSION_TABLE"));
        self.json |= is_on("AMBIX_JSON");
        self.quiet |= is_on("AMBIX_QUIET");
        self
    }

    pub(super) fn lock_timeout(&self) -> Result<Option<Duration>, Failure> {
        let seconds = match (self.lock_timeout, variable("AMBIX_LOCK_TIMEOUT")) {
            (Some(seconds), _) => seconds,
            (None, None) => return Ok(None),
            (None, Some(text)) => text.parse().map_err(|_| {
                Failure::usage(format!("AMBIX_LOCK_TIMEOUT is a number of seconds, not `{text}`"))
            })?,
        };
        Duration::try_from_secs_f64(seconds)
            .map(Some)
            .map_err(|_| Failure::usage(format!("the lock timeout cannot be {seconds} seconds")))
    }

    /// The URL of the database.
    pub(super) fn url(&self) -> Result<&str, Failure> {
        self.url.as_deref().ok_or_else(|| {
            Error::new("no-url", "the command needs a database, and nothing says which")
                .with_help("give `--url sqlite://app.db`, or set AMBIX_URL or DATABASE_URL")
                .into()
        })
    }
}
