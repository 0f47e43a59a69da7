//! Sequences, which MariaDB has.

use super::{Answers, Reading, cell, tables};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::mysql::quote;
use crate::read::{Ask, ReadError, Row};

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    rows: &[Row],
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    for row in rows.iter().filter(|row| tables::is_sequence(row)) {
        let name = cell(row, 0);
        let created = answers.show_create("SEQUENCE", name).await?;
        let options = cell(&created, 1).rsplit_once("` ").map_or("", |(_, options)| options);
        let options = options.strip_suffix("ENGINE=InnoDB").unwrap_or(options).trim();
        let options = match options.split_once(" ENGINE=") {
            Some((options, engine)) => format!("{} ENGINE={engine}", options.to_uppercase()),
            None => options.to_uppercase(),
        };
        let text = format!("CREATE SEQUENCE {} {options}", quote::name(name));
        reading.catalog.insert(Key::new(Kind::Sequence, None, name), Item::Definition(Definition::new(text)));
    }
    Ok(())
}
