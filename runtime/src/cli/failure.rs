//! Why there is no answer.

use crate::error::Error;

/// Why a command has no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The command line makes no sense.
    Usage(String),
    /// The command failed.
    Error(Error),
    /// The script directory cannot be used.
    #[cfg(feature = "authoring")]
    Findings(Vec<ambix_source::Finding>),
}

impl Failure {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Failure::Usage(message.into())
    }

    /// 1 error, 2 usage, 3 the answer is no, 4 try again. Whether the command `asks` decides about 3.
    pub(super) fn exit_code(&self, asks: bool) -> u8 {
        match self {
            Failure::Usage(_) => 2,
            Failure::Error(error) if asks && is_no(error) => 3,
            Failure::Error(error) if error.is_temporary() => 4,
            _ => 1,
        }
    }
}

/// Whether an error is the answer no, as opposed to why nobody can tell: the database is not where the revisions end,
/// or a downgrade does not restore what its upgrade has changed.
fn is_no(error: &Error) -> bool {
    matches!(
        error.code(),
        "not-at-head" | "history-changed" | "interrupted" | "newer-database" | "not-restored"
    )
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        #[cfg(feature = "authoring")]
        if let Some(findings) = crate::authoring::findings_of(&error) {
            return Failure::Findings(findings.to_vec());
        }
        Failure::Error(error)
    }
}
