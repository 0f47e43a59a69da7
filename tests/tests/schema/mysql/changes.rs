//! Each kind of change: what is said of it and what is written for it, in `changes.txt`.
//!
//! `BLESS=1` rewrites the answers; read the difference before you commit it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ambix::schema::Plan;

use super::Mysql;
use crate::harness::{Scratch, apply};

#[test]
fn each_change_is_written_as_a_person_would() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/mysql/changes.txt");
    let text = fs::read_to_string(&path).unwrap();
    let mut answers = String::new();
    let mut scratches = (Mysql::new(), Mysql::new());
    for case in text.split("====\n").filter(|case| !case.trim().is_empty()) {
        let (title, rest) = case.trim().split_once('\n').unwrap();
        let (from, rest) = rest.split_once("---- becomes\n").unwrap();
        let to = rest.split("---- changes").next().unwrap();
        let _ =
            write!(answers, "{title}\n{from}---- becomes\n{to}{}====\n", answer(&mut scratches, from, to));
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &answers).unwrap();
        return;
    }
    assert_eq!(text.trim(), answers.trim(), "BLESS=1 takes what is found now for right");
}

fn answer((scratch, wanted): &mut (Mysql, Mysql), from: &str, to: &str) -> String {
    for (scratch, sql) in [(&mut *scratch, from), (&mut *wanted, to)] {
        scratch.clear();
        scratch.run(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }
    let (before, after) = (scratch.catalog(), wanted.catalog());
    let changes: String = before.changes(&after).iter().map(|change| format!("{change}\n")).collect();
    let there = apply(scratch, &before, &after);
    let back = apply(scratch, &after, &before);
    format!("---- changes\n{changes}---- there\n{}---- back\n{}", shown(&there), shown(&back))
}

fn shown(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        for note in &step.notes {
            let _ = writeln!(text, "-- {note}");
        }
        for destroyed in &step.destroys {
            let _ = writeln!(text, "-- destroys: {destroyed}");
        }
        let _ = writeln!(text, "{};", step.sql);
    }
    text
}
