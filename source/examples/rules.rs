//! Runs the checks over script directories: `cargo run -p ambix-source --all-features --example rules -- postgres
//! <script directory> …`. For looking at what a change of a rule does to real migrations.
//!
//! Findings are printed and counted by code, with the number of statements that there is one for. `ONLY=<code>,<code>`
//! shows those alone, `WARN=<rule>,<rule>` switches rules on.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;

use ambix_graph::script::{Dialect, Dialects};
use ambix_source::{Configuration, Downgrade, Finding, Heads, RuleLevel, load, render};

fn main() {
    let mut arguments = env::args().skip(1);
    let Some(dialect) = arguments.next().and_then(|name| Dialect::from_name(&name)) else {
        eprintln!("rules <sqlite|postgres|mysql> <script directory> …");
        return;
    };
    let names = |variable: &str| -> Vec<String> {
        env::var(variable).iter().flat_map(|names| names.split(',')).map(str::to_owned).collect()
    };
    let (only, warn) = (names("ONLY"), names("WARN"));
    for directory in arguments {
        let mut configuration = Configuration::new(".");
        configuration.directory = Some(PathBuf::from(&directory));
        configuration.dialects = Dialects::default().with(dialect);
        configuration.downgrade = Downgrade::Optional;
        configuration.heads = Heads::Many;
        configuration.rules = warn.iter().map(|rule| (rule.clone(), RuleLevel::Warn)).collect();
        let loaded = load(&configuration);
        let statements: usize = loaded
            .scripts
            .iter()
            .flat_map(|script| &script.sections)
            .flat_map(|section| &section.variants)
            .map(|variant| variant.statements.len())
            .sum();
        let mut codes: BTreeMap<(bool, &str), usize> = BTreeMap::new();
        for finding in &loaded.findings {
            *codes.entry((finding.is_error(), finding.code)).or_default() += 1;
        }
        let shown: Vec<Finding> = loaded
            .findings
            .iter()
            .filter(|finding| only.is_empty() || only.iter().any(|code| code == finding.code))
            .cloned()
            .collect();
        for text in render(&shown) {
            println!("{text}\n");
        }
        for ((is_error, code), count) in &codes {
            let level = if *is_error { "error" } else { "warning" };
            println!("= {directory}\t{statements}\t{level}\t{code}\t{count}");
        }
        println!("= {directory}\t{statements}\ttotal\t-\t{}", loaded.findings.len());
    }
}
