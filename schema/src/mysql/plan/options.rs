//! What stands behind the columns of a table.

use std::collections::BTreeMap;

use crate::item::Table;
use crate::mysql::quote;

fn option<'t>(table: &'t Table, name: &str) -> Option<&'t str> {
    table.options.get(name).map(String::as_str)
}

/// The default collation of the table.
pub(super) fn collation(table: &Table) -> Option<&str> {
    option(table, "collation")
}

/// Whether the table keeps old versions of its rows.
pub(super) fn is_versioned(table: &Table) -> bool {
    option(table, "versioning").is_some()
}

/// The period whose columns say when a version of a row begins and ends, unless the server hides it.
pub(super) fn period(table: &Table) -> Option<&str> {
    option(table, "period")
}

/// How the table is partitioned.
pub(super) fn partition(table: &Table) -> Option<&str> {
    option(table, "partition by")
}

/// The options of a new table.
pub(super) fn all(table: &Table) -> String {
    let mut options = Vec::new();
    if let Some(engine) = option(table, "engine") {
        options.push(format!("ENGINE={engine}"));
    }
    options.extend(charset(table));
    options.extend(chosen(table).into_iter().map(|(name, value)| format!("{name}={value}")));
    if let Some(comment) = &table.comment {
        options.push(format!("COMMENT={}", quote::text(comment)));
    }
    if is_versioned(table) {
        options.push("WITH SYSTEM VERSIONING".to_owned());
    }
    let mut text = options.join(" ");
    if let Some(partition) = partition(table) {
        text.push('\n');
        text.push_str(partition);
    }
    text
}

/// The clauses that change the options of a table, apart from its versions and partitions.
pub(super) fn changes(from: &Table, to: &Table) -> Vec<String> {
    let mut clauses = Vec::new();
    if option(from, "engine") != option(to, "engine")
        && let Some(engine) = option(to, "engine")
    {
        clauses.push(format!("ENGINE={engine}"));
    }
    if collation(from) != collation(to) {
        clauses.extend(charset(to));
    }
    let (before, after) = (chosen(from), chosen(to));
    for (name, value) in &after {
        if before.get(name) != Some(value) {
            clauses.push(format!("{name}={value}"));
        }
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        clauses.push(format!("{name}={}", unset(name)));
    }
    if from.comment != to.comment {
        clauses.push(format!("COMMENT={}", quote::text(to.comment.as_deref().unwrap_or_default())));
    }
    clauses
}

fn charset(table: &Table) -> Option<String> {
    Some(format!("DEFAULT CHARSET={} COLLATE={}", option(table, "charset")?, collation(table)?))
}

/// The options that somebody has chosen. Those of the engine stand in backticks.
fn chosen(table: &Table) -> BTreeMap<String, String> {
    let options = option(table, "options").unwrap_or_default().split_whitespace();
    let pair = |text: &str| {
        let (name, value) = text.split_once('=')?;
        let name = if name.starts_with('`') { name.to_owned() } else { name.to_ascii_uppercase() };
        Some((name, value.to_owned()))
    };
    options.filter_map(pair).collect()
}

/// The value of an option that nobody has chosen.
fn unset(name: &str) -> &'static str {
    match name {
        "KEY_BLOCK_SIZE" | "AVG_ROW_LENGTH" | "MAX_ROWS" | "MIN_ROWS" | "CHECKSUM" | "DELAY_KEY_WRITE"
        | "TABLE_CHECKSUM" | "TRANSACTIONAL" => "0",
        "ENCRYPTION" => "'N'",
        "COMPRESSION" => "''",
        _ => "DEFAULT",
    }
}
