//! From the numbers of the catalogs to our names.

use std::collections::{HashMap, HashSet};

use crate::key::{Key, Kind};
use crate::read::Row;

use super::answer::{number, text};

/// The catalogs that hold objects of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Relation,
    Type,
    Function,
    Constraint,
    Trigger,
    Rule,
    Default,
    Schema,
    Extension,
    Collation,
    Policy,
    EventTrigger,
    Other,
}

impl Class {
    fn named(name: &str) -> Self {
        match name {
            "pg_class" => Class::Relation,
            "pg_type" => Class::Type,
            "pg_proc" => Class::Function,
            "pg_constraint" => Class::Constraint,
            "pg_trigger" => Class::Trigger,
            "pg_rewrite" => Class::Rule,
            "pg_attrdef" => Class::Default,
            "pg_namespace" => Class::Schema,
            "pg_extension" => Class::Extension,
            "pg_collation" => Class::Collation,
            "pg_policy" => Class::Policy,
            "pg_event_trigger" => Class::EventTrigger,
            _ => Class::Other,
        }
    }
}

/// An object as `pg_depend` names it; `part` is the place of a column, or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) class: Class,
    pub(super) oid: u32,
    pub(super) part: u32,
}

impl Place {
    pub(super) fn new(class: Class, oid: u32) -> Self {
        Place { class, oid, part: 0 }
    }

    /// Three columns of a row.
    pub(super) fn of(row: &Row, first: usize) -> Result<Self, String> {
        let class = Class::named(text(row, first));
        Ok(Place { class, oid: number(row, first + 1)?, part: number(row, first + 2)? })
    }
}

pub(super) struct Names {
    default_schema: Option<String>,
    keys: HashMap<Place, Key>,
    /// What is a part of another object: the index of a constraint, the type of a table's rows.
    wholes: HashMap<Place, Place>,
    /// What an extension brought.
    members: HashSet<Place>,
}

impl Names {
    pub(super) fn new(default_schema: Option<String>, dependencies: &[Row]) -> Result<Self, String> {
        let mut names =
            Names { default_schema, keys: HashMap::new(), wholes: HashMap::new(), members: HashSet::new() };
        for row in dependencies {
            let (from, to) = (Place::of(row, 0)?, Place::of(row, 3)?);
            match text(row, 6) {
                "e" => {
                    names.members.insert(from);
                    names.wholes.insert(from, to);
                }
                "i" => {
                    names.wholes.entry(from).or_insert(to);
                }
                _ => {}
            }
        }
        Ok(names)
    }

    /// A schema as part of a key.
    pub(super) fn schema<'s>(&self, schema: &'s str) -> Option<&'s str> {
        (self.default_schema.as_deref() != Some(schema)).then_some(schema)
    }

    /// Whether an extension brought it.
    pub(super) fn is_member(&self, class: Class, oid: u32) -> bool {
        self.members.contains(&Place::new(class, oid))
    }

    pub(super) fn add(&mut self, class: Class, oid: u32, key: Key) {
        self.keys.insert(Place::new(class, oid), key);
    }

    /// A relation that is no object of its own.
    pub(super) fn forget(&mut self, relation: u32) {
        self.keys.remove(&Place::new(Class::Relation, relation));
    }

    pub(super) fn add_column(&mut self, relation: u32, part: u32, key: Key) {
        self.keys.insert(Place { class: Class::Relation, oid: relation, part }, key);
    }

    /// The object that a table or view is.
    pub(super) fn relation(&self, oid: u32) -> Option<&Key> {
        self.keys.get(&Place::new(Class::Relation, oid))
    }

    /// The object that this is, or is a part of.
    pub(super) fn key(&self, mut place: Place) -> Option<&Key> {
        // A part of a part of a part: the index of a table below an extension's.
        for _ in 0..8 {
            let whole = Place { part: 0, ..place };
            if let Some(key) = self.keys.get(&place).or_else(|| self.keys.get(&whole)) {
                return Some(key);
            }
            place = *self.wholes.get(&place).or_else(|| self.wholes.get(&whole))?;
        }
        None
    }

    pub(super) fn is_sequence(&self, place: Place) -> bool {
        self.keys.get(&place).is_some_and(|key| key.kind == Kind::Sequence)
    }

    pub(super) fn is_column(&self, place: Place) -> bool {
        place.class == Class::Relation && place.part > 0
    }
}
