//! Enums and domains.

use crate::catalog::Catalog;
use crate::item::{Domain, Enum, Item};
use crate::key::{Key, Kind};
use crate::plan::Step;
use crate::postgres::quote;

use super::Planner;

/// Whether the values of an enum can be added where it is: nothing is gone or moved, and nothing that comes or changes
/// uses a new one, which no transaction may do that adds it.
pub(super) fn can_add(key: &Key, from: &Enum, to: &Enum, wanted: &Catalog, changed: &[&Key]) -> bool {
    let mut old = from.values.iter().peekable();
    let mut new = Vec::new();
    for value in &to.values {
        if old.next_if_eq(&value).is_none() {
            new.push(quote::text(value));
        }
    }
    let is_used =
        |item: &Item| texts(item).iter().any(|text| new.iter().any(|value| text.contains(value.as_str())));
    let may_use =
        |user: &Key| user.kind == Kind::Function || wanted.required(user).any(|required| required == key);
    let uses = |user: &Key| may_use(user) && wanted.get(user).is_some_and(is_used);
    old.peek().is_none() && (new.is_empty() || !changed.iter().any(|user| uses(user)))
}

/// Everything in which an object may use a value.
fn texts(item: &Item) -> Vec<&str> {
    match item {
        Item::Column(column) => {
            let generated = column.generated.as_ref().map(|generated| generated.expression.as_str());
            column.default.as_deref().into_iter().chain(generated).collect()
        }
        Item::Domain(domain) => {
            domain.default.as_deref().into_iter().chain(domain.checks.values().map(String::as_str)).collect()
        }
        Item::Definition(definition) => vec![&definition.text],
        Item::Table(table) => table.options.values().map(String::as_str).collect(),
        Item::Enum(_) => Vec::new(),
    }
}

/// A type, as it is made.
pub(super) fn create(key: &Key, item: &Item) -> Option<String> {
    let name = quote::object(key);
    match item {
        Item::Enum(Enum { values, .. }) => {
            let values: Vec<String> = values.iter().map(|value| quote::text(value)).collect();
            let line = format!("CREATE TYPE {name} AS ENUM ({})", values.join(", "));
            if line.len() <= 100 {
                return Some(line);
            }
            Some(format!("CREATE TYPE {name} AS ENUM (\n    {}\n)", values.join(",\n    ")))
        }
        Item::Domain(domain) => Some(create_domain(&name, domain)),
        _ => None,
    }
}

fn create_domain(name: &str, domain: &Domain) -> String {
    let mut sql = format!("CREATE DOMAIN {name} AS {}", domain.base);
    if let Some(collation) = &domain.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &domain.default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    if !domain.nullable {
        sql.push_str(" NOT NULL");
    }
    for (check, clause) in &domain.checks {
        sql.push_str(&format!("\n    CONSTRAINT {} {clause}", quote::name(check)));
    }
    sql
}

impl<'c> Planner<'c> {
    /// Adds the values of an enum, or changes a domain.
    pub(super) fn alter_type(&mut self, key: &'c Key) {
        match (self.from.get(key), self.to.get(key)) {
            (Some(Item::Enum(from)), Some(Item::Enum(to))) => self.add_values(key, from, to),
            (Some(Item::Domain(from)), Some(Item::Domain(to))) => self.alter_domain(key, from, to),
            _ => {}
        }
        self.comment_on(key, false);
    }

    fn add_values(&mut self, key: &Key, from: &Enum, to: &Enum) {
        let name = quote::object(key);
        let mut old = from.values.iter().peekable();
        let mut last: Option<&str> = None;
        for value in &to.values {
            if old.next_if_eq(&value).is_none() {
                let place = match (last, old.peek()) {
                    (_, None) => String::new(),
                    (Some(last), _) => format!(" AFTER {}", quote::text(last)),
                    (None, Some(next)) => format!(" BEFORE {}", quote::text(next)),
                };
                self.run(format!("ALTER TYPE {name} ADD VALUE {}{place}", quote::text(value)));
                self.note("a new value cannot be used before the transaction that adds it has ended");
            }
            last = Some(value);
        }
    }

    fn alter_domain(&mut self, key: &Key, from: &Domain, to: &Domain) {
        let change = format!("ALTER DOMAIN {}", quote::object(key));
        for (check, clause) in &from.checks {
            if to.checks.get(check) != Some(clause) {
                self.run(format!("{change} DROP CONSTRAINT {}", quote::name(check)));
            }
        }
        if from.default != to.default {
            self.run(match &to.default {
                Some(default) => format!("{change} SET DEFAULT {default}"),
                None => format!("{change} DROP DEFAULT"),
            });
        }
        match (from.nullable, to.nullable) {
            (true, false) => {
                let mut step = Step::new(format!("{change} SET NOT NULL"));
                step.notes.push("fails if a column of this type holds NULL".to_owned());
                self.plan.steps.push(step);
            }
            (false, true) => self.run(format!("{change} DROP NOT NULL")),
            _ => {}
        }
        for (check, clause) in &to.checks {
            if from.checks.get(check) != Some(clause) {
                self.run(format!("{change} ADD CONSTRAINT {} {clause}", quote::name(check)));
                self.note("fails if a value does not meet it");
            }
        }
    }
}
