//! Tables.

use super::{Answers, Reading, cell, filled, partitions, table_key};
use crate::item::{Item, Table};
use crate::read::{Ask, ReadError, Row};

pub(super) async fn rows<A: Ask>(answers: &mut Answers<'_, A>) -> Result<Vec<Row>, ReadError<A::Error>> {
    let columns =
        ["table_name", "table_type", "engine", "table_collation", "create_options", "table_comment"];
    let condition = "table_schema = DATABASE()\n  \
        AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'SEQUENCE')";
    answers.select(&columns, "tables", condition, "table_name").await
}

pub(super) fn is_sequence(row: &Row) -> bool {
    cell(row, 1) == "SEQUENCE"
}

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    rows: &[Row],
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    for row in rows.iter().filter(|row| !is_sequence(row)) {
        let name = cell(row, 0);
        let mut table = Table { comment: filled(row, 5), ..Table::default() };
        let mut set = |option, value: &str| {
            if !value.is_empty() {
                table.options.insert(option, value.to_owned());
            }
        };
        set("engine", cell(row, 2));
        let collation = cell(row, 3);
        set("charset", collation.split('_').next().unwrap_or_default());
        set("collation", collation);
        let (options, partitioned) = options(cell(row, 4));
        set("options", &options);
        let versioned = cell(row, 1) == "SYSTEM VERSIONED";
        if versioned {
            set("versioning", "SYSTEM VERSIONING");
        }
        if partitioned || versioned {
            let created = answers.show_create("TABLE", name).await?;
            let (partition, period) = partitions::parts(&reading.tidy, cell(&created, 1));
            set("partition by", &partition);
            set("period", &period);
        }
        reading.catalog.insert(table_key(name), Item::Table(table));
    }
    Ok(())
}

/// The options that somebody has chosen, in an order of their own, and whether the table is partitioned.
fn options(text: &str) -> (String, bool) {
    let mut options: Vec<&str> = Vec::new();
    let mut partitioned = false;
    for option in text.split_whitespace() {
        if option == "partitioned" {
            partitioned = true;
        } else {
            options.push(option);
        }
    }
    options.sort_unstable();
    (options.join(" "), partitioned)
}
