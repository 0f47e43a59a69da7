//! What differs between two catalogs.

use std::fmt;

use crate::catalog::Catalog;
use crate::item::{Column, Definition, Domain, Item, Table};
use crate::key::{Key, Kind};

/// One difference: what must happen to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The object.
    pub key: Key,
    /// What it is; nothing if it must be added.
    pub from: Option<Item>,
    /// What it must become; nothing if it must go.
    pub to: Option<Item>,
}

/// Every difference.
pub(crate) fn changes(from: &Catalog, to: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, item) in from.items() {
        let wanted = to.get(key);
        if wanted != Some(item) {
            changes.push(Change { key: key.clone(), from: Some(item.clone()), to: wanted.cloned() });
        }
    }
    for (key, item) in to.items() {
        if !from.has(key) {
            changes.push(Change { key: key.clone(), from: None, to: Some(item.clone()) });
        }
    }
    changes.sort_by(|left, right| left.key.cmp(&right.key));
    changes
}

impl Change {
    /// Whether a table that comes or goes says it already.
    pub(crate) fn is_implied(&self, from: &Catalog, to: &Catalog) -> bool {
        self.key.kind.is_part_of_table()
            && self.key.table_key().is_some_and(|table| from.has(&table) != to.has(&table))
    }
}

/// `add table users`, `drop index users_email on users`, `change column users.email: type text -> varchar(20)`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.from, &self.to) {
            (None, Some(item)) => {
                write!(f, "add {}", self.key)?;
                match (self.key.kind, item) {
                    (Kind::Column, Item::Column(column)) => write!(f, " {}", words(column)),
                    _ => Ok(()),
                }
            }
            (Some(_), None) => write!(f, "drop {}", self.key),
            (from, to) => {
                write!(f, "change {}: ", self.key)?;
                let details = match (from, to) {
                    (Some(from), Some(to)) => details(from, to),
                    _ => Vec::new(),
                };
                f.write_str(&details.join(", "))
            }
        }
    }
}

fn words(column: &Column) -> String {
    let mut words = column.r#type.clone();
    if !column.nullable {
        words.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        words.push_str(" DEFAULT ");
        words.push_str(default);
    }
    if let Some(generated) = &column.generated {
        words.push_str(&format!(" AS ({})", generated.expression));
    }
    words.trim().to_owned()
}

/// In what two objects of one name differ.
fn details(from: &Item, to: &Item) -> Vec<String> {
    let mut details = Details(Vec::new());
    match (from, to) {
        (Item::Column(from), Item::Column(to)) => details.column(from, to),
        (Item::Table(from), Item::Table(to)) => details.table(from, to),
        (Item::Domain(from), Item::Domain(to)) => details.domain(from, to),
        (Item::Enum(from), Item::Enum(to)) => {
            details.value("values", &from.values.join(", "), &to.values.join(", "));
            details.maybe("comment", from.comment.as_deref(), to.comment.as_deref());
        }
        (Item::Definition(from), Item::Definition(to)) => details.definition(from, to),
        _ => details.0.push("it is of another kind".to_owned()),
    }
    details.0
}

struct Details(Vec<String>);

impl Details {
    fn column(&mut self, from: &Column, to: &Column) {
        self.value("type", &from.r#type, &to.r#type);
        if from.nullable != to.nullable {
            self.0.push(if to.nullable { "drop NOT NULL" } else { "set NOT NULL" }.to_owned());
        }
        self.maybe("default", from.default.as_deref(), to.default.as_deref());
        let generated = |column: &Column| {
            column.generated.as_ref().map(|generated| {
                let stored = if generated.stored { "stored" } else { "virtual" };
                format!("({}) {stored}", generated.expression)
            })
        };
        self.maybe("generated", generated(from).as_deref(), generated(to).as_deref());
        self.maybe("identity", from.identity.as_deref(), to.identity.as_deref());
        self.maybe("collation", from.collation.as_deref(), to.collation.as_deref());
        self.options(&from.options, &to.options);
        self.maybe("comment", from.comment.as_deref(), to.comment.as_deref());
    }

    fn table(&mut self, from: &Table, to: &Table) {
        self.options(&from.options, &to.options);
        self.maybe("comment", from.comment.as_deref(), to.comment.as_deref());
    }

    fn domain(&mut self, from: &Domain, to: &Domain) {
        self.value("type", &from.base, &to.base);
        if from.nullable != to.nullable {
            self.0.push(if to.nullable { "drop NOT NULL" } else { "set NOT NULL" }.to_owned());
        }
        self.maybe("default", from.default.as_deref(), to.default.as_deref());
        self.maybe("collation", from.collation.as_deref(), to.collation.as_deref());
        for name in from.checks.keys().chain(to.checks.keys().filter(|name| !from.checks.contains_key(*name)))
        {
            let (from, to) = (from.checks.get(name), to.checks.get(name));
            self.maybe(name, from.map(String::as_str), to.map(String::as_str));
        }
        self.maybe("comment", from.comment.as_deref(), to.comment.as_deref());
    }

    fn definition(&mut self, from: &Definition, to: &Definition) {
        if from.text.lines().count() > 1 || to.text.lines().count() > 1 {
            if from.text != to.text {
                self.0.push("another definition".to_owned());
            }
        } else {
            self.value("definition", &from.text, &to.text);
        }
        if from.text == to.text {
            self.value("columns", &from.columns.join(", "), &to.columns.join(", "));
        }
        self.maybe("comment", from.comment.as_deref(), to.comment.as_deref());
    }

    fn options(
        &mut self,
        from: &std::collections::BTreeMap<&'static str, String>,
        to: &std::collections::BTreeMap<&'static str, String>,
    ) {
        for name in from.keys().chain(to.keys().filter(|name| !from.contains_key(*name))) {
            self.maybe(name, from.get(name).map(String::as_str), to.get(name).map(String::as_str));
        }
    }

    fn value(&mut self, what: &str, from: &str, to: &str) {
        self.maybe(what, Some(from), Some(to));
    }

    fn maybe(&mut self, what: &str, from: Option<&str>, to: Option<&str>) {
        if from == to {
            return;
        }
        let shown = |value: Option<&str>| match value {
            None | Some("") => "none".to_owned(),
            Some(value) => value.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        self.0.push(format!("{what} {} -> {}", shown(from), shown(to)));
    }
}
