//! A table that `ALTER TABLE` cannot change: a new one, a copy of the rows, and the old name for the new one.

use std::collections::{BTreeMap, BTreeSet};

use super::create;
use super::name::{folded, list, literal, quoted};
use crate::catalog::Catalog;
use crate::item::{Column, Item};
use crate::key::{Key, Kind};
use crate::plan::{Destroyed, Step};

/// The statements that rebuild a table. `old` and `new` differ at most in the case of the name; `name` is the one that
/// the new table has meanwhile, `renamed` what columns may have been renamed to.
pub(super) fn steps(
    from: &Catalog,
    to: &Catalog,
    (old, new): (&Key, &Key),
    name: &str,
    renamed: &BTreeMap<Key, Vec<String>>,
) -> Vec<Step> {
    let mut steps = vec![Step::new(create::table(to, new, name))];
    let had: BTreeMap<String, (&str, &Column)> =
        from.columns(old).map(|(name, column)| (folded(name), (name, column))).collect();
    let mut pairs = Vec::new();
    let mut notes = Vec::new();
    for (name, column) in to.columns(new) {
        if column.generated.is_some() {
            continue;
        }
        match had.get(&folded(name)) {
            Some((source, before)) => {
                pairs.push((name, *source));
                notes.extend(risk(name, before, column, is_number(to, new, name)));
            }
            None if !column.nullable && column.default.is_none() && !is_number(to, new, name) => {
                notes.push(format!(
                    "`{name}` must not be null and has no default: with rows in the table, add it and a value to the copy"
                ));
            }
            None => {}
        }
    }
    if let Some(step) = counter(from, to, old, new, name) {
        steps.push(step);
    }
    for (column, _) in from.columns(old) {
        let key = Key::of(Kind::Column, None, &old.name, column);
        notes.extend(renamed.get(&key).into_iter().flatten().map(|candidate| {
            format!(
                "`{candidate}` has the same type as `{column}`, which goes; if it is that column under a new name, copy {} into {}",
                quoted(column),
                quoted(candidate)
            )
        }));
    }
    if !pairs.is_empty() {
        let mut copy = Step::new(format!(
            "INSERT INTO {} ({})\nSELECT {}\nFROM {}",
            quoted(name),
            list(pairs.iter().map(|(target, _)| *target)),
            list(pairs.iter().map(|(_, source)| *source)),
            quoted(&old.name)
        ));
        copy.notes = std::mem::take(&mut notes);
        steps.push(copy);
    }
    let mut drop = Step::new(format!("DROP TABLE {}", quoted(&old.name)));
    if pairs.is_empty() {
        drop.notes = notes;
    }
    drop.destroys = match pairs.is_empty() {
        true => vec![Destroyed::table(old)],
        false => lost(from, to, old, new),
    };
    steps.push(drop);
    steps.push(Step::new(format!("ALTER TABLE {} RENAME TO {}", quoted(name), quoted(&new.name))));
    steps
}

/// The columns that are not copied.
fn lost(from: &Catalog, to: &Catalog, old: &Key, new: &Key) -> Vec<Destroyed> {
    let kept: BTreeSet<String> = to
        .columns(new)
        .filter(|(_, column)| column.generated.is_none())
        .map(|(name, _)| folded(name))
        .collect();
    from.columns(old)
        .filter(|(name, column)| column.generated.is_none() && !kept.contains(&folded(name)))
        .map(|(name, _)| Destroyed::column(&Key::of(Kind::Column, None, &old.name, name)))
        .collect()
}

/// What can happen to the values of a column.
fn risk(name: &str, from: &Column, to: &Column, is_number: bool) -> Option<String> {
    if from.nullable && !to.nullable && is_number {
        return Some(format!("a row in which `{name}` is null gets a number"));
    }
    if from.nullable && !to.nullable {
        return Some(format!("fails if `{name}` is null in a row: say in the copy what it is to be there"));
    }
    let (before, after) = (Affinity::of(&from.r#type), Affinity::of(&to.r#type));
    (before != after && after != Affinity::Blob).then(|| {
        let before = if from.r#type.is_empty() { "no type" } else { &from.r#type };
        format!("`{name}` becomes {}, from {before}: look at what its values become", to.r#type)
    })
}

/// What SQLite makes of values: <https://sqlite.org/datatype3.html#determination_of_column_affinity>.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    fn of(name: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match () {
            () if has(&["INT"]) => Affinity::Integer,
            () if has(&["CHAR", "CLOB", "TEXT"]) => Affinity::Text,
            () if name.is_empty() || has(&["BLOB"]) => Affinity::Blob,
            () if has(&["REAL", "FLOA", "DOUB"]) => Affinity::Real,
            () => Affinity::Numeric,
        }
    }
}

/// Whether SQLite gives the column a number by itself.
fn is_number(to: &Catalog, table: &Key, name: &str) -> bool {
    let is_key = to.belongings(table).any(|(key, item)| {
        key.kind == Kind::PrimaryKey
            && item.definition().is_some_and(|definition| definition.columns == [name])
    });
    let column = Key::of(Kind::Column, None, &table.name, name);
    is_key && to.get(&column).and_then(Item::column).is_some_and(|column| column.r#type == "INTEGER")
}

/// What `AUTOINCREMENT` has counted to goes on from there, even if the last rows have been deleted.
fn counter(from: &Catalog, to: &Catalog, old: &Key, new: &Key, name: &str) -> Option<Step> {
    let counts =
        |catalog: &Catalog, key: &Key| catalog.columns(key).any(|(_, column)| column.identity.is_some());
    (counts(from, old) && counts(to, new)).then(|| {
        Step::new(format!(
            "INSERT INTO sqlite_sequence (name, seq)\nSELECT {}, seq\nFROM sqlite_sequence\nWHERE name = {}",
            literal(name),
            literal(&old.name)
        ))
    })
}

/// `new_users`, or what else is free; `taken` are the names that are in use before or after, folded.
pub(super) fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let first = format!("new_{name}");
    let more = (2..).map(|number| format!("new_{name}_{number}"));
    let mut names = std::iter::once(first.clone()).chain(more);
    names.find(|name| !taken.contains(&folded(name))).unwrap_or(first)
}
