//! Statements, and what was read from them.

mod rendering;

use std::fmt::Write as _;

use squawk_parser::{EntryPoint, LexedStr, StrStep};

use super::statement;
use crate::tree::Statement;
use crate::tree::cst::Builder;
use rendering::Rendering;

/// The statements, each with the answer below it.
const CASES: &str = include_str!("tests/statements.txt");

fn read(text: &str) -> Statement {
    let statement = try_read(text);
    assert!(statement.is_some(), "{text}");
    statement.unwrap_or(Statement::Opaque)
}

/// `None` for what the grammar refuses.
fn try_read(text: &str) -> Option<Statement> {
    let lexed = LexedStr::new(text);
    let output = EntryPoint::SourceFile.parse(&lexed.to_input());
    let mut tree = Builder::new(text);
    let mut is_refused = lexed.errors().next().is_some();
    lexed.intersperse_trivia(&output, &mut |step| match step {
        StrStep::Enter { kind } => tree.enter(kind),
        StrStep::Token { kind, text } => tree.token(kind, text.len()),
        StrStep::Exit => tree.exit(),
        StrStep::Error { .. } => is_refused = true,
    });
    (!is_refused).then(|| statement(&tree.finish()))
}

/// The statements of the file, with their answers.
fn cases() -> impl Iterator<Item = (&'static str, &'static str)> {
    CASES.split("\n\n").filter(|case| !case.trim().is_empty() && !case.starts_with('#')).map(|case| {
        let case = case.trim_matches('\n');
        case.split_once("\n  ").map_or((case, ""), |(text, answer)| (text, answer.trim()))
    })
}

/// `BLESS=1 cargo test` rewrites the answers; read the diff before you commit it.
#[test]
fn statements_are_read() {
    let mut blessed = String::new();
    for case in CASES.split("\n\n").filter(|case| case.starts_with('#')) {
        blessed.push_str(case.trim_matches('\n'));
        blessed.push_str("\n\n");
    }
    let mut wrong = String::new();
    for (text, answer) in cases() {
        let read = Rendering::of(text).out;
        let _ = write!(blessed, "{text}\n  {read}\n\n");
        if read != answer {
            let _ = write!(wrong, "{text}\n  {read}\n  not {answer}\n");
        }
    }
    if std::env::var_os("BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tree/postgres/tests/statements.txt");
        assert!(std::fs::write(path, blessed.trim_end().to_owned() + "\n").is_ok());
        return;
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(cases().count() > 120);
}

/// A place is of no use if it is not the place of the name.
#[test]
fn names_are_where_they_say() {
    for (text, _) in cases() {
        for (range, name) in Rendering::of(text).names {
            let written = text.get(range.clone());
            let found = written.map(|written| match written.get(..1) {
                Some("\"") => written.trim_matches('"').replace("\"\"", "\""),
                Some("'") => written.trim_matches('\'').replace("''", "'"),
                _ => written.to_owned(),
            });
            assert_eq!(found.as_deref(), Some(name.as_str()), "{range:?} in {text}");
        }
    }
}

/// A tree that leans to the left is as deep as it is long.
#[test]
fn long_chains_are_read() {
    let sum = |length| format!("SELECT a{}", "+a".repeat(length));
    let join = |length| format!("SELECT 1 FROM a{}", " NATURAL JOIN a".repeat(length));
    let union = |length| format!("SELECT a{}", " UNION TABLE a".repeat(length));
    let run = move || {
        for text in [sum(8_000), join(1_000), union(1_000)] {
            assert!(matches!(read(&text), Statement::Select(_)));
        }
    };
    // As much as the checks give to the grammars.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(run);
    assert!(thread.is_ok_and(|thread| thread.join().is_ok()));
}
