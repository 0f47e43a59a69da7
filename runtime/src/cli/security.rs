//! How secure a connection must be.

use std::path::PathBuf;

#[cfg(not(feature = "cli-tls"))]
use super::connect::tls_failed;
#[cfg(not(feature = "cli-tls"))]
use crate::error::Result;

/// How secure a connection must be, as the URL says it.
#[derive(Clone, Debug)]
pub(super) struct Security {
    pub(super) level: Level,
    /// The file with the certificates of the authorities to trust, instead of those that browsers trust.
    pub(super) authorities: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Plain,
    /// Encrypted if the server can do that: this helps against those who only listen.
    Preferred,
    /// Encrypted, with whoever that is.
    Encrypted,
    /// And the certificate comes from a trusted authority, for whatever name.
    Authority,
    /// And it is for this host.
    Host,
}

#[cfg(not(feature = "cli-tls"))]
impl Security {
    /// Refuses what this program cannot do.
    pub(super) fn check(&self) -> Result<()> {
        match self.level {
            Level::Plain | Level::Preferred => Ok(()),
            Level::Encrypted | Level::Authority | Level::Host => {
                Err(tls_failed("this program is built without").with_help(
                    "for its developer: turn on the feature `cli-tls` of ambix, or call `Command::run_with`",
                ))
            }
        }
    }
}
