//! Running one recorded case.

pub(crate) mod case;
pub(crate) mod deviation;

use std::collections::BTreeSet;

use ambix_graph::{Graph, Index, RequestError, Revision, apply};
use case::{Answer, Case, Operation};

use crate::support::{OwnedGraph, ids};

#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) operations: usize,
    pub(crate) skipped: usize,
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
}

pub(crate) fn run(case: &Case) -> Outcome {
    let owned = OwnedGraph::build(&case.declarations()).unwrap_or_else(|errors| {
        panic!("{}: {}", case.id, errors.iter().map(|error| format!("{error}; ")).collect::<String>())
    });
    let graph = owned.graph();
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
    (answer != theirs_in_order).then(|| format!("answer {answer:?}, expected {theirs:?}"))
}

pub(crate) fn indices(graph: Graph<'_>, rows: &[String]) -> Option<Vec<Index>> {
    rows.iter().map(|row| graph.find(row)).collect()
}

/// Does what the operation says, as a command would.
pub(crate) fn carry_out(graph: Graph<'_>, operation: &Operation, rows: &[String]) -> Ours {
    let mut ours = Ours { code: None, steps: Vec::new(), rows: rows.to_vec(), answer: Answer::default() };
    let result = match operation.op.as_str() {
        "upgrade" | "downgrade" | "stamp" => change_rows(graph, operation, &mut ours),
        _ => query(graph, operation, rows, &mut ours),
    };
    ours.code = result.err();
    ours
}

fn code(error: RequestError) -> &'static str {
    assert!(!error.to_string().is_empty() && !error.help().is_empty());
    error.code()
}

fn change_rows(graph: Graph<'_>, operation: &Operation, ours: &mut Ours) -> Result<(), &'static str> {
    let arguments = &operation.args;
    if arguments.purge {
        let targets: Vec<&str> = arguments.targets.iter().map(String::as_str).collect();
        let plan = graph.stamp_plan(&[], &targets).map_err(code)?;
        let mut rows = Vec::new();
        apply(&plan.changes, &mut rows);
        ours.rows = ids(graph, &rows);
        return Ok(());
    }
    // A range is refused before the database is asked.
    if operation.op != "stamp" && arguments.target.contains(':') {
        return Err(graph.upgrade_plan(&[], &[&arguments.target]).map_err(code).unwrap_err());
    }
    let Some(mut rows) = indices(graph, &ours.rows) else { return Err("unknown-revision") };
    if operation.op == "stamp" {
        let targets: Vec<&str> = arguments.targets.iter().map(String::as_str).collect();
        let plan = graph.stamp_plan(&rows, &targets).map_err(code)?;
        apply(&plan.changes, &mut rows);
    } else {
        let plan = match operation.op.as_str() {
            "upgrade" => graph.upgrade_plan(&rows, &[&arguments.target]),
            _ => graph.downgrade_plan(&rows, &arguments.target),
        };
        for step in plan.map_err(code)?.steps {
            let direction = if operation.op == "upgrade" { "up" } else { "down" };
            ours.steps.push((direction.to_owned(), graph.revision(step.revision).id().to_owned()));
            apply(&step.changes, &mut rows);
        }
    }
    ours.rows = ids(graph, &rows);
    Ok(())
}

fn query(
    graph: Graph<'_>,
    operation: &Operation,
    rows: &[String],
    ours: &mut Ours,
) -> Result<(), &'static str> {
    let arguments = &operation.args;
    let known = || indices(graph, rows).ok_or("unknown-revision");
    let (revisions, flags, labels): (Vec<Index>, &[&str], bool) = match operation.op.as_str() {
        "heads" if arguments.resolve_dependencies => {
            (graph.real_heads().collect(), &["head", "effective-head"], true)
        }
        "heads" => (graph.heads().collect(), &["head", "effective-head"], true),
        "branches" => {
            for (point, children) in graph.branches() {
                let mut children = ids(graph, &children);
                children.sort();
                ours.answer.branches.push((graph.revision(point).id().to_owned(), children));
            }
            return Ok(());
        }
        "current" => {
            if arguments.check_heads && !indices(graph, rows).is_some_and(|rows| graph.is_at_heads(&rows)) {
                return Err("not-at-head");
            }
            (graph.current(&known()?), &["head", "effective-head", "branchpoint", "mergepoint"], false)
        }
        "history" => {
            let range = arguments.range.as_deref();
            let needs_rows = range.is_some_and(|range| range.split(':').any(|end| end == "current"));
            let rows = if needs_rows { known()? } else { Vec::new() };
            let flags: &[&str] = if arguments.indicate_current {
                &["head", "effective-head", "current", "branchpoint", "mergepoint"]
            } else {
                &["head", "effective-head", "branchpoint", "mergepoint"]
            };
            (graph.history(range, &rows).map_err(code)?, flags, true)
        }
        "show" => {
            let rows = if arguments.rev == "current" { known()? } else { Vec::new() };
            (
                graph.show(&arguments.rev, &rows).map_err(code)?,
                &["versioned-head", "branchpoint", "mergepoint"],
                true,
            )
        }
        other => panic!("unknown operation {other}"),
    };
    for index in revisions {
        let revision = graph.revision(index);
        let id = revision.id().to_owned();
        let shown: Vec<String> = flags.iter().filter_map(|flag| show_flag(revision, flag, rows)).collect();
        if !shown.is_empty() {
            ours.answer.flags.insert(id.clone(), shown);
        }
        let carried: Vec<String> = revision.labels().map(str::to_owned).collect();
        if labels && !carried.is_empty() {
            ours.answer.labels.insert(id.clone(), carried);
        }
        ours.answer.revs.push(id);
    }
    Ok(())
}

fn show_flag(revision: Revision<'_>, flag: &str, rows: &[String]) -> Option<String> {
    let (shows, name) = match flag {
        "head" => (revision.is_real_head(), "head"),
        "effective-head" => (revision.is_head() && !revision.is_real_head(), "effective-head"),
        "versioned-head" => (revision.is_head(), "head"),
        "current" => (rows.iter().any(|row| row == revision.id()), "current"),
        "branchpoint" => (revision.is_branch_point(), "branchpoint"),
        _ => (revision.is_merge_point(), "mergepoint"),
    };
    shows.then(|| name.to_owned())
}
