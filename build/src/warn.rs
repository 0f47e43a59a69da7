//! Warnings of the checks as warnings of Cargo.

use std::path::Path;

use ambix_source::{Configuration, Finding, Level, LintOptions, lint};

use crate::manifest_folder;

/// Prints a line `cargo::warning=<path>:<line>:<column>: [<code>] <message>` for each warning about the script
/// directories that `ambix.toml` names, and nothing else. Errors are for the macro to tell; no build fails because of
/// this.
///
/// Cargo shows the warnings of packages in the workspace. What to watch, [`watch`](crate::watch()) says.
///
/// # Examples
///
/// ```no_run
/// // in the `main` of build.rs
/// ambix_build::watch();
/// ambix_build::warn();
/// ```
pub fn warn() {
    for warning in warnings(&manifest_folder()) {
        println!("cargo::warning={warning}");
    }
}

fn warnings(root: &Path) -> Vec<String> {
    let mut warnings = Vec::new();
    for name in Configuration::sets(root) {
        let Ok(configuration) = Configuration::load(root, name.as_deref()) else { continue };
        let directory = std::env::var_os(configuration.directory_variable());
        let configuration = configuration.with_directory(directory);
        let Ok(linted) = lint(&configuration, &LintOptions::default()) else { continue };
        let is_warning = |finding: &&Finding| finding.level == Level::Warning;
        warnings.extend(linted.findings.iter().filter(is_warning).map(line));
    }
    warnings
}

/// A finding in one line: Cargo reads no further.
fn line(finding: &Finding) -> String {
    let place = finding.place().map(|place| format!("{}:{}:{}: ", place.path, place.line, place.column));
    let message = finding.message.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}[{}] {message}", place.unwrap_or_default(), finding.code)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use ambix_source::{Source, Spot};

    use super::*;

    #[test]
    fn a_warning_is_one_line() {
        let source = Source::new("migrations/a1.sql", "-- ä\nDROP TABLE a;\n");
        let mut finding = Finding {
            code: "destroys",
            level: Level::Warning,
            message: "drops `a`,\nand more".to_owned(),
            spot: Some(Box::new(Spot { source, range: 17..18, label: String::new() })),
            others: Vec::new(),
            help: Vec::new(),
            fix: None,
        };
        assert_eq!(line(&finding), "migrations/a1.sql:2:12: [destroys] drops `a`, and more");
        finding.spot = None;
        assert_eq!(line(&finding), "[destroys] drops `a`, and more");
    }

    #[test]
    fn errors_and_broken_settings_are_for_the_macro() {
        let root = std::env::temp_dir().join(format!("ambix-build-warn-{}", std::process::id()));
        fs::create_dir_all(root.join("migrations")).unwrap();
        assert_eq!(warnings(&root), [""; 0]);
        fs::write(root.join("migrations/a1.sql"), "-- revision: a1\nDROP TABLE a;\n").unwrap();
        assert_eq!(warnings(&root), [""; 0]);
        fs::write(root.join("ambix.toml"), "[ambix]\nnonsense = 1\n[ambix.other]\n").unwrap();
        assert_eq!(warnings(&root), [""; 0]);
        fs::remove_dir_all(&root).unwrap();
    }
}
