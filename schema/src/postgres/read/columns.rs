//! Columns.

use std::collections::HashMap;

use crate::item::{Column, Generated, Item};
use crate::key::{Key, Kind};
use crate::postgres::sequence::Options;
use crate::read::Row;

use super::Reader;
use super::answer::{expression, maybe, number, text, yes};
use super::names::Class;

/// A column of a table or view, or an attribute of a composite type.
pub(super) struct Attribute {
    pub(super) name: String,
    place: u32,
    r#type: String,
    not_null: bool,
    default: Option<String>,
    default_oid: Option<u32>,
    identity: String,
    generated: String,
    collation: Option<String>,
    storage: Option<&'static str>,
    compression: Option<&'static str>,
    /// A parent hands it down.
    inherited: bool,
    pub(super) comment: Option<String>,
}

impl Attribute {
    fn new(row: &Row) -> Result<Self, String> {
        let storage = match text(row, 10) {
            "p" => Some("PLAIN"),
            "e" => Some("EXTERNAL"),
            "m" => Some("MAIN"),
            "x" => Some("EXTENDED"),
            _ => None,
        };
        let compression = match text(row, 11) {
            "p" => Some("pglz"),
            "l" => Some("lz4"),
            _ => None,
        };
        Ok(Attribute {
            name: text(row, 2).to_owned(),
            place: number(row, 1)?,
            r#type: text(row, 3).to_owned(),
            not_null: yes(row, 4),
            default: expression(row, 5),
            default_oid: maybe(row, 6).and_then(|oid| oid.parse().ok()),
            identity: text(row, 7).to_owned(),
            generated: text(row, 8).to_owned(),
            collation: maybe(row, 9),
            storage,
            compression,
            inherited: number(row, 12)? > 0,
            comment: maybe(row, 13),
        })
    }

    /// The type with its collation.
    pub(super) fn data_type(&self) -> String {
        match &self.collation {
            Some(collation) => format!("{} COLLATE {collation}", self.r#type),
            None => self.r#type.clone(),
        }
    }

    fn column(&self, sequence: Option<&Options>) -> Column {
        let mut column = Column {
            r#type: self.r#type.clone(),
            nullable: !self.not_null,
            collation: self.collation.clone(),
            comment: self.comment.clone(),
            ..Column::default()
        };
        match (self.generated.as_str(), &self.default) {
            ("s" | "v", Some(expression)) => {
                let expression = bare(expression).to_owned();
                column.generated = Some(Generated { expression, stored: self.generated == "s" });
            }
            (_, default) => column.default = default.clone(),
        }
        let how = match self.identity.as_str() {
            "a" => Some("ALWAYS"),
            "d" => Some("BY DEFAULT"),
            _ => None,
        };
        column.identity = how.map(|how| {
            let words = sequence.map(Options::words).unwrap_or_default();
            if words.is_empty() { how.to_owned() } else { format!("{how} ({})", words.join(" ")) }
        });
        if let Some(storage) = self.storage {
            column.options.insert("storage", storage.to_owned());
        }
        if let Some(compression) = self.compression {
            column.options.insert("compression", compression.to_owned());
        }
        column
    }

    /// Whether a child or partition has it as its parent does.
    fn is_like(&self, parent: &Attribute) -> bool {
        self.default == parent.default
            && self.not_null == parent.not_null
            && self.storage == parent.storage
            && self.compression == parent.compression
            && self.comment.is_none()
    }
}

/// An expression without the parentheses that are all around it.
pub(super) fn bare(expression: &str) -> &str {
    let Some(inner) = expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        return expression;
    };
    let (mut depth, mut quote) = (0_usize, None);
    for letter in inner.bytes() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == b'\'' || letter == b'"' => quote = Some(letter),
            None if letter == b'(' => depth += 1,
            None if letter == b')' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return expression,
            },
            None => {}
        }
    }
    inner
}

/// The columns of every relation, and what each relation inherits from.
pub(super) struct Attributes {
    columns: HashMap<u32, Vec<Attribute>>,
    parents: HashMap<u32, Vec<u32>>,
}

impl Attributes {
    pub(super) fn read(columns: &[Row], relations: &[Row]) -> Result<Self, String> {
        let mut attributes = Attributes { columns: HashMap::new(), parents: HashMap::new() };
        for row in columns {
            attributes.columns.entry(number(row, 0)?).or_default().push(Attribute::new(row)?);
        }
        for row in relations {
            let parents: Vec<u32> = text(row, 13).split(' ').filter_map(|oid| oid.parse().ok()).collect();
            if !parents.is_empty() {
                attributes.parents.insert(number(row, 0)?, parents);
            }
        }
        Ok(attributes)
    }

    pub(super) fn of(&self, relation: u32) -> &[Attribute] {
        self.columns.get(&relation).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn get(&self, relation: u32, place: u32) -> Option<&Attribute> {
        self.of(relation).iter().find(|column| column.place == place)
    }

    /// The column of the parent that hands this one down.
    fn parent(&self, relation: u32, name: &str) -> Option<(u32, &Attribute)> {
        self.parents
            .get(&relation)?
            .iter()
            .find_map(|&parent| Some((parent, self.of(parent).iter().find(|column| column.name == name)?)))
    }

    /// The table at the top that a column comes from.
    fn origin(&self, mut relation: u32, name: &str) -> u32 {
        // Inheritance has no circles.
        while let Some((parent, _)) = self.parent(relation, name) {
            relation = parent;
        }
        relation
    }
}

impl Reader {
    /// Adds the columns of a table. One that a parent hands down is an object of its own only in what it has of its
    /// own, a default say; whoever needs it needs that of the parent.
    pub(super) fn columns(
        &mut self,
        table: u32,
        attributes: &Attributes,
        identities: &HashMap<(u32, u32), Options>,
    ) {
        let Some(key) = self.names.relation(table).cloned() else { return };
        let schema = key.schema.as_deref();
        for attribute in attributes.of(table) {
            let own = Key::of(Kind::Column, schema, &key.name, &attribute.name);
            let mut column = attribute.column(identities.get(&(table, attribute.place)));
            let mut named = own.clone();
            if let (true, Some((_, parent))) =
                (attribute.inherited, attributes.parent(table, &attribute.name))
            {
                let origin = attributes.origin(table, &attribute.name);
                if let Some(top) = self.names.relation(origin) {
                    named = Key::of(Kind::Column, top.schema.as_deref(), &top.name, &attribute.name);
                }
                self.names.add_column(table, attribute.place, named.clone());
                if attribute.is_like(parent) {
                    if let Some(oid) = attribute.default_oid {
                        self.names.add(Class::Default, oid, named);
                    }
                    continue;
                }
                column.options.insert("inherited", "yes".to_owned());
                column.identity = None;
            }
            self.names.add_column(table, attribute.place, named);
            if let Some(oid) = attribute.default_oid {
                self.names.add(Class::Default, oid, own.clone());
            }
            self.catalog.require(own.clone(), key.clone());
            self.catalog.insert(own, Item::Column(column));
        }
    }
}
