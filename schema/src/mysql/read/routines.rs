//! Functions, procedures and packages.

use std::collections::BTreeSet;

use super::{Answers, Reading, cell};
use crate::item::{Definition, Item};
use crate::key::{Key, Kind};
use crate::mysql::lexer::{Token, tokens};
use crate::mysql::quote;
use crate::read::{Ask, ReadError, Row};

/// Functions come first.
pub(super) async fn rows<A: Ask>(answers: &mut Answers<'_, A>) -> Result<Vec<Row>, ReadError<A::Error>> {
    let columns = ["routine_name", "routine_type"];
    answers.select(&columns, "routines", "routine_schema = DATABASE()", "routine_type, routine_name").await
}

pub(super) async fn insert<A: Ask>(
    reading: &mut Reading,
    rows: &[Row],
    answers: &mut Answers<'_, A>,
) -> Result<(), ReadError<A::Error>> {
    let mut functions = BTreeSet::new();
    for row in rows {
        let (name, kind) = (cell(row, 0), cell(row, 1));
        let created = answers.show_create(kind, name).await?;
        let Some(text) = created.get(2).and_then(Option::as_deref) else {
            return Err(super::unexpected(&format!("no right to see the body of {kind} {name}")));
        };
        // A procedure may be called like a function.
        let known = !functions.insert(name);
        let key = if known { format!("{name} ({})", kind.to_lowercase()) } else { name.to_owned() };
        let definition = Definition::new(without_definer(text, name));
        reading.catalog.insert(Key::new(Kind::Function, None, key), Item::Definition(definition));
    }
    Ok(())
}

/// The statement without the account that ran it, and the name in quotes only if it needs them.
fn without_definer(created: &str, name: &str) -> String {
    let tokens = tokens(created);
    let mut text = String::with_capacity(created.len());
    let mut at = 0;
    if let Some(definer) = tokens.iter().take(6).position(|token| token.is_word("DEFINER")) {
        text.push_str("CREATE ");
        // `DEFINER=user@host` and the blank behind it.
        at = definer
            + tokens
                .get(definer..)
                .unwrap_or_default()
                .iter()
                .take_while(|token| !matches!(token, Token::Blank(_)))
                .count()
            + 1;
    }
    let rest = tokens.get(at..).unwrap_or_default();
    let mut named = false;
    for token in rest {
        if !named && matches!(token, Token::Name(_)) {
            named = true;
            text.push_str(&quote::name_before_parenthesis(name));
        } else {
            text.push_str(token.text());
        }
    }
    text
}
