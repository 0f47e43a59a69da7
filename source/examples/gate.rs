//! Runs the checks over SQL files of any origin: `cargo run -p ambix-source --all-features --example gate -- postgres
//! <file or folder> …`. For looking at what a change of the grammars does to real migrations.
//!
//! Every file becomes a revision of a directory of its own making. The marks of goose and its like are read as sections.
//! Findings are printed, and counted by code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, io};

use ambix_graph::script::{Dialect, Dialects};
use ambix_source::{Configuration, Downgrade, Finding, load, render};

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let dialect = arguments.next().and_then(|name| Dialect::from_name(&name));
    let Some(dialect) = dialect else {
        eprintln!("gate <sqlite|postgres|mysql> <file or folder> …");
        return Ok(());
    };
    let mut files = Vec::new();
    for path in arguments {
        collect(Path::new(&path), &mut files)?;
    }
    files.sort();
    let root = env::temp_dir().join(format!("ambix-gate-{}", std::process::id()));
    let directory = root.join("migrations");
    fs::create_dir_all(&directory)?;
    let mut down = String::from("none");
    for (number, file) in files.iter().enumerate() {
        let text = String::from_utf8_lossy(&fs::read(file)?).replace("\r\n", "\n");
        let name = file.to_string_lossy().replace(['/', ' '], "~");
        let id = format!("r{number:06}");
        let header = format!("-- revision: {id}\n-- down_revision: {down}\n\n");
        fs::write(directory.join(format!("{id}_{name}.sql")), header + &sections(&text))?;
        down = id;
    }
    let mut configuration = Configuration::new(&root);
    configuration.dialects = Dialects::default().with(dialect);
    configuration.downgrade = Downgrade::Optional;
    let start = Instant::now();
    let loaded = load(&configuration);
    let taken = start.elapsed();
    fs::remove_dir_all(&root)?;
    let statements: usize = loaded
        .scripts
        .iter()
        .flat_map(|script| &script.sections)
        .flat_map(|section| &section.variants)
        .map(|variant| variant.statements.len())
        .sum();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let quiet: Vec<String> =
        env::var("QUIET").iter().flat_map(|codes| codes.split(',')).map(str::to_owned).collect();
    let shown: Vec<Finding> = loaded
        .findings
        .iter()
        .filter(|finding| !quiet.iter().any(|code| code == finding.code))
        .cloned()
        .collect();
    for finding in &loaded.findings {
        *codes.entry(finding.code).or_default() += 1;
    }
    for text in render(&shown) {
        println!("{text}\n");
    }
    println!("{} files, {statements} statements, {taken:?}, {codes:?}", files.len());
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.extension().is_some_and(|extension| extension == "sql") {
        files.push(path.to_owned());
    }
    Ok(())
}

/// The text with sections that ambix reads.
fn sections(text: &str) -> String {
    let mut written = String::new();
    if !text.contains("-- +goose Up") && !text.contains("-- migrate:up") && !text.contains("-- +migrate Up") {
        written.push_str("-- ambix:upgrade\n");
    }
    for line in text.lines() {
        let lower = line.to_ascii_lowercase();
        let words: Vec<&str> = lower.split_ascii_whitespace().collect();
        written.push_str(match words.as_slice() {
            ["--", "+goose" | "+migrate", "up", ..] | ["--", "migrate:up", ..] => "-- ambix:upgrade",
            ["--", "+goose" | "+migrate", "down", ..] | ["--", "migrate:down", ..] => "-- ambix:downgrade",
            ["--", "+goose" | "+migrate", "statementbegin", ..] => "-- ambix:statement",
            ["--", "+goose" | "+migrate", "statementend", ..] => "-- ambix:end",
            _ => line,
        });
        written.push('\n');
    }
    written
}
