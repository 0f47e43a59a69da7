//! Placeholders: what a tool fills in before the server sees it.

use std::ops::Range;

use ambix_graph::script::Dialect;

use crate::finding::{Finding, Source};
use crate::lexer::{Kind, Lexer};

/// What begins a placeholder, and what ends it in the same line.
const MARKS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("<%=", "%>"), ("${", "}")];

/// The first placeholder outside of texts and comments.
pub(super) fn find(text: &str, dialect: Dialect) -> Option<Range<usize>> {
    if !MARKS.iter().any(|(open, _)| text.contains(open)) {
        return None;
    }
    Lexer::new(text, 0, text.len(), dialect).find_map(|token| {
        let mut within = match token.kind {
            Kind::String | Kind::LineComment | Kind::BlockComment => 0..0,
            Kind::Name => token.range(),
            _ => token.start..token.start + 1,
        };
        within.find_map(|at| at_offset(text, at))
    })
}

fn at_offset(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let (open, close) = MARKS.iter().find(|(open, _)| rest.starts_with(open))?;
    let line = rest.split('\n').next()?;
    let length = line.get(open.len()..)?.find(close)?;
    // `${1}` and `${}` are nobody's names.
    let is_named = *open != "${"
        || line.as_bytes().get(2).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    is_named.then_some(at..at + open.len() + length + close.len())
}

/// What is said about a file with placeholders.
pub(super) fn finding(source: &Source, range: Range<usize>) -> Finding {
    let shown = source.text().get(range.clone()).unwrap_or_default();
    Finding::warning(
        "template",
        format!("`{shown}` is filled in by another program: the file is not checked"),
    )
    .at(source, range, "what the server gets is not known")
    .help("check what comes out of it instead, where that can be written to files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_seen_outside_of_texts() {
        let found = |text: &str, dialect| find(text, dialect).map(|range| text[range].to_owned());
        for dialect in Dialect::ALL {
            for (text, expected) in [
                (
                    "CREATE TABLE {{ index .Options \"Namespace\" }}.t (a INT);",
                    Some("{{ index .Options \"Namespace\" }}"),
                ),
                ("ALTER TABLE ${schema}.t ADD b INT;", Some("${schema}")),
                ("DROP TABLE <%= name %>;", Some("<%= name %>")),
                ("INSERT INTO t VALUES ('{{ name }}', '${x}'); -- {{ a }}", None),
                ("SELECT a <% b FROM t WHERE c %> d", None),
                ("SELECT '${'", None),
            ] {
                assert_eq!(found(text, dialect).as_deref(), expected, "{text} {}", dialect.name());
            }
        }
        let body = "CREATE FUNCTION f() RETURNS text AS $$ SELECT '{{a}}' $$ LANGUAGE sql;";
        assert_eq!(found(body, Dialect::Postgres), None);
        assert_eq!(found("SELECT * FROM \"${schema}\".t", Dialect::Postgres).as_deref(), Some("${schema}"));
    }
}
