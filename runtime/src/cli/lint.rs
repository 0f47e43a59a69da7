//! `lint`, from its arguments to its answer in the asked format.

use ambix_source::rules;
use serde_json::Value;

use super::answer::Answer;
use super::args::Options;
use super::authoring_args::{Format, Lint as Arguments};
use super::failure::Failure;
use super::output::{advice, coloured};
use super::{directory, lint_github, lint_json, lint_rules, lint_sarif};
use crate::authoring::absolute;
use crate::command::lint::run as lint;
use crate::command::{Fix, Layout, Lint, LintOptions};
use crate::driver::Dialect;

impl Arguments {
    fn format(&self, options: &Options) -> Format {
        let default = if options.json { Format::Json } else { Format::Human };
        self.format.unwrap_or(default)
    }

    /// Whether the answer is our JSON, so that an error is, too.
    pub(super) fn is_json(&self, options: &Options) -> bool {
        self.format(options) == Format::Json
    }
}

/// Runs the command. `set` is the set of the application.
pub(super) fn run(arguments: &Arguments, options: &Options, set: Option<&str>) -> Result<Answer, Failure> {
    if arguments.list_rules || arguments.explain.is_some() {
        return about_rules(arguments, options);
    }
    let configuration = directory::configuration(options, set)?;
    let mut asked = LintOptions::default().fix(arguments.fix);
    // It starts from the working directory, as everything on a command line.
    asked.directory = arguments.directory.as_deref().map(absolute);
    asked.dialect = arguments.dialect.as_deref().and_then(Dialect::from_name);
    asked.rules = arguments.rule.clone();
    let lint = lint(configuration, &asked)?;
    let format = arguments.format(options);
    let mut answer = match format {
        Format::Human => human(&lint, options.quiet, arguments.deny_warnings),
        Format::Json => Answer::new("", lint_json::answer(&lint)),
        Format::Github => Answer::new(lint_github::answer(&lint), Value::Null),
        Format::Sarif => Answer::new(format!("{:#}\n", lint_sarif::answer(&lint)), Value::Null),
    };
    // What was asked for in a format goes where it was asked to go.
    answer.loud = true;
    answer.is_no = lint.errors() > 0 || arguments.deny_warnings && lint.warnings() > 0;
    Ok(answer)
}

/// What needs no files.
fn about_rules(arguments: &Arguments, options: &Options) -> Result<Answer, Failure> {
    if !matches!(arguments.format(options), Format::Human | Format::Json) {
        return Err(Failure::usage(
            "rules are shown as `human` or `json`; `sarif` has those of its findings in it",
        ));
    }
    match &arguments.explain {
        Some(name) => lint_rules::explain(name),
        None => Ok(lint_rules::list(arguments.dialect.as_deref())),
    }
}

/// Findings, then a line of summary; if it is to be quiet, nothing but what decides the exit code.
fn human(lint: &Lint, quiet: bool, deny_warnings: bool) -> Answer {
    let mut text = String::new();
    for (finding, shown) in lint.findings.iter().zip(coloured(&lint.findings)) {
        if quiet && !deny_warnings && !finding.is_error() {
            continue;
        }
        text.push_str(&shown);
        // In files of other tools what a rule finds may have run already.
        let is_made = lint.layout == Layout::Ambix || !rules().iter().any(|rule| rule.name == finding.code);
        if let Some(fix) = finding.fix.as_ref().filter(|_| is_made) {
            text.push('\n');
            text.push_str(&advice("fix", &format!("{} (`--fix` does it)", fix.title)));
        }
        text.push_str("\n\n");
    }
    if !quiet {
        text.push_str(&format!("{}\n", lint.summary()));
    }
    let mut answer = Answer { coloured: true, ..Answer::new(text, Value::Null) };
    answer.notes.extend(reading(lint));
    for fix in &lint.fixed {
        answer.notes.push(format!("Fixed {}: {}", place(fix), fix.title));
    }
    for (fix, refused) in &lint.not_fixed {
        answer.notes.push(format!("Not fixed {}: {}", place(fix), refused.reason()));
    }
    answer
}

/// What was recognised or guessed, if nobody has said it.
fn reading(lint: &Lint) -> Option<String> {
    if lint.layout == Layout::Ambix {
        return None;
    }
    let dialects: Vec<&str> = lint.dialects.iter().copied().map(Dialect::name).collect();
    let dialects = dialects.join(", ");
    let sequences = match lint.sequences {
        1 => String::new(),
        count => format!(", {count} sequences that are independent of one another"),
    };
    let dialect = match lint.dialect_from.is_guess() {
        true => format!("as {dialects}, which is a guess (`--dialect` says otherwise)"),
        false => format!("as {dialects}"),
    };
    let (directory, form, name) = (&lint.directory, lint.layout.form(), lint.layout.name());
    Some(format!("Read {directory} {dialect}; layout {name}, {form}{sequences}."))
}

fn place(fix: &Fix) -> String {
    let (line, column) = fix.source.line_column(fix.range.start);
    format!("{}:{line}:{column}", fix.source.path())
}
