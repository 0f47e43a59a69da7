//! What is read, whether every name is where it is said to be, and what is too deep.

mod render;

use std::path::Path;
use std::thread;

use bumpalo::Bump;
use fallible_iterator::FallibleIterator as _;
use sqlite3_parser::lexer::sql::Parser;

use super::name::unquote;
use crate::tree::{Body, InsertSource, Statement};

fn read(text: &str) -> Statement {
    let bump = Bump::new();
    let command = Parser::new(&bump, text.as_bytes()).next();
    let command = command.unwrap_or_else(|error| panic!("{text}: {error}")).unwrap();
    super::statement(&command, text)
}

/// Names that are not where they are said to be. `Debug` shows all there are, wherever they are kept.
fn misplaced(statement: &Statement, text: &str) -> Vec<String> {
    let printed = format!("{statement:?}");
    let mut wrong = Vec::new();
    for (at, mark) in printed.match_indices("Name { text: ") {
        let rest = &printed[at + mark.len()..];
        let range = rest.split("range: ").nth(1).and_then(|rest| rest.split([' ', ',']).next());
        let ends = range.and_then(|range| range.split_once("..")).unwrap();
        let raw = text.get(ends.0.parse().unwrap()..ends.1.parse().unwrap()).unwrap_or_default();
        let (unquoted, quoted) = unquote(raw);
        if raw.is_empty() || !rest.starts_with(&format!("{unquoted:?}, quoted: {quoted}, range: ")) {
            wrong.push(rest.chars().take(60).collect());
        }
    }
    wrong
}

/// Each statement of the file, `=>`, and what is read from it. `BLESS=1` rewrites the answers.
#[test]
fn statements() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tree/sqlite/tests/statements.txt");
    let file = std::fs::read_to_string(&path).unwrap();
    let (head, cases) = file.split_once("\n\n").unwrap();
    let (mut answers, mut count) = (head.to_owned(), 0);
    for case in cases.trim_end().split("\n\n") {
        let (text, _) = case.split_once("\n=> ").unwrap_or_else(|| panic!("no answer: {case}"));
        let statement = read(text);
        assert_eq!(misplaced(&statement, text), Vec::<String>::new(), "{text}");
        answers.push_str(&format!("\n\n{text}\n=> {}", render::statement(&statement)));
        count += 1;
    }
    answers.push('\n');
    assert!(count > 100);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &answers).unwrap();
    } else {
        for (expected, found) in file.split("\n\n").zip(answers.split("\n\n")) {
            assert_eq!(expected.trim_end(), found.trim_end());
        }
    }
}

/// Reads on a stack like that of the checks.
fn read_deep(text: String) -> Statement {
    thread::Builder::new().stack_size(64 << 20).spawn(move || read(&text)).unwrap().join().unwrap()
}

#[test]
fn what_is_too_deep_is_opaque() {
    let shapes = [
        ("(", ")"),
        ("- ", ""),
        ("NOT ", ""),
        ("f(", ")"),
        ("CASE WHEN a THEN ", " END"),
        ("(SELECT ", ")"),
        ("* FROM (SELECT ", ")"),
    ];
    for (before, after) in shapes {
        let nested = |count: usize| format!("SELECT {}1{}", before.repeat(count), after.repeat(count));
        assert_ne!(read_deep(nested(90)), Statement::Opaque, "{before}");
        assert_eq!(read_deep(nested(10_000)), Statement::Opaque, "{before}");
    }
}

#[test]
fn what_is_long_is_read() {
    for link in [" OR a", " || a", ", a", " IS NOT NULL", " COLLATE b", " UNION SELECT a"] {
        let text = format!("SELECT a{}", link.repeat(20_000));
        assert_ne!(read_deep(text), Statement::Opaque, "{link}");
    }
    let text = format!("SELECT * FROM a{}", " JOIN a USING (b)".repeat(10_000));
    assert_ne!(read_deep(text), Statement::Opaque);
    let Statement::Insert(insert) = read(&format!("INSERT INTO t VALUES {}", ["(1, 'a')"; 10_000].join(",")))
    else {
        panic!("not read")
    };
    let InsertSource::Query(query) = insert.source else { panic!("no rows") };
    assert!(matches!(query.body, Body::Values(rows) if rows.len() == 10_000));
}
