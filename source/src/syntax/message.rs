//! From a refusal to a finding: by the mistake that was recognised, or by what stands there and what was expected.

use ambix_graph::script::Dialect;

use super::Refusal;
use super::slip::{self, Slip};
use super::tokens::Tokens;
use crate::finding::{Finding, Source};
use crate::lexer::Kind;
use crate::split::{Statement, title};

pub(super) fn finding(
    source: &Source,
    statement: &Statement,
    tokens: &Tokens<'_>,
    refusal: &Refusal,
    dialect: Dialect,
) -> Finding {
    let at = tokens.at(refusal.at);
    let mistake = slip::find(tokens, at).unwrap_or_else(|| plain(tokens, at, refusal, dialect));
    slip(source, statement, mistake)
}

/// The finding about a mistake.
pub(super) fn slip(source: &Source, statement: &Statement, slip: Slip) -> Finding {
    let start = statement.range.start;
    let range = start + slip.range.start..start + slip.range.end;
    let finding =
        Finding::error("syntax", slip.message).at(source, range.clone(), slip.label).help_if(slip.help);
    let before = source.text().get(start..range.start).unwrap_or_default();
    match before.contains('\n') {
        true => finding.also(source, first_line(source, statement), "in this statement"),
        false => finding,
    }
}

fn first_line(source: &Source, statement: &Statement) -> std::ops::Range<usize> {
    let start = statement.range.start;
    let text = source.text().get(statement.range.clone()).unwrap_or_default();
    let line = text.split('\n').next().unwrap_or_default().trim_end();
    start..start + line.len()
}

/// No mistake that we know: what stands there, and what the grammar looked for.
fn plain(tokens: &Tokens<'_>, at: usize, refusal: &Refusal, dialect: Dialect) -> Slip {
    let found = shown(tokens, at);
    let message = match (&refusal.expected, found.as_str()) {
        (Some(expected), "") => format!("expected {expected}, found the end of the statement"),
        (Some(expected), found) => format!("expected {expected}, found `{found}`"),
        (None, "") => "the statement ends too early".to_owned(),
        (None, found) => format!("`{found}` does not fit here"),
    };
    let label = match found.as_str() {
        "" => "the statement ends here".to_owned(),
        _ => format!("{} does not expect this here", title(dialect)),
    };
    Slip { range: tokens.range(at), message, label, help: None, fix: None }
}

/// A token as it is named in a sentence.
fn shown(tokens: &Tokens<'_>, at: usize) -> String {
    const LONGEST: usize = 30;
    let text = tokens.get(at);
    let line = text.split('\n').next().unwrap_or_default();
    if line.chars().count() <= LONGEST && line.len() == text.len() {
        return text.to_owned();
    }
    let end = if tokens.kind(at) == Some(Kind::String) { "…'" } else { "…" };
    line.chars().take(LONGEST).chain(end.chars()).collect()
}
