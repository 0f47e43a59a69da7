//! Commands that run on a new file: formatters, linters.

use std::path::Path;
use std::process::{Command, Stdio};

use ambix_source::Configuration;

use super::{absolute, shown};
use crate::error::{Error, Result};

const FILE: &str = "REVISION_SCRIPT_FILENAME";

/// The hooks of a set, split into words.
pub(super) struct Hooks<'c> {
    configuration: &'c Configuration,
    hooks: Vec<(&'c str, Vec<String>)>,
}

impl<'c> Hooks<'c> {
    /// Checks the command lines of the hooks.
    ///
    /// # Errors
    ///
    /// `bad-hook`.
    pub(super) fn new(configuration: &'c Configuration) -> Result<Self> {
        let mut hooks = Vec::new();
        for hook in &configuration.hooks {
            match shlex::split(&hook.command) {
                Some(words) if !words.is_empty() => hooks.push((hook.name.as_str(), words)),
                _ => {
                    let message =
                        format!("the hook `{}` is not a command line: `{}`", hook.name, hook.command);
                    return Err(
                        Error::new("bad-hook", message).with_help("check the quotes in `[ambix.hooks]`")
                    );
                }
            }
        }
        Ok(Hooks { configuration, hooks })
    }

    /// Runs the hooks on a file, in the folder of the settings. What they print goes to standard error.
    ///
    /// # Errors
    ///
    /// `hook-failed` at the first that does not succeed.
    pub(super) fn run(&self, file: &Path) -> Result<()> {
        let absolute = absolute(file);
        let name = absolute.to_string_lossy();
        for (hook, words) in &self.hooks {
            let mut words: Vec<String> = words.iter().map(|word| word.replace(FILE, &name)).collect();
            if !words.iter().any(|word| word.contains(name.as_ref())) {
                words.push(name.clone().into_owned());
            }
            let mut command = Command::new(&words[0]);
            command.args(&words[1..]).stdout(Stdio::from(std::io::stderr()));
            if !self.configuration.root.as_os_str().is_empty() {
                command.current_dir(&self.configuration.root);
            }
            let failed = |message: String| {
                Error::new("hook-failed", message)
                    .with_help(format!("the revision is written: `{}`", shown(file).display()))
            };
            match command.status() {
                Ok(status) if status.success() => {}
                Ok(status) => return Err(failed(format!("the hook `{hook}` failed: {status}"))),
                Err(error) => {
                    return Err(failed(format!("the hook `{hook}` cannot run `{}`: {error}", words[0]))
                        .with_source(error));
                }
            }
        }
        Ok(())
    }
}
