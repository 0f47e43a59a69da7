//! Findings as one object.

use std::ops::Range;

use ambix_source::Source;
use serde_json::{Map, Value, json};

use crate::command::{Finding, Fix, Lint};
use crate::driver::Dialect;

pub(super) fn answer(lint: &Lint) -> Value {
    let not_fixed = lint.not_fixed.iter().map(|(refused, why)| {
        let mut value = fix(refused);
        value.insert("reason".to_owned(), why.reason().into());
        value
    });
    json!({
        "findings": lint.findings.iter().map(finding).collect::<Vec<_>>(),
        "summary": {
            "files": lint.files,
            "statements": lint.statements,
            "errors": lint.errors(),
            "warnings": lint.warnings(),
        },
        "directory": lint.directory,
        "layout": lint.layout.name(),
        "sequences": lint.sequences,
        "dialects": lint.dialects.iter().copied().map(Dialect::name).collect::<Vec<_>>(),
        "dialect_from": lint.dialect_from.name(),
        "fixed": lint.fixed.iter().map(fix).collect::<Vec<_>>(),
        "not_fixed": not_fixed.collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Map<String, Value> {
    let mut value = match &finding.spot {
        Some(spot) => place(&spot.source, &spot.range),
        None => ["path", "line", "column", "end_line", "end_column", "range"]
            .into_iter()
            .map(|name| (name.to_owned(), Value::Null))
            .collect(),
    };
    let labels = finding.spot.iter().map(|spot| spot.as_ref()).chain(&finding.others);
    let labels: Vec<_> = labels
        .filter(|spot| !spot.label.is_empty())
        .map(|spot| {
            let mut value = place(&spot.source, &spot.range);
            value.insert("label".to_owned(), spot.label.as_str().into());
            value
        })
        .collect();
    value.insert("code".to_owned(), finding.code.into());
    value.insert("level".to_owned(), if finding.is_error() { "error" } else { "warning" }.into());
    value.insert("message".to_owned(), finding.message.as_str().into());
    value.insert("labels".to_owned(), labels.into());
    value.insert("help".to_owned(), json!(finding.help));
    value.insert("fix".to_owned(), finding.fix.as_deref().map(fix).into());
    value
}

fn fix(fix: &Fix) -> Map<String, Value> {
    let mut value = place(&fix.source, &fix.range);
    value.insert("title".to_owned(), fix.title.as_str().into());
    value.insert("replacement".to_owned(), fix.replacement.as_str().into());
    value
}

fn place(source: &Source, range: &Range<usize>) -> Map<String, Value> {
    let (line, column) = source.line_column(range.start);
    let (end_line, end_column) = source.line_column(range.end);
    let place = json!({
        "path": source.path(),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "range": [range.start, range.end],
    });
    match place {
        Value::Object(place) => place,
        _ => Map::new(),
    }
}
