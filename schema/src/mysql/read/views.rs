//! Views.

use super::{Answers, Reading, cell, server::Server};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::mysql::lexer::{Token, tokens};
use crate::mysql::quote;
use crate::read::{Ask, ReadError, Row};

pub(super) async fn rows<A: Ask>(
    answers: &mut Answers<'_, A>,
    server: &Server,
) -> Result<Vec<Row>, ReadError<A::Error>> {
    // MySQL says neither the algorithm nor the names of the columns here.
    let algorithm = if server.mariadb { "algorithm" } else { "NULL" };
    let columns = ["table_name", "view_definition", "check_option", "security_type", algorithm];
    answers.select(&columns, "views", "table_schema = DATABASE()", "table_name").await
}

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    rows: &[Row],
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    for row in rows {
        let name = cell(row, 0);
        let key = Key::new(Kind::View, None, name);
        let mut algorithm = cell(row, 4).to_owned();
        let mut columns = String::new();
        if !reading.server.mariadb {
            let created = answers.show_create("VIEW", name).await?;
            (algorithm, columns) = head(cell(&created, 1));
        }
        let definition = cell(row, 1);
        if definition.is_empty() {
            return Err(super::unexpected(&format!("no right to see the definition of view {name}")));
        }
        let mut text = "CREATE".to_owned();
        if !matches!(algorithm.as_str(), "" | "UNDEFINED") {
            text.push_str(&format!(" ALGORITHM = {algorithm}"));
        }
        if cell(row, 3) == "INVOKER" {
            text.push_str(" SQL SECURITY INVOKER");
        }
        text.push_str(&format!(" VIEW {}{columns} AS\n", quote::name(name)));
        text.push_str(&reading.tidy.query(definition));
        if let option @ ("CASCADED" | "LOCAL") = cell(row, 2) {
            text.push_str(&format!("\nWITH {option} CHECK OPTION"));
        }
        reading.require_named(&key, definition);
        reading.catalog.insert(key, Item::Definition(Definition::new(text)));
    }
    Ok(())
}

/// The algorithm and the list of columns of `CREATE ALGORITHM=… VIEW name (…) AS …`.
fn head(created: &str) -> (String, String) {
    let tokens = tokens(created);
    let algorithm = match tokens.iter().position(|token| token.is_word("ALGORITHM")) {
        Some(at) => tokens.get(at + 2).map(|token| token.text()).unwrap_or_default(),
        None => "",
    };
    let names = tokens
        .iter()
        .skip_while(|token| !token.is_word("VIEW"))
        .take_while(|token| !token.is_word("AS"))
        .skip_while(|token| !token.is_symbol("("))
        .filter_map(|token| match token {
            Token::Name(_) => token.name(),
            _ => None,
        });
    let names: Vec<String> = names.collect();
    let columns = if names.is_empty() { String::new() } else { format!(" ({})", quote::names(&names)) };
    (algorithm.to_owned(), columns)
}
