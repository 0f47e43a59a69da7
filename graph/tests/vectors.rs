//! Small graphs, what is asked of them, and the answers: `tests/data/*.txt`.
//!
//! `BLESS=1 cargo test` rewrites the answers; read the difference before you commit it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;

use ambix_graph::{Declaration, Dependency, Graph, Index, RequestError, RowChange, apply};
use support::{OwnedGraph, ids};

/// Reads `m<b1,b2 !x #l`: m follows b1 and b2, depends on x and carries the label l.
fn declaration(text: &str) -> Declaration {
    let mut declaration = Declaration::default();
    for word in text.split_whitespace() {
        let list = |names: &str| names.split(',').map(str::to_owned).collect();
        if let Some(names) = word.strip_prefix('!') {
            declaration.depends_on = list(names);
        } else if let Some(names) = word.strip_prefix('#') {
            declaration.branch_labels = list(names);
        } else if let Some((id, parents)) = word.split_once('<') {
            declaration.id = id.to_owned();
            declaration.down_revision = list(parents);
        } else {
            declaration.id = word.to_owned();
        }
    }
    declaration
}

fn load(graph: &str) -> Result<OwnedGraph, String> {
    let declarations: Vec<Declaration> = graph.split(';').map(declaration).collect();
    OwnedGraph::build(&declarations).map_err(|errors| {
        let lines = errors.iter().map(|error| format!("{}: {error}; help: {}", error.code(), error.help()));
        lines.collect::<Vec<_>>().join(" + ")
    })
}

fn answer(graph: Graph<'_>, rows: &[Index], command: &str) -> Result<String, RequestError> {
    let (command, argument) = command.split_once(' ').unwrap_or((command, ""));
    let words: Vec<&str> = argument.split_whitespace().collect();
    let list = |indices: &[Index]| match indices {
        [] => "nothing".to_owned(),
        indices => ids(graph, indices).join(" "),
    };
    let mut after = rows.to_vec();
    let done = match command {
        "up" | "down" => {
            let plan = match command {
                "up" => graph.upgrade_plan(rows, &words)?,
                _ => graph.downgrade_plan(rows, argument)?,
            };
            plan.steps.iter().for_each(|step| apply(&step.changes, &mut after));
            list(&plan.steps.iter().map(|step| step.revision).collect::<Vec<_>>())
        }
        "rows" => {
            let plan = match argument.split_once(' ') {
                Some(("up", target)) => graph.upgrade_plan(rows, &[target])?,
                _ => graph.downgrade_plan(rows, argument.trim_start_matches("down "))?,
            };
            let mut changes = plan.steps.iter().flat_map(|step| &step.changes).copied();
            apply(&changes.clone().collect::<Vec<_>>(), &mut after);
            changes.by_ref().map(|one| change(graph, one)).collect::<Vec<_>>().join("; ")
        }
        "stamp" => {
            let plan = graph.stamp_plan(rows, &words)?;
            apply(&plan.changes, &mut after);
            let changes = plan.changes.iter().map(|&one| change(graph, one)).collect::<Vec<_>>();
            if changes.is_empty() { "nothing".to_owned() } else { changes.join("; ") }
        }
        "history" => {
            return Ok(list(&graph.history(Some(argument).filter(|range| !range.is_empty()), rows)?));
        }
        "show" => return Ok(list(&graph.show(argument, rows)?)),
        "one" => return Ok(list(&graph.resolve_one(argument)?.into_iter().collect::<Vec<_>>())),
        "current" => return Ok(list(&graph.current(rows))),
        "at-heads" => return Ok(graph.is_at_heads(rows).to_string()),
        "heads" => return Ok(list(&graph.heads().collect::<Vec<_>>())),
        "real-heads" => return Ok(list(&graph.real_heads().collect::<Vec<_>>())),
        "bases" => return Ok(list(&graph.bases().collect::<Vec<_>>())),
        "below" => {
            let index = graph.find(argument).expect("a revision");
            return Ok(list(&graph.revision(index).normalized_down().collect::<Vec<_>>()));
        }
        "depends-on" => {
            return Ok(match graph.resolve_dependency(argument)? {
                Dependency::Label(label) => format!("label {label}"),
                Dependency::Revision(index) => graph.revision(index).id().to_owned(),
            });
        }
        "labels" => {
            let carriers = graph.load_order().map(|index| graph.revision(index));
            let with_label = carriers.filter(|revision| revision.labels().any(|label| label == argument));
            return Ok(with_label.map(|revision| revision.id()).collect::<Vec<_>>().join(" "));
        }
        "branches" => {
            let branches = graph.branches();
            let branch = |(point, children): &(Index, Vec<Index>)| {
                format!("{} -> {}", list(&[*point]), list(children))
            };
            return Ok(branches.iter().map(branch).collect::<Vec<_>>().join("; "));
        }
        other => panic!("unknown command {other}"),
    };
    Ok(format!("{done} | {{{}}}", ids(graph, &after).join(",")))
}

fn change(graph: Graph<'_>, change: RowChange) -> String {
    let id = |index| graph.revision(index).id();
    match change {
        RowChange::Insert(index) => format!("INS {}", id(index)),
        RowChange::Delete(index) => format!("DEL {}", id(index)),
        RowChange::Update { from, to } => format!("UPD {}->{}", id(from), id(to)),
    }
}

/// The line with its answer.
fn answered(owned: Option<&OwnedGraph>, line: &str) -> String {
    let mut parts = line.split(" | ");
    let (rows, command) = (parts.next().unwrap(), parts.next().unwrap().trim());
    if rows == "load" {
        let answer = load(command).map_or_else(|errors| errors, |_| "loads".to_owned());
        return format!("{rows} | {command} | {answer}");
    }
    let graph = owned.expect("a graph before the first case").graph();
    let row_ids = rows.trim_matches(['{', '}']).split(',').filter(|row| !row.is_empty());
    let indices: Vec<Index> = row_ids.map(|row| graph.find(row).expect("a revision")).collect();
    let answer = answer(graph, &indices, command)
        .unwrap_or_else(|error| format!("{}: {error}; help: {}", error.code(), error.help()));
    format!("{rows} | {command} | {answer}")
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut owned = None;
    let mut blessed = String::new();
    for line in text.lines() {
        if let Some((_, graph)) = line.strip_prefix("graph ").and_then(|rest| rest.split_once(": ")) {
            owned = Some(load(graph).unwrap());
        }
        let is_case = line.starts_with(['{']) || line.starts_with("load |");
        blessed += &if is_case { answered(owned.as_ref(), line) } else { line.to_owned() };
        blessed.push('\n');
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &blessed).unwrap();
    }
    let differences = text.lines().zip(blessed.lines()).filter(|(before, now)| before != now);
    let differences: Vec<String> = differences.map(|(before, now)| format!("-{before}\n+{now}")).collect();
    assert!(std::env::var_os("BLESS").is_some() || differences.is_empty(), "{}", differences.join("\n"));
}

/// The test vectors of the specification of Alembic's behaviour.
#[test]
fn vectors() {
    check("vectors.txt");
}

/// What symbols, labels, ranges and lists come to.
#[test]
fn queries() {
    check("queries.txt");
}

/// Where ambix differs from Alembic on purpose.
#[test]
fn choices() {
    check("choices.txt");
}

/// What is refused when a graph is built.
#[test]
fn loading() {
    check("loading.txt");
}
