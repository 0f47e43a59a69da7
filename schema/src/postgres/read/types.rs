//! Schemas, extensions, collations, enums, domains and ranges.

use std::collections::{BTreeMap, HashMap};

use crate::item::{Definition, Domain, Enum, Item};
use crate::key::{Key, Kind};
use crate::postgres::quote;
use crate::read::Row;

use super::answer::{expression, maybe, number, text, yes};
use super::names::Class;
use super::{Answers, Reader, canonical};

impl Reader {
    pub(super) fn schemas(&mut self, rows: &[Row]) -> Result<(), String> {
        for row in rows {
            let oid = number(row, 0)?;
            if self.names.is_member(Class::Schema, oid) {
                continue;
            }
            let key = Key::new(Kind::Schema, None, text(row, 1));
            let mut item = Definition::new(format!("CREATE SCHEMA {}", quote::name(&key.name)));
            item.comment = maybe(row, 2);
            self.names.add(Class::Schema, oid, key.clone());
            self.catalog.insert(key, Item::Definition(item));
        }
        Ok(())
    }

    pub(super) fn extensions(&mut self, rows: &[Row]) -> Result<(), String> {
        for row in rows {
            let key = Key::new(Kind::Extension, None, text(row, 1));
            let mut sql = format!("CREATE EXTENSION {}", quote::name(&key.name));
            if let Some(schema) = self.names.schema(text(row, 2)) {
                sql.push_str(&format!(" WITH SCHEMA {}", quote::name(schema)));
            }
            self.names.add(Class::Extension, number(row, 0)?, key.clone());
            self.catalog.insert(key, Item::Definition(Definition::new(sql)));
        }
        Ok(())
    }

    pub(super) fn collations(&mut self, rows: &[Row]) -> Result<(), String> {
        for row in rows {
            let oid = number(row, 0)?;
            if self.names.is_member(Class::Collation, oid) {
                continue;
            }
            let key = Key::new(Kind::Collation, self.names.schema(text(row, 1)), text(row, 2));
            let mut item =
                Definition::new(format!("CREATE COLLATION {} ({})", quote::object(&key), text(row, 3)));
            item.comment = maybe(row, 4);
            self.names.add(Class::Collation, oid, key.clone());
            self.catalog.insert(key, Item::Definition(item));
        }
        Ok(())
    }

    pub(super) fn types(&mut self, answers: &Answers) -> Result<(), String> {
        let mut labels: HashMap<u32, Vec<String>> = HashMap::new();
        for row in &answers.labels {
            labels.entry(number(row, 0)?).or_default().push(text(row, 1).to_owned());
        }
        let mut checks: HashMap<u32, Vec<&Row>> = HashMap::new();
        for row in &answers.domain_checks {
            checks.entry(number(row, 1)?).or_default().push(row);
        }
        for row in &answers.types {
            let oid = number(row, 0)?;
            if self.names.is_member(Class::Type, oid) {
                continue;
            }
            let key = Key::new(Kind::Type, self.names.schema(text(row, 1)), text(row, 2));
            let item = match text(row, 3) {
                "e" => {
                    let values = labels.remove(&oid).unwrap_or_default();
                    Item::Enum(Enum { values, comment: maybe(row, 8) })
                }
                "d" => {
                    let mut clauses = BTreeMap::new();
                    for check in checks.remove(&oid).unwrap_or_default() {
                        self.names.add(Class::Constraint, number(check, 0)?, key.clone());
                        clauses.insert(text(check, 2).to_owned(), canonical::check(text(check, 3)));
                    }
                    Item::Domain(domain(row, clauses))
                }
                _ => {
                    let mut item = Definition::new(range(&key, row));
                    item.comment = maybe(row, 8);
                    Item::Definition(item)
                }
            };
            self.names.add(Class::Type, oid, key.clone());
            self.catalog.insert(key, item);
        }
        Ok(())
    }
}

fn domain(row: &Row, checks: BTreeMap<String, String>) -> Domain {
    Domain {
        base: text(row, 4).to_owned(),
        nullable: !yes(row, 5),
        default: expression(row, 6),
        collation: maybe(row, 7),
        checks,
        comment: maybe(row, 8),
    }
}

fn range(key: &Key, row: &Row) -> String {
    let mut options = vec![format!("SUBTYPE = {}", text(row, 9))];
    let words = ["SUBTYPE_OPCLASS", "COLLATION", "CANONICAL", "SUBTYPE_DIFF", "MULTIRANGE_TYPE_NAME"];
    for (column, word) in (10..).zip(words) {
        options.extend(maybe(row, column).map(|value| format!("{word} = {value}")));
    }
    format!("CREATE TYPE {} AS RANGE (\n    {}\n)", quote::object(key), options.join(",\n    "))
}
