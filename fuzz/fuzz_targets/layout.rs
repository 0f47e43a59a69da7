//! A directory of another tool. Each part of the input is a file: its first line is the name.

#![no_main]

use ambix_fuzz::{
    Directory, SEPARATOR, choice, dialect, findings_are_sound, statements_are_sound, within_bounds,
};
use ambix_source::{LintOptions, lint};
use libfuzzer_sys::fuzz_target;

/// So many that a list of them is not sorted by insertion, which bears any order.
const MOST: usize = 40;

const LONGEST_NAME: usize = 80;

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice(data) else { return };
    let mut files: Vec<(String, &str)> = Vec::new();
    for part in text.split(SEPARATOR).take(MOST) {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        if is_name(name) {
            files.push((name.to_owned(), text));
        }
    }
    let directory = Directory::new(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
    let configuration = directory.configuration();
    let mut options = LintOptions::default();
    options.any_layout = true;
    // The last is a guess.
    options.dialect = Some(choice % 4).filter(|choice| *choice < 3).map(dialect);
    within_bounds(directory.bytes(), || match lint(&configuration, &options) {
        Ok(linted) => {
            findings_are_sound(&linted.findings);
            statements_are_sound(&linted.scripts);
            for file in linted.fixes().files {
                assert!(!file.fixes.is_empty());
            }
        }
        Err(findings) => findings_are_sound(&findings),
    });
});

/// Whether it is a path that stays in the directory.
fn is_name(name: &str) -> bool {
    let parts = || name.split('/');
    name.len() <= LONGEST_NAME
        && !name.contains(['\0', '\\'])
        && parts().all(|part| !part.is_empty() && part != "." && part != "..")
}
