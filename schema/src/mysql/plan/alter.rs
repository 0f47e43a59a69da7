//! What changes in a table that stays.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::Diff;
use super::parts::{ForeignKey, check_clause, index_clause};
use super::{column, options};
use crate::item::{Column, Table};
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::plan::{Destroyed, Step};

/// `ALTER TABLE` with these clauses, a line each if they are several.
pub(super) fn statement(table: &str, clauses: &[String]) -> String {
    match clauses {
        [clause] => format!("ALTER TABLE {} {clause}", quote::name(table)),
        clauses => format!("ALTER TABLE {}\n    {}", quote::name(table), clauses.join(",\n    ")),
    }
}

/// Foreign keys that go or come with the other changes, and checks that have gone before.
#[derive(Default)]
pub(super) struct Along<'d, 'c> {
    pub(super) dropped: Vec<&'d ForeignKey<'c>>,
    pub(super) added: Vec<&'d ForeignKey<'c>>,
    pub(super) gone_checks: BTreeSet<&'c Key>,
}

/// The steps that change a table, in one statement as far as the server can.
pub(super) fn steps(diff: &Diff<'_>, hints: &BTreeMap<Key, Vec<String>>, along: &Along<'_, '_>) -> Vec<Step> {
    let mut alter = Alter { diff, clauses: Vec::new(), notes: Vec::new(), destroys: Vec::new() };
    let mut steps = alter.kept_values();
    if diff.modified.iter().any(|(_, from, to)| from.identity.is_none() && to.identity.is_some()) {
        // Otherwise a row with 0 gets another number. ambix puts the mode back behind the revision.
        steps.push(Step::new("SET sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')"));
    }
    alter.drops(along);
    alter.columns();
    alter.additions(along);
    alter.clauses.extend(options::changes(diff.from, diff.to));
    alter.versioning();
    for (name, _) in &diff.dropped {
        alter.notes.extend(hints.get(&alter.column(name)).into_iter().flatten().cloned());
    }
    let mut sql = String::new();
    if options::is_versioned(diff.from) {
        // It would refuse to change what old versions of rows looked like.
        sql.push_str("SET STATEMENT system_versioning_alter_history = KEEP FOR\n");
    }
    let partition = alter.partition();
    match (partition, alter.clauses.is_empty()) {
        (Some(partition), true) => {
            let line = if partition.contains('\n') { '\n' } else { ' ' };
            sql.push_str(&format!("ALTER TABLE {}{line}{partition}", quote::name(diff.name)));
        }
        (Some(partition), false) => {
            sql.push_str(&statement(diff.name, &alter.clauses));
            sql.push('\n');
            sql.push_str(&partition);
        }
        (None, true) => return steps,
        (None, false) => sql.push_str(&statement(diff.name, &alter.clauses)),
    }
    let mut step = Step::new(sql);
    step.notes = alter.notes;
    step.destroys = alter.destroys;
    steps.push(step);
    steps
}

struct Alter<'d, 'c> {
    diff: &'d Diff<'c>,
    clauses: Vec<String>,
    notes: Vec<String>,
    destroys: Vec<Destroyed>,
}

impl Alter<'_, '_> {
    /// The values of a column that was computed when it was read are stored under another name first.
    fn kept_values(&self) -> Vec<Step> {
        let collation = options::collation(self.diff.from);
        let stored = |(name, from): (&str, &Column)| {
            let mut stored = from.clone();
            if let Some(generated) = &mut stored.generated {
                generated.stored = true;
            }
            stored.options.remove("visibility");
            format!("ADD COLUMN {}", column::definition(&self.aside(name), &stored, collation))
        };
        let clauses: Vec<String> = self.materialized().map(|(name, from, _)| stored((name, from))).collect();
        if clauses.is_empty() { Vec::new() } else { vec![Step::new(statement(self.diff.name, &clauses))] }
    }

    fn materialized(&self) -> impl Iterator<Item = (&str, &Column, &Column)> {
        self.diff.replaced.iter().filter(|(_, from, to)| column::is_materialized(from, to)).copied()
    }

    /// A name for the time between.
    fn aside(&self, name: &str) -> String {
        format!("{}_kept", name.chars().take(59).collect::<String>())
    }

    fn drops(&mut self, along: &Along<'_, '_>) {
        let diff = self.diff;
        for foreign_key in &along.dropped {
            self.clauses.push(format!("DROP FOREIGN KEY {}", quote::name(foreign_key.name)));
        }
        for key in diff.dropped_checks.keys().filter(|key| !along.gone_checks.contains(*key)) {
            self.clauses.push(format!("DROP CONSTRAINT {}", quote::name(&key.name)));
        }
        for key in diff.dropped_indexes.keys() {
            self.clauses.push(match key.kind {
                Kind::PrimaryKey => "DROP PRIMARY KEY".to_owned(),
                _ => format!("DROP INDEX {}", quote::name(&key.name)),
            });
        }
        for (name, column) in &diff.dropped {
            self.clauses.push(format!("DROP COLUMN {}", quote::name(name)));
            if column.generated.is_none() {
                self.destroys.push(Destroyed::column(&self.column(name)));
            }
        }
        for (name, ..) in &diff.replaced {
            self.clauses.push(format!("DROP COLUMN {}", quote::name(name)));
        }
    }

    fn columns(&mut self) {
        let diff = self.diff;
        for (name, from, to) in &diff.modified {
            self.clauses.push(format!("MODIFY COLUMN {}", self.definition(name, to)));
            self.compare(name, from, to);
        }
        for (from, name, to) in &diff.respelled {
            self.clauses.push(format!("CHANGE COLUMN {} {}", quote::name(from), self.definition(name, to)));
        }
        for (name, from, to) in &diff.replaced {
            if column::is_materialized(from, to) {
                let aside = quote::name(&self.aside(name));
                self.clauses.push(format!("CHANGE COLUMN {aside} {}", self.definition(name, to)));
                continue;
            }
            self.clauses.push(format!("ADD COLUMN {}", self.definition(name, to)));
            if from.generated.is_none() {
                self.destroys.push(Destroyed::column(&self.column(name)));
            }
        }
        for (name, column) in &diff.added {
            self.clauses.push(format!("ADD COLUMN {}", self.definition(name, column)));
            if !column.nullable
                && column.default.is_none()
                && column.generated.is_none()
                && column.identity.is_none()
            {
                let (name, table) = (quote::name(name), quote::name(diff.name));
                self.notes.push(format!(
                    "the rows that {table} has get an empty value for {name}, '' or 0: give it a DEFAULT if they \
                     should get another one"
                ));
            }
        }
    }

    fn column(&self, name: &str) -> Key {
        Key::of(Kind::Column, None, self.diff.name, name)
    }

    /// What may go wrong with the rows that are there.
    fn compare(&mut self, name: &str, from: &Column, to: &Column) {
        let (column, table) = (quote::name(name), quote::name(self.diff.name));
        if from.nullable && !to.nullable && to.generated.is_none() {
            self.notes.push(format!(
                "fails if {column} is NULL in a row of {table}: give those rows a value before"
            ));
        }
        if from.generated.is_none() && to.generated.is_some() {
            self.notes.push(format!("{column} is computed from now on: the values that it has are gone"));
            self.destroys.push(Destroyed::column(&self.column(name)));
        } else if from.generated.is_none() && !column::is_widened(from, to) {
            self.notes.push(format!(
                "fails if a value of {column} does not fit into {}; fractions and times of day may be cut off",
                to.r#type
            ));
            self.destroys.push(Destroyed::column(&self.column(name)));
        }
    }

    /// A column as it is written in this statement, which may change the default collation as well.
    fn definition(&self, name: &str, column: &Column) -> String {
        let (from, to) = (options::collation(self.diff.from), options::collation(self.diff.to));
        column::definition(name, column, if from == to { to } else { None })
    }

    fn additions(&mut self, along: &Along<'_, '_>) {
        let diff = self.diff;
        for (key, definition) in &diff.added_indexes {
            self.clauses.push(format!("ADD {}", index_clause(key, definition)));
            // NULL equals nothing, and numbers that the server counts are unequal.
            let apart = definition.columns.iter().any(|column| {
                let added = diff.added.iter().find(|(name, _)| name == column);
                added.is_some_and(|(_, column)| column.nullable || column.identity.is_some())
            });
            if matches!(key.kind, Kind::Unique | Kind::PrimaryKey)
                && diff.dropped_indexes.get(key) != Some(definition)
                && !apart
            {
                let columns = quote::names(&definition.columns);
                self.notes
                    .push(format!("fails if two rows of {} are equal in {columns}", quote::name(diff.name)));
            }
        }
        for (key, definition) in &diff.added_checks {
            self.clauses.push(format!("ADD {}", check_clause(key, definition)));
            self.notes.push(format!(
                "fails if a row of {} does not meet {}",
                quote::name(diff.name),
                quote::name(&key.name)
            ));
        }
        for foreign_key in &along.added {
            self.clauses.push(format!("ADD {}", foreign_key.clause()));
        }
    }

    fn versioning(&mut self) {
        let (from, to) = (self.diff.from, self.diff.to);
        match (options::is_versioned(from), options::is_versioned(to)) {
            (false, true) => {
                if let Some(period) = options::period(to) {
                    self.clauses.push(format!("ADD {period}"));
                }
                self.clauses.push("ADD SYSTEM VERSIONING".to_owned());
            }
            (true, false) => {
                self.clauses.push("DROP SYSTEM VERSIONING".to_owned());
                self.notes.push("the old versions of all rows are gone".to_owned());
                self.destroys.push(Destroyed::rows(&Key::new(Kind::Table, None, self.diff.name)));
            }
            _ => {}
        }
    }

    /// What stands at the end, without a comma.
    fn partition(&self) -> Option<String> {
        let partition = |table: &Table| options::partition(table).map(str::to_owned);
        let (from, to) = (partition(self.diff.from), partition(self.diff.to));
        if from == to {
            return None;
        }
        Some(to.unwrap_or_else(|| "REMOVE PARTITIONING".to_owned()))
    }
}
