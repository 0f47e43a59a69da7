//! Views, functions, triggers, events and sequences: what is made by a statement of its own.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::item::Definition;
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::order;
use crate::plan::Step;

/// What happens to the definitions.
pub(super) struct Definitions<'c> {
    from: &'c Catalog,
    to: &'c Catalog,
    gone: BTreeSet<&'c Key>,
    changed: BTreeSet<&'c Key>,
    come: BTreeSet<&'c Key>,
}

fn is_one(kind: Kind) -> bool {
    matches!(kind, Kind::Sequence | Kind::Function | Kind::View | Kind::Trigger | Kind::Event)
}

impl<'c> Definitions<'c> {
    pub(super) fn of(from: &'c Catalog, to: &'c Catalog) -> Self {
        let (mut gone, mut changed, mut come) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (key, item) in from.items().filter(|(key, _)| is_one(key.kind)) {
            match to.get(key) {
                None => gone.insert(key),
                Some(wanted) if wanted != item => changed.insert(key),
                Some(_) => false,
            };
        }
        come.extend(to.items().map(|(key, _)| key).filter(|key| is_one(key.kind) && !from.has(key)));
        let mut definitions = Definitions { from, to, gone, changed, come };
        definitions.triggers_behind();
        definitions
    }

    /// Triggers of one moment run in the order in which they were made: those behind one that changes are made again.
    fn triggers_behind(&mut self) {
        let touched: BTreeSet<&Key> = self.changed.iter().copied().filter(is_trigger).collect();
        if touched.is_empty() {
            return;
        }
        for catalog in [self.from, self.to] {
            let behind = order::dependents(catalog, &touched);
            let behind = behind.into_iter().filter(is_trigger);
            let kept = behind.filter(|key| self.from.has(key) && self.to.has(key));
            self.changed.extend(kept);
        }
    }

    /// Drops what would be in the way of the tables.
    pub(super) fn drops(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for kind in [Kind::Event, Kind::Trigger, Kind::View, Kind::Function] {
            let again = matches!(kind, Kind::Event | Kind::Trigger | Kind::Function);
            let changed = self.changed.iter().filter(|key| again && key.kind == kind);
            let goes = self.gone.iter().filter(|key| key.kind == kind).chain(changed);
            for key in order::creation(self.from, goes.copied()).into_iter().rev() {
                // A trigger goes with its table.
                let with_table = kind == Kind::Trigger
                    && key.table_key().is_some_and(|table| self.from.has(&table) && !self.to.has(&table));
                if !with_table {
                    steps.push(Step::new(format!("DROP {} {}", self.word(key), quote::name(real_name(key)))));
                }
            }
        }
        steps
    }

    /// Drops the sequences that must go before the tables are made, or those that must not.
    pub(super) fn sequence_drops(&self, early: bool) -> Vec<Step> {
        let is_early = |key: &Key| {
            [Kind::Table, Kind::View].into_iter().any(|kind| self.to.has(&Key::new(kind, None, &key.name)))
        };
        self.gone
            .iter()
            .filter(|key| key.kind == Kind::Sequence && is_early(key) == early)
            .map(|key| Step::new(format!("DROP SEQUENCE {}", quote::name(&key.name))))
            .collect()
    }

    /// Sequences, which the defaults of columns need.
    pub(super) fn sequences(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for key in self.come.iter().filter(|key| key.kind == Kind::Sequence) {
            steps.extend(self.wanted(key).map(|definition| Step::new(definition.text.clone())));
        }
        for key in self.changed.iter().filter(|key| key.kind == Kind::Sequence) {
            if let Some(definition) = self.wanted(key) {
                let text = definition.text.replacen("CREATE", "ALTER", 1);
                let text = text.split(" ENGINE=").next().unwrap_or_default().to_owned();
                steps.push(Step::new(text));
            }
        }
        steps
    }

    /// Makes what the tables come first for.
    pub(super) fn creations(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for kind in [Kind::Function, Kind::View, Kind::Trigger, Kind::Event] {
            let keys = self.come.iter().chain(&self.changed).filter(|key| key.kind == kind);
            for key in order::creation(self.to, keys.copied()) {
                let Some(definition) = self.wanted(key) else { continue };
                let again = kind == Kind::View && self.changed.contains(key);
                steps.push(Step::new(if again {
                    definition.text.replacen("CREATE", "CREATE OR REPLACE", 1)
                } else {
                    definition.text.clone()
                }));
            }
        }
        steps
    }

    fn wanted(&self, key: &Key) -> Option<&'c Definition> {
        self.to.get(key)?.definition()
    }

    /// What it is called behind `DROP`.
    fn word(&self, key: &Key) -> &'static str {
        match key.kind {
            Kind::View => "VIEW",
            Kind::Trigger => "TRIGGER",
            Kind::Event => "EVENT",
            _ => {
                let text =
                    self.from.get(key).and_then(|item| item.definition()).map_or("", |found| &found.text);
                let head = text.split(['(', '\n']).next().unwrap_or_default();
                let has = |word: &str| head.split_whitespace().any(|found| found == word);
                match (has("PROCEDURE"), has("PACKAGE"), has("BODY")) {
                    (true, ..) => "PROCEDURE",
                    (_, true, true) => "PACKAGE BODY",
                    (_, true, false) => "PACKAGE",
                    _ => "FUNCTION",
                }
            }
        }
    }
}

fn is_trigger(key: &&Key) -> bool {
    key.kind == Kind::Trigger
}

/// The name without the kind behind it, which tells a procedure from a function of the same name.
fn real_name(key: &Key) -> &str {
    if key.kind != Kind::Function {
        return &key.name;
    }
    [" (procedure)", " (package)", " (package body)"]
        .iter()
        .find_map(|suffix| key.name.strip_suffix(suffix))
        .unwrap_or(&key.name)
}
