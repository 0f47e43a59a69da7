//! What goes away, and what goes with it or keeps it there.

use std::collections::BTreeSet;

use ambix_graph::script::Dialect;

use super::super::{Entry, Found, Key, Kind, Place, Space};
use super::{Apply, create, kind, what};
use crate::tree::{Drop, Dropped, Name, Object, ObjectName};

impl Apply<'_> {
    pub(super) fn drop(&mut self, drop: &Drop) {
        let Drop { kind: object, names, table, if_exists, cascade, .. } = drop;
        // Several may depend on each other.
        let keys: Vec<Key> = names.iter().filter_map(|name| self.found_key(name)).collect();
        for name in names {
            let space = match object {
                Object::Type => Space::Type,
                Object::Function | Object::Aggregate | Object::Routine => Space::Routine,
                _ => Space::Relation,
            };
            if let Found::Missing(key) = self.catalog.find(space, name) {
                self.dropped.push(key);
            }
            match object {
                Object::Table | Object::View | Object::MaterializedView | Object::Sequence => {
                    self.drop_relation(*object, name, *if_exists, *cascade, &keys);
                }
                Object::Index => match table {
                    Some(table) => {
                        if let Some(key) = self.existing(Space::Relation, table, "table", false) {
                            self.drop_index_of(&key, name, *if_exists);
                        }
                    }
                    None => self.drop_relation(Object::Index, name, *if_exists, *cascade, &keys),
                },
                Object::Type => {
                    if let Some(key) = self.existing(Space::Type, name, "type", *if_exists)
                        && (*cascade || self.is_unused_type(&key, name))
                    {
                        self.catalog.set(key, None);
                        if *cascade {
                            self.drop_columns_of_type(name);
                        }
                    }
                }
                Object::Schema => self.drop_schema(name, *cascade, *if_exists),
                Object::Trigger | Object::Policy => {
                    self.drop_thing(*object, name, table.as_ref(), *if_exists)
                }
                Object::Function | Object::Procedure | Object::Aggregate | Object::Routine => {
                    if !if_exists && *object != Object::Procedure {
                        self.resolve(|resolver| resolver.routine(name));
                    }
                    let key = self.catalog.key(Space::Routine, name);
                    // Others of this name stay, with other arguments.
                    if matches!(self.catalog.get(&key), Some(Entry::Thing(_))) {
                        self.catalog.set(key, None);
                    }
                    if *cascade {
                        self.forget_things();
                    }
                }
                Object::Extension if *cascade => self.forget_types(),
                _ => {}
            }
        }
    }

    fn found_key(&self, name: &ObjectName) -> Option<Key> {
        match self.catalog.find(Space::Relation, name) {
            Found::Entry(key, _) => Some(key),
            _ => None,
        }
    }

    fn drop_relation(
        &mut self,
        object: Object,
        name: &ObjectName,
        if_exists: bool,
        cascade: bool,
        together: &[Key],
    ) {
        let Some(key) = self.existing(Space::Relation, name, what(object), if_exists) else {
            self.note_gone(name);
            return;
        };
        let Some(entry) = self.catalog.get(&key) else { return };
        let found = kind(entry);
        let is_same = match object {
            Object::Table => matches!(entry, Entry::Table(_)),
            Object::Index => matches!(entry, Entry::Index(_)),
            Object::Sequence => matches!(entry, Entry::Sequence(_)),
            Object::View => matches!(entry, Entry::View(view) if !view.materialized),
            _ => matches!(entry, Entry::View(view) if view.materialized),
        };
        if !is_same {
            let place = entry.place().cloned();
            let message = format!("`{}` is a {found}, not a {}", name.name.text, what(object));
            let wrong = self.wrong("wrong-kind", name.range(), message, &format!("a {found}"));
            wrong.help = Some(format!("write `DROP {}`", found.to_uppercase()));
            wrong.other = place.map(|place| (place, "created here".to_owned()));
            return;
        }
        if let Entry::Index(index) = entry
            && index.constraint
        {
            let (table, place) = (index.table.shown(), index.place.clone());
            let message = format!("the index `{}` belongs to a constraint of `{table}`", name.name.text);
            let wrong = self.wrong("still-used", name.range(), message, "cannot be dropped by itself");
            wrong.help = Some(format!("write `ALTER TABLE {table} DROP CONSTRAINT {}`", name.name.text));
            wrong.other = Some((place, "the constraint".to_owned()));
            return;
        }
        if let Entry::Index(index) = entry
            && index.unique
            && !index.partial
            && index.columns.iter().all(Option::is_some)
            && self.dialect() == Dialect::Postgres
        {
            let (table, columns) =
                (index.table.clone(), index.columns.iter().flatten().cloned().collect::<Vec<_>>());
            if !self.release_key(&table, &columns, &name.name, cascade) {
                return;
            }
        }
        if !self.release(&key, name, cascade, together) {
            return;
        }
        self.remove(&key);
    }

    /// A name that was not found and need not be there: whoever creates it later finds it free.
    fn note_gone(&mut self, name: &ObjectName) {
        let key = self.catalog.key(Space::Relation, name);
        if matches!(self.catalog.get(&key), Some(Entry::Unknown)) {
            self.catalog.set(key, None);
        }
    }

    /// Whether nothing keeps the relation; with `CASCADE`, what would do so goes.
    fn release(&mut self, key: &Key, name: &ObjectName, cascade: bool, together: &[Key]) -> bool {
        let dialect = self.dialect();
        if dialect == Dialect::Sqlite
            || dialect == Dialect::Mysql && self.catalog.facts.foreign_keys_unchecked
        {
            return true;
        }
        let mut keys: Vec<(Key, String, Option<Place>)> = Vec::new();
        let mut views: Vec<(Key, Place)> = Vec::new();
        for (other, entry) in self.catalog.users(key) {
            if other == key || together.contains(other) {
                continue;
            }
            match entry {
                Entry::Table(table) => {
                    for constraint in &table.constraints {
                        if matches!(&constraint.kind, Kind::ForeignKey { table, .. } if table == key) {
                            let own = constraint.key.clone().unwrap_or_default();
                            keys.push((other.clone(), own, Some(constraint.place.clone())));
                        }
                    }
                }
                Entry::View(view) if dialect == Dialect::Postgres && view.reads.contains(key) => {
                    views.push((other.clone(), view.place.clone()));
                }
                _ => {}
            }
        }
        keys.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        views.sort_by(|a, b| a.0.cmp(&b.0));
        // MySQL takes the word and does not mean it.
        if cascade && dialect == Dialect::Postgres {
            for (table, constraint, _) in keys {
                self.catalog.change_table(&table, |table| {
                    table.constraints.retain(|known| known.key.as_deref() != Some(constraint.as_str()));
                });
            }
            for (view, _) in views {
                let shown = ObjectName::from(Name { text: view.name.clone(), ..name.name.clone() });
                self.release(&view, &shown, true, &[]);
                self.remove(&view);
            }
            return true;
        }
        // What was not understood may have dropped the dependent.
        let unknown = &self.catalog.facts.unknown;
        let holder = keys
            .into_iter()
            .map(|(table, _, place)| (table, place, "a foreign key of"))
            .chain(views.into_iter().map(|(view, place)| (view, Some(place), "the view")))
            .find(|(holder, ..)| !unknown.covers(holder) && !unknown.may_be_gone());
        let Some((holder, place, noun)) = holder else { return true };
        let message = format!("`{}` cannot be dropped: {noun} `{}` needs it", name.name.text, holder.shown());
        let help = match dialect {
            Dialect::Postgres => "drop that first, or write `CASCADE` to drop it too",
            _ => "drop that first",
        };
        let wrong = self.wrong("still-used", name.range(), message, "still used");
        wrong.help = Some(help.to_owned());
        wrong.other = place.map(|place| (place, "used here".to_owned()));
        false
    }

    /// Tables that others refer to are not emptied without them.
    pub(super) fn truncate(&mut self, tables: &[ObjectName]) {
        let together: Vec<Key> = tables.iter().filter_map(|name| self.found_key(name)).collect();
        for name in tables {
            let Some(key) = self.found_key(name) else { continue };
            let unknown = &self.catalog.facts.unknown;
            let refers = |table: &Key, entry: &Entry| match entry {
                Entry::Table(known) if !together.contains(table) && !unknown.covers(table) => {
                    let mut keys = known.constraints.iter();
                    keys.find(|constraint| matches!(&constraint.kind, Kind::ForeignKey { table, .. } if *table == key))
                        .map(|constraint| constraint.place.clone())
                }
                _ => None,
            };
            let holders =
                self.catalog.entries().filter_map(|(table, entry)| Some((table, refers(table, entry)?)));
            let Some((holder, place)) = holders.min_by_key(|(table, _)| (*table).clone()) else { continue };
            if self.dialect() == Dialect::Sqlite
                || self.catalog.facts.foreign_keys_unchecked
                || unknown.may_be_gone()
            {
                continue;
            }
            let message = format!(
                "`{}` cannot be emptied: a foreign key of `{}` needs it",
                name.name.text,
                holder.shown()
            );
            let wrong = self.wrong("still-used", name.range(), message, "still used");
            wrong.help = Some("empty that table in the same statement, or use `DELETE`".to_owned());
            wrong.other = Some((place, "used here".to_owned()));
        }
    }

    /// Whether no foreign key needs the key on these columns; with `CASCADE`, those go.
    pub(super) fn release_key(&mut self, key: &Key, columns: &[String], name: &Name, cascade: bool) -> bool {
        let primary = self.known_table(key).and_then(|table| table.primary_key()).map(<[String]>::to_vec);
        // A key that is there twice holds what the other one held, or so it may be.
        let keys = self.known_table(key).map_or(0, |table| {
            let same = |constraint: &&super::super::Constraint| {
                matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique)
                    && same_columns(&constraint.columns, columns)
            };
            table.constraints.iter().filter(same).count()
        });
        let indexes = self.catalog.indexes(key).filter(|index| {
            let own: Vec<String> = index.columns.iter().flatten().cloned().collect();
            index.unique && !index.constraint && !index.partial && same_columns(&own, columns)
        });
        let is_alone = keys + indexes.count() == 1;
        if !is_alone && !cascade {
            return true;
        }
        let is_primary = primary.as_deref() == Some(columns);
        let mut holders: Vec<(Key, Option<String>, Place)> = Vec::new();
        for (other, entry) in self.catalog.users(key) {
            let Entry::Table(table) = entry else { continue };
            for constraint in &table.constraints {
                if let Kind::ForeignKey { table: referenced, columns: used, .. } = &constraint.kind
                    && referenced == key
                    && (same_columns(used, columns) || used.is_empty() && is_primary)
                {
                    holders.push((other.clone(), constraint.key.clone(), constraint.place.clone()));
                }
            }
        }
        holders.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        if cascade {
            for (table, constraint, _) in holders {
                self.catalog
                    .change_table(&table, |table| table.constraints.retain(|known| known.key != constraint));
            }
            return true;
        }
        let unknown = &self.catalog.facts.unknown;
        let Some((holder, _, place)) = holders.into_iter().find(|(holder, ..)| !unknown.covers(holder))
        else {
            return true;
        };
        let message =
            format!("`{}` cannot be dropped: a foreign key of `{}` needs it", name.text, holder.shown());
        let wrong = self.wrong("still-used", name.range.clone(), message, "still used");
        wrong.help = Some("drop that first, or write `CASCADE` to drop it too".to_owned());
        wrong.other = Some((place, "used here".to_owned()));
        false
    }

    /// Removes a relation and all that belongs to it.
    pub(super) fn remove(&mut self, key: &Key) {
        let owned = self.catalog.users(key).filter(|(_, entry)| match entry {
            Entry::Index(_) | Entry::Sequence(_) | Entry::Trigger(..) => true,
            Entry::Table(_) | Entry::View(_) | Entry::Type(_) | Entry::Thing(_) | Entry::Unknown => false,
        });
        let gone: BTreeSet<Key> =
            owned.chain(self.catalog.parts(key)).map(|(other, _)| other.clone()).collect();
        for other in gone {
            self.catalog.set(other, None);
        }
        self.catalog.set(key.clone(), None);
    }

    /// MySQL.
    fn drop_index_of(&mut self, table: &Key, name: &ObjectName, if_exists: bool) {
        let key = Key::within(Space::Index, table, &self.catalog.fold(&name.name));
        if self.catalog.get(&key).is_some() {
            let folded = self.catalog.fold(&name.name);
            self.catalog.change_table(table, |table| {
                table.constraints.retain(|constraint| {
                    constraint.key.as_deref() != Some(folded.as_str())
                        || matches!(constraint.kind, Kind::ForeignKey { .. } | Kind::Check)
                });
            });
            self.catalog.set(key, None);
            return;
        }
        if !if_exists {
            self.has_index(table, &name.name);
        }
    }

    fn has_index(&mut self, table: &Key, name: &Name) {
        use crate::tree::{Action, ActionKind, AlterTable};
        let kind = ActionKind::DropConstraint {
            name: name.clone(),
            what: Dropped::Index,
            if_exists: false,
            cascade: false,
        };
        let shown = Name { text: table.name.clone(), quoted: true, range: name.range.clone() };
        let action = Action { kind, range: name.range.clone() };
        self.alter_table(&AlterTable { name: shown.into(), if_exists: true, actions: vec![action] });
    }

    fn drop_thing(&mut self, object: Object, name: &ObjectName, table: Option<&ObjectName>, if_exists: bool) {
        let space = if object == Object::Policy { Space::Policy } else { Space::Trigger };
        let key = match table {
            Some(table) => {
                let Some(found) = self.existing(Space::Relation, table, "table", if_exists) else { return };
                Key::within(space, &found, &self.catalog.fold(&name.name))
            }
            None => match self.catalog.find(space, name) {
                Found::Entry(key, _) => key,
                _ => self.catalog.key(space, name),
            },
        };
        if self.catalog.get(&key).is_some() {
            self.catalog.set(key, None);
        } else if !self.catalog.may_exist(&key) {
            self.dropped.push(key.clone());
            if !if_exists {
                self.missing(key, what(object), &name.name.clone().into());
            }
        }
    }

    fn drop_schema(&mut self, name: &ObjectName, cascade: bool, if_exists: bool) {
        let folded = self.catalog.fold(&name.name);
        let key = create::schema_key(&folded);
        if self.dialect() == Dialect::Postgres && self.catalog.get(&key).is_none() && !if_exists {
            // Schemas are made by administrators as well.
            return;
        }
        let schema = if folded == "public" { String::new() } else { folded };
        let inside: Vec<Key> = self
            .catalog
            .entries()
            .filter(|(key, entry)| {
                key.schema == schema
                    && !matches!(key.space, Space::Schema | Space::Extension)
                    && !matches!(entry, Entry::Unknown)
            })
            .map(|(key, _)| key.clone())
            .collect();
        if !cascade
            && let Some(first) = inside.iter().filter(|key| key.space == Space::Relation).min()
            && !self.catalog.facts.unknown.covers(first)
        {
            let message =
                format!("the schema `{}` cannot be dropped: `{}` is in it", name.name.text, first.shown());
            let wrong = self.wrong("still-used", name.range(), message, "not empty");
            wrong.help = Some("drop what is in it first, or write `CASCADE`".to_owned());
            return;
        }
        for other in inside {
            self.catalog.set(other, None);
        }
        self.catalog.set(key, None);
    }

    /// Whether no column has the type; otherwise that is said.
    fn is_unused_type(&mut self, key: &Key, name: &ObjectName) -> bool {
        if self.catalog.facts.unknown.covers(key) {
            return true;
        }
        let mut users: Vec<(Key, String, Place)> = Vec::new();
        for (table, entry) in self.catalog.entries() {
            let Entry::Table(known) = entry else { continue };
            for column in &known.columns {
                let Some(data_type) = &column.data_type else { continue };
                let is_same = data_type.name == key.name && !data_type.is_opaque;
                let same_schema = data_type
                    .schema
                    .as_ref()
                    .is_none_or(|schema| self.catalog.fold(schema) == key.schema || key.schema.is_empty());
                if is_same && same_schema && !self.catalog.facts.unknown.covers(table) && !known.is_open {
                    users.push((table.clone(), column.name.clone(), column.place.clone()));
                }
            }
        }
        users.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        let Some((table, column, place)) = users.into_iter().next() else { return true };
        let message =
            format!("the type `{}` cannot be dropped: `{}.{column}` has it", name.name.text, table.shown());
        let wrong = self.wrong("still-used", name.range(), message, "still used");
        wrong.help = Some("drop or change that column first, or write `CASCADE` to drop it too".to_owned());
        wrong.other = Some((place, "used here".to_owned()));
        false
    }

    fn drop_columns_of_type(&mut self, name: &ObjectName) {
        let folded = self.catalog.fold(&name.name);
        let tables: Vec<Key> = self
            .catalog
            .entries()
            .filter(|(_, entry)| matches!(entry, Entry::Table(_)))
            .map(|(key, _)| key.clone())
            .collect();
        let has = |column: &super::super::Column| {
            column.data_type.as_ref().is_some_and(|data_type| data_type.name == folded)
        };
        for key in tables {
            if self.known_table(&key).is_some_and(|table| table.columns.iter().any(has)) {
                self.catalog.change_table(&key, |table| table.columns.retain(|column| !has(column)));
            }
        }
    }

    /// What a function is used by goes with it, and nobody knows what that is.
    fn forget_things(&mut self) {
        let things: Vec<Key> = self
            .catalog
            .entries()
            .filter(|(key, _)| matches!(key.space, Space::Trigger | Space::Policy))
            .map(|(key, _)| key.clone())
            .collect();
        for key in things {
            self.catalog.set(key, Some(Entry::Unknown));
        }
    }

    /// Columns go with the types of an extension.
    fn forget_types(&mut self) {
        let tables: Vec<Key> = self
            .catalog
            .entries()
            .filter(|(_, entry)| matches!(entry, Entry::Table(_)))
            .map(|(key, _)| key.clone())
            .collect();
        for key in tables {
            self.catalog.change_table(&key, |table| table.is_open = true);
        }
    }

    pub(super) fn drop_column(
        &mut self,
        key: &Key,
        table: &ObjectName,
        column: &Name,
        if_exists: bool,
        cascade: bool,
    ) {
        let folded = self.catalog.fold(column);
        let Some(known) = self.known_table(key) else { return };
        if known.column(&folded).is_none() {
            if !if_exists && !known.is_open {
                self.columns_in(key, table, std::slice::from_ref(column));
            }
            return;
        }
        match self.dialect() {
            Dialect::Sqlite => {
                if !self.sqlite_can_drop(key, column, &folded) {
                    return;
                }
            }
            Dialect::Postgres => {
                let keys: Vec<Vec<String>> = known
                    .constraints
                    .iter()
                    .filter(|constraint| matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique))
                    .filter(|constraint| constraint.columns.contains(&folded))
                    .map(|constraint| constraint.columns.clone())
                    .collect();
                for columns in keys {
                    if !self.release_key(key, &columns, column, cascade) {
                        return;
                    }
                }
            }
            Dialect::Mysql => {}
        }
        let is_postgres = self.dialect() == Dialect::Postgres;
        let indexes: Vec<(Key, Option<Entry>)> = self
            .catalog
            .users(key)
            .filter_map(|(other, entry)| match entry {
                Entry::Index(index) if index.table == *key => {
                    if !index.has(&folded) {
                        return None;
                    }
                    let mut index = index.clone();
                    index.columns.retain(|known| known.as_deref() != Some(folded.as_str()));
                    // MySQL takes the column out of the index.
                    let is_kept = !is_postgres && !index.columns.is_empty();
                    Some((other.clone(), is_kept.then_some(Entry::Index(index))))
                }
                Entry::Sequence(sequence) => {
                    let is_owned = sequence
                        .owner
                        .as_ref()
                        .is_some_and(|(owner, column)| owner == key && *column == folded);
                    is_owned.then(|| (other.clone(), None))
                }
                _ => None,
            })
            .collect();
        for (other, entry) in indexes {
            self.catalog.set(other, entry);
        }
        self.catalog.change_table(key, |table| {
            table.columns.retain(|known| known.key != folded);
            for constraint in &mut table.constraints {
                if !is_postgres && matches!(constraint.kind, Kind::Unique | Kind::Index | Kind::PrimaryKey) {
                    constraint.columns.retain(|known| *known != folded);
                }
            }
            table.constraints.retain(|constraint| match is_postgres {
                true => !constraint.columns.contains(&folded),
                false => !constraint.columns.is_empty() || constraint.kind == Kind::Check,
            });
        });
    }

    /// SQLite drops no column that anything else in the schema names.
    fn sqlite_can_drop(&mut self, key: &Key, column: &Name, folded: &str) -> bool {
        let Some(table) = self.known_table(key) else { return true };
        let constraint = table.constraints.iter().find(|constraint| {
            matches!(constraint.kind, Kind::PrimaryKey | Kind::Unique)
                && constraint.columns.iter().any(|known| known == folded)
        });
        let index =
            self.catalog.indexes(key).filter(|index| index.has(folded)).min_by(|a, b| a.name.cmp(&b.name));
        let (what, place, help) = match (constraint, index) {
            (Some(constraint), _) => {
                let noun = if constraint.kind == Kind::PrimaryKey {
                    "the primary key"
                } else {
                    "a unique constraint"
                };
                (
                    noun.to_owned(),
                    constraint.place.clone(),
                    "SQLite needs the table to be made anew for that".to_owned(),
                )
            }
            (None, Some(index)) if !self.catalog.facts.unknown.covers_name(&index.name.to_lowercase()) => (
                format!("the index `{}`", index.name),
                index.place.clone(),
                format!("write `DROP INDEX {}` before it", index.name),
            ),
            _ => return true,
        };
        let message = format!("`{}` cannot be dropped: {what} has it", column.text);
        let wrong = self.wrong("still-used", column.range.clone(), message, "still used");
        wrong.help = Some(help);
        wrong.other = Some((place, "used here".to_owned()));
        false
    }
}

fn same_columns(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|column| b.contains(column))
}
