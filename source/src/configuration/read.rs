//! Finds the settings of a set: in `ambix.toml` or in `Cargo.toml`, under its name.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Configuration;
use super::table::{self, Table};
use crate::finding::{self, Finding, Source};
use crate::script_directory;
use crate::suggest::suggest;

const FILE: &str = "ambix.toml";

pub(super) fn read(root: &Path, name: Option<&str>, shown_root: &str) -> Result<Configuration, Vec<Finding>> {
    let mut configuration = Configuration::new(root);
    configuration.shown_root = shown_root.to_owned();
    configuration.name = name.map(str::to_owned);
    let mut findings = Vec::new();
    let own = source(&configuration, FILE, &mut findings);
    let cargo = source(&configuration, "Cargo.toml", &mut findings)
        .filter(|source| source.text().contains("metadata") && source.text().contains("ambix"));
    let own_document = own.as_ref().and_then(|source| parse(source, &mut findings));
    // What is wrong with `Cargo.toml` itself is for Cargo to say.
    let cargo_document = cargo.as_ref().and_then(|source| parse(source, &mut Vec::new()));
    let metadata = cargo_document.as_ref().and_then(|document| {
        let package = member(document.get_ref(), "package")?.get_ref().as_table()?;
        member(member(package, "metadata")?.get_ref().as_table()?, "ambix")
    });
    match (&own, &own_document, &cargo, metadata) {
        (Some(own), _, Some(cargo), Some(metadata)) => findings.push(twice(own, cargo, metadata)),
        (None, _, Some(source), Some(metadata)) => {
            configuration.files.push(root.join("Cargo.toml"));
            set(source, Some(metadata), name, &mut configuration, &mut findings);
        }
        (Some(source), Some(document), ..) => {
            configuration.files.push(root.join(FILE));
            let mut settings = None;
            for (key, value) in table::in_order(document.get_ref()) {
                match key.get_ref().as_ref() {
                    "ambix" => settings = Some(value),
                    other => findings.push(outside(source, other, key.span())),
                }
            }
            set(source, settings, name, &mut configuration, &mut findings);
        }
        _ => {
            if let Some(name) = name {
                findings.push(no_settings(name));
            }
        }
    }
    if findings.is_empty() {
        return Ok(configuration);
    }
    finding::sort(&mut findings);
    Err(findings)
}

/// The sets that the settings in `root` name, the unnamed one first. What is wrong with them is for [`read`] to say.
pub(super) fn sets(root: &Path) -> Vec<Option<String>> {
    let configuration = Configuration::new(root);
    let mut sets = vec![None];
    for file in [FILE, "Cargo.toml"] {
        let Some(source) = source(&configuration, file, &mut Vec::new()) else { continue };
        let Some(document) = parse(&source, &mut Vec::new()) else { continue };
        let top = match file {
            FILE => Some(document.get_ref()),
            _ => ["package", "metadata"]
                .into_iter()
                .try_fold(document.get_ref(), |table, name| member(table, name)?.get_ref().as_table()),
        };
        let Some(main) = top.and_then(|top| member(top, "ambix")?.get_ref().as_table()) else { continue };
        for (key, value) in table::in_order(main) {
            let name = key.get_ref().as_ref();
            if value.get_ref().as_table().is_some() && !table::is_setting(name) {
                sets.push(Some(name.to_owned()));
            }
        }
    }
    sets
}

/// Reads a file of settings in the folder of `Cargo.toml`, if it is there.
pub(crate) fn source(
    configuration: &Configuration,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Option<Source> {
    let path = configuration.root.join(name);
    if !path.is_file() {
        return None;
    }
    script_directory::read(&path, &configuration.shown(name))
        .map(|(source, _)| source)
        .map_err(|finding| findings.push(finding))
        .ok()
}

pub(crate) fn parse<'s>(source: &'s Source, findings: &mut Vec<Finding>) -> Option<Spanned<DeTable<'s>>> {
    DeTable::parse(source.text())
        .map_err(|error| {
            let range = error.span().unwrap_or_default();
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            findings.push(Finding::error("toml-syntax", message).at(source, range, ""));
        })
        .ok()
}

pub(crate) fn member<'t, 's>(table: &'t DeTable<'s>, name: &str) -> Option<&'t Spanned<DeValue<'s>>> {
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
}

fn twice(own: &Source, cargo: &Source, metadata: &Spanned<DeValue<'_>>) -> Finding {
    Finding::error(
        "two-configurations",
        format!("settings stand in `{}` and in `{}`", own.path(), cargo.path()),
    )
    .at(cargo, metadata.span(), "these")
    .help("keep one of the two: move them together, or remove a file")
}

fn outside(source: &Source, key: &str, range: std::ops::Range<usize>) -> Finding {
    let finding = Finding::error("unknown-setting", format!("expected the table `[ambix]`, found `{key}`"))
        .at(source, range, "not read");
    match table::is_setting(key) {
        true => finding.help(format!("write `[ambix]` in a line above `{key}`")),
        false => finding.help("settings stand in `[ambix]`, those of further sets in `[ambix.<name>]`"),
    }
}

fn no_settings(name: &str) -> Finding {
    Finding::error("unknown-set", format!("there is no set `{name}`: no settings were found"))
        .help(format!("write `[ambix.{name}]` with its `script_location` into ambix.toml"))
}

/// Reads `[ambix]`, and `[ambix.<name>]` over it.
fn set(
    source: &Source,
    settings: Option<&Spanned<DeValue<'_>>>,
    name: Option<&str>,
    configuration: &mut Configuration,
    findings: &mut Vec<Finding>,
) {
    let Some(settings) = settings else {
        findings.extend(name.map(no_settings));
        return;
    };
    let Some(main) = settings.get_ref().as_table() else {
        findings.push(Finding::error("bad-setting", "`ambix` is a table").at(
            source,
            settings.span(),
            "not a table",
        ));
        return;
    };
    let mut names = Vec::new();
    let mut chosen = None;
    for (key, value) in table::in_order(main) {
        let text = key.get_ref().as_ref();
        match value.get_ref().as_table() {
            Some(table) if !table::is_setting(text) => {
                names.push(text);
                // Other sets are checked as well: a misspelt key should not wait until that set is built.
                let mut scratch = configuration.clone();
                Table { source, findings, inherits: true }.read(table, &mut scratch);
                if name == Some(text) {
                    chosen = Some((key.span(), table));
                }
            }
            _ => Table { source, findings, inherits: false }.setting(key, value, configuration),
        }
    }
    match (name, chosen) {
        (None, _) => {}
        (Some(_), Some((range, table))) => {
            Table { source, findings: &mut Vec::new(), inherits: true }.read(table, configuration);
            if member(table, "script_location").is_none() {
                findings.push(
                    Finding::error("bad-setting", "a named set says its `script_location`")
                        .at(source, range, "it is missing here")
                        .help("two sets cannot share a script directory"),
                );
            }
        }
        (Some(name), None) => {
            let finding = Finding::error("unknown-set", format!("there is no set `{name}`")).at(
                source,
                settings.span(),
                "",
            );
            findings.push(match suggest(name, names.iter().copied()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None if names.is_empty() => {
                    finding.help(format!("write `[ambix.{name}]` with its `script_location`"))
                }
                None => finding.help(format!("the sets are `{}`", names.join("`, `"))),
            });
        }
    }
}
