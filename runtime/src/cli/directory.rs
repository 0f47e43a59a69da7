//! The stand-alone command: the revisions come from the script directory as it is.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ambix_source::{Configuration, Finding, way};

use super::args::{Kind, Options};
use super::failure::Failure;
use super::output::Output;
use super::{Command, answer_without_revisions};
use crate::authoring::{Scripts, absolute, is_about_heads};
use crate::config::Config;
use crate::error::Error;

impl Command {
    /// Runs the command on the script directory itself, which is found from the working directory, as the
    /// stand-alone `ambix` does; otherwise as [`run`](Self::run).
    pub fn run_directory(self) -> ExitCode {
        if let Some(code) = answer_without_revisions(&self, None) {
            return code;
        }
        let kind = (*self.action.0).clone();
        self.run_configured(move |options, output| {
            refuse_x(options)?;
            let configuration = configuration(options, None)?;
            #[cfg(feature = "schema")]
            if !super::compare::needs_revisions(&kind) {
                return Ok(Config::of(Scripts::none(&configuration)?.migrations, configuration));
            }
            let scripts = Scripts::read(&configuration)?;
            report(&scripts, use_of(&kind), output)?;
            if tells_of_packaging(&kind) {
                output.warn(ambix_source::not_packaged(&configuration, &scripts.loaded).as_slice());
            }
            Ok(Config::of(scripts.migrations, configuration))
        })
    }
}

fn refuse_x(options: &Options) -> Result<(), Failure> {
    match options.x.first() {
        None => Ok(()),
        Some(_) => Err(Failure::usage(
            "`-x` is for applications that have these commands in their own command line; here nobody reads it",
        )),
    }
}

/// What a command does with the set, and so what may be wrong with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Writes files. What is wrong with the others is for another day.
    Write,
    /// Looks at the graph; what is wrong is told besides.
    Look,
    /// Looks at, or moves, the version table, on one branch or another.
    Record,
    /// Runs revisions.
    Run,
}

fn use_of(kind: &Kind) -> Use {
    match kind {
        Kind::Init(_)
        | Kind::ListTemplates(_)
        | Kind::Revision(_)
        | Kind::Merge(_)
        | Kind::Release(_)
        | Kind::Lint(_)
        | Kind::Edit(_) => Use::Write,
        #[cfg(feature = "schema")]
        Kind::Schema(_) | Kind::Diff(_) | Kind::Verify(_) => Use::Run,
        Kind::Heads(_) | Kind::Branches(_) | Kind::History(_) | Kind::Show(_) | Kind::Current(_) => Use::Look,
        Kind::Stamp(_)
        | Kind::Check(_)
        | Kind::EnsureVersion(_)
        | Kind::Repair(_)
        | Kind::Resolve(_)
        | Kind::Downgrade(_) => Use::Record,
        Kind::Upgrade(_) => Use::Run,
    }
}

/// Whether a command tells that `cargo package` would leave the directory out: those that make something of it which
/// is meant to last, and the one that is asked what there is.
fn tells_of_packaging(kind: &Kind) -> bool {
    matches!(kind, Kind::Revision(_) | Kind::Merge(_) | Kind::Release(_) | Kind::Heads(_))
}

fn report(scripts: &Scripts, purpose: Use, output: &Output) -> Result<(), Failure> {
    let tolerated = |finding: &Finding| match purpose {
        Use::Write => true,
        Use::Look => is_about_heads(finding),
        Use::Record => finding.code == "multiple-heads",
        Use::Run => false,
    };
    let errors = scripts.errors(tolerated);
    match purpose {
        _ if errors.is_empty() => Ok(()),
        Use::Write | Use::Look => {
            output.note(&summary(&errors));
            Ok(())
        }
        Use::Record | Use::Run => Err(Failure::Findings(errors)),
    }
}

/// The first of the errors, for a command that works in spite of them.
fn summary(errors: &[Finding]) -> String {
    let first = errors.first();
    let place = first
        .and_then(Finding::place)
        .map(|place| format!("{}:{}:{}: ", place.path, place.line, place.column));
    let message = first.map_or("", |finding| finding.message.as_str());
    let more = match errors.len() {
        0 | 1 => String::new(),
        2 => " (and one more error)".to_owned(),
        count => format!(" (and {} more errors)", count - 1),
    };
    format!("{}{message}{more}; `upgrade` shows and refuses it", place.unwrap_or_default())
}

/// The settings that the command line, the environment or the working directory lead to.
pub(super) fn configuration(options: &Options, set: Option<&str>) -> Result<Configuration, Failure> {
    let root = root(options)?;
    let name = options.name.as_deref().or(set);
    let shown_root = std::env::current_dir().map(|here| way(&here, &root)).unwrap_or_default();
    let mut configuration = Configuration::load_shown(&root, name, &shown_root).map_err(Failure::Findings)?;
    let variable = configuration.directory_variable();
    configuration = configuration.with_directory(std::env::var_os(variable));
    if let Some(location) = &options.script_location {
        // It starts from the working directory, everything else from the folder of Cargo.toml.
        let absolute = absolute(location);
        let inside = absolute.strip_prefix(&root).map(Path::to_owned);
        configuration = configuration.with_directory(Some(inside.unwrap_or(absolute)));
    }
    Ok(configuration)
}

/// The folder of the settings: that of the file that is named, or the nearest from the working directory upwards
/// that has settings or a package. Without either it is the working directory.
pub(super) fn root(options: &Options) -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|error| {
        Error::new("unreadable-file", format!("the working directory cannot be read: {error}"))
    })?;
    let Some(file) = &options.config else {
        let holds =
            |folder: &&Path| ["ambix.toml", "Cargo.toml"].iter().any(|name| folder.join(name).is_file());
        return Ok(here.ancestors().find(holds).unwrap_or(&here).to_owned());
    };
    let path = here.join(file);
    if path.is_dir() {
        return Ok(path);
    }
    let shown = file.display();
    let is_known = path.file_name().is_some_and(|name| name == "ambix.toml" || name == "Cargo.toml");
    if !is_known {
        return Err(Error::new(
            "bad-configuration",
            format!("`{shown}` is neither an ambix.toml nor a Cargo.toml"),
        )
        .with_help("the macro, too, reads only these; several sets go into one file, as `[ambix.<name>]`")
        .into());
    }
    if !path.is_file() {
        return Err(Error::new("bad-configuration", format!("there is no file `{shown}`"))
            .with_help("`ambix init` writes an ambix.toml")
            .into());
    }
    Ok(path.parent().unwrap_or(&here).to_owned())
}
