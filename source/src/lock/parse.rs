//! Reads a lock file, conflicted ones included.

use std::ops::Range;

use ambix_graph::script::Dialect;

use super::{Digest, Lock, Locked};
use crate::finding::{Finding, Source};

pub(super) fn parse(source: &Source) -> Result<Lock, Finding> {
    let mut lock = Lock::default();
    let mut branch = String::new();
    let mut in_ancestor = false;
    let mut at = 0;
    for line in source.text().split('\n') {
        let range = at..at + line.len();
        at = range.end + 1;
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "<<<<<<<" | "=======" | ">>>>>>>" => {
                lock.conflicted = true;
                in_ancestor = false;
            }
            "|||||||" => in_ancestor = true,
            _ if in_ancestor => {}
            // Heads follow from the revisions.
            "" | "#" | "head" => {}
            "format" if rest == "1" => {}
            "format" => return Err(newer(source, range, rest)),
            "branch" => branch = rest.to_owned(),
            "revision" => {
                let (id, mut locked) =
                    revision(rest, &branch).ok_or_else(|| malformed(source, range.clone()))?;
                locked.range = range.start..range.start + "revision ".len() + id.len();
                insert(&mut lock, id, locked);
            }
            _ => return Err(malformed(source, range)),
        }
    }
    Ok(lock)
}

/// What is released on one side of a conflict is released.
fn insert(lock: &mut Lock, id: String, locked: Locked) {
    if !lock.revisions.get(&id).is_some_and(|known| known.released) {
        lock.revisions.insert(id, locked);
    }
}

fn revision(line: &str, branch: &str) -> Option<(String, Locked)> {
    let mut words = line.split(' ');
    let id = words.next().filter(|id| !id.is_empty())?.to_owned();
    let mut locked = Locked { branch: branch.to_owned(), ..Locked::default() };
    let list = |ids: &str| ids.split(',').map(str::to_owned).collect();
    while let Some(word) = words.next() {
        match word {
            "after" => locked.parents = list(words.next()?),
            "needs" => locked.dependencies = list(words.next()?),
            "released" => locked.released = true,
            name => {
                let dialect = Dialect::from_name(name)?;
                let (hash, statements) = words.next()?.strip_prefix("1:")?.split_once('/')?;
                let digest = Digest { hash: hash.to_owned(), statements: statements.to_owned() };
                locked.digests.push((dialect, digest));
            }
        }
    }
    Some((id, locked))
}

fn malformed(source: &Source, range: Range<usize>) -> Finding {
    Finding::error("lock-syntax", "a line of the lock file that ambix did not write")
        .at(source, range, "not understood")
        .help("take the file from version control again, or remove it and run `ambix release` anew")
}

fn newer(source: &Source, range: Range<usize>, format: &str) -> Finding {
    Finding::error(
        "lock-syntax",
        format!("the lock file has the format {format}; this version of ambix knows 1"),
    )
    .at(source, range, "")
    .help("update ambix")
}

/// Where a conflict begins.
pub(super) fn conflict(source: &Source) -> Range<usize> {
    let text = source.text();
    let at = if text.starts_with("<<<<<<<") { 0 } else { text.find("\n<<<<<<<").map_or(0, |at| at + 1) };
    source.whole_lines(at..at)
}
