//! Running one recorded case.

pub(crate) mod case;
pub(crate) mod deviation;
pub(crate) mod lines;
#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::collections::BTreeSet;

use ambix_graph::{Graph, Index};
use case::{Answer, Case, Operation, declarations};

use support::OwnedGraph;

#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) operations: usize,
    pub(crate) skipped: usize,
    pub(crate) texts: usize,
    pub(crate) deviations: Vec<&'static str>,
    pub(crate) wrong: Vec<String>,
}

/// What an operation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ours {
    pub(crate) code: Option<&'static str>,
    pub(crate) steps: Vec<(String, String)>,
    pub(crate) rows: Vec<String>,
    pub(crate) answer: Answer,
    /// What is printed, by those who print.
    pub(crate) text: Option<String>,
}

/// Runs a case, each operation carried out by `carry_out` from the rows that Alembic had.
pub(crate) fn run(
    case: &Case,
    mut carry_out: impl FnMut(Graph<'_>, &Operation, &[String]) -> Ours,
) -> Outcome {
    let owned = OwnedGraph::build(&declarations(&case.graph)).unwrap_or_else(|errors| {
        panic!("{}: {}", case.id, errors.iter().map(|error| format!("{error}; ")).collect::<String>())
    });
    let graph = owned.graph();
    let stem = |node: &case::Node| format!("{}_{}.sql", node.id, node.slug);
    assert!(case.graph.is_sorted_by_key(stem), "{}: not in load order", case.id);
    let mut rows = case.initial_versions.clone();
    let mut outcome = Outcome::default();
    for operation in &case.ops {
        outcome.operations += 1;
        if operation.skip {
            outcome.skipped += 1;
            continue;
        }
        if operation.row_order_dependent {
            rows.clone_from(&operation.rows_before);
        }
        let ours = carry_out(graph, operation, &rows);
        outcome.texts += usize::from(ours.text.is_some() && operation.expect.text.is_some());
        if let Some(difference) = difference(operation, &ours, &rows) {
            match deviation::of_operation(graph, operation, &rows, &ours) {
                Some(name) => outcome.deviations.push(name),
                None => outcome.wrong.push(format!(
                    "{}: {} {:?} from {rows:?}: {difference}",
                    case.id, operation.op, operation.args
                )),
            }
        }
        if let Some(versions) = &operation.expect.versions {
            let same = ours.rows.iter().collect::<BTreeSet<_>>() == versions.iter().collect();
            rows = if same { ours.rows } else { versions.iter().cloned().collect() };
        }
    }
    outcome
}

fn difference(operation: &Operation, ours: &Ours, rows: &[String]) -> Option<String> {
    let expect = &operation.expect;
    assert_eq!(expect.ok, expect.code.is_none());
    if ours.code != expect.code.as_deref() {
        return Some(format!("code {:?}, expected {:?}; {ours:?} {expect:?}", ours.code, expect.code));
    }
    let sorted = |steps: &[(String, String)]| steps.iter().cloned().collect::<BTreeSet<_>>();
    let same_steps = if operation.unordered {
        sorted(&ours.steps) == sorted(&expect.steps)
    } else {
        ours.steps == expect.steps
    };
    if !same_steps {
        return Some(format!("steps {:?}, expected {:?}", ours.steps, expect.steps));
    }
    if let Some(versions) = &expect.versions {
        if ours.rows.iter().collect::<BTreeSet<_>>() != versions.iter().collect() {
            return Some(format!("rows {:?}, expected {versions:?}", ours.rows));
        }
    } else if ours.rows != rows {
        return Some(format!("a query changed the rows to {:?}", ours.rows));
    }
    let theirs = expect.result.clone().unwrap_or_default();
    let mut answer = ours.answer.clone();
    if operation.op == "current" {
        answer.revs.sort();
    }
    let mut theirs_in_order = theirs.clone();
    if operation.unordered {
        answer.revs.sort();
        theirs_in_order.revs.sort();
        answer.branches.sort();
        theirs_in_order.branches.sort();
    }
    if let (Some(text), Some(expected)) = (&ours.text, &expect.text)
        && !operation.text_unordered
        && comparable(operation, text) != comparable(operation, expected)
    {
        return Some(format!("prints\n{text}\nexpected\n{expected}"));
    }
    (answer != theirs_in_order).then(|| format!("answer {answer:?}, expected {theirs:?}"))
}

pub(crate) fn indices(graph: Graph<'_>, rows: &[String]) -> Option<Vec<Index>> {
    rows.iter().map(|row| graph.find(row)).collect()
}

/// Lines that can be compared: without the path, and in sorted order where Alembic's is not defined.
fn comparable(operation: &Operation, text: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        text.lines().filter(|line| !line.starts_with("Path: ")).map(str::to_owned).collect();
    if operation.unordered || matches!(operation.op.as_str(), "branches" | "current") {
        lines.sort();
    }
    for line in &mut lines {
        if let Some(children) = line.strip_prefix("Branches into: ") {
            let mut children: Vec<_> = children.split(", ").collect();
            children.sort_unstable();
            *line = format!("Branches into: {}", children.join(", "));
        }
    }
    lines
}
