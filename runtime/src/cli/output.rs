//! Where text goes: answers to standard output, everything else to standard error.

use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::answer::{Answer, report_json};
use super::failure::Failure;
use crate::error::{Error, Place};
use crate::event::Event;

const BOLD: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const ADVICE: Style = AnsiColor::Cyan.on_default().bold();

/// How a command talks.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) quiet: bool,
    pub(super) json: bool,
    /// The script directory as people are shown it, for the places of errors.
    pub(super) script_location: String,
    /// How people call the command, if that is not `ambix`.
    pub(super) name: Option<String>,
}

impl Output {
    /// What runs, and warnings, as they happen.
    pub(super) fn event(&self, event: &Event) {
        if event.is_warning() {
            self.warning(&self.named(&event.to_string()));
        } else if !self.quiet && !matches!(event, Event::Ran(_)) {
            stderr(&format!("{event}\n"));
        }
    }

    /// A warning about something that does not concern the command.
    #[cfg(feature = "authoring")]
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            self.warning(text);
        }
    }

    /// Findings that do not concern the command.
    #[cfg(feature = "authoring")]
    pub(super) fn warn(&self, findings: &[ambix_source::Finding]) {
        if !self.quiet {
            self.findings(findings);
        }
    }

    fn warning(&self, text: &str) {
        stderr(&format!("{WARNING}warning{WARNING:#}: {text}\n"));
    }

    /// Prints the answer of a command.
    ///
    /// # Errors
    ///
    /// If standard output cannot be written; that nobody reads it any more is no error.
    pub(super) fn answer(&self, answer: &Answer) -> Result<(), Failure> {
        if !self.quiet {
            for note in &answer.notes {
                stderr(&format!("{note}\n"));
            }
        }
        if self.json {
            return stdout(&format!("{}\n", answer.json));
        }
        if self.quiet && !answer.loud {
            return Ok(());
        }
        match answer.coloured {
            true => written(anstream::stdout().lock(), &answer.text),
            false => stdout(&answer.text),
        }
    }

    /// Says what is wrong: to people on standard error, and with `--json` to programs on standard output.
    pub(super) fn failure(&self, failure: &Failure) {
        match failure {
            Failure::Usage(message) => stderr(&format!("{ERROR}error{ERROR:#}: {message}\n")),
            Failure::Error(error) => stderr(&self.error(error)),
            #[cfg(feature = "authoring")]
            Failure::Findings(findings) => self.findings(findings),
        }
        if self.json {
            // There is nothing left to do if this fails as well.
            let _ = stdout(&format!("{}\n", json!({ "errors": self.errors_json(failure) })));
        }
    }

    fn error(&self, error: &Error) -> String {
        let mut text =
            format!("{ERROR}error[{}]{ERROR:#}{BOLD}: {}{BOLD:#}\n", error.code(), error.message());
        if let Some(place) = error.place() {
            let file = self.shown(place);
            text.push_str(&format!("  {ADVICE}-->{ADVICE:#} {file}:{}:{}\n", place.line, place.column));
            for line in place.statement.lines() {
                text.push_str(format!("   {ADVICE}|{ADVICE:#} {line}").trim_end());
                text.push('\n');
            }
        }
        if let Some(report) = error.report() {
            text.push_str(&format!("  {ADVICE}={ADVICE:#} {BOLD}note{BOLD:#}: {}\n", report.summary()));
        }
        for help in error.help() {
            let help = self.named(help);
            text.push_str(&format!("  {ADVICE}={ADVICE:#} {BOLD}help{BOLD:#}: {help}\n"));
        }
        text
    }

    /// Findings with the lines that they point at, those that are errors last.
    #[cfg(feature = "authoring")]
    fn findings(&self, findings: &[ambix_source::Finding]) {
        let mut findings = findings.to_vec();
        findings.iter_mut().for_each(|finding| finding.help = self.help(&finding.help));
        let (errors, warnings): (Vec<_>, Vec<_>) =
            findings.iter().zip(coloured(&findings)).partition(|(finding, _)| finding.is_error());
        for (_, text) in warnings.iter().chain(&errors) {
            stderr(&format!("{text}\n"));
        }
        if errors.len() > 1 {
            stderr(&format!("{ERROR}error{ERROR:#}: the script directory has {} errors\n", errors.len()));
        }
    }

    fn errors_json(&self, failure: &Failure) -> Value {
        match failure {
            Failure::Usage(message) => json!([{ "code": "usage", "message": message, "help": [] }]),
            Failure::Error(error) => json!([{
                "code": error.code(),
                "message": error.message(),
                "help": self.help(error.help()),
                "place": error.place().map(|place| json!({
                    "path": self.shown(place),
                    "line": place.line,
                    "column": place.column,
                    "revision": place.revision,
                    "number": place.number,
                    "statement": place.statement,
                })),
                "report": error.report().map(report_json),
            }]),
            #[cfg(feature = "authoring")]
            Failure::Findings(findings) => findings
                .iter()
                .filter(|finding| finding.is_error())
                .map(|finding| {
                    json!({
                        "code": finding.code,
                        "message": finding.message,
                        "help": self.help(&finding.help),
                        "place": finding.place().map(|place| json!({
                            "path": place.path,
                            "line": place.line,
                            "column": place.column,
                        })),
                    })
                })
                .collect(),
        }
    }

    /// A text with the commands in it as people call them.
    fn named(&self, text: &str) -> String {
        match &self.name {
            None => text.to_owned(),
            Some(name) => text.replace("`ambix ", &format!("`{name} ")),
        }
    }

    fn help(&self, lines: &[String]) -> Vec<String> {
        lines
            .iter()
            .map(|line| self.named(line).replace("`Config::lock_timeout`", "`--lock-timeout`"))
            .collect()
    }

    /// A file as people can open it: that of a revision is in the script directory.
    fn shown(&self, place: &Place) -> String {
        match self.script_location.trim_end_matches('/') {
            location if !location.is_empty() && !place.revision.is_empty() => {
                format!("{location}/{}", place.file)
            }
            _ => place.file.clone(),
        }
    }
}

/// Colours go to a terminal only. That nobody reads standard error is no reason to stop.
pub(super) fn stderr(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Findings as people are shown them, each with the name of its level.
#[cfg(feature = "authoring")]
pub(super) fn coloured(findings: &[ambix_source::Finding]) -> Vec<String> {
    let rendered = ambix_source::render_coloured(findings);
    let named = findings.iter().zip(rendered).map(|(finding, text)| {
        let (style, level) = if finding.is_error() { (ERROR, "error") } else { (WARNING, "warning") };
        let code = format!("[{}] ", finding.code);
        // The title reads `[code] message`; the compiler, for which it is made, puts `error: ` before it.
        text.replacen(&code, &format!("{style}{level}[{}]{style:#}{BOLD}: ", finding.code), 1)
    });
    named.collect()
}

/// A line of advice below a finding.
#[cfg(feature = "authoring")]
pub(super) fn advice(what: &str, text: &str) -> String {
    format!("  {ADVICE}={ADVICE:#} {BOLD}{what}{BOLD:#}: {text}")
}

fn stdout(text: &str) -> Result<(), Failure> {
    written(io::stdout().lock(), text)
}

fn written(mut stdout: impl io::Write, text: &str) -> Result<(), Failure> {
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::new("cannot-write", format!("standard output cannot be written: {error}")).into())
        }
        _ => Ok(()),
    }
}
