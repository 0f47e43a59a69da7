//! From headers to the checked graph; what is wrong with it is shown where it is written.

use std::ops::Range;

use ambix_graph::script::{Dialect, VersionTableFormat};
use ambix_graph::{BuildError, Declaration, Field, Index, RevisionMap, build};

use crate::configuration::{Configuration, Heads};
use crate::finding::Finding;
use crate::header::Word;
use crate::script::Script;

/// The graph, with the way back to the scripts.
pub(crate) struct Ordered {
    pub(crate) map: RevisionMap,
    /// The scripts that are in the graph, by load position.
    pub(crate) scripts: Vec<usize>,
}

/// Builds the graph. None if it is not sound, or if a revision had to be left out of it.
pub(crate) fn order(
    scripts: &[Script],
    configuration: &Configuration,
    findings: &mut Vec<Finding>,
) -> Option<Ordered> {
    let declared: Vec<usize> =
        (0..scripts.len()).filter(|&at| scripts.get(at).is_some_and(|s| s.id().is_some())).collect();
    // With a file missing, what refers to it would be reported as well, which helps nobody.
    let complete = declared.len() == scripts.len() && !findings.iter().any(hides_a_revision);
    let declarations: Vec<Declaration> =
        declared.iter().filter_map(|&at| scripts.get(at)).map(declaration).collect();
    let place = |position: usize| declared.get(position).and_then(|&at| scripts.get(at));
    if configuration.version_table_format == VersionTableFormat::Alembic {
        findings.extend(scripts.iter().filter_map(too_long));
    }
    if configuration.dialects.contains(Dialect::Mysql)
        && configuration.version_table_format == VersionTableFormat::Ambix
    {
        findings.extend(scripts.iter().filter_map(not_ascii));
    }
    match build(&declarations) {
        Ok(map) => {
            if !complete {
                return None;
            }
            let ordered = Ordered { map, scripts: declared };
            if configuration.heads == Heads::Single {
                findings.extend(several_heads(&ordered, scripts, configuration));
            }
            Some(ordered)
        }
        Err(errors) => {
            let references = |error: &BuildError| {
                matches!(error, BuildError::MissingParent { .. } | BuildError::MissingDependency { .. })
            };
            for error in errors.iter().filter(|error| complete || !references(error)) {
                findings.extend(place(error.declaration()).map(|script| finding(error, script, &place)));
            }
            None
        }
    }
}

/// Whether a file could not be read as a revision.
fn hides_a_revision(finding: &Finding) -> bool {
    matches!(
        finding.code,
        "unreadable-file"
            | "not-utf8"
            | "nul-character"
            | "no-script-directory"
            | "missing-key"
            | "bad-value"
            | "duplicate-key"
            | "unknown-key"
            | "unexpected-file"
    )
}

fn declaration(script: &Script) -> Declaration {
    let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect();
    let header = &script.header;
    Declaration {
        id: script.id().unwrap_or_default().to_owned(),
        down_revision: texts(&header.down_revision),
        depends_on: texts(&header.depends_on),
        branch_labels: texts(&header.branch_labels),
    }
}

fn finding<'s>(error: &BuildError, script: &Script, place: &impl Fn(usize) -> Option<&'s Script>) -> Finding {
    let range = offending(error, script);
    let label = match error {
        BuildError::Cycle { .. } | BuildError::DependencyCycle { .. } => link(script, error.text()),
        _ => label(error).to_owned(),
    };
    let mut finding = Finding::error(error.code(), error.to_string()).at(&script.source, range, label);
    match error {
        BuildError::DuplicateRevision { first, .. } => {
            if let Some(first) = place(*first) {
                finding = finding.also(&first.source, id_range(first), "declared here first");
            }
        }
        BuildError::DuplicateLabel { label, other, declaration, .. } => {
            if let Some(other_script) = place(*other) {
                let in_labels = other_script.header.branch_labels.iter().find(|word| word.text == *label);
                let range = in_labels.map_or_else(|| id_range(other_script), |word| word.range.clone());
                let note = if other == declaration { "the first" } else { "used here" };
                finding = finding.also(&other_script.source, range, note);
            }
        }
        BuildError::Cycle { path, declarations } | BuildError::DependencyCycle { path, declarations } => {
            for (position, next) in declarations.iter().zip(path.iter().skip(1)).skip(1).take(MOST_OF_CYCLE) {
                if let Some(script) = place(*position) {
                    finding = finding.also(&script.source, reference(script, next), link(script, next));
                }
            }
        }
        _ => {}
    }
    finding.help(error.help())
}

/// How a script leads to `name`.
fn link(script: &Script, name: &str) -> String {
    let id = script.id().unwrap_or_default();
    match script.header.down_revision.iter().any(|word| word.text == name) {
        true => format!("`{id}` follows `{name}`"),
        false => format!("`{id}` needs `{name}`"),
    }
}

/// As many links of a cycle are shown; the message names them all.
const MOST_OF_CYCLE: usize = 5;

fn label(error: &BuildError) -> &'static str {
    match error {
        BuildError::IllegalRevisionId { .. } => "not a revision id",
        BuildError::IllegalLabel { .. } => "not a branch label",
        BuildError::DuplicateRevision { .. } => "declared again",
        BuildError::DuplicateLabel { .. } => "declared again",
        BuildError::SelfLoop { .. } | BuildError::DependencySelfLoop { .. } => "the revision itself",
        BuildError::MissingParent { .. } | BuildError::MissingDependency { .. } => "no file declares it",
        BuildError::LabelAsParent { .. } => "a label, not a revision",
        _ => "",
    }
}

fn offending(error: &BuildError, script: &Script) -> Range<usize> {
    let header = &script.header;
    let words: &[Word] = match error.field() {
        Field::Revision => return id_range(script),
        Field::DownRevision => &header.down_revision,
        Field::DependsOn => &header.depends_on,
        Field::BranchLabels => &header.branch_labels,
    };
    let is_repeated =
        matches!(error, BuildError::DuplicateLabel { declaration, other, .. } if declaration == other);
    let mut matching = words.iter().filter(|word| word.text == error.text());
    let found = if is_repeated { matching.next_back() } else { matching.next() };
    found.map_or_else(|| reference(script, error.text()), |word| word.range.clone())
}

/// Where a script refers to `name`, or else its id.
fn reference(script: &Script, name: &str) -> Range<usize> {
    let header = &script.header;
    let mut words = header.down_revision.iter().chain(&header.depends_on);
    words.find(|word| word.text == name).map_or_else(|| id_range(script), |word| word.range.clone())
}

fn id_range(script: &Script) -> Range<usize> {
    script
        .header
        .revision
        .as_ref()
        .map_or_else(|| script.header.first_line.clone(), |word| word.range.clone())
}

/// Alembic's version table is 32 characters wide.
fn too_long(script: &Script) -> Option<Finding> {
    const LONGEST: usize = 32;
    let id = script.header.revision.as_ref()?;
    (id.text.chars().count() > LONGEST).then(|| {
        Finding::error(
            "illegal-revision-id",
            format!("revision id `{}` has more than {LONGEST} characters", id.text),
        )
        .at(&script.source, id.range.clone(), "too long for Alembic's version table")
        .help("shorten it: the set says `version_table_format = \"alembic\"`, whose column is no wider")
    })
}

/// The version table on MySQL keeps ids in ASCII, so that they are compared by character.
fn not_ascii(script: &Script) -> Option<Finding> {
    let id = script.header.revision.as_ref()?;
    let character = id.text.chars().find(|character| !character.is_ascii())?;
    let finding = Finding::error(
        "illegal-revision-id",
        format!("revision id `{}` has the character `{character}`", id.text),
    );
    Some(
        finding
            .at(&script.source, id.range.clone(), "not ASCII")
            .help("use ASCII letters and digits: the set is for MySQL, whose version table holds no others"),
    )
}

fn several_heads(ordered: &Ordered, scripts: &[Script], configuration: &Configuration) -> Option<Finding> {
    let map = &ordered.map;
    let mut is_needed = vec![false; map.len()];
    for index in map.order() {
        for before in map.prerequisites(*index) {
            if let Some(needed) = is_needed.get_mut(before.get() as usize) {
                *needed = true;
            }
        }
    }
    let is_head = |index: &Index| !is_needed.get(index.get() as usize).copied().unwrap_or(true);
    let heads: Vec<&Script> = (map.order().iter().zip(&ordered.scripts))
        .filter(|(index, _)| is_head(index))
        .filter_map(|(_, &at)| scripts.get(at))
        .collect();
    let [first, others @ ..] = heads.as_slice() else { return None };
    if others.is_empty() {
        return None;
    }
    let ids: Vec<&str> = heads.iter().filter_map(|script| script.id()).collect();
    let name = configuration.name.as_ref().map(|name| format!(" -n {name}")).unwrap_or_default();
    let message = format!("there are {} heads: `{}`", heads.len(), ids.join("`, `"));
    let mut finding =
        Finding::error("multiple-heads", message).at(&first.source, id_range(first), "nothing follows this");
    for other in others.iter().take(MOST_OF_CYCLE) {
        finding = finding.also(&other.source, id_range(other), "nor this");
    }
    let labelled = heads.iter().any(|head| !head.header.branch_labels.is_empty());
    let finding = finding.help(format!("join them: `ambix{name} merge {}`", ids.join(" ")));
    Some(match labelled {
        true => finding.help("if these are independent branches, write `heads = \"many\"` in ambix.toml"),
        false => finding,
    })
}
