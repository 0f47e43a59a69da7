//! Triggers.

use super::{Answers, Reading, cell, table_key};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::read::{Ask, ReadError};

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    let columns =
        ["trigger_name", "action_timing", "event_manipulation", "event_object_table", "action_statement"];
    let order = "event_object_table, action_timing, event_manipulation, action_order";
    let rows = answers.select(&columns, "triggers", "trigger_schema = DATABASE()", order).await?;
    // The one before at the same moment.
    let mut before: Option<(String, Key)> = None;
    for row in &rows {
        let (name, table) = (cell(row, 0), cell(row, 3));
        let moment = format!("{} {} ON {}", cell(row, 1), cell(row, 2), quote::name(table));
        let key = Key::of(Kind::Trigger, None, table, name);
        reading.catalog.require(key.clone(), table_key(table));
        let mut text = format!("CREATE TRIGGER {} {moment} FOR EACH ROW", quote::name(name));
        if let Some((_, other)) = before.filter(|(other, _)| *other == moment) {
            text.push_str(&format!(" FOLLOWS {}", quote::name(&other.name)));
            reading.catalog.require(key.clone(), other);
        }
        text.push('\n');
        text.push_str(cell(row, 4).trim());
        reading.catalog.insert(key.clone(), Item::Definition(Definition::new(text)));
        before = Some((moment, key));
    }
    Ok(())
}
