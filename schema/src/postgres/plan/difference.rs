//! What must go, what must come, and what can be changed as it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::change::Change;
use crate::item::{Column, Definition, Item};
use crate::key::{Key, Kind};
use crate::postgres::quote;

use super::{cast, effective, is_inherited, parent_column, types};

/// What happens to the objects.
pub(super) struct Difference<'c> {
    /// Goes, for good or to come again.
    pub(super) drop: BTreeSet<&'c Key>,
    /// Comes, for the first time or again.
    pub(super) create: BTreeSet<&'c Key>,
    /// Is changed as it is.
    pub(super) alter: BTreeSet<&'c Key>,
    /// Columns whose type is another one under the same name.
    pub(super) retype: BTreeSet<&'c Key>,
    /// Columns whose default is in the way of something, for a time.
    pub(super) clear: BTreeSet<&'c Key>,
    /// Constraints and indexes that only get another name.
    pub(super) rename: BTreeMap<&'c Key, &'c Key>,
    /// Types that go at the end only, when no column has them any more.
    pub(super) parked: BTreeSet<&'c Key>,
    /// What nobody can do.
    pub(super) left: Vec<Change>,
}

/// How an object becomes another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Alter,
    Replace,
}

/// What happened to an object that others need.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Dropped,
    Retyped,
}

impl<'c> Difference<'c> {
    pub(super) fn new(from: &'c Catalog, to: &'c Catalog) -> Self {
        let mut difference = Difference {
            drop: BTreeSet::new(),
            create: BTreeSet::new(),
            alter: BTreeSet::new(),
            retype: BTreeSet::new(),
            clear: BTreeSet::new(),
            rename: BTreeMap::new(),
            parked: BTreeSet::new(),
            left: Vec::new(),
        };
        difference.compare(from, to);
        difference.renames(from, to);
        difference.spread(from, to);
        difference.hand_down(from, to);
        difference.park(from);
        difference
    }

    fn compare(&mut self, from: &'c Catalog, to: &'c Catalog) {
        let mut stuck = BTreeSet::new();
        for (key, item) in from.items() {
            if let (Item::Table(old), Some(Item::Table(new))) = (item, to.get(key))
                && super::table::is_stuck(&old.options, &new.options)
            {
                stuck.insert(key.clone());
                self.left.push(Change {
                    key: key.clone(),
                    from: Some(item.clone()),
                    to: to.get(key).cloned(),
                });
            }
        }
        let is_stuck = |key: &Key| {
            !stuck.is_empty()
                && key.kind.is_part_of_table()
                && key.table_key().is_some_and(|key| stuck.contains(&key))
        };
        let changed = to.items().filter(|(key, item)| from.get(key) != Some(item));
        let changed: Vec<&Key> = changed.map(|(key, _)| key).collect();
        for (key, item) in from.items().filter(|(key, _)| !is_stuck(key)) {
            let wanted = to.get(key);
            match (item, wanted) {
                (_, Some(wanted)) if wanted == item => {}
                (Item::Column(column), None) if is_inherited(column) => self.override_goes(key, from, to),
                (_, None) => {
                    self.drop.insert(key);
                }
                (Item::Column(old), Some(Item::Column(new)))
                    if types_differ(old, new) && is_partition_key(from, key) && is_partition_key(to, key) =>
                {
                    let (from, to) = (Some(item.clone()), wanted.cloned());
                    self.left.push(Change { key: key.clone(), from, to });
                }
                (_, Some(wanted)) => match how(key, item, wanted, to, &changed) {
                    How::Alter => {
                        self.alter.insert(key);
                    }
                    How::Replace => {
                        self.drop.insert(key);
                        self.create.insert(key);
                    }
                },
            }
        }
        for (key, item) in to.items().filter(|(key, _)| !from.has(key) && !is_stuck(key)) {
            match item {
                Item::Column(column) if is_inherited(column) => self.alter.insert(key),
                _ => self.create.insert(key),
            };
        }
    }

    /// A column of a child is no longer different from its parent's.
    fn override_goes(&mut self, key: &'c Key, from: &'c Catalog, to: &'c Catalog) {
        let stays = key.table_key().is_some_and(|table| to.has(&table)) && parent_column(to, key).is_some();
        if stays {
            self.alter.insert(key);
        } else if key.table_key().is_some_and(|table| !to.has(&table)) && from.has(key) {
            self.drop.insert(key);
        }
    }

    /// What goes and comes in the same table with nothing but another name keeps what it is.
    fn renames(&mut self, from: &'c Catalog, to: &'c Catalog) {
        let mut gone: BTreeMap<(Kind, Option<&str>, &str, String), &'c Key> = BTreeMap::new();
        for &key in self.drop.difference(&self.create) {
            if let Some(shape) = shape(from, key) {
                gone.insert(shape, key);
            }
        }
        let come: Vec<&'c Key> = self.create.difference(&self.drop).copied().collect();
        for key in come {
            let stays = key.table_key().is_some_and(|table| from.has(&table) && to.has(&table));
            if let Some(old) = shape(to, key).filter(|_| stays).and_then(|shape| gone.remove(&shape)) {
                self.rename.insert(old, key);
            }
        }
        // Where a name goes from one to the other, it is in the way of the second until the first has another.
        let held: BTreeSet<(Option<&str>, &str)> =
            self.rename.keys().map(|old| (old.schema.as_deref(), old.name.as_str())).collect();
        self.rename.retain(|_, new| !held.contains(&(new.schema.as_deref(), new.name.as_str())));
        for (old, new) in &self.rename {
            self.drop.remove(old);
            self.create.remove(new);
        }
    }

    /// Whoever needs what goes must go as well, for a time at least.
    fn spread(&mut self, from: &'c Catalog, to: &'c Catalog) {
        let mut users: BTreeMap<&Key, Vec<&'c Key>> = BTreeMap::new();
        for (key, _) in from.items() {
            for required in from.required(key) {
                users.entry(required).or_default().push(key);
            }
        }
        let mut events: Vec<(&'c Key, Event)> = self.drop.iter().map(|&key| (key, Event::Dropped)).collect();
        for &key in self.alter.iter().filter(|key| key.kind == Kind::Column) {
            if let (Some(old), Some(new)) = (effective(from, key), effective(to, key))
                && types_differ(old, new)
            {
                events.push((key, Event::Retyped));
            }
        }
        while let Some((key, event)) = events.pop() {
            for &user in users.get(key).into_iter().flatten() {
                if !self.drop.contains(user)
                    && let Some(event) = self.disturb(user, key, event, from, to)
                {
                    events.push((user, event));
                }
            }
        }
    }

    /// What becomes of an object when something happens to what it needs.
    fn disturb(
        &mut self,
        user: &'c Key,
        needed: &'c Key,
        event: Event,
        from: &'c Catalog,
        to: &'c Catalog,
    ) -> Option<Event> {
        let column = from.get(user).and_then(Item::column);
        let dropped = event == Event::Dropped;
        match (user.kind, column) {
            (Kind::Schema | Kind::Extension | Kind::Sequence | Kind::Table, _) => None,
            (Kind::Column, Some(column)) if column.generated.is_some() => {
                // Its own table cannot go without it, nor its parent's column.
                (needed.kind != Kind::Table && !is_inherited(column)).then(|| self.replace(user, to))
            }
            (Kind::Column, Some(column)) if dropped && needed.kind == Kind::Type && to.has(needed) => {
                if column.default.is_some() {
                    self.clear.insert(user);
                }
                self.retype.insert(user).then_some(Event::Retyped)
            }
            (Kind::Column, Some(column)) => {
                let is_own = !matches!(needed.kind, Kind::Table | Kind::Column);
                if dropped && is_own && column.default.is_some() {
                    self.clear.insert(user);
                }
                None
            }
            (Kind::Index | Kind::PrimaryKey | Kind::Unique | Kind::Check | Kind::Exclusion, _)
                if !dropped =>
            {
                None
            }
            (Kind::ForeignKey, _) if !dropped && self.is_kin(needed, from, to) => None,
            _ => Some(self.replace(user, to)),
        }
    }

    fn replace(&mut self, key: &'c Key, to: &'c Catalog) -> Event {
        self.drop.insert(key);
        self.alter.remove(key);
        self.clear.remove(key);
        self.retype.remove(key);
        if let Some(new) = self.rename.remove(key) {
            self.create.insert(new);
        } else if to.has(key) {
            self.create.insert(key);
        }
        Event::Dropped
    }

    /// Whether a column changes between types that foreign keys may connect.
    fn is_kin(&self, column: &Key, from: &Catalog, to: &Catalog) -> bool {
        let types = |catalog| effective(catalog, column).map(|column: &Column| column.r#type.as_str());
        match (types(from), types(to)) {
            (Some(old), Some(new)) => !self.retype.contains(column) && cast::are_kin(old, new),
            _ => false,
        }
    }

    /// What is changed in a parent is changed in its children too; what they have of their own is set again.
    fn hand_down(&mut self, from: &'c Catalog, to: &'c Catalog) {
        for (key, item) in to.items() {
            if let Item::Column(column) = item
                && is_inherited(column)
                && from.has(key)
                && parent_column(to, key).is_some_and(|parent| self.touches(parent))
            {
                self.alter.insert(key);
            }
        }
    }

    /// Whether a column is set in any way.
    pub(super) fn touches(&self, column: &Key) -> bool {
        [&self.alter, &self.create, &self.retype, &self.clear].into_iter().any(|keys| keys.contains(column))
    }

    fn park(&mut self, from: &'c Catalog) {
        for (key, item) in from.items() {
            if matches!(item, Item::Column(_)) && !self.drop.contains(key) {
                for required in from.required(key).filter(|required| required.kind == Kind::Type) {
                    if let Some(&parked) = self.drop.get(required) {
                        self.parked.insert(parked);
                    }
                }
            }
        }
        // What a parked type is made of stays as long as it.
        let mut next: Vec<&Key> = self.parked.iter().copied().collect();
        while let Some(key) = next.pop() {
            for required in from.required(key).filter(|required| required.kind == Kind::Type) {
                if let Some(&parked) = self.drop.get(required)
                    && self.parked.insert(parked)
                {
                    next.push(parked);
                }
            }
        }
    }
}

fn types_differ(from: &Column, to: &Column) -> bool {
    (&from.r#type, &from.collation) != (&to.r#type, &to.collation)
}

/// Whether the rows of a table are in partitions by this column, whose type is then as it is.
fn is_partition_key(catalog: &Catalog, column: &Key) -> bool {
    let table = column.table_key().and_then(|table| catalog.get(&table)?.table());
    let Some(key) = table.and_then(|table| table.options.get("partition by")) else { return false };
    let name = quote::name(&column.name);
    key.split_once('(').is_some_and(|(_, key)| {
        let mut ends = key.match_indices(&*name).map(|(at, name)| (at, at + name.len()));
        let is_apart =
            |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_');
        ends.any(|(start, end)| {
            is_apart(key[..start].chars().next_back()) && is_apart(key[end..].chars().next())
        })
    })
}

/// What a constraint or index is besides its name.
fn shape<'c>(catalog: &'c Catalog, key: &'c Key) -> Option<(Kind, Option<&'c str>, &'c str, String)> {
    let definition = catalog.get(key)?.definition()?;
    let text = match key.kind {
        Kind::PrimaryKey | Kind::Unique | Kind::Check | Kind::Exclusion | Kind::ForeignKey => {
            definition.text.clone()
        }
        Kind::Index => {
            definition.text.replacen(&format!("INDEX {} ON", quote::name(&key.name)), "INDEX ON", 1)
        }
        _ => return None,
    };
    owner_name(key).map(|table| (key.kind, key.schema.as_deref(), table, text))
}

fn owner_name(key: &Key) -> Option<&str> {
    key.table.as_deref()
}

fn how(key: &Key, from: &Item, to: &Item, wanted: &Catalog, changed: &[&Key]) -> How {
    let can_alter = match (from, to) {
        (Item::Table(_), Item::Table(_)) => true,
        (Item::Column(from), Item::Column(to)) => column(from, to),
        (Item::Enum(from), Item::Enum(to)) => types::can_add(key, from, to, wanted, changed),
        (Item::Domain(from), Item::Domain(to)) => from.base == to.base && from.collation == to.collation,
        (Item::Definition(from), Item::Definition(to)) => from == to || definition(key.kind, from, to),
        _ => false,
    };
    if can_alter { How::Alter } else { How::Replace }
}

/// Whether a column can be changed as it is: all but what it is computed from.
fn column(from: &Column, to: &Column) -> bool {
    match (&from.generated, &to.generated) {
        (None, None) => true,
        (Some(generated), None) => generated.stored,
        (Some(_), Some(_)) => {
            from.generated == to.generated && from.r#type == to.r#type && from.collation == to.collation
        }
        (None, Some(_)) => false,
    }
}

fn definition(kind: Kind, from: &Definition, to: &Definition) -> bool {
    if from.text == to.text && from.columns == to.columns {
        return true;
    }
    match kind {
        Kind::Schema | Kind::Extension | Kind::Sequence => true,
        Kind::Function => head(&from.text).is_some_and(|old| head(&to.text) == Some(old)),
        Kind::View => to.columns.starts_with(&from.columns) && keeps_comments(from, to),
        Kind::Check | Kind::ForeignKey => from.text.strip_suffix(" NOT VALID") == Some(&to.text),
        _ => false,
    }
}

/// What of a function `CREATE OR REPLACE` cannot change: name, arguments and result.
fn head(text: &str) -> Option<&str> {
    text.split_once("\n LANGUAGE ").map(|(head, _)| head)
}

/// Whether every column with a comment still has one.
fn keeps_comments(from: &Definition, to: &Definition) -> bool {
    let commented = |definition: &Definition| -> BTreeSet<String> {
        let comments = quote::statements(&definition.text).into_iter().skip(1);
        comments.filter_map(|comment| Some(comment.split_once(" IS '")?.0.to_owned())).collect()
    };
    commented(from).is_subset(&commented(to))
}
