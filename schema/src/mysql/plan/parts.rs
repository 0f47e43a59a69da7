//! What belongs to each table, found in one pass.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::item::{Definition, Item, Table};
use crate::key::{Key, Kind};
use crate::mysql::lexer::{Token, tokens};
use crate::mysql::quote;

/// The tables of a catalog by name.
pub(super) struct Parts<'c> {
    pub(super) tables: BTreeMap<&'c str, TableParts<'c>>,
}

pub(super) struct TableParts<'c> {
    pub(super) table: &'c Table,
    pub(super) key: &'c Key,
    /// The primary key, unique keys and indexes.
    pub(super) indexes: BTreeMap<&'c Key, &'c Definition>,
    pub(super) checks: BTreeMap<&'c Key, &'c Definition>,
    pub(super) foreign_keys: BTreeMap<&'c str, ForeignKey<'c>>,
}

#[derive(Clone, Debug)]
pub(super) struct ForeignKey<'c> {
    pub(super) name: &'c str,
    pub(super) definition: &'c Definition,
    /// The table that it refers to, unless that is in another database.
    pub(super) table: Option<String>,
    pub(super) referenced: Vec<String>,
}

impl<'c> Parts<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> Self {
        let mut tables = BTreeMap::new();
        for (key, item) in catalog.items() {
            if let Item::Table(table) = item {
                let parts = TableParts {
                    table,
                    key,
                    indexes: BTreeMap::new(),
                    checks: BTreeMap::new(),
                    foreign_keys: BTreeMap::new(),
                };
                tables.insert(key.name.as_str(), parts);
            }
        }
        for (key, item) in catalog.items() {
            let (Some(table), Item::Definition(definition)) = (key.table.as_deref(), item) else { continue };
            let Some(parts) = tables.get_mut(table) else { continue };
            match key.kind {
                Kind::PrimaryKey | Kind::Unique | Kind::Index => {
                    parts.indexes.insert(key, definition);
                }
                Kind::Check => {
                    parts.checks.insert(key, definition);
                }
                Kind::ForeignKey => {
                    parts.foreign_keys.insert(&key.name, ForeignKey::of(&key.name, definition));
                }
                _ => {}
            }
        }
        Parts { tables }
    }
}

impl<'c> ForeignKey<'c> {
    /// Reads `FOREIGN KEY (…) REFERENCES [schema.]table (…) …`.
    fn of(name: &'c str, definition: &'c Definition) -> Self {
        let tokens = tokens(&definition.text);
        let mut behind = tokens.iter().skip_while(|token| !token.is_word("REFERENCES")).skip(1);
        let mut path = Vec::new();
        for token in behind.by_ref() {
            match token {
                Token::Symbol("(") => break,
                _ => path.extend(plain(*token)),
            }
        }
        let referenced = behind.take_while(|token| !token.is_symbol(")")).filter_map(|token| plain(*token));
        let referenced = referenced.collect();
        let table = if path.len() == 1 { path.pop() } else { None };
        ForeignKey { name, definition, table, referenced }
    }

    /// The columns of its own table.
    pub(super) fn columns(&self) -> &'c [String] {
        &self.definition.columns
    }

    /// The clause that makes it.
    pub(super) fn clause(&self) -> String {
        format!("CONSTRAINT {} {}", quote::name(self.name), self.definition.text)
    }
}

fn plain(token: Token<'_>) -> Option<String> {
    match token {
        Token::Word(text) => Some(text.to_owned()),
        _ => token.name(),
    }
}

/// Whether an index serves a foreign key with these columns.
pub(super) fn serves(index: &Definition, columns: &[String]) -> bool {
    if index.text.starts_with("FULLTEXT") || index.text.starts_with("SPATIAL") {
        return false;
    }
    let Some((_, parts)) = index.text.split_once(" (") else { return false };
    let wanted = quote::names(columns);
    parts.strip_prefix(wanted.as_str()).is_some_and(|behind| behind.starts_with([',', ')', ' ']))
}

/// The clause that makes an index or a key.
pub(super) fn index_clause(key: &Key, definition: &Definition) -> String {
    match (key.kind, definition.text.strip_prefix("UNIQUE ")) {
        (Kind::Unique, Some(rest)) => format!("UNIQUE KEY {} {rest}", quote::name(&key.name)),
        _ => definition.text.clone(),
    }
}

/// The clause that makes a check.
pub(super) fn check_clause(key: &Key, definition: &Definition) -> String {
    format!("CONSTRAINT {} {}", quote::name(&key.name), definition.text)
}
