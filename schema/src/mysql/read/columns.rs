//! Columns.

use super::{Answers, Reading, cell, checks, filled, table_key};
use crate::item::{Column, Generated, Item};
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::read::{Ask, ReadError, Row};

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    checks: &[checks::Check],
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    let has = |column| reading.server.has("columns", column);
    let generated = if has("generation_expression") { "generation_expression" } else { "NULL" };
    let srid = if has("srs_id") { "srs_id" } else { "NULL" };
    let columns = [
        "table_name",
        "column_name",
        "column_type",
        "is_nullable",
        "column_default",
        "extra",
        "collation_name",
        "column_comment",
        generated,
        srid,
    ];
    let rows = answers
        .select(&columns, "columns", "table_schema = DATABASE()", "table_name, ordinal_position")
        .await?;
    let checks = checks::of_columns(checks);
    for row in rows {
        let (table, name) = (cell(&row, 0), cell(&row, 1));
        if !reading.has_table(table) {
            continue;
        }
        let check = checks.get(&(table, name)).copied();
        let column = column(reading, &row, check);
        let key = Key::of(Kind::Column, None, table, name);
        if column.default.as_deref().is_some_and(|default| default.contains("val(")) {
            // The next value of a sequence.
            reading.require_named(&table_key(table), cell(&row, 4));
        }
        reading.catalog.insert(key, Item::Column(column));
    }
    Ok(())
}

fn column(reading: &Reading, row: &Row, check: Option<&str>) -> Column {
    let name = cell(row, 1);
    let mut column = Column {
        r#type: cell(row, 2).replace("/*M!100301 COMPRESSED*/", "COMPRESSED"),
        nullable: cell(row, 3) == "YES",
        collation: filled(row, 6),
        comment: filled(row, 7),
        ..Column::default()
    };
    let extra = cell(row, 5).to_ascii_uppercase();
    let mut set = |option, value: &str| {
        column.options.insert(option, value.to_owned());
    };
    if let Some(check) = check {
        set("check", &format!("({})", reading.tidy.expression(check)));
    }
    if extra.contains("INVISIBLE") {
        set("visibility", "INVISIBLE");
    }
    if extra.contains("WITHOUT SYSTEM VERSIONING") {
        set("versioning", "WITHOUT SYSTEM VERSIONING");
    }
    if let Some((_, update)) = extra.split_once("ON UPDATE ") {
        set("on update", &moment(update.split([',', ' ']).next().unwrap_or_default()));
    }
    if let Some(srid) = filled(row, 9) {
        set("srid", &srid);
    }
    if extra.contains("AUTO_INCREMENT") {
        column.identity = Some("AUTO_INCREMENT".to_owned());
    }
    if let Some(expression) = filled(row, 8) {
        let expression = reading.tidy.expression(&reading.server.expression(&expression));
        column.generated = Some(Generated { expression, stored: extra.contains("STORED GENERATED") });
    } else {
        column.default = default(reading, row, &extra);
    }
    // What MariaDB makes of the type.
    let json = format!("(json_valid({}))", quote::name_before_parenthesis(name));
    let valid = column.options.get("check").is_some_and(|check| *check == json);
    if column.r#type == "longtext" && column.collation.as_deref() == Some("utf8mb4_bin") && valid {
        column.options.remove("check");
        column.r#type = "json".to_owned();
        column.collation = None;
    }
    column
}

/// The default as an expression, as it stands behind `DEFAULT`.
fn default(reading: &Reading, row: &Row, extra: &str) -> Option<String> {
    let text = row.get(4)?.as_deref()?;
    if reading.server.mariadb {
        return (text != "NULL").then(|| moment(&reading.tidy.expression(text)));
    }
    let r#type = cell(row, 2).split('(').next().unwrap_or_default().trim_end();
    let number = ["int", "decimal", "float", "double", "year"].iter().any(|number| r#type.contains(number));
    Some(if extra.contains("DEFAULT_GENERATED") {
        let moment = moment(text);
        let expression = || reading.tidy.expression(&reading.server.expression(text));
        if moment.starts_with("CURRENT_TIMESTAMP") { moment } else { format!("({})", expression()) }
    } else if number
        || r#type == "bit"
        || (r#type.ends_with("binary") && text.starts_with("0x"))
        || (text.starts_with("CURRENT_TIMESTAMP") && matches!(r#type, "timestamp" | "datetime"))
    {
        text.to_owned()
    } else {
        quote::text(text)
    })
}

/// `CURRENT_TIMESTAMP`, as most people write it.
fn moment(text: &str) -> String {
    let Some(digits) = text.to_ascii_lowercase().strip_prefix("current_timestamp").map(str::to_owned) else {
        return text.to_owned();
    };
    match digits.as_str() {
        "" | "()" => "CURRENT_TIMESTAMP".to_owned(),
        _ => format!("CURRENT_TIMESTAMP{digits}"),
    }
}
