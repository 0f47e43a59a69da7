//! What each kind of change is called, and the statements that make it: `changes.txt`.

use std::path::Path;

use ambix::schema::Plan;

use super::Sqlite;
use crate::harness::{Scratch as _, apply, with};

/// `BLESS=1` writes the answers anew; read the difference before you commit it.
#[test]
fn every_kind_of_change() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/sqlite/changes.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let answers: String = text.split_inclusive("\n\n").map(answer).collect();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &answers).unwrap();
        return;
    }
    for (expected, found) in text.split("\n\n").zip(answers.split("\n\n")) {
        assert_eq!(expected, found);
    }
    assert_eq!(text, answers);
}

/// A case: a title, the structure before, the structure after, what changes, the plan.
fn answer(case: &str) -> String {
    let mut parts = case.split("----\n");
    let mut part = || parts.next().unwrap_or_default().trim_end();
    let (title, from, to) = (part(), part(), part());
    let (mut scratch, mut wanted) = (with::<Sqlite>(from), with::<Sqlite>(to));
    let (before, after) = (scratch.catalog(), wanted.catalog());
    let changes: String = before.changes(&after).iter().map(|change| format!("{change}\n")).collect();
    let plan = apply(&mut scratch, &before, &after);
    apply(&mut scratch, &after, &before);
    let end = if case.ends_with("\n\n") { "\n" } else { "" };
    let (from, to) = (lines(from), lines(to));
    format!("{title}\n----\n{from}----\n{to}----\n{changes}----\n{}{end}", shown(&plan))
}

fn lines(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

/// The plan with its notes, and what it destroys.
fn shown(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        for note in &step.notes {
            text.push_str(&format!("-- {note}\n"));
        }
        for destroyed in &step.destroys {
            text.push_str(&format!("-- destroys: {destroyed}\n"));
        }
        text.push_str(&format!("{};\n", step.sql));
    }
    text
}
