//! Where statements begin and end, and what they do to transactions, read back from the image.

use std::fmt::Write;

use ambix_graph::Graph;
use ambix_graph::script::{Body, Direction, Script};
use ambix_source::{Check, Configuration, load};

use crate::cases::for_each_case;
use crate::findings::shown;

#[test]
fn statements() {
    for_each_case("statements", |case| {
        let mut configuration = Configuration::load(&case.root, None).unwrap();
        // Some of it is no SQL: how it is split does not depend on that.
        configuration.check = Check::Off;
        let loaded = load(&configuration);
        let mut answer = String::new();
        if !loaded.findings.is_empty() {
            answer.push_str(&shown(&loaded.findings));
        }
        let Some(set) = loaded.graph() else { return answer };
        let text = set.text();
        let image = set.image(&text);
        assert_eq!(Graph::new(image).len(), set.revisions);
        for index in 0..set.revisions {
            for body in Script::read(image, index).bodies() {
                show_body(&mut answer, &body);
            }
        }
        answer
    });
}

fn show_body(answer: &mut String, body: &Body<'_>) {
    let direction = match body.direction() {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    };
    let dialects: Vec<_> = body.dialects().iter().map(|dialect| dialect.name()).collect();
    write!(answer, "{direction} {}", dialects.join(" ")).unwrap();
    let flags = [
        (body.is_stepwise(), "stepwise"),
        (body.is_rebuild(), "rebuild"),
        (body.has_boundary(), "boundary"),
        (body.is_code(), "code"),
    ];
    for (_, name) in flags.iter().filter(|(is_set, _)| *is_set) {
        write!(answer, " {name}").unwrap();
    }
    if let Some(reason) = body.irreversible() {
        write!(answer, " irreversible: {reason}").unwrap();
    }
    answer.push('\n');
    for statement in body.statements() {
        let marks = match (statement.self_commits(), statement.is_session()) {
            (false, false) => "",
            (true, false) => " commits",
            (false, true) => " session",
            (true, true) => " commits session",
        };
        let text = statement.text().replace('\n', "\n      ");
        let temporary = if statement.is_temporary() { " temporary" } else { "" };
        writeln!(answer, "  {}:{}{marks}{temporary} {text}", statement.line(), statement.column()).unwrap();
    }
}
