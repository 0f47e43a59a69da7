//! Lints directories of any tool: `cargo run -p ambix-source --all-features --example lint -- <directory> …`, or
//! `lint postgres <directory>`. Prints the layout, the dialect and the order, then findings.

use std::env;

use ambix_graph::script::Dialect;
use ambix_source::{Configuration, LintOptions, lint, render};

fn main() {
    let mut options = LintOptions::default();
    options.any_layout = true;
    for argument in env::args().skip(1) {
        if let Some(dialect) = Dialect::from_name(&argument) {
            options.dialect = Some(dialect);
            continue;
        }
        let configuration = Configuration::new(".").with_directory(Some(&argument));
        let linted = match lint(&configuration, &options) {
            Ok(linted) => linted,
            Err(findings) => {
                println!("{argument}: {}", render(&findings).join("\n"));
                continue;
            }
        };
        let dialects: Vec<&str> = linted.dialects.iter().map(Dialect::name).collect();
        let errors = linted.findings.iter().filter(|finding| finding.is_error()).count();
        println!(
            "{argument}: {} x{} {} by {}: {} files, {} scripts, {} statements, {errors} errors, {} warnings",
            linted.layout.name(),
            linted.sequences,
            dialects.join(","),
            linted.dialect_from.name(),
            linted.files.len(),
            linted.scripts.len(),
            linted.statements,
            linted.findings.len() - errors,
        );
        if env::var_os("ORDER").is_some() {
            for script in &linted.scripts {
                let files: Vec<&str> = script.sections.iter().map(|section| section.source.path()).collect();
                println!(
                    "  {} <- {} {}",
                    script.header.down_revision.first().map_or("-", |word| &word.text),
                    script.id().unwrap_or_default(),
                    files.join(" + ")
                );
            }
        }
        if env::var_os("SHOW").is_some() {
            println!("{}", render(&linted.findings).join("\n\n"));
        }
    }
}
