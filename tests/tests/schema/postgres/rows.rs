//! Rows in random tables, and what of them must be there after a change.

use ambix::schema::{Catalog, Column, Item, Key, Kind};

use super::Postgres;
use super::model::Dice;
use crate::harness::Scratch;

fn quoted(schema: Option<&str>, name: &str) -> String {
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    match schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(name)),
        None => quote(name),
    }
}

/// Some rows for every table. A row that a constraint does not take stays away.
pub(super) fn inserts(catalog: &Catalog, dice: &mut Dice<'_>) -> String {
    let mut sql = String::new();
    let tables = catalog.items().filter(|(key, _)| key.kind == Kind::Table).map(|(key, _)| key);
    for table in tables {
        for _ in 0..4 {
            let columns: Vec<(&str, &Column)> =
                catalog.columns(table).filter(|(_, column)| column.generated.is_none()).collect();
            if columns.is_empty() {
                continue;
            }
            let names: Vec<String> = columns.iter().map(|(name, _)| quoted(None, name)).collect();
            let values: Vec<String> =
                columns.iter().map(|(_, column)| value(catalog, &column.r#type, dice)).collect();
            sql.push_str(&format!(
                "DO $do$ BEGIN INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({}); \
                 SET CONSTRAINTS ALL IMMEDIATE; \
                 EXCEPTION WHEN others THEN NULL; END $do$;\n",
                quoted(table.schema.as_deref(), &table.name),
                names.join(", "),
                values.join(", ")
            ));
        }
    }
    sql
}

fn value(catalog: &Catalog, data_type: &str, dice: &mut Dice<'_>) -> String {
    let name = data_type.trim_matches('"');
    let base = data_type.split('(').next().unwrap_or_default();
    let choices: &[&str] = match catalog.get(&Key::new(Kind::Type, None, name)) {
        Some(Item::Enum(r#enum)) => {
            let values = &r#enum.values;
            return format!("'{}'", values[dice.roll(values.len())]);
        }
        Some(Item::Domain(domain)) => return value(catalog, &domain.base, dice),
        Some(_) => &["NULL"],
        None => match base {
            "smallint" | "integer" | "bigint" => &["1", "2", "3", "NULL", "100"],
            "numeric" | "real" | "double precision" => &["1.5", "2.25", "3", "NULL"],
            "text" | "character varying" | "character" => &["'a'", "'b'", "'7'", "NULL", "'ü'", "''"],
            "boolean" => &["true", "false", "NULL"],
            "date" => &["'2024-02-29'", "'2001-01-01'", "NULL"],
            "timestamp without time zone" | "timestamp with time zone" => {
                &["'2024-02-29 12:34:56.789'", "NULL"]
            }
            "time without time zone" => &["'12:34:56'", "NULL"],
            "interval" => &["'1 day 2 hours'", "NULL"],
            "uuid" => &["gen_random_uuid()", "NULL"],
            "json" | "jsonb" => &["'{\"a\": [1, null]}'", "'1'", "NULL"],
            "bytea" => &["'\\x00ff'", "NULL"],
            "inet" => &["'10.0.0.1/8'", "NULL"],
            "integer[]" => &["'{1,2}'", "'{}'", "NULL"],
            "text[]" => &["'{a,\"b c\"}'", "NULL"],
            "int4range" => &["'[1,5)'", "'empty'", "NULL"],
            _ => &["NULL"],
        },
    };
    choices[dice.roll(choices.len())].to_owned()
}

/// What two structures have in common: a query for each table.
pub(super) struct Kept(Vec<String>);

impl Kept {
    pub(super) fn between(from: &Catalog, to: &Catalog) -> Self {
        let mut queries = Vec::new();
        for (table, _) in from.items().filter(|(key, _)| key.kind == Kind::Table && to.has(key)) {
            let shared = from.columns(table).filter(|(name, column)| {
                let key = Key::of(Kind::Column, table.schema.as_deref(), &table.name, *name);
                let other = to.get(&key).and_then(Item::column);
                other.is_some_and(|other| is_same(column, other))
            });
            let columns: Vec<String> =
                shared.map(|(name, _)| format!("{}::text", quoted(None, name))).collect();
            let name = quoted(table.schema.as_deref(), &table.name);
            let query = format!(
                "SELECT ROW({})::text AS row FROM {name} ORDER BY 1",
                if columns.is_empty() { "1".to_owned() } else { columns.join(", ") }
            );
            queries.push(query);
        }
        Kept(queries)
    }

    /// The rows of each table.
    pub(super) fn rows(&self, database: &mut Postgres) -> Vec<Vec<String>> {
        self.0.iter().map(|query| database.texts(query)).collect()
    }
}

/// Whether the values of a column look the same after the change.
fn is_same(from: &Column, to: &Column) -> bool {
    let family = |data_type: &str| match data_type.split('(').next().unwrap_or_default() {
        "smallint" | "integer" | "bigint" => "integer".to_owned(),
        "text" | "character varying" => "text".to_owned(),
        _ => data_type.to_owned(),
    };
    family(&from.r#type) == family(&to.r#type) && from.generated == to.generated
}
