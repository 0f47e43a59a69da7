//! The macro says what the loader says: the same cases, word for word.

#[path = "../../../source/tests/source/cases.rs"]
mod cases;

use syn::parse_quote;

use ambix_source::{Finding, Level};

use super::{Args, Place, errors, expand};

#[test]
fn findings_are_the_loaders() {
    cases::for_each_case("findings", |case| {
        let name = case.name.strip_prefix("named_").and_then(|rest| rest.split('_').next());
        let args: Args = match name {
            Some(name) => parse_quote!(name = #name),
            None => parse_quote!(),
        };
        let place = Place { root: case.root.clone(), caller: Some(case.root.join("src/main.rs")) };
        match expand(&args, &place) {
            Ok(_) => "no findings\n".to_owned(),
            Err(error) => error.into_iter().map(|error| format!("{error}\n")).collect::<Vec<_>>().join("\n"),
        }
    });
}

/// A warning of the compiler is an error where warnings are denied, so warnings are for `ambix lint` to tell.
#[test]
fn warnings_are_not_told() {
    let finding = |level, message: &str| Finding {
        code: "some-rule",
        level,
        message: message.to_owned(),
        spot: None,
        others: Vec::new(),
        help: Vec::new(),
        fix: None,
    };
    let findings = [
        finding(Level::Warning, "look"),
        finding(Level::Error, "stop"),
        finding(Level::Warning, "look again"),
    ];
    let told: Vec<String> = errors(&findings).into_iter().map(|error| error.to_string()).collect();
    assert_eq!(told, ["[some-rule] stop"]);
}
