//! Compares what is recorded with what the files say.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use ambix_graph::script::Dialect;

use super::parse::conflict;
use super::{Digest, Lock, Locked};
use crate::body::Body;
use crate::configuration::Configuration;
use crate::finding::{Finding, Source};
use crate::hash;
use crate::load::Loaded;
use crate::script::{Kind, Script};
use crate::script_directory::{self, join};
use crate::set::upgrade_hashes;

/// Checks the revisions against the lock file, if there is one. A revision that is not listed is not released.
pub(crate) fn check(scripts: &[Script], bodies: &[Vec<Body>], configuration: &Configuration) -> Vec<Finding> {
    let path = configuration.lock_path();
    if !path.is_file() {
        return Vec::new();
    }
    let shown = join(&configuration.shown_directory(), "ambix.lock");
    let lock =
        script_directory::read(&path, &shown).and_then(|(source, _)| Ok((Lock::parse(&source)?, source)));
    let (lock, source) = match lock {
        Ok(read) => read,
        Err(finding) => return vec![finding],
    };
    if lock.is_conflicted() {
        let name = configuration.name.as_ref().map(|name| format!(" -n {name}")).unwrap_or_default();
        let finding = Finding::error("lock-conflict", "the lock file holds both sides of a merge")
            .at(&source, conflict(&source), "the conflict begins here")
            .help(format!(
                "run `ambix{name} merge`: it joins the heads of both sides and writes the file anew"
            ));
        return vec![finding];
    }
    let mut findings = Vec::new();
    let by_id: HashMap<&str, usize> =
        scripts.iter().enumerate().filter_map(|(at, script)| Some((script.id()?, at))).collect();
    let labels = labels(scripts);
    for (id, locked) in lock.revisions.iter().filter(|(_, locked)| locked.released) {
        let Some(&at) = by_id.get(id.as_str()) else {
            findings.push(missing(&source, id, locked, &shown));
            continue;
        };
        if let (Some(script), Some(bodies)) = (scripts.get(at), bodies.get(at)) {
            let current = Current { id, script, bodies, labels: &labels };
            findings.extend(current.compare(locked));
        }
    }
    findings
}

fn missing(source: &Source, id: &str, locked: &Locked, shown: &str) -> Finding {
    Finding::error("released-missing", format!("the released revision `{id}` has no file"))
        .at(source, locked.range.clone(), "released")
        .help(format!(
            "restore its file: databases may hold it. If none does, run `ambix release --undo {id}` and remove its line \
             from `{shown}`"
        ))
}

struct Current<'a> {
    id: &'a str,
    script: &'a Script,
    bodies: &'a [Body],
    labels: &'a HashMap<&'a str, &'a str>,
}

impl Current<'_> {
    fn compare(&self, locked: &Locked) -> Option<Finding> {
        if parents(self.script) != locked.parents {
            return Some(self.changed_links(
                ["follows", "followed"],
                "down_revision",
                &locked.parents,
                &self.script.header.down_revision,
            ));
        }
        if dependencies(self.script, self.labels) != locked.dependencies {
            return Some(self.changed_links(
                ["depends on", "depended on"],
                "depends_on",
                &locked.dependencies,
                &self.script.header.depends_on,
            ));
        }
        if self.script.kind == Kind::Rust {
            return None;
        }
        locked.digests.iter().find_map(|(dialect, digest)| self.changed_statement(*dialect, digest))
    }

    fn changed_links(
        &self,
        [does, did]: [&str; 2],
        key: &str,
        before: &[String],
        words: &[crate::header::Word],
    ) -> Finding {
        let before = match before {
            [] => "nothing".to_owned(),
            ids => format!("`{}`", ids.join("`, `")),
        };
        let range = match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => self.id_range(),
        };
        let message =
            format!("the released revision `{}` {does} something else than when it was released", self.id);
        self.help(
            Finding::error("released-changed", message)
                .at(&self.script.source, range, format!("{did} {before} when it was released"))
                .help(format!("restore `{key}`: databases have run the revisions in the recorded order")),
        )
    }

    fn changed_statement(&self, dialect: Dialect, recorded: &Digest) -> Option<Finding> {
        let hashes = upgrade_hashes(self.bodies, dialect);
        let now = digest(hashes);
        if now.hash == recorded.hash {
            return None;
        }
        let body = self.bodies.iter().find(|body| {
            body.record.direction == ambix_graph::script::Direction::Upgrade
                && body.record.dialects.contains(dialect)
        });
        let mut pairs = now.statements.as_bytes().chunks(4).zip(recorded.statements.as_bytes().chunks(4));
        let nth = pairs.position(|(now, before)| now != before);
        let shared = now.statements.len().min(recorded.statements.len()) / 4;
        let nth = nth.unwrap_or(shared);
        let statement = body.and_then(|body| body.record.statements.get(nth));
        let message = format!("the released revision `{}` was changed", self.id);
        let finding = Finding::error("released-changed", message);
        let finding = match statement {
            Some(statement) => {
                let start = statement.range[0] as usize;
                let range = start..start + statement.range[1] as usize;
                let label = match nth < recorded.statements.len() / 4 {
                    true => "not as it was released",
                    false => "was not there when it was released",
                };
                finding.at(&self.script.source, range, label)
            }
            None => finding.at(
                &self.script.source,
                self.id_range(),
                "statements at the end of its upgrade are gone",
            ),
        };
        Some(self.help(
            finding.help("restore it, and write the change as a new revision: databases have run this one"),
        ))
    }

    fn help(&self, finding: Finding) -> Finding {
        finding.help(format!("if no database has run it, `ambix release --undo {}` opens it again", self.id))
    }

    fn id_range(&self) -> Range<usize> {
        self.script.header.revision.as_ref().map_or(0..0, |word| word.range.clone())
    }
}

fn labels(scripts: &[Script]) -> HashMap<&str, &str> {
    let declared = scripts.iter().filter_map(|script| Some((script.id()?, &script.header.branch_labels)));
    declared.flat_map(|(id, labels)| labels.iter().map(move |label| (label.text.as_str(), id))).collect()
}

fn parents(script: &Script) -> Vec<String> {
    script.header.down_revision.iter().map(|word| word.text.clone()).collect()
}

fn dependencies(script: &Script, labels: &HashMap<&str, &str>) -> Vec<String> {
    let words = script.header.depends_on.iter().map(|word| word.text.as_str());
    let mut ids: Vec<String> =
        words.map(|name| labels.get(name).copied().unwrap_or(name).to_owned()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn digest(hashes: &[[u8; 32]]) -> Digest {
    Digest {
        hash: hash::hex(&hash::body(hashes)),
        statements: hashes.iter().map(|hash| hash::hex(hash.get(..2).unwrap_or_default())).collect(),
    }
}

/// The revisions of a directory as they would be recorded.
pub(super) fn record(loaded: &Loaded) -> BTreeMap<String, Locked> {
    let labels = labels(&loaded.scripts);
    let mut branches = Branches {
        known: HashMap::new(),
        scripts: loaded.scripts.iter().filter_map(|script| Some((script.id()?, script))).collect(),
    };
    let mut records = BTreeMap::new();
    for (script, bodies) in loaded.scripts.iter().zip(&loaded.bodies) {
        let Some(id) = script.id() else { continue };
        let digests = match script.kind {
            Kind::Sql => loaded
                .dialects
                .iter()
                .map(|dialect| (dialect, digest(upgrade_hashes(bodies, dialect))))
                .collect(),
            Kind::Rust => Vec::new(),
        };
        let locked = Locked {
            branch: branches.of(id).to_owned(),
            parents: parents(script),
            dependencies: dependencies(script, &labels),
            digests,
            released: false,
            range: 0..0,
        };
        records.insert(id.to_owned(), locked);
    }
    records
}

struct Branches<'s> {
    scripts: HashMap<&'s str, &'s Script>,
    known: HashMap<&'s str, &'s str>,
}

impl<'s> Branches<'s> {
    /// The nearest label among a revision and its first parents, or the id of the base.
    fn of(&mut self, id: &'s str) -> &'s str {
        let mut path = Vec::new();
        let mut at = id;
        let branch = loop {
            if let Some(known) = self.known.get(at) {
                break *known;
            }
            path.push(at);
            let Some(script) = self.scripts.get(at) else { break at };
            if let Some(label) = script.header.branch_labels.first() {
                break &label.text;
            }
            match script.header.down_revision.first() {
                // A cycle would never end.
                Some(parent) if path.len() <= self.scripts.len() => at = &parent.text,
                _ => break at,
            }
        };
        self.known.extend(path.into_iter().map(|id| (id, branch)));
        branch
    }
}
