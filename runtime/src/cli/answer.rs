//! What commands answer, as text and as JSON.

use serde_json::{Value, json};

use crate::command::{Branches, Current, Heads, History, Repair, Resolution, Script, Show};
use crate::report::Report;
use crate::revision_info::RevisionInfo;

/// The answer of a command.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// What goes to standard output.
    pub(super) text: String,
    pub(super) json: Value,
    /// What a person should know besides; goes to standard error.
    pub(super) notes: Vec<String>,
    /// It was asked for as the output of the program: `--quiet` does not concern it.
    pub(super) loud: bool,
    /// The text has colours, for a terminal.
    pub(super) coloured: bool,
    /// The answer is no: exit with 3.
    pub(super) is_no: bool,
}

impl Answer {
    pub(super) fn new(text: impl ToString, json: Value) -> Self {
        Answer { text: text.to_string(), json, ..Answer::default() }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

pub(super) fn revision(info: &RevisionInfo) -> Value {
    json!({
        "revision": info.revision,
        "down_revision": info.down_revision,
        "depends_on": info.depends_on,
        "branch_labels": info.branch_labels,
        "next": info.next,
        "is_head": info.is_head,
        "is_effective_head": info.is_effective_head,
        "is_current": info.is_current,
        "is_branch_point": info.is_branch_point,
        "is_merge_point": info.is_merge_point,
        "path": info.path,
        "message": info.message,
    })
}

pub(super) fn revisions(infos: &[RevisionInfo]) -> Value {
    infos.iter().map(revision).collect()
}

pub(super) fn heads(heads: &Heads, verbose: bool) -> Answer {
    let json = json!({ "revisions": revisions(&heads.revisions) });
    if verbose { Answer::new(heads.verbose(), json) } else { Answer::new(heads, json) }
}

pub(super) fn history(history: &History, verbose: bool) -> Answer {
    let json = json!({ "revisions": revisions(&history.revisions) });
    if verbose { Answer::new(history.verbose(), json) } else { Answer::new(history, json) }
}

pub(super) fn show(show: &Show) -> Answer {
    Answer::new(show, json!({ "revisions": revisions(&show.revisions) }))
}

pub(super) fn branches(branches: &Branches, verbose: bool) -> Answer {
    let list: Value = branches
        .branches
        .iter()
        .map(|branch| json!({ "revision": revision(&branch.revision), "children": revisions(&branch.children) }))
        .collect();
    let json = json!({ "branches": list });
    if verbose { Answer::new(branches.verbose(), json) } else { Answer::new(branches, json) }
}

pub(super) fn current(current: &Current, verbose: bool, url: Option<&str>) -> Answer {
    let json = json!({ "revisions": revisions(&current.revisions), "rows": current.rows });
    let answer = match (verbose, url) {
        (true, Some(url)) => {
            Answer::new(format!("Current revision(s) for {url}:\n{}", current.verbose()), json)
        }
        (true, None) => Answer::new(current.verbose(), json),
        (false, _) => Answer::new(current, json),
    };
    if current.revisions.is_empty() {
        answer.note("The database is at base: no revision is applied.")
    } else {
        answer
    }
}

pub(super) fn script(script: &Script) -> Answer {
    Answer { loud: true, ..Answer::new(script, json!({ "sql": script.as_str() })) }
}

pub(super) fn repair(repair: &Repair) -> Answer {
    Answer::new(repair, json!({ "changes": repair.changes, "recorded": repair.recorded }))
}

pub(super) fn report_json(report: &Report) -> Value {
    let applied: Value = report
        .applied()
        .iter()
        .map(|applied| {
            let direction = match applied.direction {
                ambix_graph::script::Direction::Upgrade => "upgrade",
                ambix_graph::script::Direction::Downgrade => "downgrade",
            };
            json!({
                "direction": direction,
                "revision": applied.revision,
                "down_revision": applied.down_revision,
                "message": applied.message,
            })
        })
        .collect();
    json!({
        "applied": applied,
        "heads": report.heads,
        "newer": report.newer,
        "history_changed": report.history_changed,
    })
}

pub(super) fn resolved(revision: &str, resolution: Resolution, report: &Report) -> Answer {
    let note = match resolution {
        Resolution::Done => format!("Revision {revision} is recorded as done."),
        Resolution::RedoFrom(number) => {
            format!("The next run goes on with statement {number} of {revision}.")
        }
        Resolution::Abandon => format!("Revision {revision} is recorded as not begun."),
    };
    Answer::new("", report_json(report)).note(note).note(format!("The database is at {}.", heads_of(report)))
}

fn heads_of(report: &Report) -> String {
    match report.heads.as_slice() {
        [] => "base".to_owned(),
        heads => heads.join(", "),
    }
}

/// What ran was said while it ran; what remains to be said is where that leads.
pub(super) fn report(report: &Report, verb: &str) -> Answer {
    let heads = heads_of(report);
    let note = match (verb, report.applied().len()) {
        ("stamp", _) => format!("The database is recorded to be at {heads}."),
        _ if !report.newer.is_empty() => return Answer::new("", report_json(report)),
        (_, 0) => format!("Nothing to {verb}: the database is at {heads}."),
        _ => format!("The database is at {heads}."),
    };
    Answer::new("", report_json(report)).note(note)
}
