//! Scheduled events.

use super::{Answers, Reading, cell};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::read::{Ask, ReadError, Row};

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    let columns = [
        "event_name",
        "event_type",
        "execute_at",
        "interval_value",
        "interval_field",
        "starts",
        "ends",
        "on_completion",
        "status",
        "event_comment",
        "event_definition",
        "created",
    ];
    let rows = answers.select(&columns, "events", "event_schema = DATABASE()", "event_name").await?;
    for row in &rows {
        let key = Key::new(Kind::Event, None, cell(row, 0));
        reading.catalog.insert(key, Item::Definition(Definition::new(text(row))));
    }
    Ok(())
}

fn text(row: &Row) -> String {
    let mut text = format!("CREATE EVENT {}\nON SCHEDULE ", quote::name(cell(row, 0)));
    if cell(row, 1) == "ONE TIME" {
        text.push_str(&format!("AT {}", quote::text(cell(row, 2))));
    } else {
        let (value, field) = (cell(row, 3), cell(row, 4));
        let number = value.chars().all(|digit| digit.is_ascii_digit());
        let value = if number { value.to_owned() } else { quote::text(value) };
        text.push_str(&format!("EVERY {value} {field}"));
        // Without a word it starts when it is made, which is another moment each time.
        if !matches!(cell(row, 5), "") && cell(row, 5) != cell(row, 11) {
            text.push_str(&format!(" STARTS {}", quote::text(cell(row, 5))));
        }
        if !cell(row, 6).is_empty() {
            text.push_str(&format!(" ENDS {}", quote::text(cell(row, 6))));
        }
    }
    if cell(row, 7) == "PRESERVE" {
        text.push_str("\nON COMPLETION PRESERVE");
    }
    match cell(row, 8) {
        "DISABLED" => text.push_str("\nDISABLE"),
        "SLAVESIDE_DISABLED" | "REPLICA_SIDE_DISABLED" => text.push_str("\nDISABLE ON SLAVE"),
        _ => {}
    }
    if !cell(row, 9).is_empty() {
        text.push_str(&format!("\nCOMMENT {}", quote::text(cell(row, 9))));
    }
    text.push_str("\nDO ");
    text.push_str(cell(row, 10).trim());
    text
}
