//! Findings as commands for GitHub's workflows, which show them in the files of a pull request.

use crate::command::{Finding, Lint};

pub(super) fn answer(lint: &Lint) -> String {
    lint.findings.iter().map(command).collect()
}

/// `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::…`
fn command(finding: &Finding) -> String {
    let level = if finding.is_error() { "error" } else { "warning" };
    let mut properties = Vec::new();
    if let Some(spot) = &finding.spot {
        let (line, column) = spot.source.line_column(spot.range.start);
        let (end_line, end_column) = spot.source.line_column(spot.range.end);
        properties.push(("file", spot.source.path().to_owned()));
        properties.push(("line", line.to_string()));
        properties.push(("col", column.to_string()));
        properties.push(("endLine", end_line.to_string()));
        properties.push(("endColumn", end_column.to_string()));
    }
    properties.push(("title", format!("ambix: {}", finding.code)));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
    let mut message = finding.message.clone();
    for help in &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    format!("::{level} {}::{}\n", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
