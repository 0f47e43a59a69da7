//! Commands that write files, from their arguments.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::args::{Kind, Options};
use super::directory;
use super::failure::Failure;
use crate::authoring::absolute;
use crate::command::{self, InitOptions, MergeOptions, RevisionOptions, Show};
use crate::config::Config;
use crate::error::Error;

/// Runs a command that writes files into a script directory that exists.
pub(super) fn run<C>(kind: &Kind, config: &mut Config<C>) -> Result<Answer, Failure> {
    match kind {
        Kind::Revision(arguments) => {
            let options = RevisionOptions {
                message: arguments.message.clone().unwrap_or_default(),
                head: arguments.head.clone(),
                splice: arguments.splice,
                branch_labels: arguments.branch_label.clone(),
                depends_on: arguments.depends_on.clone(),
                rev_id: arguments.rev_id.clone(),
                version_path: arguments.version_path.clone(),
                rust: arguments.rust,
                ..RevisionOptions::default()
            };
            let new = command::revision(config, options)?;
            Ok(Answer::new(&new, new_revision(&new)))
        }
        Kind::Merge(arguments) => {
            let options = MergeOptions {
                message: arguments.message.clone(),
                splice: arguments.splice,
                branch_labels: arguments.branch_label.clone(),
                rev_id: arguments.rev_id.clone(),
            };
            let merge = command::merge(config, arguments.revisions.clone(), options)?;
            let Some(new) = &merge.merged else {
                let note = match merge.mended {
                    true => "There is one head, nothing to merge; ambix.lock is written anew.",
                    false => "Nothing to merge: there are no two heads.",
                };
                return Ok(Answer::new("", json!({ "path": null, "revision": null })).note(note));
            };
            let answer = Answer::new(new, new_revision(new));
            Ok(match new.revision.is_merge_point {
                true => answer,
                false => answer.note("This joins nothing: it follows a single revision."),
            })
        }
        Kind::Release(arguments) => {
            let revisions = arguments.revisions.clone();
            let release = match arguments.undo {
                false => command::release(config, revisions)?,
                true => command::undo_release(config, revisions)?,
            };
            let json = json!({
                "path": release.path,
                "released": release.released,
                "reopened": release.reopened,
            });
            let answer = Answer::new(&release, json);
            Ok(match (release.released.is_empty() && release.reopened.is_empty(), arguments.undo) {
                (false, _) => answer,
                (true, false) => answer.note("No revision is newly released."),
                (true, true) => answer.note("No revision is reopened: none of these is released."),
            })
        }
        Kind::Edit(arguments) => edited(&command::edit(config, &arguments.revision)?),
        _ => Err(super::run::no_connection()),
    }
}

/// Runs a command that can do without a script directory; none for others. `set` is the set of the application.
pub(super) fn run_anywhere(
    kind: &Kind,
    options: &Options,
    set: Option<&str>,
) -> Option<Result<Answer, Failure>> {
    match kind {
        Kind::Init(arguments) => Some(init(arguments, options)),
        Kind::Lint(arguments) => Some(super::lint::run(arguments, options, set)),
        Kind::ListTemplates(_) => {
            let templates = command::list_templates();
            let list: Value = templates
                .templates
                .iter()
                .map(|template| json!({ "name": template.name, "synopsis": template.synopsis }))
                .collect();
            Some(Ok(Answer::new(&templates, json!({ "templates": list }))))
        }
        _ => None,
    }
}

fn init(arguments: &super::authoring_args::Init, options: &Options) -> Result<Answer, Failure> {
    let root = match options.config.as_deref() {
        // The file need not exist: it is what `init` writes.
        Some(file) if !file.exists() => {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            absolute(folder.unwrap_or(Path::new(".")))
        }
        _ => directory::root(options)?,
    };
    let mut init = InitOptions::default().template(&arguments.template);
    init.name = options.name.clone();
    if let Some(directory) = arguments.directory.as_ref().or(options.script_location.as_ref()) {
        // It starts from the working directory, as everything on a command line.
        init = init.directory(absolute(directory));
    }
    let answer = command::init(root, init)?;
    let json = json!({
        "directory": answer.directory,
        "written": answer.written,
        "skipped": answer.skipped,
        "next": answer.next,
    });
    Ok(Answer::new(&answer, json))
}

/// Opens what the database is at.
pub(super) fn edit_current<C>(config: &Config<C>, current: &Show) -> Result<Answer, Failure> {
    if current.revisions.is_empty() {
        return Err(Error::new(
            "no-revisions",
            "the database is at no revision, so there is no file to edit",
        )
        .into());
    }
    edited(&command::edit::open(config, &current.revisions)?)
}

fn edited(edited: &command::Edited) -> Result<Answer, Failure> {
    let paths: Vec<&PathBuf> = edited.paths.iter().collect();
    Ok(Answer::new("", json!({ "paths": paths })))
}

fn new_revision(new: &command::NewRevision) -> Value {
    json!({ "path": new.path, "revision": answer::revision(&new.revision) })
}
