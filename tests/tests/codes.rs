//! `CODES.md` lists every code that the program can give, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The kebab-case words that stand directly after one of `openings`.
fn codes_after(text: &str, openings: &[&str]) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for opening in openings {
        for rest in text.split(opening).skip(1) {
            let Some(quoted) = rest.trim_start().strip_prefix('"') else { continue };
            let code = quoted.split('"').next().unwrap_or_default();
            let plain =
                !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            if plain {
                codes.insert(code.to_owned());
            }
        }
    }
    codes
}

fn read_all(folder: &Path, sources: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_code_is_listed() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let list = fs::read_to_string(workspace.join("CODES.md")).unwrap();
    let rows = list.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.trim_start_matches("| ").split(" | ").next());
    let listed: BTreeSet<String> =
        cells.flat_map(|cell| cell.split(", ")).map(|code| code.trim_matches('`').to_owned()).collect();

    let mut sources = Vec::new();
    for member in ["graph/src", "source/src", "runtime/src", "cli/src"] {
        read_all(&workspace.join(member), &mut sources);
    }
    let all = sources.concat();
    let given = codes_after(&all, &["Error::new(", "Finding::error(", "Finding::warning("]);
    assert!(given.len() > 50, "{given:?}");
    let unlisted: Vec<&String> = given.difference(&listed).collect();
    assert!(unlisted.is_empty(), "not in CODES.md: {unlisted:?}");
    let macros = fs::read_to_string(workspace.join("macros/src/expand.rs")).unwrap();
    let never: Vec<&String> = listed
        .iter()
        .filter(|code| !all.contains(&format!("\"{code}\"")) && !macros.contains(&format!("[{code}]")))
        .collect();
    assert!(never.is_empty(), "in CODES.md and never given: {never:?}");
}
