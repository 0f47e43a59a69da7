//! `-- ambix:expects`: what exists outside of the set.

use super::unknown::Says;
use super::{Catalog, Column, Entry, Key, Place, Space, Table, Type, View};
use crate::tree::{Name, ObjectName};

/// What can be expected.
const KINDS: [&str; 11] = [
    "table",
    "view",
    "materialized view",
    "type",
    "index",
    "sequence",
    "function",
    "trigger",
    "policy",
    "schema",
    "extension",
];

/// Adds what `text` says is there: `table users(id, email)`, `table orders`, `type mood`. Gives what is wrong with it.
pub(super) fn expect(catalog: &mut Catalog, text: &str, place: &Place) -> Result<(), String> {
    let text = text.trim();
    let (kind, rest) = match text.strip_prefix("materialized view ") {
        Some(rest) => ("materialized view", rest),
        None => text.split_once(char::is_whitespace).unwrap_or((text, "")),
    };
    if !KINDS.contains(&kind) {
        return Err(format!("`expects` names one of `{}`, found `{kind}`", KINDS.join("`, `")));
    }
    let (name, columns) = match rest.split_once('(') {
        None => (rest.trim(), None),
        Some((name, columns)) => {
            let Some(columns) = columns.trim_end().strip_suffix(')') else {
                return Err("`expects` ends without `)`".to_owned());
            };
            (name.trim(), Some(columns))
        }
    };
    let Some(name) = object_name(name) else {
        return Err(format!("`expects {kind}` without a name"));
    };
    let columns: Option<Vec<Name>> = match columns {
        None => None,
        Some(columns) => match columns.split(',').map(|column| part(column.trim())).collect() {
            Some(columns) => Some(columns),
            None => return Err("a column of `expects` has no name".to_owned()),
        },
    };
    let space = match kind {
        "type" => Space::Type,
        "function" => Space::Routine,
        "schema" => Space::Schema,
        "extension" => Space::Extension,
        _ => Space::Relation,
    };
    let key = match space {
        Space::Schema | Space::Extension => {
            Key { space, schema: String::new(), name: catalog.fold(&name.name) }
        }
        _ => catalog.key(space, &name),
    };
    // They belong to a table, and which one is not said.
    if matches!(kind, "trigger" | "policy") {
        catalog.take_in(&name.name.text.to_lowercase(), Says::default());
        return Ok(());
    }
    let entry = match (kind, columns) {
        ("table", Some(columns)) => {
            let column = |name: &Name| Column {
                key: catalog.fold(name),
                name: name.text.clone(),
                place: place.clone(),
                ..Column::default()
            };
            Entry::Table(Table {
                name: name.name.text.clone(),
                columns: columns.iter().map(column).collect(),
                has_unknown_constraints: true,
                place: place.clone(),
                ..Table::default()
            })
        }
        ("table", None) => Entry::Table(Table {
            name: name.name.text.clone(),
            is_open: true,
            has_unknown_constraints: true,
            place: place.clone(),
            ..Table::default()
        }),
        ("view" | "materialized view", columns) => Entry::View(View {
            name: name.name.text.clone(),
            columns: columns.map(|columns| columns.iter().map(|column| catalog.fold(column)).collect()),
            materialized: kind != "view",
            reads: Vec::new(),
            place: place.clone(),
        }),
        ("type", _) => Entry::Type(Type { name: name.name.text.clone(), values: None, place: place.clone() }),
        ("index" | "sequence", _) => Entry::Unknown,
        _ => Entry::Thing(place.clone()),
    };
    if matches!(entry, Entry::Unknown) || catalog.get(&key).is_none() {
        catalog.set(key, Some(entry));
    }
    Ok(())
}

fn object_name(text: &str) -> Option<ObjectName> {
    match text.split_once('.') {
        None => Some(ObjectName { schema: None, name: part(text)? }),
        Some((schema, name)) => {
            Some(ObjectName { schema: Some(part(schema.trim())?), name: part(name.trim())? })
        }
    }
}

fn part(text: &str) -> Option<Name> {
    let quoted =
        text.len() > 2 && ['"', '`'].iter().any(|quote| text.starts_with(*quote) && text.ends_with(*quote));
    let inner = if quoted { text.get(1..text.len() - 1)? } else { text };
    let is_name = !inner.is_empty() && (quoted || !inner.contains(char::is_whitespace));
    is_name.then(|| Name { text: inner.to_owned(), quoted, range: 0..0 })
}
