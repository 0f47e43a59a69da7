//! Revisions in Rust: the header in `//!` lines, and the functions `upgrade` and `downgrade`.

use std::collections::HashSet;

use crate::configuration::Configuration;
use crate::directive::{self, Directive};
use crate::finding::{Finding, Source};
use crate::header::{self, Header, Mark, Word};
use crate::rust_items::{self, Function};
use crate::script::{Functions, Kind, Offline, Script};
use crate::script_directory::{self, Entry, join};
use crate::section::{self, Sections};
use crate::suggest::suggest;

/// Reads a revision in Rust. The path of its offline file goes to `offline`: that is not a revision.
pub(crate) fn read(
    entry: &Entry,
    configuration: &Configuration,
    offline: &mut HashSet<String>,
    findings: &mut Vec<Finding>,
) -> Option<Script> {
    let shown = join(&configuration.shown_directory(), &entry.relative);
    let (source, verbatim) =
        script_directory::read(&entry.path, &shown).map_err(|finding| findings.push(finding)).ok()?;
    let header = header::parse(&source, Mark::Rust, findings);
    let irreversible = irreversible(&source, &header, findings);
    let functions = functions(&source, &header, irreversible, findings);
    let mut sections = Sections::default();
    let mut offline_file = None;
    if let Some(word) = &header.offline
        && let Some((file, read)) = read_offline(entry, word, &source, configuration, offline, findings)
    {
        sections = read;
        findings.append(&mut sections.findings);
        offline_file = Some(file);
    }
    Some(Script {
        kind: Kind::Rust,
        path: entry.path.clone(),
        relative: entry.relative.clone(),
        source,
        verbatim,
        header,
        sections: sections.sections,
        expects: sections.expects,
        allow: sections.allow,
        functions,
        offline: offline_file,
        foreign: false,
    })
}

fn irreversible(source: &Source, header: &Header, findings: &mut Vec<Finding>) -> Option<String> {
    let mut reason = None;
    for range in &header.directives {
        match directive::parse(source, range.clone()) {
            Ok(Directive::Irreversible { reason: found }) => reason = Some(found),
            Ok(_) => findings.push(
                Finding::error(
                    "bad-directive",
                    "of the directives only `irreversible` has a meaning in Rust",
                )
                .at(source, range.clone(), "")
                .help("SQL for offline mode goes into a file of its own: `//! offline: <path>.sql`"),
            ),
            Err(finding) => findings.push(finding),
        }
    }
    reason
}

fn functions(
    source: &Source,
    header: &Header,
    irreversible: Option<String>,
    findings: &mut Vec<Finding>,
) -> Functions {
    let found = match rust_items::functions(source.text()) {
        Ok(found) => found,
        Err((range, what)) => {
            findings.push(Finding::error("rust-syntax", what).at(source, range, "never closed"));
            return Functions { downgrade: true, irreversible };
        }
    };
    let mut named = |name: &str| -> Option<&Function> {
        let function =
            found.iter().find(|function| source.text().get(function.name.clone()) == Some(name))?;
        let wrong = match (function.is_public, function.is_async) {
            (true, true) => return Some(function),
            (false, true) => "is not `pub`",
            (true, false) => "is not `async`",
            (false, false) => "is neither `pub` nor `async`",
        };
        findings.push(
            Finding::error("missing-function", format!("the function `{name}` {wrong}"))
                .at(source, function.name.clone(), "")
                .help(signature(name)),
        );
        Some(function)
    };
    let (upgrade, downgrade) = (named("upgrade"), named("downgrade"));
    if upgrade.is_none() {
        let name = |function: &Function| source.text().get(function.name.clone()).unwrap_or_default();
        let near = found.iter().find(|function| suggest(name(function), ["upgrade"]).is_some());
        let finding = Finding::error("missing-function", "a revision in Rust needs the function `upgrade`");
        findings.push(
            match near {
                Some(near) => finding.at(source, near.name.clone(), "did you mean this one?"),
                None => finding.at(source, header.first_line.clone(), "not in this file"),
            }
            .help(signature("upgrade")),
        );
    }
    if let Some(downgrade) = downgrade
        && irreversible.is_some()
    {
        findings.push(
            Finding::error(
                "overlapping-sections",
                "the header says `irreversible`, but there is a function `downgrade`",
            )
            .at(source, downgrade.name.clone(), "would never run")
            .help("remove one of the two"),
        );
    }
    Functions { downgrade: downgrade.is_some(), irreversible }
}

fn signature(name: &str) -> String {
    format!("write `pub async fn {name}(op: &mut ambix::Operations<'_>) -> ambix::Result<()>`")
}

fn read_offline(
    entry: &Entry,
    word: &Word,
    source: &Source,
    configuration: &Configuration,
    offline: &mut HashSet<String>,
    findings: &mut Vec<Finding>,
) -> Option<(Offline, Sections)> {
    let folder = entry.relative.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Some(relative) = inside(folder, &word.text) else {
        findings.push(
            Finding::error("bad-value", format!("`{}` is not in the script directory", word.text))
                .at(source, word.range.clone(), "outside")
                .help("the path starts from the folder of this file"),
        );
        return None;
    };
    let path = configuration.directory().join(&relative);
    let shown = join(&configuration.shown_directory(), &relative);
    offline.insert(relative.clone());
    if !path.is_file() {
        findings.push(
            Finding::error("missing-offline-file", format!("there is no file `{shown}`"))
                .at(source, word.range.clone(), "named here")
                .help("the path starts from the folder of this file"),
        );
        return None;
    }
    let (source, verbatim) =
        script_directory::read(&path, &shown).map_err(|finding| findings.push(finding)).ok()?;
    let sections = section::read(&source, 0, configuration.dialects);
    Some((Offline { path, relative, source, verbatim }, sections))
}

/// The path inside the script directory that `path` means in `folder`, if it does not leave it.
fn inside(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    if path.starts_with('/') {
        return None;
    }
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
