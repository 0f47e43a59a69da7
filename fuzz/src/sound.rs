use std::ops::Range;

use ambix_source::{Finding, Script, Source, render, render_coloured};

/// Whatever is said can be shown, and is about text that is there.
///
/// # Panics
///
/// If it is not.
pub fn findings_are_sound(findings: &[Finding]) {
    for finding in findings {
        assert!(!finding.message.is_empty(), "`{}` says nothing", finding.code);
        for spot in finding.spot.iter().map(AsRef::as_ref).chain(&finding.others) {
            within(&spot.source, &spot.range, finding.code);
        }
        if let Some(fix) = &finding.fix {
            within(&fix.source, &fix.range, finding.code);
        }
        if let (Some(spot), Some(place)) = (&finding.spot, finding.place()) {
            let lines = spot.source.text().matches('\n').count() + 1;
            assert!((1..=lines).contains(&(place.line as usize)), "`{}` is in no line", finding.code);
            assert!(place.column >= 1, "`{}` is in no column", finding.code);
        }
    }
    assert_eq!(render(findings).len(), findings.len());
    assert_eq!(render_coloured(findings).len(), findings.len());
}

/// Whatever is embedded is text of its file, in order.
///
/// # Panics
///
/// If it is not.
pub fn statements_are_sound(scripts: &[Script]) {
    for section in scripts.iter().flat_map(|script| &script.sections) {
        for variant in &section.variants {
            let mut end = 0;
            for statement in &variant.statements {
                within(&section.source, &statement.range, "statement");
                assert!(!statement.range.is_empty(), "an empty statement");
                assert!(end <= statement.range.start, "statements overlap");
                end = statement.range.end;
            }
        }
    }
}

fn within(source: &Source, range: &Range<usize>, what: &str) {
    let text = source.text();
    assert!(text.get(range.clone()).is_some(), "`{what}` has {range:?} of {} bytes: {text:?}", text.len());
}
