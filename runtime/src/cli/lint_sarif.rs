//! Findings in SARIF 2.1.0, which code scanning and editors read.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use ambix_source::Source;
use serde_json::{Value, json};

use super::lint_rules::Known;
use crate::command::{Finding, Fix, Lint};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn answer(lint: &Lint) -> Value {
    let codes: BTreeSet<&str> = lint.findings.iter().map(|finding| finding.code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ambix",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": lint.findings.iter().map(|finding| result(finding, &codes)).collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: &str) -> Value {
    Known::find(code).map_or_else(|| json!({ "id": code }), Known::sarif)
}

fn result(finding: &Finding, codes: &[&str]) -> Value {
    let mut text = finding.message.clone();
    for help in &finding.help {
        text.push('\n');
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.iter().position(|code| *code == finding.code),
        "level": if finding.is_error() { "error" } else { "warning" },
        "message": { "text": text },
        "locations": finding.spot.iter().map(|spot| location(&spot.source, &spot.range)).collect::<Vec<_>>(),
    });
    let others = finding.others.iter().map(|spot| {
        let mut other = location(&spot.source, &spot.range);
        if !spot.label.is_empty() {
            other["message"] = json!({ "text": spot.label });
        }
        other
    });
    let others: Vec<Value> = others.collect();
    if !others.is_empty() {
        result["relatedLocations"] = others.into();
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([change(fix)]);
    }
    result
}

fn change(fix: &Fix) -> Value {
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(fix.source.path()) },
            "replacements": [{
                "deletedRegion": region(&fix.source, &fix.range),
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    })
}

fn location(source: &Source, range: &Range<usize>) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(source.path()) },
            "region": region(source, range),
        },
    })
}

/// The end is behind the last character.
fn region(source: &Source, range: &Range<usize>) -> Value {
    let (line, column) = source.line_column(range.start);
    let (end_line, end_column) = source.line_column(range.end);
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

/// A path as a reference of RFC 3986: relative, unless the path is not.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if Path::new(path).is_absolute() {
        uri.push_str(if path.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
