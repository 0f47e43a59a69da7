//! What may be a rename. Nobody but the writer knows, so it is said and not done.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::item::{Column, Item};
use crate::key::{Key, Kind};

/// More candidates than these are no help.
const MOST: usize = 3;

/// Notes for what goes while something of the same shape comes: how to write the rename in place of both. Tables have
/// one shape if they have the same columns, columns if they are in one table and have the same type, nullability and
/// default.
///
/// `quoted` writes a name, given the schema or none, as the dialect does.
pub(crate) fn renames(
    from: &Catalog,
    to: &Catalog,
    quoted: impl Fn(Option<&str>, &str) -> String,
) -> BTreeMap<Key, Vec<String>> {
    let candidates = candidates(from, to).into_iter();
    let notes = candidates.map(|(key, names)| {
        let lines = lines(&key, &names, &quoted);
        (key, lines)
    });
    notes.collect()
}

/// A note for each name that something may have under a rename.
fn lines(key: &Key, names: &[String], quoted: &impl Fn(Option<&str>, &str) -> String) -> Vec<String> {
    let (schema, old) = (key.schema.as_deref(), &key.name);
    let line = |new: &String| match &key.table {
        Some(table) => format!(
            "`{new}` looks the same; if it is `{old}` under a new name, write in place of both: ALTER TABLE {} RENAME COLUMN {} TO {}",
            quoted(schema, table),
            quoted(None, old),
            quoted(None, new)
        ),
        None => format!(
            "`{new}` has the same columns; if it is this table under a new name, write in place of both: ALTER TABLE {} RENAME TO {}",
            quoted(schema, old),
            quoted(None, new)
        ),
    };
    names.iter().map(line).collect()
}

/// What goes, with the names of what comes in the same shape: tables and columns.
pub(crate) fn candidates(from: &Catalog, to: &Catalog) -> BTreeMap<Key, Vec<String>> {
    let mut candidates = tables(from, to);
    candidates.append(&mut columns(from, to));
    candidates
}

fn tables(from: &Catalog, to: &Catalog) -> BTreeMap<Key, Vec<String>> {
    let mut added: Vec<(&Key, Vec<(&str, &Column)>)> = Vec::new();
    let mut by_names: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for table in missing(to, from, Kind::Table) {
        let shape = shape(to, table);
        if !shape.is_empty() {
            by_names.entry(names(&shape)).or_default().push(added.len());
            added.push((table, shape));
        }
    }
    let mut candidates = BTreeMap::new();
    for table in missing(from, to, Kind::Table) {
        let dropped = shape(from, table);
        let alike = by_names.get(&names(&dropped)).into_iter().flatten();
        let alike = alike.filter_map(|at| added.get(*at)).filter(|(_, shape)| *shape == dropped);
        let alike = alike.filter(|(new, _)| new.schema == table.schema).take(MOST);
        let found: Vec<String> = alike.map(|(new, _)| new.name.clone()).collect();
        if !found.is_empty() {
            candidates.insert(table.clone(), found);
        }
    }
    candidates
}

fn columns(from: &Catalog, to: &Catalog) -> BTreeMap<Key, Vec<String>> {
    let place = |key: &'_ Key| (key.schema.clone(), key.table.clone());
    let looks = |column: &Column| (column.r#type.clone(), column.nullable, column.default.clone());
    let mut added: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for key in missing(to, from, Kind::Column) {
        if let Some(column) = plain(to, key) {
            added.entry((place(key), looks(column))).or_default().insert(&key.name);
        }
    }
    let mut candidates = BTreeMap::new();
    for key in missing(from, to, Kind::Column) {
        let Some(column) = plain(from, key) else { continue };
        let stays = key.table_key().is_some_and(|table| from.has(&table) && to.has(&table));
        let alike = added.get(&(place(key), looks(column)));
        if let Some(alike) = alike.filter(|_| stays) {
            candidates.insert(key.clone(), alike.iter().take(MOST).map(|name| (*name).to_owned()).collect());
        }
    }
    candidates
}

/// What of this kind is here and not there.
fn missing<'c>(here: &'c Catalog, there: &'c Catalog, kind: Kind) -> impl Iterator<Item = &'c Key> {
    here.items().map(|(key, _)| key).filter(move |key| key.kind == kind && !there.has(key))
}

/// The columns of a table by name.
fn shape<'c>(catalog: &'c Catalog, table: &Key) -> Vec<(&'c str, &'c Column)> {
    let mut columns: Vec<(&str, &Column)> = catalog.columns(table).collect();
    columns.sort_by_key(|(name, _)| *name);
    columns
}

fn names<'c>(shape: &[(&'c str, &Column)]) -> Vec<&'c str> {
    shape.iter().map(|(name, _)| *name).collect()
}

/// A column that holds values of its own.
fn plain<'c>(catalog: &'c Catalog, key: &Key) -> Option<&'c Column> {
    catalog.get(key).and_then(Item::column).filter(|column| column.generated.is_none())
}

#[cfg(test)]
mod tests {
    use ambix_graph::script::Dialect;

    use super::*;
    use crate::item::Table;

    fn catalog(tables: &[(&str, &[(&str, &str)])]) -> Catalog {
        let mut catalog = Catalog::new(Dialect::Sqlite);
        for (table, columns) in tables {
            catalog.insert(Key::new(Kind::Table, None, *table), Item::Table(Table::default()));
            for (name, r#type) in *columns {
                let column = Column { r#type: (*r#type).to_owned(), ..Column::default() };
                catalog.insert(Key::of(Kind::Column, None, table, *name), Item::Column(column));
            }
        }
        catalog
    }

    fn lines(from: &Catalog, to: &Catalog) -> Vec<String> {
        let notes = renames(from, to, |_, name| name.to_owned());
        notes
            .into_iter()
            .flat_map(|(key, lines)| lines.into_iter().map(move |line| format!("{key}: {line}")))
            .collect()
    }

    #[test]
    fn what_goes_learns_what_comes_in_the_same_shape() {
        let from = catalog(&[("users", &[("id", "int"), ("mail", "text")]), ("tags", &[("id", "int")])]);
        let to = catalog(&[
            ("users", &[("id", "int"), ("email", "text"), ("age", "int")]),
            ("labels", &[("id", "int")]),
        ]);
        assert_eq!(
            lines(&from, &to),
            [
                "table tags: `labels` has the same columns; if it is this table under a new name, write in place of both: ALTER TABLE tags RENAME TO labels",
                "column users.mail: `email` looks the same; if it is `mail` under a new name, write in place of both: ALTER TABLE users RENAME COLUMN mail TO email",
            ]
        );
    }

    #[test]
    fn other_shapes_are_no_renames() {
        let from = catalog(&[("users", &[("id", "int"), ("mail", "text")]), ("tags", &[("id", "int")])]);
        let to = catalog(&[("users", &[("id", "int"), ("email", "int")]), ("labels", &[("id", "text")])]);
        assert!(lines(&from, &to).is_empty());
    }
}
