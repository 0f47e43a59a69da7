//! Columns: as they stand in `CREATE TABLE`, and how they change.

use crate::catalog::Catalog;
use crate::item::{Column, Item};
use crate::key::{Key, Kind};
use crate::plan::{Destroyed, Step};
use crate::postgres::quote;
use crate::postgres::sequence::Options;

use super::{Planner, cast, effective, is_inherited, parent_column};

/// A column behind its name.
pub(super) fn definition(column: &Column, is_serial: bool) -> String {
    let mut sql = if is_serial { serial(&column.r#type).to_owned() } else { column.r#type.clone() };
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        sql.push_str(&format!(" GENERATED ALWAYS AS ({}) {kind}", generated.expression));
    }
    if let Some(identity) = &column.identity {
        let (how, options) = identity_parts(identity);
        sql.push_str(&format!(" GENERATED {how} AS IDENTITY"));
        if !options.is_empty() {
            sql.push_str(&format!(" ({options})"));
        }
    }
    if let Some(default) = column.default.as_ref().filter(|_| !is_serial) {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    // The server takes serial and identity columns as NOT NULL.
    if !column.nullable && !is_serial && column.identity.is_none() {
        sql.push_str(" NOT NULL");
    }
    sql
}

fn serial(data_type: &str) -> &str {
    match data_type {
        "smallint" => "smallserial",
        "integer" => "serial",
        _ => "bigserial",
    }
}

/// `BY DEFAULT (START WITH 5)` in its two parts.
fn identity_parts(identity: &str) -> (&str, &str) {
    match identity.split_once(" (") {
        Some((how, options)) => (how, options.trim_end_matches(')')),
        None => (identity, ""),
    }
}

impl<'c> Planner<'c> {
    /// Adds a column to a table that is there.
    pub(super) fn add_column(&mut self, key: &'c Key, is_serial: bool) {
        let Some(column) = self.to.get(key).and_then(|item| item.column()) else { return };
        // The server does not hand down identities, and refuses a column with one where there are children.
        let is_parent = key.table_key().is_some_and(|table| self.parents.contains(&table));
        let apart = Column { identity: None, ..column.clone() };
        let added = if is_parent && column.identity.is_some() { &apart } else { column };
        self.run(format!(
            "ALTER TABLE {} ADD COLUMN {} {}",
            quote::table(key),
            quote::name(&key.name),
            definition(added, is_serial)
        ));
        let gives_value = added.default.is_some() || added.generated.is_some() || added.identity.is_some();
        let needed = self.to.required(key).filter_map(|required| self.to.get(required));
        let domains = needed.filter_map(|item| match item {
            Item::Domain(domain) => Some(domain),
            _ => None,
        });
        // One domain may be over another.
        let (needs_value, has_checks) = domains.fold((!column.nullable, false), |(needs, checks), domain| {
            (needs || !domain.nullable && domain.default.is_none(), checks || !domain.checks.is_empty())
        });
        if needs_value && !gives_value {
            self.note("fails if the table has rows: the column is NOT NULL and has no default");
        } else if has_checks {
            self.note("fails if the table has rows and the type does not take what they get");
        }
        if added.identity != column.identity {
            let change = format!("ALTER TABLE {} ALTER COLUMN {}", quote::table(key), quote::name(&key.name));
            self.identity(&change, added, column);
        }
        self.column_extras(key, &Column::default(), column);
    }

    /// Storage, compression and comment.
    pub(super) fn column_extras(&mut self, key: &Key, from: &Column, to: &Column) {
        let change = format!("ALTER TABLE {} ALTER COLUMN {}", quote::table(key), quote::name(&key.name));
        for (option, reset) in [("storage", storage(&to.r#type)), ("compression", "default")] {
            let (old, new) = (from.options.get(option), to.options.get(option));
            if old != new {
                let value = new.map_or(reset, String::as_str);
                self.run(format!("{change} SET {} {value}", option.to_uppercase()));
            }
        }
        let name = format!("{}.{}", quote::table(key), quote::name(&key.name));
        self.comment(&format!("COLUMN {name}"), from.comment.as_deref(), to.comment.as_deref());
    }

    /// Changes a column that stays.
    pub(super) fn alter_column(&mut self, key: &'c Key) {
        let handed_down = parent_column(self.to, key).filter(|parent| self.difference.touches(parent));
        let from = match handed_down {
            Some(parent) => {
                effective(self.to, parent).map(|column| Column { comment: None, ..column.clone() })
            }
            None => effective(self.from, key).cloned(),
        };
        let Some(to) = effective(self.to, key) else { return };
        let to = &self.as_child(key, to);
        let from = from.unwrap_or_else(|| Column { comment: None, ..to.clone() });
        let from = &self.as_child(key, &from);
        let change = format!("ALTER TABLE {} ALTER COLUMN {}", quote::table(key), quote::name(&key.name));
        let retyped = self.difference.retype.contains(key);
        let new_type = from.r#type != to.r#type || from.collation != to.collation;
        if from.generated.is_some() && to.generated.is_none() {
            self.run(format!("{change} DROP EXPRESSION"));
        }
        let mut default = from.default.as_deref().filter(|_| !self.difference.clear.contains(key));
        let keeps_default =
            default == to.default.as_deref() && !(new_type && is_other(&from.r#type, &to.r#type));
        if default.is_some() && !keeps_default && (to.default.is_none() || new_type) {
            self.run(format!("{change} DROP DEFAULT"));
            default = None;
        }
        if new_type || retyped {
            self.change_type(key, from, to, retyped);
        }
        if let Some(wanted) = to.default.as_deref().filter(|&wanted| default != Some(wanted)) {
            self.run(format!("{change} SET DEFAULT {wanted}"));
        }
        match (from.nullable, to.nullable) {
            (true, false) => {
                self.run(format!("{change} SET NOT NULL"));
                self.note("fails if the column holds NULL");
            }
            (false, true) => self.run(format!("{change} DROP NOT NULL")),
            _ => {}
        }
        self.identity(&change, from, to);
        self.column_extras(key, from, to);
    }

    /// Comments and identities are not handed down to children.
    fn as_child(&self, key: &Key, column: &Column) -> Column {
        let own = self.to.get(key).and_then(|item| item.column());
        let mut column = column.clone();
        column.options.remove("inherited");
        if own.is_some_and(is_inherited) || own.is_none() {
            column.identity = None;
        }
        column
    }

    fn change_type(&mut self, key: &Key, from: &Column, to: &Column, retyped: bool) {
        let name = quote::name(&key.name);
        let mut sql = format!("ALTER TABLE {} ALTER COLUMN {name} TYPE {}", quote::table(key), to.r#type);
        if let Some(collation) = &to.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        let (old_domain, new_domain) =
            (domain(self.from, key, &from.r#type), domain(self.to, key, &to.r#type));
        let old = old_domain.map_or(from.r#type.as_str(), |(base, _)| base);
        let new = new_domain.map_or(to.r#type.as_str(), |(base, _)| base);
        let mut cast = match new_domain {
            _ if retyped && from.r#type == to.r#type && old == new => {
                let using = Some(cast::by_text(false, &name, &to.r#type));
                cast::Cast { using, may_fail: !self.only_gains_values(key), loses: None }
            }
            Some(_) => cast::to_domain(old, new, &name),
            None => cast::cast(old, new, &name),
        };
        cast.may_fail |= new_domain.is_some_and(|(_, is_strict)| is_strict);
        let rounds = cast::rounds(old, new);
        if let Some(using) = &cast.using {
            sql.push_str(&format!(" USING {using}"));
        }
        let mut step = Step::new(sql);
        if cast.may_fail {
            step.notes.push(format!("fails if a value does not fit into {}", to.r#type));
        }
        if rounds && cast.loses.is_none() {
            step.notes.push(format!("rounds to {new}"));
        }
        if let Some(lost) = cast.loses {
            step.notes.push(format!("loses {lost}"));
            step.destroys.push(Destroyed::column(key));
        }
        self.plan.steps.push(step);
    }

    /// Whether the type of a column is another one only in that it has more values.
    fn only_gains_values(&self, key: &Key) -> bool {
        let types = self.from.required(key).filter(|required| self.difference.drop.contains(*required));
        let mut types = types.filter(|required| required.kind == Kind::Type);
        types.all(|key| match (self.from.get(key), self.to.get(key)) {
            (Some(Item::Enum(from)), Some(Item::Enum(to))) => {
                from.values.iter().all(|value| to.values.contains(value))
            }
            _ => false,
        })
    }

    fn identity(&mut self, change: &str, from: &Column, to: &Column) {
        match (&from.identity, &to.identity) {
            (None, Some(identity)) => {
                let (how, options) = identity_parts(identity);
                let options = if options.is_empty() { String::new() } else { format!(" ({options})") };
                self.run(format!("{change} ADD GENERATED {how} AS IDENTITY{options}"));
                self.note("counts from its start: set it behind the values that are there");
            }
            (Some(old), Some(new)) if old != new => {
                let ((old_how, old), (how, new)) = (identity_parts(old), identity_parts(new));
                let mut words = Vec::new();
                if old_how != how {
                    words.push(format!("SET GENERATED {how}"));
                }
                let old = Options::parse(old, &to.r#type);
                words.extend(Options::parse(new, &to.r#type).change(&old, "SET "));
                if !words.is_empty() {
                    self.run(format!("{change} {}", words.join(" ")));
                }
            }
            _ => {}
        }
    }

    /// Sets what a column of a child has of its own, behind the making of the child.
    pub(super) fn drop_column(&mut self, key: &'c Key) {
        let Some(column) = self.from.get(key).and_then(|item| item.column()) else { return };
        let sql = format!("ALTER TABLE {} DROP COLUMN {}", quote::table(key), quote::name(&key.name));
        let mut step = Step::new(sql);
        if column.generated.is_none() {
            step.destroys.push(Destroyed::column(key));
        }
        self.plan.steps.push(step);
        self.hint(key);
    }
}

/// What the domain that a column is of is over, and whether it takes less than that.
fn domain<'c>(catalog: &'c Catalog, column: &Key, data_type: &str) -> Option<(&'c str, bool)> {
    let mut found: Option<(&str, bool)> = None;
    let (mut user, mut wanted) = (column, data_type);
    loop {
        let domain = catalog.required(user).find_map(|required| match catalog.get(required) {
            Some(Item::Domain(domain)) if quote::object(required) == wanted => Some((required, domain)),
            _ => None,
        });
        let Some((key, domain)) = domain else { return found };
        let is_strict = !domain.nullable || !domain.checks.is_empty();
        found = Some((&domain.base, is_strict || found.is_some_and(|(_, is_strict)| is_strict)));
        (user, wanted) = (key, &domain.base);
    }
}

/// Whether a default of one type may be another one in the other type.
fn is_other(from: &str, to: &str) -> bool {
    let base = |whole: &str| whole.split('(').next().unwrap_or_default().to_owned();
    base(from) != base(to)
}

/// How the server stores a type when nothing else is said.
fn storage(data_type: &str) -> &'static str {
    match data_type {
        whole if whole.starts_with("numeric") && !whole.ends_with("[]") => "MAIN",
        "inet" | "cidr" => "MAIN",
        _ => "EXTENDED",
    }
}
