//! A sample of Alembic's recorded answers, given by the `ambix` command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../tests/tests/conformance/files.rs"]
mod files;
#[path = "../../graph/tests/replay/mod.rs"]
mod replay;
#[path = "../../tests/tests/conformance/rows.rs"]
mod rows;
mod support;

use std::collections::BTreeMap;
use std::process::Output;

use replay::Ours;
use replay::case::{Answer, Case, Operation};
use replay::lines::lines;
use rusqlite::Connection;
use support::Folder;

/// Every so many cases; all of them take minutes.
const EVERY: usize = 25;

/// The command line of an operation.
fn arguments(operation: &Operation) -> Vec<String> {
    let arguments = &operation.args;
    let mut line = vec![operation.op.clone()];
    match operation.op.as_str() {
        "upgrade" | "downgrade" => line.push(arguments.target.clone()),
        "stamp" => {
            line.extend(arguments.purge.then(|| "--purge".to_owned()));
            line.extend(arguments.targets.iter().cloned());
        }
        "heads" => line.extend(arguments.resolve_dependencies.then(|| "--resolve-dependencies".to_owned())),
        "current" => line.extend(arguments.check_heads.then(|| "--check-heads".to_owned())),
        "history" => {
            line.extend(arguments.range.as_ref().map(|range| format!("--rev-range={range}")));
            line.extend(arguments.indicate_current.then(|| "--indicate-current".to_owned()));
        }
        "show" => line.push(arguments.rev.clone()),
        _ => {}
    }
    line
}

/// The code that the command printed, as it stands in the list of the recorded cases.
fn code(output: &Output) -> Option<&'static str> {
    const CODES: [&str; 17] = [
        "ambiguous-downgrade",
        "ambiguous-revision",
        "ambiguous-start",
        "ambiguous-walk",
        "branch-mismatch",
        "invalid-downgrade-target",
        "invalid-range",
        "invalid-symbol",
        "multiple-heads",
        "not-at-head",
        "overlapping-revisions",
        "range-not-allowed",
        "range-not-ancestor",
        "relative-not-reachable",
        "unknown-branch",
        "unknown-revision",
        "usage",
    ];
    if output.status.success() {
        return None;
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let printed = stderr
        .split_once("error[")
        .and_then(|(_, rest)| rest.split_once(']'))
        .map_or("usage", |(code, _)| code);
    let known = CODES.into_iter().find(|code| *code == printed);
    Some(known.unwrap_or_else(|| panic!("{stderr}")))
}

struct Commands<'f> {
    folder: &'f Folder,
    connection: Connection,
}

impl Commands<'_> {
    fn carry_out(&mut self, operation: &Operation, before: &[String]) -> Ours {
        rows::put(&mut self.connection, before);
        let mut line = arguments(operation);
        line.extend(["--url".to_owned(), "sqlite://app.db".to_owned()]);
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let output = self.folder.run(&line);
        let code = code(&output);
        let query = operation.expect.versions.is_none() && code.is_none();
        let text = query.then(|| String::from_utf8(output.stdout).unwrap());
        let rows = rows::now(&mut self.connection, before);
        // What queries show is compared as text; the recorded answer is what that text was made from.
        let answer =
            if query { operation.expect.result.clone().unwrap_or_default() } else { Answer::default() };
        Ours { code, steps: rows::steps(&mut self.connection), rows, answer, text }
    }
}

#[test]
fn a_sample() {
    let (mut operations, mut texts) = (0, 0);
    let mut deviations: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines("traversal.jsonl.gz").iter().step_by(EVERY) {
        let case: Case = serde_json::from_str(line).unwrap();
        let folder = Folder::new();
        folder.write("ambix.toml", "[ambix]\nheads = \"many\"\n");
        for node in &case.graph {
            let (name, text) = files::file(node);
            folder.write(&name, &text);
        }
        folder.ok(&["ensure_version", "--url", "sqlite://app.db?mode=rwc"]);
        let connection = Connection::open(folder.path().join("app.db")).unwrap();
        connection.execute_batch("CREATE TABLE trace (revision TEXT, direction TEXT)").unwrap();
        let mut commands = Commands { folder: &folder, connection };
        let outcome = replay::run(&case, |_, operation, rows| commands.carry_out(operation, rows));
        operations += outcome.operations - outcome.skipped;
        texts += outcome.texts;
        wrong.extend(outcome.wrong);
        for deviation in outcome.deviations {
            *deviations.entry(deviation).or_default() += 1;
        }
    }
    println!("{operations} operations, {texts} texts, deviations {deviations:#?}");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert!(operations > 400 && texts > 80, "{operations} operations, {texts} texts");
}
