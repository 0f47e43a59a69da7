//! What belongs to tables and views: constraints, indexes, triggers, policies, rules.

use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::postgres::quote;
use crate::read::Row;

use super::answer::{expression, lines, maybe, number, text, yes};
use super::canonical::{canonical, check};
use super::names::Class;
use super::{Answers, Reader};

impl Reader {
    pub(super) fn parts(&mut self, answers: &Answers) -> Result<(), String> {
        for row in &answers.constraints {
            let kind = match text(row, 3) {
                "p" => Kind::PrimaryKey,
                "u" => Kind::Unique,
                "f" => Kind::ForeignKey,
                "x" => Kind::Exclusion,
                _ => Kind::Check,
            };
            let item =
                Definition { text: check(text(row, 4)), columns: lines(row, 5), comment: maybe(row, 6) };
            self.part(Class::Constraint, row, kind, |_, _| item)?;
        }
        for row in &answers.indexes {
            self.part(Class::Relation, row, Kind::Index, |key, table| Definition {
                text: canonical(&index(key, table, row)),
                columns: lines(row, 6),
                comment: maybe(row, 7),
            })?;
        }
        for row in &answers.triggers {
            self.part(Class::Trigger, row, Kind::Trigger, |key, table| {
                let relation = quote::object(table);
                let mut sql =
                    text(row, 3).replacen(&format!(" ON {} ", text(row, 4)), &format!(" ON {relation} "), 1);
                sql.push_str(&enabled(&relation, "TRIGGER", &key.name, text(row, 5)));
                with_comment(canonical(&sql), maybe(row, 6))
            })?;
        }
        for row in &answers.policies {
            self.part(Class::Policy, row, Kind::Policy, |key, table| {
                with_comment(policy(key, table, row), maybe(row, 8))
            })?;
        }
        for row in &answers.rules {
            self.part(Class::Rule, row, Kind::Rule, |key, table| {
                let relation = quote::object(table);
                let mut sql = text(row, 3).trim_end().trim_end_matches(';').to_owned();
                sql = sql.replacen(&format!(" TO {}", text(row, 4)), &format!(" TO {relation}"), 1);
                sql.push_str(&enabled(&relation, "RULE", &key.name, text(row, 5)));
                with_comment(canonical(&sql), maybe(row, 6))
            })?;
        }
        for row in &answers.event_triggers {
            let oid = number(row, 0)?;
            if !self.names.is_member(Class::EventTrigger, oid) {
                let key = Key::new(Kind::Trigger, None, text(row, 1));
                self.names.add(Class::EventTrigger, oid, key.clone());
                let item = with_comment(event_trigger(&key, row), maybe(row, 6));
                self.catalog.insert(key, Item::Definition(item));
            }
        }
        Ok(())
    }

    /// Adds what belongs to a table that is an object of ours.
    fn part(
        &mut self,
        class: Class,
        row: &Row,
        kind: Kind,
        item: impl FnOnce(&Key, &Key) -> Definition,
    ) -> Result<(), String> {
        let (oid, table) = (number(row, 0)?, number(row, 1)?);
        let Some(table) = self.names.relation(table).cloned() else { return Ok(()) };
        if self.names.is_member(class, oid) {
            return Ok(());
        }
        let key = Key::of(kind, table.schema.as_deref(), &table.name, text(row, 2));
        let item = item(&key, &table);
        self.names.add(class, oid, key.clone());
        self.catalog.require(key.clone(), table);
        self.catalog.insert(key, Item::Definition(item));
        Ok(())
    }
}

fn with_comment(text: String, comment: Option<String>) -> Definition {
    Definition { text, columns: Vec::new(), comment }
}

/// `CREATE UNIQUE INDEX users_email ON users (email)`; the server always writes the schema and the method.
fn index(key: &Key, table: &Key, row: &Row) -> String {
    let written = text(row, 3);
    let unique = if written.starts_with("CREATE UNIQUE") { "UNIQUE " } else { "" };
    let name = quote::name(&key.name);
    let begin = format!("CREATE {unique}INDEX {} ON ", text(row, 4));
    let rest = written.strip_prefix(&begin).unwrap_or_default();
    let rest = rest.strip_prefix("ONLY ").unwrap_or(rest);
    let Some(rest) = rest.strip_prefix(text(row, 5)) else { return written.to_owned() };
    let rest = rest.strip_prefix(" USING btree").unwrap_or(rest);
    format!("CREATE {unique}INDEX {name} ON {}{rest}", quote::object(table))
}

/// What follows a trigger or rule that does not simply fire.
fn enabled(relation: &str, kind: &str, name: &str, how: &str) -> String {
    let word = match how {
        "D" => "DISABLE",
        "R" => "ENABLE REPLICA",
        "A" => "ENABLE ALWAYS",
        _ => return String::new(),
    };
    format!(";\nALTER TABLE {relation} {word} {kind} {}", quote::name(name))
}

fn policy(key: &Key, table: &Key, row: &Row) -> String {
    let mut sql = format!("CREATE POLICY {} ON {}", quote::name(&key.name), quote::object(table));
    if !yes(row, 4) {
        sql.push_str("\n    AS RESTRICTIVE");
    }
    let command = match text(row, 3) {
        "r" => Some("SELECT"),
        "a" => Some("INSERT"),
        "w" => Some("UPDATE"),
        "d" => Some("DELETE"),
        _ => None,
    };
    sql.extend(command.map(|command| format!("\n    FOR {command}")));
    sql.extend(maybe(row, 5).map(|roles| format!("\n    TO {roles}")));
    sql.extend(expression(row, 6).map(|condition| format!("\n    USING {}", enclosed(&condition))));
    sql.extend(expression(row, 7).map(|condition| format!("\n    WITH CHECK {}", enclosed(&condition))));
    sql
}

/// An expression in parentheses.
fn enclosed(expression: &str) -> String {
    format!("({})", super::columns::bare(expression))
}

fn event_trigger(key: &Key, row: &Row) -> String {
    let name = quote::name(&key.name);
    let tags = maybe(row, 5).map(|tags| format!("\n    WHEN TAG IN ({tags})")).unwrap_or_default();
    let mut sql = format!(
        "CREATE EVENT TRIGGER {name} ON {}{tags}\n    EXECUTE FUNCTION {}()",
        text(row, 2),
        text(row, 3)
    );
    let word = match text(row, 4) {
        "D" => "DISABLE",
        "R" => "ENABLE REPLICA",
        "A" => "ENABLE ALWAYS",
        _ => return sql,
    };
    sql.push_str(&format!(";\nALTER EVENT TRIGGER {name} {word}"));
    sql
}
