//! The macro says what the loader says: the same cases, word for word, but for warnings.

#[path = "../../../source/tests/source/cases.rs"]
mod cases;
mod folder;
mod kept;
mod tokens;

use std::path::Path;

use syn::parse_quote;

use ambix_source::{Configuration, Finding, Level, load, render};

use super::{Args, Place, errors, expand};

#[test]
fn findings_are_the_loaders() {
    cases::for_each_case("findings", |case| {
        let name = case.name.strip_prefix("named_").and_then(|rest| rest.split('_').next());
        let args: Args = match name {
            Some(name) => parse_quote!(name = #name),
            None => parse_quote!(),
        };
        let place = place(&case.root);
        let told = match expand(&args, "", &place) {
            Ok(_) => shown(Vec::new()),
            Err(error) => shown(error.into_iter().map(|error| error.to_string()).collect()),
        };
        let findings = match Configuration::load(&case.root, name) {
            Ok(configuration) => load(&configuration).findings,
            Err(findings) => findings,
        };
        let errors: Vec<Finding> = findings.iter().filter(|finding| finding.is_error()).cloned().collect();
        // The cases hold warnings too, which are not for the macro to tell.
        match told == shown(render(&errors)) {
            true => shown(render(&findings)),
            false => told,
        }
    });
}

/// Without a build script.
fn place(root: &Path) -> Place {
    Place { root: root.to_owned(), caller: Some(root.join("src/main.rs")), seen: None, shelf: None }
}

fn shown(texts: Vec<String>) -> String {
    match texts.is_empty() {
        true => "no findings\n".to_owned(),
        false => texts.iter().map(|text| format!("{text}\n")).collect::<Vec<_>>().join("\n"),
    }
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
