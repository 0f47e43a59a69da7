//! Statements and what is read of them.

mod accepted;
mod accepted_data;
mod cases;
mod refused;
mod render;

use super::Definition;
use crate::tree::Statement;

/// As the gate reads it.
fn read(text: &str) -> Statement {
    use sqlparser::dialect::MySqlDialect;
    use sqlparser::parser::Parser;
    let own = match super::definition(text) {
        Definition::Read(tree) => return tree,
        Definition::Refused(misfit) => panic!("refused: {text}: {misfit:?}"),
        Definition::Fits => Statement::Other,
        Definition::Unknown => Statement::Opaque,
    };
    match Parser::parse_sql(&MySqlDialect {}, text) {
        Ok(statements) => super::statement(&statements, text),
        Err(_) => own,
    }
}

/// The names in a tree, by way of its `Debug`: nothing is forgotten that a later change adds.
fn names(tree: &Statement) -> Vec<(String, bool, std::ops::Range<usize>)> {
    let debug = format!("{tree:?}");
    let mut names = Vec::new();
    for part in debug.split("Name { text: \"").skip(1) {
        let (text, rest) = part.split_once("\", quoted: ").unwrap_or_default();
        let (quoted, rest) = rest.split_once(", range: ").unwrap_or_default();
        let (range, _) = rest.split_once(" }").unwrap_or_default();
        let (start, end) = range.split_once("..").unwrap_or_default();
        let number = |text: &str| text.parse().unwrap_or_default();
        names.push((text.to_owned(), quoted == "true", number(start)..number(end)));
    }
    names
}

#[test]
fn statements_are_read() {
    let mut wrong = String::new();
    for (text, expected) in cases::CASES {
        let found = render::statement(&read(text));
        if found != *expected {
            wrong.push_str(&format!("{text}\n{found}\n\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn names_stand_where_they_say() {
    let mut count = 0;
    for (text, _) in cases::CASES {
        for (name, quoted, range) in names(&read(text)) {
            count += 1;
            let written = text.get(range.clone()).unwrap_or_default();
            let read = super::expression::text_of(written);
            assert_eq!((read.as_str(), quoted), (name.as_str(), written != read), "{range:?} of {text}");
        }
    }
    assert!(count > 300, "{count}");
}

#[test]
fn what_a_server_takes_is_not_refused() {
    for text in accepted::ACCEPTED.iter().chain(accepted_data::ACCEPTED_DATA) {
        if let Definition::Refused(misfit) = super::definition(text) {
            panic!("{text}: {misfit:?}");
        }
    }
}

#[test]
fn what_no_server_takes_is_refused() {
    let mut wrong = String::new();
    for (text, at, expected) in refused::REFUSED {
        match super::definition(text) {
            Definition::Refused(misfit) if (misfit.at, misfit.expected) == (*at, *expected) => {}
            Definition::Refused(misfit) => {
                wrong.push_str(&format!("REF\t{text}\t{}\t{}\n", misfit.at, misfit.expected));
            }
            _ => wrong.push_str(&format!("taken: {text}\n")),
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Whoever looks ahead at every level would not be done in a lifetime.
#[test]
fn sources_in_parentheses_are_read_once() {
    let (levels, start, end) = (45, "((SELECT * FROM ", ") a JOIN b)");
    let text = format!("SELECT * FROM {}t{}", start.repeat(levels), end.repeat(levels));
    assert!(matches!(super::definition(&text), Definition::Fits));
}
