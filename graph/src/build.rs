//! From declarations to a checked graph.

use std::collections::HashMap;

use crate::build_error::BuildError;
use crate::cycle;
use crate::map::RevisionMap;
use crate::name::{check_label, check_revision_id};
use crate::suggest::closest;

/// What the file of a revision declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Its id.
    pub id: String,
    /// The revisions it follows, as full ids in the order of the file; none for a base, several for a merge.
    pub down_revision: Vec<String>,
    /// What else must be applied before it: full ids or branch labels, as written.
    pub depends_on: Vec<String>,
    /// The labels it declares.
    pub branch_labels: Vec<String>,
}

/// Checks declarations, which stand in load order, and orders them.
///
/// Load order decides wherever the graph itself leaves a choice, as in Alembic: in the order of heads and among
/// branches that could go first.
///
/// # Errors
///
/// Everything that is wrong, in the order of the declarations; cycles, which stand last, are looked for once every
/// reference is known to lead somewhere. Unlike Alembic, a duplicate id is an error, and every cycle is found.
pub fn build(declarations: &[Declaration]) -> Result<RevisionMap, Vec<BuildError>> {
    let names = Names::new(declarations);
    let mut errors = Vec::new();
    let mut edges = Edges::default();
    for (position, declaration) in declarations.iter().enumerate() {
        check_names(position, declaration, declarations, &names, &mut errors);
        edges.resolve(position, declaration, declarations, &names, &mut errors);
    }
    if !errors.iter().any(breaks_references) {
        errors.extend(cycle::find(declarations, &edges));
    }
    if errors.is_empty() { Ok(RevisionMap::new(declarations, &edges)) } else { Err(errors) }
}

/// Whether cycles would only be an after-effect.
fn breaks_references(error: &BuildError) -> bool {
    matches!(
        error,
        BuildError::DuplicateRevision { .. }
            | BuildError::DuplicateLabel { .. }
            | BuildError::MissingParent { .. }
            | BuildError::MissingDependency { .. }
            | BuildError::LabelAsParent { .. }
    )
}

/// What declarations refer to, as load positions.
#[derive(Default)]
pub(crate) struct Edges {
    /// The parents of each revision, in the order of the file.
    pub(crate) down: Vec<Vec<usize>>,
    /// The dependencies of each revision, in the order of the file.
    pub(crate) dependencies: Vec<Vec<usize>>,
}

impl Edges {
    fn resolve(
        &mut self,
        position: usize,
        declaration: &Declaration,
        declarations: &[Declaration],
        names: &Names<'_>,
        errors: &mut Vec<BuildError>,
    ) {
        let revision = || declaration.id.clone();
        let mut down = Vec::with_capacity(declaration.down_revision.len());
        let mut self_loop = false;
        for parent in &declaration.down_revision {
            if *parent == declaration.id {
                self_loop = true;
            } else if let Some(&parent) = names.ids.get(parent.as_str()) {
                down.push(parent);
            } else if let Some(&owner) = names.labels.get(parent.as_str()) {
                let (label, owner) = (parent.clone(), declarations[owner].id.clone());
                errors.push(BuildError::LabelAsParent {
                    declaration: position,
                    revision: revision(),
                    label,
                    owner,
                });
            } else {
                let ids = declarations.iter().map(|other| other.id.as_str());
                let suggestion = closest(parent, ids.filter(|id| *id != declaration.id)).map(str::to_owned);
                let missing = parent.clone();
                errors.push(BuildError::MissingParent {
                    declaration: position,
                    revision: revision(),
                    missing,
                    suggestion,
                });
            }
        }
        if self_loop {
            errors.push(BuildError::SelfLoop { declaration: position, revision: revision() });
        }
        let mut dependencies = Vec::with_capacity(declaration.depends_on.len());
        let mut self_loop = false;
        for dependency in &declaration.depends_on {
            let name = dependency.as_str();
            if *dependency == declaration.id {
                self_loop = true;
            } else if let Some(&found) = names.ids.get(name).or_else(|| names.labels.get(name)) {
                dependencies.push(found);
            } else {
                let own = declaration.branch_labels.iter().chain([&declaration.id]);
                let own: Vec<&str> = own.map(String::as_str).collect();
                let others =
                    declarations.iter().flat_map(|other| other.branch_labels.iter().chain([&other.id]));
                let others = others.map(String::as_str).filter(|name| !own.contains(name));
                let suggestion = closest(dependency, others).map(str::to_owned);
                let missing = dependency.clone();
                errors.push(BuildError::MissingDependency {
                    declaration: position,
                    revision: revision(),
                    missing,
                    suggestion,
                });
            }
        }
        if self_loop {
            errors.push(BuildError::DependencySelfLoop { declaration: position, revision: revision() });
        }
        self.down.push(down);
        self.dependencies.push(dependencies);
    }
}

/// Who declares an id or a label first.
struct Names<'d> {
    ids: HashMap<&'d str, usize>,
    labels: HashMap<&'d str, usize>,
}

impl<'d> Names<'d> {
    fn new(declarations: &'d [Declaration]) -> Self {
        let mut ids = HashMap::with_capacity(declarations.len());
        let mut labels = HashMap::new();
        for (position, declaration) in declarations.iter().enumerate() {
            ids.entry(declaration.id.as_str()).or_insert(position);
            for label in &declaration.branch_labels {
                labels.entry(label.as_str()).or_insert(position);
            }
        }
        Names { ids, labels }
    }
}

fn check_names(
    position: usize,
    declaration: &Declaration,
    declarations: &[Declaration],
    names: &Names<'_>,
    errors: &mut Vec<BuildError>,
) {
    let id = declaration.id.as_str();
    if let Err(reason) = check_revision_id(id) {
        errors.push(BuildError::IllegalRevisionId { declaration: position, id: id.to_owned(), reason });
    }
    if let Some(&first) = names.ids.get(id).filter(|&&first| first != position) {
        errors.push(BuildError::DuplicateRevision { declaration: position, id: id.to_owned(), first });
    }
    for (nth, label) in declaration.branch_labels.iter().enumerate() {
        let (revision, label_text) = (id.to_owned(), label.clone());
        if let Err(reason) = check_label(label) {
            errors.push(BuildError::IllegalLabel {
                declaration: position,
                revision,
                label: label_text,
                reason,
            });
            continue;
        }
        let repeated = declaration.branch_labels[..nth].contains(label).then_some(position);
        let elsewhere = names.labels.get(label.as_str()).copied().filter(|&first| first != position);
        if let Some(other) = names.ids.get(label.as_str()).copied().or(repeated).or(elsewhere) {
            let other_revision = declarations[other].id.clone();
            errors.push(BuildError::DuplicateLabel {
                declaration: position,
                revision,
                label: label_text,
                other,
                other_revision,
            });
        }
    }
}
