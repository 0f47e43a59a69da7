//! Comments.

use crate::item::Item;
use crate::key::{Key, Kind};
use crate::postgres::quote;

use super::Planner;

impl Planner<'_> {
    /// Writes a comment where it differs; `what` is the object with its kind.
    pub(super) fn comment(&mut self, what: &str, from: Option<&str>, to: Option<&str>) {
        if from != to {
            let comment = to.map_or_else(|| "NULL".to_owned(), quote::text);
            self.run(format!("COMMENT ON {what} IS {comment}"));
        }
    }

    /// Writes the comment of an object as it is wanted; `is_new` if it has none yet.
    pub(super) fn comment_on(&mut self, key: &Key, is_new: bool) {
        let old = self.from.get(key).filter(|_| !is_new).and_then(comment).map(str::to_owned);
        let new = self.to.get(key).and_then(comment).map(str::to_owned);
        if old != new
            && let Some(item) = self.to.get(key)
        {
            self.comment(&what(key, item), old.as_deref(), new.as_deref());
        }
    }
}

fn comment(item: &Item) -> Option<&str> {
    match item {
        Item::Table(table) => table.comment.as_deref(),
        Item::Column(column) => column.comment.as_deref(),
        Item::Enum(r#enum) => r#enum.comment.as_deref(),
        Item::Domain(domain) => domain.comment.as_deref(),
        Item::Definition(definition) => definition.comment.as_deref(),
    }
}

/// An object with its kind, as `COMMENT ON` and `DROP` name it.
pub(super) fn what(key: &Key, item: &Item) -> String {
    let text = item.definition().map(|definition| definition.text.as_str()).unwrap_or_default();
    let word = match key.kind {
        Kind::Schema => "SCHEMA",
        Kind::Extension => "EXTENSION",
        Kind::Collation => "COLLATION",
        Kind::Type if matches!(item, Item::Domain(_)) => "DOMAIN",
        Kind::Type => "TYPE",
        Kind::Sequence => "SEQUENCE",
        Kind::Table => "TABLE",
        Kind::Column => "COLUMN",
        Kind::PrimaryKey | Kind::Unique | Kind::Check | Kind::Exclusion | Kind::ForeignKey => "CONSTRAINT",
        Kind::Index => {
            // Indexes live in the schema of their table.
            return format!("INDEX {}", quote::qualified(key.schema.as_deref(), &key.name));
        }
        Kind::Function if text.starts_with("CREATE OR REPLACE PROCEDURE") => "PROCEDURE",
        Kind::Function if text.starts_with("CREATE AGGREGATE") => return aggregate(key, text),
        Kind::Function => "FUNCTION",
        Kind::View => "VIEW",
        Kind::MaterializedView => "MATERIALIZED VIEW",
        Kind::Trigger if key.table.is_none() => "EVENT TRIGGER",
        Kind::Trigger => "TRIGGER",
        Kind::Policy => "POLICY",
        Kind::Rule => "RULE",
        Kind::Event => "EVENT",
    };
    let on = if key.table.is_some() { format!(" ON {}", quote::table(key)) } else { String::new() };
    format!("{word} {}{on}", quote::object(key))
}

/// An aggregate is called by its arguments as they were written: `*` for none.
fn aggregate(key: &Key, text: &str) -> String {
    let called = text.strip_prefix("CREATE AGGREGATE ").and_then(|rest| rest.split(" (\n").next());
    format!("AGGREGATE {}", called.map_or_else(|| quote::object(key), str::to_owned))
}
