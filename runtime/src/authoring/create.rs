//! A new revision: everything is checked, then the file is written.

use std::path::{Path, PathBuf};

use ambix_graph::{Declaration, Dependency, Graph, Index, build};
use ambix_source::{Configuration, Kind, NewRevision, Sections};

use super::clock;
use super::hooks::Hooks;
use super::lock::LockFile;
use super::write::{exists, write_new};
use super::{Scripts, absolute, names, shown};
use crate::error::{Error, Result};
use crate::migrations::Migrations;
use crate::revision_info::RevisionInfo;

/// A revision as it is asked for.
pub(crate) struct Draft {
    /// Symbols; what they mean is followed, in order.
    pub(crate) heads: Vec<String>,
    /// Made from the ids of the parents if it is not given.
    pub(crate) message: Message,
    pub(crate) splice: bool,
    pub(crate) branch_labels: Vec<String>,
    pub(crate) depends_on: Vec<String>,
    pub(crate) rev_id: Option<String>,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) kind: Kind,
    /// What its sections hold; those of other dialects are empty.
    pub(crate) bodies: Vec<Sections>,
    /// What it destroys.
    pub(crate) destroys: Vec<String>,
    /// What to do if there is only one parent.
    pub(crate) single: Single,
}

/// Whether a revision with one parent is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Single {
    /// It is.
    Write,
    /// It is, unless a conflicted lock file is reason enough for the command.
    Mend,
    /// It is not.
    Skip,
}

/// A message, or how to make one.
pub(crate) type Message = Box<dyn FnOnce(&[&str]) -> String>;

/// What came of a draft.
pub(crate) enum Outcome {
    Created(Box<Created>),
    /// The lock file was written anew, without the marks of a conflict.
    Mended,
    /// There was nothing to do.
    Nothing,
}

/// A revision that was written.
pub(crate) struct Created {
    pub(crate) migrations: Migrations,
    pub(crate) path: PathBuf,
    pub(crate) revision: RevisionInfo,
}

/// Writes a revision.
pub(crate) fn create(configuration: &Configuration, draft: Draft) -> Result<Outcome> {
    let scripts = Scripts::read(configuration)?;
    let mut lock = LockFile::read(configuration)?;
    let graph = scripts.migrations.graph();
    let parents = parents(graph, &draft.heads)?;
    if parents.len() < 2 && draft.single != Single::Write {
        match lock {
            Some(lock) if lock.is_conflicted() => {
                lock.update(&scripts.loaded)?;
                return Ok(Outcome::Mended);
            }
            _ if draft.single == Single::Skip => return Ok(Outcome::Nothing),
            other => lock = other,
        }
    }
    if !draft.splice {
        refuse_followed(graph, &parents)?;
    }
    let id = match draft.rev_id.filter(|id| !id.is_empty()) {
        Some(id) => id,
        None => fresh_id(graph)?,
    };
    let depends_on = dependencies(graph, &draft.depends_on)?;
    let parents: Vec<&str> = parents.iter().map(|&parent| graph.revision(parent).id()).collect();
    names::check(graph, &configuration.shown_directory(), &id, &draft.branch_labels)?;
    check_graph(graph, &id, &parents, &depends_on, &draft.branch_labels)?;
    let time = clock::now(&configuration.timezone)?;
    let message = (draft.message)(&parents);
    let new = NewRevision {
        id: &id,
        message: &message,
        parents: &parents,
        depends_on: &depends_on.iter().map(String::as_str).collect::<Vec<_>>(),
        branch_labels: &draft.branch_labels.iter().map(String::as_str).collect::<Vec<_>>(),
        created: &time.created,
        time: time.file,
        kind: draft.kind,
        bodies: &draft.bodies,
        destroys: &draft.destroys,
    };
    let name = new.file_name(configuration).map_err(|finding| super::findings::refused(vec![finding]))?;
    let path = folder(configuration, draft.folder.as_deref())?.join(name);
    if path.symlink_metadata().is_ok() {
        return Err(exists(&path));
    }
    let hooks = Hooks::new(configuration)?;
    write_new(&path, &new.render(configuration))?;
    hooks.run(&path)?;
    finish(configuration, lock, &id, path).map(|created| Outcome::Created(Box::new(created)))
}

/// Reads the directory again, the new file included.
fn finish(configuration: &Configuration, lock: Option<LockFile>, id: &str, path: PathBuf) -> Result<Created> {
    let scripts = Scripts::read(configuration)?;
    let graph = scripts.migrations.graph();
    let Some(index) = graph.find(id) else {
        let message = format!("`{}` is written, but holds no revision `{id}`", shown(&path).display());
        return Err(Error::new("broken-set", message).with_help("has a hook changed its header?"));
    };
    let revision = RevisionInfo::new(graph, index);
    if let Some(lock) = lock {
        lock.update(&scripts.loaded)?;
    }
    Ok(Created { migrations: scripts.migrations, path: shown(&path), revision })
}

/// The revisions that the symbols mean, each once.
fn parents(graph: Graph<'_>, symbols: &[String]) -> Result<Vec<Index>> {
    let mut parents = Vec::new();
    for symbol in symbols {
        for parent in graph.resolve(symbol).map_err(|error| several_heads(graph, error.into()))? {
            if parents.contains(&parent) {
                let id = graph.revision(parent).id();
                return Err(Error::new("duplicate-parent", format!("`{id}` is named twice as a parent"))
                    .with_help(format!("`{symbol}` means it; name it once")));
            }
            parents.push(parent);
        }
    }
    Ok(parents)
}

fn several_heads(graph: Graph<'_>, error: Error) -> Error {
    if error.code() != "multiple-heads" {
        return error;
    }
    let heads: Vec<_> = graph.heads().map(|head| graph.revision(head).id()).collect();
    Error::new(error.code(), error.message())
        .with_help("to join them: `ambix merge`")
        .with_help(format!("to go on with one of them: `--head {}`", heads.join("` or `--head ")))
}

fn refuse_followed(graph: Graph<'_>, parents: &[Index]) -> Result<()> {
    let followed = parents.iter().map(|&parent| graph.revision(parent)).find(|parent| !parent.is_head());
    let Some(parent) = followed else { return Ok(()) };
    let next: Vec<_> = parent.next().map(|next| graph.revision(next).id()).collect();
    let verb = if next.len() == 1 { "follows" } else { "follow" };
    let message = format!("`{}` is not a head: `{}` {verb} it", parent.id(), next.join("`, `"));
    Err(Error::new("not-a-head", message).with_help("to begin a branch there: `--splice`"))
}

fn dependencies(graph: Graph<'_>, symbols: &[String]) -> Result<Vec<String>> {
    let name = |dependency| match dependency {
        Dependency::Label(label) => label,
        Dependency::Revision(index) => graph.revision(index).id().to_owned(),
    };
    symbols.iter().map(|symbol| Ok(name(graph.resolve_dependency(symbol)?))).collect()
}

/// Checks the graph as it would be with the new revision.
fn check_graph(
    graph: Graph<'_>,
    id: &str,
    parents: &[&str],
    depends_on: &[String],
    branch_labels: &[String],
) -> Result<()> {
    let name = |index: Index| graph.revision(index).id().to_owned();
    let mut declarations: Vec<Declaration> = graph
        .load_order()
        .map(|index| {
            let revision = graph.revision(index);
            Declaration {
                id: revision.id().to_owned(),
                down_revision: revision.down_revision().map(name).collect(),
                depends_on: revision.depends_on().map(str::to_owned).collect(),
                branch_labels: revision.branch_labels().map(str::to_owned).collect(),
            }
        })
        .collect();
    declarations.push(Declaration {
        id: id.to_owned(),
        down_revision: parents.iter().map(|&parent| parent.to_owned()).collect(),
        depends_on: depends_on.to_vec(),
        branch_labels: branch_labels.to_vec(),
    });
    match build(&declarations).map_err(|errors| errors.into_iter().next()) {
        Ok(_) | Err(None) => Ok(()),
        Err(Some(error)) => Err(names::refused(&error)),
    }
}

/// Twelve random hexadecimal digits, as Alembic's ids.
fn fresh_id(graph: Graph<'_>) -> Result<String> {
    loop {
        let mut bytes = [0; 6];
        getrandom::fill(&mut bytes)
            .map_err(|error| Error::new("no-randomness", format!("no random id can be made: {error}")))?;
        let id = crate::text::hex(&bytes);
        if graph.find(&id).is_none() {
            return Ok(id);
        }
    }
}

/// The folder for the new file: the script directory, or the one below it that is asked for. A relative path starts
/// from the working directory if that leads into the script directory, otherwise from the script directory.
fn folder(configuration: &Configuration, asked: Option<&Path>) -> Result<PathBuf> {
    let directory = configuration.directory();
    let Some(asked) = asked else { return Ok(directory) };
    let root = absolute(&directory);
    let choices = [absolute(asked), absolute(&root.join(asked))];
    choices.into_iter().find(|folder| folder.starts_with(&root)).ok_or_else(|| {
        let location = configuration.shown_directory();
        let message = format!("`{}` is not inside the script directory `{location}`", asked.display());
        Error::new("not-in-script-directory", message).with_help("name a folder in it")
    })
}
