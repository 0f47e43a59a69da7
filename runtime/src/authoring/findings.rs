//! What is wrong with a script directory, as an error of a command.

use std::fmt;

use ambix_source::Finding;

use crate::error::Error;

/// All findings, behind the [`Error`] that stands for them.
#[derive(Debug)]
struct Findings(Vec<Finding>);

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ambix_source::render(&self.0).join("\n\n"))
    }
}

impl std::error::Error for Findings {}

/// The error of a directory that cannot be used: the code of its first error, the text of all.
pub(crate) fn refused(mut findings: Vec<Finding>) -> Error {
    findings.retain(Finding::is_error);
    let code = findings.first().map_or("broken-set", |finding| finding.code);
    let mut text = ambix_source::render(&findings).join("\n\n");
    // The text of a finding begins with its code, which the error has already.
    if let Some(rest) = text.strip_prefix(&format!("[{code}] ")) {
        text = rest.to_owned();
    }
    Error::new(code, text).with_source(Findings(findings))
}

/// The findings that an error stands for.
#[cfg(feature = "cli")]
pub(crate) fn findings_of(error: &Error) -> Option<&[Finding]> {
    let findings: &Findings = std::error::Error::source(error)?.downcast_ref()?;
    Some(&findings.0)
}
