//! The names of a new revision: its id and its labels.

use ambix_graph::{BuildError, Graph, check_label, check_revision_id};

use crate::error::{Error, Result};

/// Checks that id and labels are legal and belong to nobody else. `location` is the script directory as people are
/// shown it.
///
/// # Errors
///
/// `illegal-revision-id`, `duplicate-revision`, `illegal-label`, `duplicate-label`.
pub(super) fn check(graph: Graph<'_>, location: &str, id: &str, labels: &[String]) -> Result<()> {
    if let Err(reason) = check_revision_id(id) {
        return Err(refused(&BuildError::IllegalRevisionId { declaration: 0, id: id.to_owned(), reason }));
    }
    if let Some(index) = graph.find(id) {
        let file = graph.revision(index).script().file().path;
        return Err(Error::new(
            "duplicate-revision",
            format!("there is a revision `{id}` already: `{location}/{file}`"),
        )
        .with_help("choose another id, or none: then it is random"));
    }
    if let Some(owner) = owner(graph, id) {
        let message = format!("the id `{id}` is a branch label already, of revision `{owner}`");
        return Err(
            Error::new("duplicate-label", message).with_help("choose another id, or none: then it is random")
        );
    }
    labels.iter().enumerate().try_for_each(|(nth, label)| {
        if let Err(reason) = check_label(label) {
            let error = BuildError::IllegalLabel {
                declaration: 0,
                revision: id.to_owned(),
                label: label.clone(),
                reason,
            };
            return Err(
                Error::new(error.code(), format!("branch label `{label}` {reason}")).with_help(error.help())
            );
        }
        let what = if let Some(owner) = owner(graph, label) {
            format!("is used already, by revision `{owner}`")
        } else if label == id || graph.find(label).is_some() {
            "is the id of a revision".to_owned()
        } else if labels[..nth].contains(label) {
            "is given twice".to_owned()
        } else {
            return Ok(());
        };
        Err(Error::new("duplicate-label", format!("branch label `{label}` {what}"))
            .with_help("a label names one branch: only its first revision declares it"))
    })
}

/// Who declares a label.
fn owner<'g>(graph: Graph<'g>, label: &str) -> Option<&'g str> {
    let declares = |revision: &ambix_graph::Revision<'g>| revision.branch_labels().any(|own| own == label);
    graph.revisions().find(declares).map(|revision| revision.id())
}

/// What is wrong with a graph, as an error of a command.
pub(super) fn refused(error: &BuildError) -> Error {
    let answer = Error::new(error.code(), error.to_string());
    let help = error.help();
    if help.is_empty() { answer } else { answer.with_help(help) }
}
