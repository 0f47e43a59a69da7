//! The second part, in which everything is changed and created in the order in which it is needed.

use std::collections::{BTreeMap, BTreeSet};

use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::postgres::quote;
use crate::postgres::sequence::Options;

use super::arrange::arrange;
use super::comment::what;
use super::drop::owned_by;
use super::{Planner, is_inherited, owner, types};

impl<'c> Planner<'c> {
    /// Changes and creates.
    pub(super) fn build(&mut self) {
        self.rename();
        let difference = &self.difference;
        let sets = [&difference.create, &difference.alter, &difference.retype, &difference.clear];
        let nodes: BTreeSet<&'c Key> =
            sets.into_iter().flatten().filter_map(|key| self.to.key(key).or(Some(*key))).collect();
        let serials = self.serials();
        let folds = self.create_folds(&nodes, &serials);
        let wishes = self.mentions(&nodes);
        let arrangement = arrange(self.to, &nodes, folds, &wishes);
        let mut members: BTreeMap<&Key, BTreeSet<&'c Key>> = BTreeMap::new();
        for (&member, &leader) in &arrangement.folded {
            members.entry(leader).or_default().insert(member);
        }
        let is_folded = |sequence: &&Key| arrangement.folded.contains_key(sequence);
        let serials: BTreeSet<&'c Key> =
            serials.iter().filter(|(_, sequence)| is_folded(sequence)).map(|(&column, _)| column).collect();
        for &key in &arrangement.order {
            let members = members.remove(key).unwrap_or_default();
            self.make(key, &members, &serials);
        }
        self.own_sequences(&arrangement.folded);
        self.replica_identities();
    }

    /// Gives constraints and indexes their new names.
    fn rename(&mut self) {
        let renames: Vec<_> = self.difference.rename.iter().map(|(&old, &new)| (old, new)).collect();
        for (old, new) in renames {
            let name = quote::name(&new.name);
            self.run(match old.kind {
                Kind::Index => {
                    let index = quote::qualified(old.schema.as_deref(), &old.name);
                    format!("ALTER INDEX {index} RENAME TO {name}")
                }
                _ => format!(
                    "ALTER TABLE {} RENAME CONSTRAINT {} TO {name}",
                    quote::table(old),
                    quote::name(&old.name)
                ),
            });
            let comment =
                |item: Option<&Item>| item.and_then(Item::definition).and_then(|item| item.comment.clone());
            if let Some(item) = self.to.get(new) {
                let comments = (comment(self.from.get(old)), comment(Some(item)));
                self.comment(&what(new, item), comments.0.as_deref(), comments.1.as_deref());
            }
        }
    }

    /// What is made with its table or column, without a statement of its own.
    fn create_folds(
        &self,
        nodes: &BTreeSet<&'c Key>,
        serials: &BTreeMap<&'c Key, &'c Key>,
    ) -> BTreeMap<&'c Key, &'c Key> {
        let create = &self.difference.create;
        let mut folds = BTreeMap::new();
        // The server takes two keys of the same columns in one statement as one.
        let mut keys = BTreeSet::new();
        let mut stands_alone = |key: &Key| {
            let Some(definition) = self.to.get(key).and_then(Item::definition) else { return false };
            let columns = definition.text.split_once(" (").map(|(_, columns)| columns);
            let is_key = matches!(key.kind, Kind::PrimaryKey | Kind::Unique | Kind::Exclusion);
            is_key && !keys.insert((key.schema.clone(), key.table.clone(), columns))
                || definition.text.ends_with(" NOT VALID")
        };
        for &key in nodes {
            if key.kind.is_part_of_table()
                && create.contains(key)
                && !stands_alone(key)
                && let Some(table) = owner(self.to, key).filter(|table| create.contains(table))
                && !self.is_partition(table)
            {
                folds.insert(key, table);
            }
        }
        for (&column, &sequence) in serials {
            folds.insert(sequence, folds.get(column).copied().unwrap_or(column));
        }
        folds
    }

    fn is_partition(&self, table: &Key) -> bool {
        self.to
            .get(table)
            .and_then(Item::table)
            .is_some_and(|table| table.options.contains_key("partition of"))
    }

    /// The new columns that `serial` makes with their sequence, exactly as both are wanted.
    fn serials(&self) -> BTreeMap<&'c Key, &'c Key> {
        let mut serials = BTreeMap::new();
        for &key in self.difference.create.iter().filter(|key| key.kind == Kind::Column) {
            let (Some(Item::Column(column)), Some(table)) = (self.to.get(key), key.table.as_deref()) else {
                continue;
            };
            let name = format!("{table}_{}_seq", key.name);
            let sequence = Key::new(Kind::Sequence, key.schema.as_deref(), name);
            let as_type = match column.r#type.as_str() {
                "bigint" => "",
                "integer" => " AS integer",
                "smallint" => " AS smallint",
                _ => continue,
            };
            let called = quote::object(&sequence);
            let default = format!("nextval({}::regclass)", quote::text(&called));
            let text = format!(
                "CREATE SEQUENCE {called}{as_type};\nALTER SEQUENCE {called} OWNED BY {}.{}",
                quote::table(key),
                quote::name(&key.name)
            );
            if let (Some(&sequence), Some(item)) =
                (self.difference.create.get(&sequence), self.to.get(&sequence))
                && sequence.name.len() <= 63
                && !column.nullable
                && !is_inherited(column)
                && column.default.as_ref() == Some(&default)
                && item.definition().is_some_and(|item| item.text == text)
            {
                serials.insert(key, sequence);
            }
        }
        serials
    }

    /// Makes or changes an object, with what is made by the same statement.
    fn make(&mut self, key: &'c Key, members: &BTreeSet<&'c Key>, serials: &BTreeSet<&'c Key>) {
        let create = self.difference.create.contains(key);
        let Some(item) = self.to.get(key) else {
            if key.kind == Kind::Column {
                self.alter_column(key);
            }
            return;
        };
        match (key.kind, item) {
            (Kind::Table, _) if create => self.create_table(key, members, serials),
            (Kind::Table, _) => self.alter_table(key),
            (Kind::Column, _) if create => self.add_column(key, serials.contains(key)),
            (Kind::Column, _) => self.alter_column(key),
            (_, Item::Definition(definition)) if create => self.create(key, definition),
            (_, Item::Definition(definition)) => self.alter(key, definition),
            (_, item) if create => {
                if let Some(sql) = types::create(key, item) {
                    self.run(sql);
                }
                self.comment_on(key, true);
            }
            _ => self.alter_type(key),
        }
        // A sequence that came with its column.
        for &member in members.iter().filter(|member| member.kind == Kind::Sequence) {
            self.comment_on(member, true);
        }
    }

    fn create(&mut self, key: &'c Key, definition: &'c Definition) {
        let text = definition.text.as_str();
        match key.kind {
            Kind::PrimaryKey | Kind::Unique | Kind::Check | Kind::Exclusion | Kind::ForeignKey => {
                let (table, name) = (quote::table(key), quote::name(&key.name));
                self.run(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {text}"));
                if self.meets_new_rows(key) {
                    self.note("fails if a row does not meet it");
                }
            }
            // Who owns it comes when its column is there.
            Kind::Sequence => self.run_all(quote::statements(text).into_iter().take(1)),
            Kind::Function => self.run(text.replacen("CREATE OR REPLACE ", "CREATE ", 1)),
            Kind::Index => {
                self.run(text);
                if text.starts_with("CREATE UNIQUE") && self.meets_new_rows(key) {
                    self.note("fails if two rows have the same values");
                }
            }
            _ => self.run_all(quote::statements(text)),
        }
        self.comment_on(key, true);
    }

    /// Whether rows that are there may not be as a new constraint or index wants them: it is another one, or they are
    /// others.
    fn meets_new_rows(&self, key: &Key) -> bool {
        let table = owner(self.to, key).filter(|owner| owner.kind == Kind::Table);
        let is_old = table.is_some_and(|table| self.from.has(table));
        let is_other = self.from.get(key) != self.to.get(key);
        is_old && (is_other || self.to.required(key).any(|required| self.difference.touches(required)))
    }

    fn alter(&mut self, key: &'c Key, definition: &'c Definition) {
        let Some(old) = self.from.get(key).and_then(Item::definition) else { return };
        let text = definition.text.as_str();
        let differs = old.text != definition.text || old.columns != definition.columns;
        match key.kind {
            Kind::Function if differs => self.run(text),
            Kind::View if differs => {
                self.run_all(quote::statements(&text.replacen("CREATE VIEW ", "CREATE OR REPLACE VIEW ", 1)));
            }
            Kind::Check | Kind::ForeignKey if differs => {
                let (table, name) = (quote::table(key), quote::name(&key.name));
                self.run(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"));
                self.note("fails if a row does not meet it");
            }
            Kind::Extension if differs => {
                let schema = text.split_once(" WITH SCHEMA ").map_or("public", |(_, schema)| schema);
                self.run(format!("ALTER EXTENSION {} SET SCHEMA {schema}", quote::object(key)));
            }
            Kind::Sequence if differs => self.alter_sequence(key, &old.text, text),
            _ => {}
        }
        self.comment_on(key, false);
    }

    fn alter_sequence(&mut self, key: &Key, from: &str, to: &str) {
        let options = |text: &str| Options::parse(text.split(";\n").next().unwrap_or_default(), "bigint");
        let words = options(to).change(&options(from), "");
        if !words.is_empty() {
            self.run(format!("ALTER SEQUENCE {} {}", quote::object(key), words.join(" ")));
        }
    }

    /// Gives sequences to the columns that own them, when all are there.
    fn own_sequences(&mut self, folded: &BTreeMap<&'c Key, &'c Key>) {
        let to = self.to;
        let dropped = self.difference.drop.iter().filter(|key| key.kind == Kind::Column);
        let dropped: BTreeSet<String> =
            dropped.map(|key| format!("{}.{}", quote::table(key), quote::name(&key.name))).collect();
        for (key, item) in
            to.items().filter(|(key, _)| key.kind == Kind::Sequence && !folded.contains_key(key))
        {
            let is_new = self.difference.create.contains(key);
            let old = self.from.get(key).filter(|_| !is_new).and_then(owned_by);
            let new = owned_by(item);
            // The column went, and came again.
            let lost = old.is_some_and(|old| dropped.contains(old));
            if old != new || lost && new.is_some() {
                let column = new.unwrap_or("NONE");
                if !(lost && new.is_none()) {
                    self.run(format!("ALTER SEQUENCE {} OWNED BY {column}", quote::object(key)));
                }
            }
        }
    }
}
