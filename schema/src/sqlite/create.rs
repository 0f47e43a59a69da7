//! `CREATE TABLE` and the definition of a column, as a person would write them.

use super::name::quoted;
use super::{NOT_NULL_CONFLICT, STRICT, WITHOUT_ROWID};
use crate::catalog::Catalog;
use crate::item::{Column, Definition, Item, Table};
use crate::key::{Key, Kind};

/// The constraints of a table, those of one column apart from the rest.
pub(super) struct Constraints<'c> {
    all: Vec<(&'c Key, &'c Definition)>,
    table: &'c Table,
}

impl<'c> Constraints<'c> {
    pub(super) fn new(catalog: &'c Catalog, key: &Key, table: &'c Table) -> Self {
        let all = catalog.belongings(key).filter(|(key, _)| is_constraint(key.kind));
        let all = all.filter_map(|(key, item)| Some((key, item.definition()?))).collect();
        Constraints { all, table }
    }

    fn primary_key(&self) -> Option<&'c Definition> {
        self.all.iter().find(|(key, _)| key.kind == Kind::PrimaryKey).map(|(_, key)| *key)
    }

    /// Whether the primary key says that a column is not null.
    fn implies_not_null(&self, name: &str, column: &Column) -> bool {
        let Some(key) = self.primary_key() else { return false };
        let is_number = column.r#type == "INTEGER" && key.text == format!("PRIMARY KEY ({})", quoted(name));
        let has = |option| self.table.options.contains_key(option);
        key.columns.iter().any(|column| column == name) && (is_number || has(STRICT) || has(WITHOUT_ROWID))
    }

    /// `email TEXT NOT NULL UNIQUE`
    pub(super) fn column(&self, name: &str, column: &Column) -> String {
        let mut text = quoted(name);
        let mut add = |words: &str| {
            text.push(' ');
            text.push_str(words);
        };
        if !column.r#type.is_empty() {
            add(&column.r#type);
        }
        let own: Vec<(Kind, String)> = self
            .all
            .iter()
            .filter_map(|(key, definition)| Some((key.kind, beside(key, definition, name, column)?)))
            .collect();
        let constraints =
            |wanted: Kind| own.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, text)| text);
        constraints(Kind::PrimaryKey).for_each(|text| add(text));
        if !column.nullable && !self.implies_not_null(name, column) {
            add("NOT NULL");
            if let Some(how) = column.options.get(NOT_NULL_CONFLICT) {
                add(&format!("ON CONFLICT {how}"));
            }
        }
        constraints(Kind::Unique).for_each(|text| add(text));
        if let Some(default) = &column.default {
            add(&format!("DEFAULT {default}"));
        }
        if let Some(collation) = &column.collation {
            add(&format!("COLLATE {collation}"));
        }
        if let Some(generated) = &column.generated {
            let stored = if generated.stored { "STORED" } else { "VIRTUAL" };
            add(&format!("GENERATED ALWAYS AS ({}) {stored}", generated.expression));
        }
        constraints(Kind::Check).for_each(|text| add(text));
        constraints(Kind::ForeignKey).for_each(|text| add(text));
        text
    }

    /// Those that cannot stand beside a column.
    fn behind(&self, catalog: &Catalog, table: &Key) -> Vec<String> {
        let is_beside = |key: &Key, definition: &Definition| match definition.columns.as_slice() {
            [name] => {
                let column = Key::of(Kind::Column, None, &table.name, name);
                let column = catalog.get(&column).and_then(Item::column);
                column.is_some_and(|column| beside(key, definition, name, column).is_some())
            }
            _ => false,
        };
        let behind = self.all.iter().filter(|(key, definition)| !is_beside(key, definition));
        behind.map(|(key, definition)| format!("{}{}", called(key, definition), definition.text)).collect()
    }
}

pub(super) fn is_constraint(kind: Kind) -> bool {
    matches!(kind, Kind::PrimaryKey | Kind::Unique | Kind::Check | Kind::ForeignKey)
}

/// `CONSTRAINT name `, if it has one.
fn called(key: &Key, definition: &Definition) -> String {
    let is_description =
        key.name.starts_with('(') && definition.text.contains(&key.name) || key.name == definition.text;
    if is_description { String::new() } else { format!("CONSTRAINT {} ", quoted(&key.name)) }
}

/// A constraint as it stands beside the only column that it is about.
fn beside(key: &Key, definition: &Definition, name: &str, column: &Column) -> Option<String> {
    if definition.columns != [name] {
        return None;
    }
    let quoted = quoted(name);
    let text = definition.text.as_str();
    let text = match key.kind {
        Kind::PrimaryKey => {
            let (order, rest) = match text.strip_prefix(&format!("PRIMARY KEY ({quoted})")) {
                Some(rest) => ("", rest),
                None => (" DESC", text.strip_prefix(&format!("PRIMARY KEY ({quoted} DESC)"))?),
            };
            let counted = if column.identity.is_some() { " AUTOINCREMENT" } else { "" };
            format!("PRIMARY KEY{order}{rest}{counted}")
        }
        Kind::Unique => format!("UNIQUE{}", text.strip_prefix(&format!("UNIQUE ({quoted})"))?),
        Kind::ForeignKey => text.strip_prefix(&format!("FOREIGN KEY ({quoted}) "))?.to_owned(),
        Kind::Check => text.to_owned(),
        _ => return None,
    };
    Some(format!("{}{text}", called(key, definition)))
}

/// The statement that makes a table, with its constraints, under the name `name`.
pub(super) fn table(catalog: &Catalog, key: &Key, name: &str) -> String {
    let nothing = Table::default();
    let table = catalog.get(key).and_then(Item::table).unwrap_or(&nothing);
    let constraints = Constraints::new(catalog, key, table);
    let mut lines: Vec<String> =
        catalog.columns(key).map(|(name, column)| constraints.column(name, column)).collect();
    lines.append(&mut constraints.behind(catalog, key));
    let lines: Vec<String> = lines.into_iter().map(|line| format!("    {line}")).collect();
    let options = [(STRICT, "STRICT"), (WITHOUT_ROWID, "WITHOUT ROWID")];
    let options: Vec<&str> = options
        .into_iter()
        .filter(|(option, _)| table.options.contains_key(option))
        .map(|(_, words)| words)
        .collect();
    let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(", ")) };
    format!("CREATE TABLE {} (\n{}\n){options}", quoted(name), lines.join(",\n"))
}
