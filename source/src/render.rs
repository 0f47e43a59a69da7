//! The text of findings, with the lines they point at.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::finding::{Finding, Source, Spot};

/// The text of each finding, without colours: `[code] message`, the source lines, then the advice.
///
/// The name of the level is left out, so that the text can follow the `error: ` of the compiler.
pub fn render(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| render_with(finding, &Renderer::plain())).collect()
}

/// As [`render`], with colours for a terminal.
pub fn render_coloured(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| render_with(finding, &Renderer::styled())).collect()
}

fn render_with(finding: &Finding, renderer: &Renderer) -> String {
    let level = match finding.level {
        crate::finding::Level::Error => Level::ERROR,
        crate::finding::Level::Warning => Level::WARNING,
    };
    let title = level.no_name().primary_title(format!("[{}] {}", finding.code, finding.message));
    let mut group = Group::with_title(title);
    for (source, spots) in by_source(finding) {
        group = match excerpt(source, &spots) {
            Excerpt::Lines(lines, spots) => group.element(snippet(source, lines, &spots)),
            Excerpt::TooLong(at) => {
                let (line, column) = source.line_column(at);
                group.element(Origin::path(source.path()).line(line as usize).char_column(column as usize))
            }
            Excerpt::NoText => group.element(Origin::path(source.path())),
        };
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let text = renderer.render(&[group]);
    // Trailing blanks carry nothing and do not survive editors.
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

type Spots<'f> = Vec<(AnnotationKind, &'f Spot)>;

/// The spots of a finding, those of one text together, the text of the finding itself first.
fn by_source(finding: &Finding) -> Vec<(&Source, Spots<'_>)> {
    let mut texts: Vec<(&Source, Spots<'_>)> = Vec::new();
    let primary = finding.spot.iter().map(|spot| (AnnotationKind::Primary, spot.as_ref()));
    let others = finding.others.iter().map(|spot| (AnnotationKind::Context, spot));
    for (kind, spot) in primary.chain(others) {
        match texts.iter_mut().find(|(source, _)| source.path() == spot.source.path()) {
            Some((_, spots)) => spots.push((kind, spot)),
            None => texts.push((&spot.source, vec![(kind, spot)])),
        }
    }
    texts
}

/// What is shown of a text.
enum Excerpt<'f> {
    Lines(Range<usize>, Spots<'f>),
    /// The lines would fill the screen, as those of generated files do: only the place is given.
    TooLong(usize),
    NoText,
}

/// The lines from the first to the last spot, or those of the first spot alone if that is much text. Rendering costs
/// what it is given, so it is not given all.
fn excerpt<'f>(source: &Source, spots: &Spots<'f>) -> Excerpt<'f> {
    const LONGEST: usize = 10_000;
    if source.text().is_empty() {
        return Excerpt::NoText;
    }
    let Some((_, first)) = spots.first() else { return Excerpt::NoText };
    let start = spots.iter().map(|(_, spot)| spot.range.start).min().unwrap_or(first.range.start);
    let end = spots.iter().map(|(_, spot)| spot.range.end).max().unwrap_or(first.range.end);
    for (range, shown) in [(start..end, spots.len()), (first.range.clone(), 1)] {
        let lines = source.whole_lines(range);
        if lines.len() <= LONGEST {
            return Excerpt::Lines(lines, spots.iter().take(shown).copied().collect());
        }
    }
    Excerpt::TooLong(first.range.start)
}

fn snippet<'f>(
    source: &'f Source,
    lines: Range<usize>,
    spots: &Spots<'f>,
) -> Snippet<'f, annotate_snippets::Annotation<'f>> {
    let text = source.text().get(lines.clone()).unwrap_or_default();
    let (first_line, _) = source.line_column(lines.start);
    let mut snippet = Snippet::source(text).line_start(first_line as usize).path(source.path());
    for (kind, spot) in spots {
        let range = first_line_of(text, spot.range.start - lines.start..spot.range.end - lines.start);
        let annotation = kind.span(range);
        snippet = snippet.annotation(match spot.label.is_empty() {
            true => annotation,
            false => annotation.label(spot.label.as_str()),
        });
    }
    snippet
}

/// Underlines stay on one line: brackets around whole statements say less.
fn first_line_of(text: &str, range: Range<usize>) -> Range<usize> {
    match text.get(range.clone()).and_then(|marked| marked.find('\n')) {
        Some(length) if length > 0 => range.start..range.start + length,
        _ => range,
    }
}
