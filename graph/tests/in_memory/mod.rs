//! Operations on a graph alone, rows kept in memory.

use ambix_graph::{Graph, Index, RequestError, Revision, apply};

use crate::replay::case::{Answer, Operation};
use crate::replay::support::ids;
use crate::replay::{Ours, indices};

/// Does what the operation says, as a command would.
pub(crate) fn carry_out(graph: Graph<'_>, operation: &Operation, rows: &[String]) -> Ours {
    let mut ours =
        Ours { code: None, steps: Vec::new(), rows: rows.to_vec(), answer: Answer::default(), text: None };
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
