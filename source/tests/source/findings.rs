//! What people see when something is wrong: one mistake per case.

use ambix_source::{Configuration, Finding, load, render};

use crate::cases::{Case, for_each_case};

#[test]
fn findings() {
    for_each_case("findings", |case| shown(&check(case)));
}

/// A case named `named_<set>_…` is about that set.
fn check(case: &Case) -> Vec<Finding> {
    let name = case.name.strip_prefix("named_").and_then(|rest| rest.split('_').next());
    match Configuration::load(&case.root, name) {
        Ok(configuration) => load(&configuration).findings,
        Err(findings) => findings,
    }
}

pub(crate) fn shown(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "no findings\n".to_owned();
    }
    render(findings).iter().map(|text| format!("{text}\n")).collect::<Vec<_>>().join("\n")
}
