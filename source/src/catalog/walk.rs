//! Along the graph: each revision on the merged state of what it needs.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use ambix_graph::script::{Dialect, Direction};
use ambix_graph::{Index, RevisionMap};

use super::apply::{At, apply};
use super::codes::CODES;
use super::expects::expect;
use super::lines::Lines;
use super::missing::{Evidence, Judgement, Missing};
use super::problem::{Problem, Wrong};
use super::{Catalog, Key, Place, Space, functions, restore};
use crate::check::Body;
use crate::configuration::{Check, Configuration, RuleLevel};
use crate::finding::{Finding, Level};
use crate::graph::Ordered;
use crate::rules::{Context, Run};
use crate::script::{Kind, Script};
use crate::suggest::{is_slip, suggest};
use crate::tree::Statement;

/// Checks the statements of a set in one dialect against the schema that each finds.
pub(crate) fn check(
    scripts: &[Script],
    bodies: &[Body<'_>],
    ordered: &Ordered,
    configuration: &Configuration,
    dialect: Dialect,
    rules: &mut Run<'_>,
) -> Vec<Finding> {
    let of_dialect = |direction: Direction| -> HashMap<usize, &Body<'_>> {
        let wanted = bodies.iter().filter(|body| body.dialect == dialect && body.direction == direction);
        wanted.map(|body| (body.script, body)).collect()
    };
    let map = &ordered.map;
    let at: Vec<usize> = map
        .load_positions()
        .map(|position| ordered.scripts.get(position).copied().unwrap_or(usize::MAX))
        .collect();
    let mut walk = Walk {
        scripts,
        configuration,
        ordered,
        at,
        lines: Lines::default(),
        upgrades: of_dialect(Direction::Upgrade),
        downgrades: of_dialect(Direction::Downgrade),
        evidence: Evidence::default(),
        missing: Vec::new(),
        findings: Vec::new(),
        rules,
    };
    walk.run(dialect);
    walk.finish(dialect)
}

/// All revisions, each after those that it needs: indices are in topological order.
fn revisions(map: &RevisionMap) -> impl Iterator<Item = Index> {
    (0..map.len() as u32).map(Index::new)
}

/// So many steps back a table is new: a release seldom consists of one revision.
const RECENT: usize = 3;

/// More missing names than this are no slips of the pen: what else they may mean is not looked for.
const MOST_SLIPS: usize = 200;

/// More heads than this are not looked at together.
const MOST_HEADS: usize = 16;

struct Walk<'w, 'r, 'c> {
    scripts: &'w [Script],
    configuration: &'w Configuration,
    ordered: &'w Ordered,
    /// The script of each revision.
    at: Vec<usize>,
    lines: Lines,
    upgrades: HashMap<usize, &'w Body<'w>>,
    downgrades: HashMap<usize, &'w Body<'w>>,
    evidence: Evidence,
    /// What was not found, with the place in the bodies.
    missing: Vec<(&'w Body<'w>, usize, Missing)>,
    findings: Vec<Finding>,
    rules: &'r mut Run<'c>,
}

impl<'w> Walk<'w, '_, '_> {
    fn run(&mut self, dialect: Dialect) {
        let map = &self.ordered.map;
        let mut waiting: HashMap<Index, usize> = HashMap::new();
        for index in revisions(map) {
            for before in map.prerequisites(index) {
                *waiting.entry(before).or_default() += 1;
            }
        }
        let mut states: HashMap<Index, Catalog> = HashMap::new();
        let heads: Vec<Index> = revisions(map).filter(|index| !waiting.contains_key(index)).collect();
        let several = (2..=MOST_HEADS).contains(&heads.len());
        self.lines = Lines::new(map, heads.len());
        for (nth, index) in revisions(map).enumerate() {
            let needed: Vec<Index> = map.prerequisites(index).collect();
            let mut catalog = self.merged(&needed, &mut states, &mut waiting, dialect);
            catalog.log.clear();
            self.revision(nth, index, &needed, &mut catalog);
            catalog.log.clear();
            let is_needed = waiting.get(&index).is_some_and(|waiting| *waiting > 0);
            if is_needed || several && heads.contains(&index) {
                states.insert(index, catalog);
            }
        }
        // Nothing brings them together yet; whoever upgrades to all of them does.
        if several {
            waiting.extend(heads.iter().map(|index| (*index, 1)));
            self.merged(&heads, &mut states, &mut waiting, dialect);
        }
    }

    /// The state after all of these: after the one with the longest line, and what the others have besides.
    fn merged(
        &mut self,
        needed: &[Index],
        states: &mut HashMap<Index, Catalog>,
        waiting: &mut HashMap<Index, usize>,
        dialect: Dialect,
    ) -> Catalog {
        let first = self.lines.longest(needed);
        let mut base = None;
        for index in needed {
            let Some(left) = waiting.get_mut(index) else { continue };
            *left -= 1;
            let state = if *left == 0 { states.remove(index) } else { None };
            if Some(*index) == first {
                base = state.or_else(|| states.get(index).cloned());
            }
        }
        let mut catalog = base.unwrap_or_else(|| Catalog::new(dialect));
        if let (Some(first), true) = (first, needed.len() > 1) {
            for index in self.lines.besides(first, needed) {
                self.apply_again(index, &mut catalog);
            }
        }
        catalog
    }

    /// The scripts of the revisions that come shortly before, nearest first.
    fn recent(&self, needed: &[Index]) -> Vec<usize> {
        let mut seen: Vec<Index> = Vec::new();
        let mut nearest = needed.to_vec();
        for _ in 0..RECENT {
            nearest.retain(|index| !seen.contains(index));
            seen.extend(&nearest);
            nearest = nearest.iter().flat_map(|index| self.ordered.map.prerequisites(*index)).collect();
        }
        seen.into_iter().filter_map(|index| self.script_of(index)).map(|(at, _)| at).collect()
    }

    fn script_of(&self, index: Index) -> Option<(usize, &'w Script)> {
        let at = self.at.get(index.get() as usize).copied()?;
        Some((at, self.scripts.get(at)?))
    }

    /// Applies a revision on top of those of another branch. What was in order on its own branch and is not here is a
    /// conflict of the two.
    fn apply_again(&mut self, index: Index, catalog: &mut Catalog) {
        let Some((at, script)) = self.script_of(index) else { return };
        for (text, range) in &script.expects {
            // What is wrong with it has been said.
            let _ = expect(catalog, text, &Place { script: at, in_downgrade: false, range: range.clone() });
        }
        if let Some(body) = self.upgrades.get(&at).copied() {
            for (at, read) in body.statements.iter().enumerate() {
                let applied = apply(catalog, &read.tree, place(body, &read.statement.range));
                for problem in applied.problems {
                    if let Problem::Wrong(wrong) = problem {
                        self.conflict(body, at, script, *wrong);
                    }
                }
            }
        }
        self.settle(script, catalog);
    }

    fn conflict(&mut self, body: &Body<'_>, at: usize, script: &Script, wrong: Wrong) {
        let Some(read) = body.statements.get(at) else { return };
        let start = read.statement.range.start + wrong.range.start;
        let is_said = self.findings.iter().any(|finding| {
            let spot = finding.spot.as_ref();
            spot.is_some_and(|spot| spot.range.start == start && spot.source.path() == body.source.path())
        });
        // Which of the two goes first decides about the rest.
        let is_certain = matches!(wrong.code, "already-exists" | "duplicate-column");
        let other =
            wrong.other.as_ref().and_then(|(place, _)| self.scripts.get(place.script)).and_then(Script::id);
        if is_said || !is_certain || other == script.id() {
            return;
        }
        let help = match other {
            Some(other) => format!(
                "both branches make it: leave it to one of them, and write `depends_on: {other}` where the other needs it"
            ),
            None => "both branches make it: leave it to one of them".to_owned(),
        };
        self.wrong(body, at, Wrong { code: "conflicting-branches", help: Some(help), ..wrong });
    }

    /// What a revision leaves behind besides its statements.
    fn settle(&self, script: &Script, catalog: &mut Catalog) {
        if script.kind == Kind::Rust {
            let at = At { script: 0, in_downgrade: false, start: 0, text: script.source.text(), before: "" };
            apply(catalog, &Statement::Opaque, at);
        }
        catalog.settle();
    }

    fn revision(&mut self, nth: usize, index: Index, needed: &[Index], catalog: &mut Catalog) {
        let Some((at, script)) = self.script_of(index) else { return };
        let recent = self.recent(needed);
        for (text, range) in &script.expects {
            let place = Place { script: at, in_downgrade: false, range: range.clone() };
            if let Err(message) = expect(catalog, text, &place) {
                let finding = Finding::error("bad-directive", message).at(&script.source, range.clone(), "");
                self.findings.push(finding.help("write `-- ambix:expects table users(id, email)`"));
            }
        }
        let start = catalog.checkpoint();
        if let Some(body) = self.upgrades.get(&at).copied() {
            self.body(body, script, (nth, &recent), catalog);
        }
        self.settle(script, catalog);
        let Some(body) = self.downgrades.get(&at).copied() else { return };
        if self.configuration.check == Check::Up || script.kind == Kind::Rust {
            return;
        }
        let end = catalog.checkpoint();
        let said = self.findings.len() + self.missing.len();
        self.body(body, script, (nth, &recent), catalog);
        // Of a downgrade that does not run, nothing more is said.
        if said == self.findings.len() + self.missing.len() {
            self.restored(body, script, catalog, &start);
        }
        catalog.go_back(&end);
        catalog.savepoints.clear();
    }

    fn body(
        &mut self,
        body: &'w Body<'w>,
        script: &'w Script,
        (nth, recent): (usize, &[usize]),
        catalog: &mut Catalog,
    ) {
        let transactional = OnceCell::new();
        for (at, read) in body.statements.iter().enumerate() {
            if read.is_asked {
                let context = Context {
                    dialect: catalog.dialect,
                    script,
                    body,
                    at,
                    before: catalog,
                    transactional: &transactional,
                    nth,
                    is_first: recent.is_empty(),
                    recent,
                };
                self.rules.statement(&context);
            }
            catalog.suggests = self.missing.len() < MOST_SLIPS;
            let applied = apply(catalog, &read.tree, place(body, &read.statement.range));
            self.evidence.found(applied.found);
            self.evidence.schemas(applied.schemas);
            let mut named = HashSet::new();
            // A name that is not found is told once, and counts wherever upgrades have it.
            if body.direction == Direction::Upgrade {
                for key in applied.again {
                    if named.insert(key.clone()) {
                        self.evidence.again(&key);
                    }
                }
            }
            for problem in applied.problems {
                match problem {
                    Problem::Missing(mut missing) => {
                        missing.is_gone = self.evidence.was_seen(&missing.key);
                        // What is gone is wrong however often it is named.
                        if !missing.is_gone && named.insert(missing.key.clone()) {
                            self.evidence.missing(&missing.key);
                        }
                        self.missing.push((body, at, missing));
                    }
                    Problem::Wrong(wrong) => self.wrong(body, at, *wrong),
                }
            }
            for key in &applied.created {
                self.evidence.seen(key);
                if body.direction == Direction::Upgrade {
                    self.evidence.created(key, applied.is_new);
                }
            }
            for key in &applied.dropped {
                self.evidence.dropped(key);
                // Whatever it was, it is gone.
                self.evidence.seen(key);
            }
        }
    }

    /// The level of a finding about a statement, unless it is not wanted.
    fn level(&self, body: &Body<'_>, at: usize, code: &str) -> Option<Level> {
        let read = body.statements.get(at).filter(|read| read.is_asked)?;
        let script = self.scripts.get(body.script)?;
        if read.statement.allow.iter().chain(&script.allow).any(|name| name.text == code) {
            return None;
        }
        level(code, self.configuration)
    }

    fn wrong(&mut self, body: &Body<'_>, at: usize, wrong: Wrong) {
        let Some(level) = self.level(body, at, wrong.code) else { return };
        let Some(read) = body.statements.get(at) else { return };
        let start = read.statement.range.start;
        let range = start + wrong.range.start..start + wrong.range.end;
        let mut finding = Finding { level, ..Finding::error(wrong.code, wrong.message) };
        finding = finding.at(body.source, range, wrong.label).help_if(wrong.help);
        if let Some((place, label)) = wrong.other {
            let bodies = if place.in_downgrade { &self.downgrades } else { &self.upgrades };
            let source = bodies.get(&place.script).map(|body| body.source);
            if let Some(source) = source
                && !place.range.is_empty()
            {
                finding = finding.also(source, place.range, label);
            }
        }
        self.findings.push(finding);
    }

    /// Looks at whether the downgrade gives back what was there.
    fn restored(&mut self, body: &Body<'_>, script: &Script, catalog: &Catalog, start: &super::Checkpoint) {
        const MOST: usize = 5;
        let changes = |read: &crate::check::Read<'_>| {
            !matches!(
                read.tree,
                Statement::Other | Statement::Select(_) | Statement::Transaction | Statement::Set { .. }
            )
        };
        let is_known = !body.statements.iter().any(|read| read.tree == Statement::Opaque);
        let up_is_known = self
            .upgrades
            .get(&body.script)
            .is_none_or(|body| !body.statements.iter().any(|read| read.tree == Statement::Opaque));
        // Whoever writes nothing means nothing.
        if !body.is_asked || !is_known || !up_is_known || !body.statements.iter().any(changes) {
            return;
        }
        if script.allow.iter().any(|name| name.text == "not-restored") {
            return;
        }
        let Some(level) = level("not-restored", self.configuration) else { return };
        let differences = restore::differences(catalog, start);
        let Some(first) = differences.first() else { return };
        let Some(at) = body.statements.first() else { return };
        let message = format!("after upgrade and downgrade, {first}");
        let line = first_line(body.source.text(), at.statement.range.clone());
        let mut finding = Finding { level, ..Finding::error("not-restored", message) };
        finding = finding.at(body.source, line, "this downgrade");
        for difference in differences.iter().skip(1).take(MOST) {
            finding = finding.help(format!("also, {difference}"));
        }
        self.findings.push(finding);
    }

    /// Decides about the names that were not found.
    fn finish(mut self, dialect: Dialect) -> Vec<Finding> {
        let mut schemas: Vec<String> = self.evidence.outside().map(str::to_owned).collect();
        schemas.extend(self.evidence.created_in(Space::Schema).map(|key| key.name.clone()));
        schemas.push("public".to_owned());
        schemas.sort();
        let created: BTreeSet<Key> = self.evidence.created_in(Space::Routine).cloned().collect();
        let mut routines: Vec<&str> = Vec::new();
        if self.missing.iter().any(|(.., missing)| missing.key.space == Space::Routine) {
            routines.extend(created.iter().map(Key::own_name));
            routines.extend(functions::built_in(dialect).into_iter().flatten());
            routines.sort_unstable();
        }
        let mut looked = 0;
        let strangers = self.evidence.strangers();
        for (body, at, mut missing) in std::mem::take(&mut self.missing) {
            let near = match missing.key.space {
                Space::Schema => suggest(missing.key.own_name(), schemas.iter().map(String::as_str)),
                Space::Routine if self.evidence.times(&missing.key) == 1 && looked < MOST_SLIPS => {
                    looked += 1;
                    suggest(missing.key.own_name(), routines.iter().copied())
                }
                _ => None,
            };
            // Names of functions are long, and many are made of the same words.
            let near = near.filter(|near| is_slip(missing.key.own_name(), near));
            if let Some(near) = near {
                missing.near = Some(near.to_owned());
            }
            let judgement = self.evidence.judge(&missing, &strangers);
            if judgement == Judgement::FromElsewhere {
                continue;
            }
            let code = match missing.what {
                "table" => "unknown-table",
                "view" | "materialized view" => "unknown-view",
                "index" => "unknown-index",
                "type" => "unknown-type",
                "function" => "unknown-function",
                "schema" => "unknown-schema",
                _ => "unknown-object",
            };
            let what = missing.what;
            let message = format!("there is no {what} `{}` at this point of the history", missing.shown);
            let help = match (&missing.near, self.evidence.is_created(&missing.key)) {
                (_, true) if missing.is_gone => {
                    Some("it was there, and is gone before this statement".to_owned())
                }
                (_, true) => Some("it is created only later".to_owned()),
                (Some(near), false) => Some(format!("did you mean `{near}`?")),
                (None, false) => Some(format!(
                    "if it exists outside of these revisions, write `-- ambix:expects {what} {}`",
                    missing.shown
                )),
            };
            let wrong = Wrong::new(code, missing.range, message, format!("no such {what}")).help_if(help);
            let before = self.findings.len();
            self.wrong(body, at, wrong);
            // It may be there all the same, and what a database accepts compiles.
            if judgement == Judgement::Suspicious {
                let found = self.findings.iter_mut().skip(before);
                found.for_each(|finding| finding.level = Level::Warning);
            }
        }
        self.findings
    }
}

/// What comes of a finding of the catalog.
fn level(code: &str, configuration: &Configuration) -> Option<Level> {
    let set = configuration.rules.iter().rev().find(|(name, _)| name == code).map(|(_, level)| *level);
    let default = CODES.iter().find(|known| known.name == code).map(|known| known.level);
    match set.or(default).unwrap_or(RuleLevel::Deny) {
        RuleLevel::Allow => None,
        RuleLevel::Warn => Some(Level::Warning),
        RuleLevel::Deny => Some(Level::Error),
    }
}

fn place<'s>(body: &'s Body<'_>, range: &std::ops::Range<usize>) -> At<'s> {
    At {
        script: body.script,
        in_downgrade: body.direction == Direction::Downgrade,
        start: range.start,
        text: body.source.text().get(range.clone()).unwrap_or_default(),
        before: body.source.text().get(..range.start).unwrap_or_default(),
    }
}

fn first_line(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let statement = text.get(range.clone()).unwrap_or_default();
    let line = statement.split('\n').next().unwrap_or_default().trim_end();
    range.start..range.start + line.len()
}
