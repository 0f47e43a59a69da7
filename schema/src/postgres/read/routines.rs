//! Functions, procedures and aggregates.

use std::collections::HashMap;

use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::postgres::quote;
use crate::read::Row;

use super::Reader;
use super::answer::{maybe, number, text};
use super::names::Class;

impl Reader {
    pub(super) fn routines(&mut self, functions: &[Row], aggregates: &[Row]) -> Result<(), String> {
        let mut parts = HashMap::new();
        for row in aggregates {
            parts.insert(number(row, 0)?, (text(row, 1), text(row, 2)));
        }
        for row in functions {
            let oid = number(row, 0)?;
            if self.names.is_member(Class::Function, oid) || self.is_of_range(oid) {
                continue;
            }
            let schema = self.names.schema(text(row, 1));
            let name = format!("{}({})", text(row, 2), text(row, 3));
            let key = Key::new(Kind::Function, schema, name);
            let called = quote::qualified(schema, text(row, 2));
            let sql = match (maybe(row, 5), parts.get(&oid)) {
                (Some(sql), _) => sql.trim_end().replacen(text(row, 6), &called, 1),
                (None, Some((arguments, parts))) => {
                    let arguments = if arguments.is_empty() { "*" } else { arguments };
                    format!("CREATE AGGREGATE {called}({arguments}) (\n{parts}\n)")
                }
                (None, None) => continue,
            };
            let mut item = Definition::new(sql);
            item.comment = maybe(row, 7);
            self.names.add(Class::Function, oid, key.clone());
            self.catalog.insert(key, Item::Definition(item));
        }
        Ok(())
    }

    /// Whether a function is one of those that make a range out of its bounds, and come with their type.
    fn is_of_range(&self, function: u32) -> bool {
        self.names.key(super::Place::new(Class::Function, function)).is_some_and(|key| key.kind == Kind::Type)
    }
}
