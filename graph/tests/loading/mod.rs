//! How the loading of recorded graphs compares.

pub(crate) mod case;

use std::collections::BTreeSet;

use ambix_graph::{BuildError, Index};
use case::{LoadCase, LoadExpect};

use crate::replay::case::declarations;
use crate::replay::support::OwnedGraph;

/// How the loading of a graph compares, or what is wrong.
pub(crate) fn of_load(
    case: &LoadCase,
    built: &Result<OwnedGraph, Vec<BuildError>>,
) -> Result<&'static str, String> {
    let expect = &case.expect;
    let describe = |errors: &[BuildError]| {
        let lines = errors.iter().map(|error| format!("{}: {error} ({})", error.code(), error.help()));
        lines.collect::<Vec<_>>().join("; ")
    };
    match built {
        Ok(owned) => {
            let graph = owned.graph();
            let set = |indices: Vec<Index>| {
                crate::replay::support::ids(graph, &indices).into_iter().collect::<BTreeSet<_>>()
            };
            let same = set(graph.heads().collect()) == expect.heads
                && set(graph.real_heads().collect()) == expect.real_heads
                && set(graph.bases().collect()) == expect.bases;
            match (expect.ok, same) {
                (true, true) => Ok("loads"),
                _ => Err(format!("{} ({}): loads, but {expect:?}", case.id, case.fault)),
            }
        }
        Err(errors) => {
            let codes: BTreeSet<&str> = errors.iter().map(BuildError::code).collect();
            let theirs = expect.code.as_deref().unwrap_or_default();
            let wrong = || Err(format!("{} ({}): {}, but {expect:?}", case.id, case.fault, describe(errors)));
            if !errors.iter().all(|error| points_at_declaration(case, error)) {
                return wrong();
            }
            if theirs.starts_with("internal:") {
                return Ok("refused where Alembic crashes");
            }
            if codes.contains(theirs)
                && errors.iter().any(|error| error.code() == theirs && names(error, expect))
            {
                return Ok(if codes.len() == 1 { "same error" } else { "same error and others" });
            }
            match expect.quirk.as_deref() {
                Some("undetected-cycle") if expect.either_ok && is_cycle(&codes) => {
                    Ok("cycle that Alembic misses")
                }
                Some("duplicate-revision") if expect.either_ok && codes.contains("duplicate-revision") => {
                    Ok("duplicate revision that Alembic warns of")
                }
                _ => wrong(),
            }
        }
    }
}

fn is_cycle(codes: &BTreeSet<&str>) -> bool {
    codes.iter().all(|code| ["cycle", "dependency-cycle"].contains(code))
}

/// Alembic lists the whole graph or what hangs together with the cycle; we the path.
fn names(error: &BuildError, expect: &LoadExpect) -> bool {
    match error {
        BuildError::Cycle { path, .. } | BuildError::DependencyCycle { path, .. } => {
            path.first() == path.last()
                && path.iter().min() == path.first()
                && path.iter().all(|id| expect.revisions.contains(id))
        }
        BuildError::SelfLoop { revision, .. } | BuildError::DependencySelfLoop { revision, .. } => {
            expect.revisions.iter().eq([revision])
        }
        _ => true,
    }
}

/// The text that an error is about stands in the field of the declaration that it is about.
fn points_at_declaration(case: &LoadCase, error: &BuildError) -> bool {
    let declaration = &declarations(&case.graph)[error.declaration()];
    let text = error.text();
    match error.field() {
        ambix_graph::Field::Revision => declaration.id == text,
        ambix_graph::Field::DownRevision => declaration.down_revision.iter().any(|id| id == text),
        ambix_graph::Field::DependsOn => {
            declaration.depends_on.iter().any(|id| id == text)
                || matches!(error, BuildError::DependencyCycle { .. })
        }
        ambix_graph::Field::BranchLabels => declaration.branch_labels.iter().any(|label| label == text),
    }
}
