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
    #[cfg(feature = "postgres")]
    Authority,
    /// And it is for this host.
    Host,
}

#[cfg(not(feature = "cli-tls"))]
impl Security {
    /// Refuses what this program cannot do.
    pub(super) fn check(&self) -> Result<()> {
        let why = match (self.level, &self.authorities) {
            (Level::Plain | Level::Preferred, _) => return Ok(()),
            (_, None) => "this program is built without".to_owned(),
            (_, Some(file)) => {
                format!("this program is built without, and cannot trust `{}`", file.display())
            }
        };
        let help = "for its developer: turn on the feature `cli-tls` of ambix, or call `Command::run_with`";
        Err(tls_failed(&why).with_help(help))
    }
}
