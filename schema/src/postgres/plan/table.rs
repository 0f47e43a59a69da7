//! Tables: as they are made, and how their options change.

use std::collections::{BTreeMap, BTreeSet};

use crate::item::{Column, Item, Table};
use crate::key::{Key, Kind};
use crate::postgres::quote;

use super::column::definition;
use super::{Planner, is_inherited};

type Options = BTreeMap<&'static str, String>;

/// Whether no statement leads from these options to those without losing the rows.
pub(super) fn is_stuck(from: &Options, to: &Options) -> bool {
    ["partition by", "inherits", "of", "using"].iter().any(|option| from.get(option) != to.get(option))
        || from.contains_key("partition of") != to.contains_key("partition of")
}

/// `users FOR VALUES IN (1)`: the parent and the bound.
fn partition(of: &str) -> (&str, &str) {
    let at =
        of.find(" FOR VALUES ").or_else(|| of.strip_suffix(" DEFAULT").map(str::len)).unwrap_or(of.len());
    (&of[..at], of[at..].trim_start())
}

impl<'c> Planner<'c> {
    /// Makes a table with those of its columns and constraints that are made with it.
    pub(super) fn create_table(
        &mut self,
        key: &'c Key,
        members: &BTreeSet<&'c Key>,
        serials: &BTreeSet<&'c Key>,
    ) {
        let Some(table) = self.to.get(key).and_then(Item::table) else { return };
        let option = |name: &str| table.options.get(name);
        let mut lines = Vec::new();
        let mut inline: BTreeSet<&Key> = BTreeSet::new();
        for (name, column) in self.to.columns(key) {
            let column_key = Key::of(Kind::Column, key.schema.as_deref(), &key.name, name);
            if !members.contains(&column_key) || is_inherited(column) {
                continue;
            }
            let mut words = definition(column, serials.contains(&column_key));
            for &member in members {
                if let Some(word) = self.word(key, member, name) {
                    words = words
                        .strip_suffix(" NOT NULL")
                        .filter(|_| word == "PRIMARY KEY")
                        .unwrap_or(&words)
                        .to_owned();
                    words = format!("{words} {word}");
                    inline.insert(member);
                }
            }
            match option("of") {
                None => lines.push(format!("{} {words}", quote::name(name))),
                Some(_) => {
                    let own = words.strip_prefix(column.r#type.as_str()).unwrap_or_default();
                    lines.extend(
                        (!own.is_empty()).then(|| format!("{} WITH OPTIONS{own}", quote::name(name))),
                    );
                }
            }
        }
        for &member in members.difference(&inline) {
            if !matches!(member.kind, Kind::Column | Kind::Sequence)
                && let Some(constraint) = self.to.get(member).and_then(Item::definition)
            {
                lines.push(format!("CONSTRAINT {} {}", quote::name(&member.name), constraint.text));
            }
        }
        let unlogged = if option("unlogged").is_some() { "UNLOGGED " } else { "" };
        let mut sql = format!("CREATE {unlogged}TABLE {}", quote::object(key));
        if let Some((parent, bound)) = option("partition of").map(|of| partition(of)) {
            sql.push_str(&format!(" PARTITION OF {parent}\n    {bound}"));
        } else {
            if let Some(of) = option("of") {
                sql.push_str(&format!(" OF {of}"));
            }
            if !lines.is_empty() {
                sql.push_str(&format!(" (\n    {}\n)", lines.join(",\n    ")));
            } else if option("of").is_none() {
                sql.push_str(" ()");
            }
        }
        for (name, words) in
            [("inherits", "INHERITS"), ("partition by", "PARTITION BY"), ("using", "USING"), ("with", "WITH")]
        {
            if let Some(value) = option(name) {
                let value =
                    if matches!(name, "inherits" | "with") { format!("({value})") } else { value.clone() };
                sql.push_str(&format!(" {words} {value}"));
            }
        }
        self.run(sql);
        self.row_security(key, None, option("row security").map(String::as_str));
        self.comment_on(key, true);
        for (name, column) in self.to.columns(key) {
            let column_key = Key::of(Kind::Column, key.schema.as_deref(), &key.name, name);
            if members.contains(&column_key) {
                self.column_extras(&column_key, &Column::default(), column);
            }
        }
        for &member in members {
            if member.kind != Kind::Column {
                self.comment_on(member, true);
            }
        }
    }

    /// The word that makes a key or unique constraint of one column where the column stands, if the server gives it
    /// the name that is wanted.
    fn word(&self, table: &Key, member: &Key, column: &str) -> Option<&'static str> {
        let (word, name) = match member.kind {
            Kind::PrimaryKey => ("PRIMARY KEY", format!("{}_pkey", table.name)),
            Kind::Unique => ("UNIQUE", format!("{}_{column}_key", table.name)),
            _ => return None,
        };
        let constraint = self.to.get(member)?.definition()?;
        let is_plain = constraint.text == format!("{word} ({})", quote::name(column));
        (is_plain && member.name == name && name.len() <= 63).then_some(word)
    }

    /// Changes what stands behind the columns of a table.
    pub(super) fn alter_table(&mut self, key: &'c Key) {
        let (Some(from), Some(to)) =
            (self.from.get(key).and_then(Item::table), self.to.get(key).and_then(Item::table))
        else {
            return;
        };
        let name = quote::object(key);
        if from.options.get("unlogged") != to.options.get("unlogged") {
            let word = if to.options.contains_key("unlogged") { "UNLOGGED" } else { "LOGGED" };
            self.run(format!("ALTER TABLE {name} SET {word}"));
        }
        self.storage_parameters(&name, from, to);
        let security = |table: &'c Table| table.options.get("row security").map(String::as_str);
        self.row_security(key, security(from), security(to));
        if let (Some(old), Some(new)) = (from.options.get("partition of"), to.options.get("partition of"))
            && old != new
        {
            self.run(format!("ALTER TABLE {} DETACH PARTITION {name}", partition(old).0));
            let (parent, bound) = partition(new);
            self.run(format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bound}"));
            self.note("fails if a row is not within the new bounds");
        }
        self.comment_on(key, false);
    }

    fn storage_parameters(&mut self, name: &str, from: &Table, to: &Table) {
        let parameters = |table: &Table| -> BTreeMap<String, String> {
            let text = table.options.get("with").cloned().unwrap_or_default();
            let pairs = text.split(", ").filter_map(|pair| pair.split_once('='));
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let (from, to) = (parameters(from), parameters(to));
        let reset: Vec<&str> =
            from.keys().filter(|name| !to.contains_key(*name)).map(String::as_str).collect();
        if !reset.is_empty() {
            self.run(format!("ALTER TABLE {name} RESET ({})", reset.join(", ")));
        }
        let set = to.iter().filter(|(name, value)| from.get(*name) != Some(value));
        let set: Vec<String> = set.map(|(name, value)| format!("{name}={value}")).collect();
        if !set.is_empty() {
            self.run(format!("ALTER TABLE {name} SET ({})", set.join(", ")));
        }
    }

    fn row_security(&mut self, key: &Key, from: Option<&str>, to: Option<&str>) {
        for (word, on, off) in [("enabled", "ENABLE", "DISABLE"), ("forced", "FORCE", "NO FORCE")] {
            let has = |value: Option<&str>| value.is_some_and(|value| value.contains(word));
            if has(from) != has(to) {
                let word = if has(to) { on } else { off };
                self.run(format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", quote::object(key)));
            }
        }
    }

    /// How the rows of a table are known to a subscriber; an index may have to be there first.
    pub(super) fn replica_identities(&mut self) {
        let to = self.to;
        for (key, item) in to.items().filter(|(key, _)| key.kind == Kind::Table) {
            let identity =
                |item: &'c Item| item.table().and_then(|table| table.options.get("replica identity"));
            let (old, new) = (self.from.get(key).and_then(identity), identity(item));
            // An index that was made anew is not the one that was named.
            let index = new.and_then(|new| new.strip_prefix("USING INDEX ")).map(quote::bare);
            let anew = index.is_some_and(|index| {
                [Kind::Index, Kind::PrimaryKey, Kind::Unique].into_iter().any(|kind| {
                    let made = Key::of(kind, key.schema.as_deref(), &key.name, index.as_str());
                    self.difference.create.contains(&made)
                })
            });
            if old != new || anew {
                let identity = new.map_or("DEFAULT", String::as_str);
                self.run(format!("ALTER TABLE {} REPLICA IDENTITY {identity}", quote::object(key)));
            }
        }
    }
}
