//! Directories of other tools: how they are recognised, in which order their files are read, and what is said about
//! them. The directory of a case is its only folder; an empty file `ask=<dialect>` beside it asks for a dialect.

use std::fmt::Write as _;
use std::fs;

use ambix_graph::script::{Dialect, Direction, TransactionMode};
use ambix_source::{Configuration, LintOptions, Linted, lint};

use crate::cases::for_each_case;
use crate::findings::shown;

#[test]
fn layouts() {
    for_each_case("layouts", |case| {
        let mut options = LintOptions::default();
        options.any_layout = true;
        let mut folder = String::new();
        for entry in fs::read_dir(&case.root).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            match name.strip_prefix("ask=") {
                Some(dialect) => options.dialect = Dialect::from_name(dialect),
                None => folder = name,
            }
        }
        if case.name == "guess_by_folder" {
            folder = "shop-sqlite3/db".to_owned();
        }
        let configuration = Configuration::new(&case.root).with_directory(Some(folder));
        match lint(&configuration, &options) {
            Ok(linted) => format!("{}\n{}", order(&linted), shown(&linted.findings)),
            Err(findings) => shown(&findings),
        }
    });
}

fn order(linted: &Linted) -> String {
    let dialects: Vec<&str> = linted.dialects.iter().map(Dialect::name).collect();
    let mut text = format!(
        "{}, {} by {}: {} files, {} statements, {} sequences\n",
        linted.layout.name(),
        dialects.join(" "),
        linted.dialect_from.name(),
        linted.files.len(),
        linted.statements,
        linted.sequences
    );
    for script in &linted.scripts {
        let first = if script.header.down_revision.is_empty() { "* " } else { "  " };
        write!(text, "{first}{}:", script.id().unwrap()).unwrap();
        for section in &script.sections {
            let direction = if section.direction == Direction::Upgrade { "up" } else { "down" };
            let statements = section.variants.first().map_or(0, |variant| variant.statements.len());
            write!(text, " {direction} {} ({statements})", section.source.path()).unwrap();
        }
        text.push_str(if script.header.transaction == TransactionMode::Off {
            ", no transaction\n"
        } else {
            "\n"
        });
    }
    text
}
