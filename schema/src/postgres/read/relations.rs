//! Tables, views, sequences and composite types.

use std::collections::HashMap;

use crate::item::{Definition, Item, Table};
use crate::key::{Key, Kind};
use crate::postgres::quote;
use crate::postgres::sequence::Options;
use crate::read::Row;

use super::answer::{expression, long, maybe, number, text, yes};
use super::columns::{Attribute, Attributes};
use super::names::Class;
use super::{Answers, Reader};

/// The column that owns a sequence, and whether the sequence is that of its identity.
struct Owner {
    table: u32,
    column: u32,
    is_identity: bool,
}

impl Reader {
    pub(super) fn relations(&mut self, answers: &Answers) -> Result<(), String> {
        for row in &answers.relations {
            let oid = number(row, 0)?;
            let kind = match text(row, 3) {
                "v" => Kind::View,
                "m" => Kind::MaterializedView,
                "S" => Kind::Sequence,
                "c" => Kind::Type,
                _ => Kind::Table,
            };
            let row_type = number(row, 18)?;
            let is_member =
                self.names.is_member(Class::Relation, oid) || self.names.is_member(Class::Type, row_type);
            if !is_member {
                let key = Key::new(kind, self.names.schema(text(row, 1)), text(row, 2));
                if row_type != 0 {
                    self.names.add(Class::Type, row_type, key.clone());
                }
                self.names.add(Class::Relation, oid, key);
            }
        }
        let attributes = Attributes::read(&answers.columns, &answers.relations)?;
        let identities = self.sequences(&answers.sequences, &answers.relations, &attributes)?;
        for row in &answers.relations {
            let oid = number(row, 0)?;
            let Some(key) = self.names.relation(oid).cloned() else { continue };
            let item = match key.kind {
                Kind::Table => Item::Table(table(row)),
                Kind::View | Kind::MaterializedView => Item::Definition(view(&key, row, attributes.of(oid))),
                Kind::Type => Item::Definition(composite(&key, row, attributes.of(oid))),
                _ => continue,
            };
            let is_table = key.kind == Kind::Table;
            self.catalog.insert(key, item);
            if is_table {
                self.columns(oid, &attributes, &identities);
            }
        }
        Ok(())
    }

    /// Adds the sequences, and gives the options of those that are a column's identity.
    fn sequences(
        &mut self,
        rows: &[Row],
        relations: &[Row],
        attributes: &Attributes,
    ) -> Result<HashMap<(u32, u32), Options>, String> {
        let mut comments = HashMap::new();
        for row in relations.iter().filter(|row| text(row, 3) == "S") {
            comments.insert(number(row, 0)?, maybe(row, 17));
        }
        let mut identities = HashMap::new();
        for row in rows {
            let oid = number(row, 0)?;
            let options = options(row)?;
            let owner = owner(row)?;
            if let Some(owner) = owner.as_ref().filter(|owner| owner.is_identity) {
                self.names.forget(oid);
                identities.insert((owner.table, owner.column), options);
                continue;
            }
            let Some(key) = self.names.relation(oid).cloned() else { continue };
            let mut sql = format!("CREATE SEQUENCE {}", quote::object(&key));
            if options.data_type != "bigint" {
                sql.push_str(&format!(" AS {}", options.data_type));
            }
            for word in options.words() {
                sql.push(' ');
                sql.push_str(&word);
            }
            let column = owner.and_then(|owner| {
                let column = attributes.get(owner.table, owner.column)?;
                Some(format!(
                    "{}.{}",
                    quote::object(self.names.relation(owner.table)?),
                    quote::name(&column.name)
                ))
            });
            if let Some(column) = column {
                sql.push_str(&format!(";\nALTER SEQUENCE {} OWNED BY {column}", quote::object(&key)));
            }
            let mut item = Definition::new(sql);
            item.comment = comments.remove(&oid).flatten();
            self.catalog.insert(key, Item::Definition(item));
        }
        Ok(identities)
    }
}

fn options(row: &Row) -> Result<Options, String> {
    Ok(Options {
        data_type: text(row, 1).to_owned(),
        start: long(row, 2)?,
        increment: long(row, 3)?,
        max: long(row, 4)?,
        min: long(row, 5)?,
        cache: long(row, 6)?,
        cycle: yes(row, 7),
    })
}

fn owner(row: &Row) -> Result<Option<Owner>, String> {
    let Some(how) = maybe(row, 8) else { return Ok(None) };
    Ok(Some(Owner { table: number(row, 9)?, column: number(row, 10)?, is_identity: how == "i" }))
}

fn table(row: &Row) -> Table {
    let mut table = Table { comment: maybe(row, 17), ..Table::default() };
    let mut option = |name, value: Option<String>| {
        if let Some(value) = value {
            table.options.insert(name, value);
        }
    };
    option("unlogged", (text(row, 4) == "u").then(|| "yes".to_owned()));
    option("with", maybe(row, 5));
    let security = match (yes(row, 6), yes(row, 7)) {
        (true, true) => Some("enabled, forced"),
        (true, false) => Some("enabled"),
        (false, true) => Some("forced"),
        (false, false) => None,
    };
    option("row security", security.map(str::to_owned));
    let identity = match text(row, 8) {
        "f" => Some("FULL".to_owned()),
        "n" => Some("NOTHING".to_owned()),
        "i" => maybe(row, 9).map(|index| format!("USING INDEX {index}")),
        _ => None,
    };
    option("replica identity", identity);
    option("partition by", expression(row, 10));
    match maybe(row, 11) {
        Some(bound) => option("partition of", Some(format!("{} {bound}", text(row, 12)))),
        None => option("inherits", maybe(row, 12)),
    }
    option("of", maybe(row, 14));
    option("using", maybe(row, 15));
    table
}

fn view(key: &Key, row: &Row, columns: &[Attribute]) -> Definition {
    let name = quote::object(key);
    let using = maybe(row, 15).map(|method| format!(" USING {method}")).unwrap_or_default();
    let with = maybe(row, 5).map(|options| format!(" WITH ({options})")).unwrap_or_default();
    let query = expression(row, 16).unwrap_or_default();
    let query = query.trim_end().trim_end_matches(';');
    let kind = if key.kind == Kind::View { "VIEW" } else { "MATERIALIZED VIEW" };
    let mut sql = format!("CREATE {kind} {name}{using}{with} AS\n{query}");
    sql.push_str(&column_comments(&name, columns));
    Definition {
        text: sql,
        columns: columns.iter().map(|column| format!("{} {}", column.name, column.data_type())).collect(),
        comment: maybe(row, 17),
    }
}

fn composite(key: &Key, row: &Row, columns: &[Attribute]) -> Definition {
    let name = quote::object(key);
    let attributes: Vec<String> = columns
        .iter()
        .map(|column| format!("\n    {} {}", quote::name(&column.name), column.data_type()))
        .collect();
    let end = if attributes.is_empty() { "" } else { "\n" };
    let mut sql = format!("CREATE TYPE {name} AS ({}{end})", attributes.join(","));
    sql.push_str(&column_comments(&name, columns));
    Definition { text: sql, columns: Vec::new(), comment: maybe(row, 17) }
}

fn column_comments(name: &str, columns: &[Attribute]) -> String {
    let comment = |column: &Attribute| {
        let comment = quote::text(column.comment.as_ref()?);
        Some(format!(";\nCOMMENT ON COLUMN {name}.{} IS {comment}", quote::name(&column.name)))
    };
    columns.iter().filter_map(comment).collect()
}
