//! `ALTER TABLE`

use std::borrow::Cow;
use std::ops::Range;

use ambix_graph::script::Dialect;

use super::super::problem::Wrong;
use super::super::scope::With;
use super::super::{Entry, Key, Kind, Space, Table};
use super::Apply;
use crate::tree::{
    Action, ActionKind, AlterTable, Change, Column, ConstraintKind, Dropped, Name, ObjectName,
};

impl Apply<'_> {
    pub(super) fn alter_table(&mut self, alter: &AlterTable) {
        let Some(mut key) = self.existing(Space::Relation, &alter.name, "table", alter.if_exists) else {
            // What was not there as far as is known may have another name now.
            for action in &alter.actions {
                if let ActionKind::RenameTo(to) = &action.kind {
                    self.may_be_there(Space::Relation, to);
                }
            }
            return;
        };
        let mut name = alter.name.clone();
        self.places(&key, &name, alter);
        let dropped: Vec<&Name> = alter
            .actions
            .iter()
            .filter_map(|action| match &action.kind {
                ActionKind::DropColumn { name, .. } => Some(name),
                _ => None,
            })
            .collect();
        let mut actions: Vec<Cow<'_, Action>> = alter.actions.iter().map(Cow::Borrowed).collect();
        // The server goes by what the actions are, whatever their order.
        actions.sort_by_key(|action| self.pass(&key, &action.kind, &dropped));
        self.rename_at_once(&key, &mut actions);
        for action in &actions {
            match &action.kind {
                ActionKind::RenameTo(to) => {
                    if let Some(new) = self.rename_relation(&key, to) {
                        key = new;
                        name.clone_from(to);
                    }
                }
                ActionKind::SetSchema(schema) => {
                    let schema = ObjectName { schema: Some(schema.clone()), name: name.name.clone() };
                    let to = self.catalog.key(Space::Relation, &schema);
                    self.move_relation(&key, to.clone());
                    key = to;
                }
                kind => self.action(&key, &name, kind, &action.range),
            }
        }
    }

    /// When an action has its turn.
    fn pass(&self, key: &Key, kind: &ActionKind, dropped: &[&Name]) -> usize {
        let is_there = |name: &Name| {
            let folded = self.catalog.fold(name);
            let stays = !dropped.iter().any(|dropped| self.catalog.fold(dropped) == folded);
            stays && self.known_table(key).is_none_or(|table| table.column(&folded).is_some())
        };
        match (self.dialect(), kind) {
            (Dialect::Sqlite, _) => 0,
            (
                _,
                ActionKind::DropColumn { .. }
                | ActionKind::DropConstraint { .. }
                | ActionKind::DropPrimaryKey,
            ) => 0,
            (_, ActionKind::AlterColumn { name, .. }) if is_there(name) => 1,
            // MySQL means what was there before, or else what the same statement adds.
            (_, ActionKind::ChangeColumn { from, .. } | ActionKind::RenameColumn { from, .. })
                if is_there(from) =>
            {
                1
            }
            (_, ActionKind::AddColumn { .. }) => 2,
            (_, ActionKind::RenameTo(_) | ActionKind::SetSchema(_)) => 4,
            _ => 3,
        }
    }

    /// MySQL: the columns behind which others go were there before, or come with the statement.
    fn places(&mut self, key: &Key, name: &ObjectName, alter: &AlterTable) {
        if self.dialect() != Dialect::Mysql {
            return;
        }
        let mut new: Vec<String> = Vec::new();
        for action in &alter.actions {
            match &action.kind {
                ActionKind::AddColumn { column, .. } | ActionKind::ChangeColumn { column, .. } => {
                    new.push(self.catalog.fold(&column.name));
                }
                ActionKind::RenameColumn { to, .. } => new.push(self.catalog.fold(to)),
                _ => {}
            }
        }
        for action in &alter.actions {
            if let ActionKind::AddColumn { after: Some(after), .. }
            | ActionKind::ChangeColumn { after: Some(after), .. } = &action.kind
                && !new.contains(&self.catalog.fold(after))
            {
                self.columns_in(key, name, std::slice::from_ref(after));
            }
        }
    }

    /// MySQL: several columns get their new names at once, so they may change them with each other.
    fn rename_at_once(&mut self, key: &Key, actions: &mut [Cow<'_, Action>]) {
        fn names(kind: &ActionKind) -> Option<(&Name, &Name)> {
            match kind {
                ActionKind::RenameColumn { from, to, .. } => Some((from, to)),
                ActionKind::ChangeColumn { from, column, .. } => Some((from, &column.name)),
                _ => None,
            }
        }
        let is_new = |(from, to): &(&Name, &Name)| self.catalog.fold(from) != self.catalog.fold(to);
        if self.dialect() != Dialect::Mysql
            || actions.iter().filter_map(|action| names(&action.kind)).filter(is_new).count() < 2
        {
            return;
        }
        for (at, action) in actions.iter_mut().enumerate() {
            let Some((from, to)) = names(&action.kind) else { continue };
            let (old, new) = (self.catalog.fold(from), self.catalog.fold(to));
            if old == new || self.known_table(key).is_none_or(|table| table.column(&old).is_none()) {
                continue;
            }
            // No column has this name.
            let between = Name { text: format!("{}\0{at}", from.text), ..from.clone() };
            self.rename_column(key, from, &between);
            if let ActionKind::RenameColumn { from, .. } | ActionKind::ChangeColumn { from, .. } =
                &mut action.to_mut().kind
            {
                *from = between;
            }
        }
    }

    fn action(&mut self, key: &Key, name: &ObjectName, kind: &ActionKind, range: &Range<usize>) {
        match kind {
            ActionKind::AddColumn { column, if_not_exists, .. } => {
                self.add_column(key, name, column, *if_not_exists);
            }
            ActionKind::DropColumn { name: column, if_exists, cascade } => {
                self.drop_column(key, name, column, *if_exists, *cascade);
            }
            ActionKind::RenameColumn { from, to, if_exists } => {
                if self.has_column(key, name, from, *if_exists)
                    && self.is_free_column(key, name, to, Some(from))
                {
                    self.rename_column(key, from, to);
                }
            }
            ActionKind::ChangeColumn { from, column, if_exists, .. } => {
                if self.has_column(key, name, from, *if_exists) {
                    self.change_column(key, name, from, column);
                }
            }
            ActionKind::AlterColumn { name: column, change, if_exists } => {
                if self.has_column(key, name, column, *if_exists) {
                    self.alter_column(key, name, column, change);
                }
            }
            ActionKind::AddConstraint { constraint, if_not_exists } => {
                if *if_not_exists && self.may_have_constraint(key, constraint.name.as_ref()) {
                    return;
                }
                let columns_may_be_there = matches!(&constraint.kind, ConstraintKind::NotNull(_));
                if !columns_may_be_there || self.catalog.get(key).is_some() {
                    self.constraint(key, name, constraint);
                }
            }
            ActionKind::DropConstraint { name: constraint, what, if_exists, cascade } => {
                self.drop_constraint(key, constraint, *what, *if_exists, *cascade);
            }
            ActionKind::DropPrimaryKey => {
                self.catalog.set(Key::within(Space::Index, key, "primary"), None);
                self.catalog.change_table(key, |table| {
                    table.constraints.retain(|constraint| constraint.kind != Kind::PrimaryKey);
                });
            }
            ActionKind::RenameConstraint { from, to } => self.rename_constraint(key, from, to),
            ActionKind::RenameIndex { from, to } => self.rename_index_of(key, from, to),
            ActionKind::ValidateConstraint(constraint) => {
                self.has_constraint(key, constraint, Dropped::Constraint);
            }
            ActionKind::AttachPartition(other) | ActionKind::DetachPartition { name: other, .. } => {
                self.relations(std::slice::from_ref(other));
                if let Some(child) = self.found_key(other) {
                    self.descends(&child, key, matches!(kind, ActionKind::AttachPartition(_)));
                }
            }
            ActionKind::Inherit(parent) => {
                self.relations(std::slice::from_ref(parent));
                let written = self.at.text.get(range.clone()).unwrap_or_default().trim_start();
                let ends = written.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("no"));
                if let Some(parent) = self.found_key(parent) {
                    self.descends(key, &parent, !ends);
                }
                self.open(key);
            }
            // Triggers of a partitioned table are on its partitions too.
            ActionKind::Trigger(_)
                if self.known_table(key).is_some_and(|table| !table.parents.is_empty()) => {}
            ActionKind::Trigger(trigger) => {
                let found = Key::within(Space::Trigger, key, &self.catalog.fold(trigger));
                if self.catalog.get(&found).is_none() && !self.catalog.may_exist(&found) {
                    self.missing(found, "trigger", &trigger.clone().into());
                }
            }
            ActionKind::Opaque => self.open(key),
            ActionKind::UsesIndex(index) => {
                let index = ObjectName { schema: name.schema.clone(), name: index.clone() };
                self.existing(Space::Relation, &index, "index", false);
            }
            ActionKind::Convert
            | ActionKind::Online { .. }
            | ActionKind::Option
            | ActionKind::RenameTo(_)
            | ActionKind::SetSchema(_) => {}
        }
    }

    /// A table becomes the child of another, or stops being one.
    fn descends(&mut self, child: &Key, parent: &Key, begins: bool) {
        self.open(child);
        // Its indexes are made like those of the parent.
        self.unknown(|unknown| unknown.add_beginning(&child.name));
        self.catalog.change_table(child, |table| {
            table.parents.retain(|known| known != parent);
            if begins {
                table.parents.push(parent.clone());
            }
        });
    }

    /// The tables that inherit from a table, or are partitions of it; and those that do from them.
    pub(super) fn descendants(&self, table: &Key) -> Vec<Key> {
        let mut found = vec![table.clone()];
        let mut at = 0;
        while let Some(parent) = found.get(at).cloned() {
            for (key, entry) in self.catalog.users(&parent) {
                if matches!(entry, Entry::Table(table) if table.parents.contains(&parent))
                    && !found.contains(key)
                {
                    found.push(key.clone());
                }
            }
            at += 1;
        }
        found.remove(0);
        found
    }

    /// Whatever is in it is not known any more.
    fn open(&mut self, key: &Key) {
        self.catalog.change_table(key, |table| {
            table.is_open = true;
            table.has_unknown_constraints = true;
        });
    }

    pub(super) fn known_table(&self, key: &Key) -> Option<&Table> {
        match self.catalog.get(key) {
            Some(Entry::Table(table)) => Some(table),
            _ => None,
        }
    }

    fn add_column(&mut self, key: &Key, name: &ObjectName, column: &Column, if_not_exists: bool) {
        let new = self.column(column);
        let exists = self.known_table(key).is_some_and(|table| table.column(&new.key).is_some());
        if exists && if_not_exists {
            return;
        }
        if exists && !self.is_free_column(key, name, &column.name, None) {
            return;
        }
        // MySQL adds several at once in parentheses; keys among them come as actions of their own.
        self.catalog.change_table(key, |table| {
            table.columns.retain(|known| known.key != new.key);
            table.columns.push(new);
        });
        self.column_parts(key, name, column);
    }

    /// Whether the table has the column; if not, that is said.
    fn has_column(&mut self, key: &Key, name: &ObjectName, column: &Name, if_exists: bool) -> bool {
        let folded = self.catalog.fold(column);
        let has = self.known_table(key).is_none_or(|table| table.column(&folded).is_some() || table.is_open);
        if !has && !if_exists {
            self.columns_in(key, name, std::slice::from_ref(column));
        }
        has
    }

    /// Whether a column may have this name; if it is taken by another than `except`, that is said.
    fn is_free_column(&mut self, key: &Key, name: &ObjectName, column: &Name, except: Option<&Name>) -> bool {
        let folded = self.catalog.fold(column);
        if except.is_some_and(|except| self.catalog.fold(except) == folded)
            || self.catalog.facts.unknown.column_may_differ(&folded)
        {
            return true;
        }
        let Some(known) = self.known_table(key).and_then(|table| table.column(&folded)) else { return true };
        let place = known.place.clone();
        let message = format!("`{}` has a column `{}` already", name.name.text, column.text);
        self.wrong(
            Wrong::new("duplicate-column", column.range.clone(), message, "added again")
                .also(place, "added here"),
        );
        false
    }

    fn change_column(&mut self, key: &Key, name: &ObjectName, from: &Name, column: &Column) {
        let old = self.catalog.fold(from);
        let new = self.column(column);
        if new.key != old {
            if !self.is_free_column(key, name, &column.name, Some(from)) {
                return;
            }
            self.rename_column(key, from, &column.name);
        }
        self.catalog.change_table(key, |table| {
            if let Some(known) = table.columns.iter_mut().find(|known| known.key == new.key) {
                let is_key = known.not_null
                    && table.constraints.iter().any(|constraint| {
                        constraint.kind == Kind::PrimaryKey && constraint.columns.contains(&new.key)
                    });
                *known = new;
                known.not_null |= is_key;
            }
        });
        self.column_parts(key, name, column);
    }

    fn alter_column(&mut self, key: &Key, name: &ObjectName, column: &Name, change: &Change) {
        let folded = self.catalog.fold(column);
        match change {
            Change::SetDefault(expression) => {
                self.change_column_of(key, &folded, |column| column.has_default = true);
                self.resolve(|resolver| {
                    let scope = super::Scope { is_open: true, ..super::Scope::default() };
                    resolver.expression(expression, &scope, &With::default());
                });
            }
            Change::DropDefault => self.change_column_of(key, &folded, |column| column.has_default = false),
            Change::SetNotNull => self.change_column_of(key, &folded, |column| column.not_null = true),
            Change::DropNotNull => self.change_column_of(key, &folded, |column| column.not_null = false),
            Change::SetType { data_type, using } => {
                let own_type = self.own_type(data_type);
                self.change_column_of(key, &folded, |column| {
                    column.data_type = Some(data_type.clone());
                    column.own_type.clone_from(&own_type);
                });
                self.resolve(|resolver| resolver.data_type(data_type));
                if let Some(using) = using {
                    self.expressions_in(key, name, std::slice::from_ref(using));
                }
            }
            Change::AddIdentity => {
                self.change_column_of(key, &folded, |column| column.identity = true);
                if self.dialect() == Dialect::Postgres {
                    self.add_sequence(key, &folded);
                }
            }
            Change::DropIdentity { .. } => {
                self.change_column_of(key, &folded, |column| column.identity = false);
                self.drop_own_sequence(key, &folded);
            }
            Change::Expression(Some(expression)) => {
                self.expressions_in(key, name, std::slice::from_ref(expression));
            }
            Change::Expression(None) => {
                self.change_column_of(key, &folded, |column| column.generated = false);
            }
            Change::Option => {}
        }
    }

    fn change_column_of(&mut self, key: &Key, column: &str, change: impl Fn(&mut super::super::Column)) {
        self.catalog.change_table(key, |table| {
            if let Some(column) = table.columns.iter_mut().find(|known| known.key == column) {
                change(column);
            }
        });
    }

    /// The sequence that the server made for an identity goes with it.
    fn drop_own_sequence(&mut self, key: &Key, column: &str) {
        let made = |entry: &Entry| match entry {
            Entry::Sequence(sequence) => {
                let owner = sequence.owner.as_ref();
                owner.is_some_and(|(table, own)| table == key && own == column)
                    // What is written has a place.
                    && sequence.place.range.is_empty()
            }
            _ => false,
        };
        let gone: Vec<Key> =
            self.catalog.users(key).filter(|(_, entry)| made(entry)).map(|(key, _)| key.clone()).collect();
        for sequence in gone {
            self.catalog.set(sequence, None);
        }
    }
}
