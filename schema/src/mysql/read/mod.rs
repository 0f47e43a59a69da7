//! Reads the catalogs of the server: a question for each kind of object, and `SHOW CREATE` where the information schema
//! does not say enough.

mod checks;
mod columns;
mod events;
mod foreign_keys;
mod indexes;
mod partitions;
mod routines;
mod sequences;
mod server;
mod tables;
#[cfg(test)]
mod tests;
mod triggers;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use ambix_graph::script::Dialect;

use super::tidy::Tidy;
use crate::catalog::Catalog;
use crate::key::{Key, Kind};
use crate::read::{Ask, ReadError, Row};

/// Somebody who asks, in the words of this dialect.
struct Answers<'a, A>(&'a mut A);

impl<A: Ask> Answers<'_, A> {
    async fn ask(&mut self, sql: &str) -> Result<Vec<Row>, ReadError<A::Error>> {
        self.0.ask(sql).await.map_err(ReadError::Ask)
    }

    /// Asks for columns of the information schema as text, of this database.
    async fn select(
        &mut self,
        columns: &[&str],
        table: &str,
        condition: &str,
        order: &str,
    ) -> Result<Vec<Row>, ReadError<A::Error>> {
        let columns: Vec<String> =
            columns.iter().map(|column| format!("CONVERT({column} USING utf8mb4)")).collect();
        let mut sql =
            format!("SELECT {}\nFROM information_schema.{table}\nWHERE {condition}", columns.join(", "));
        if !order.is_empty() {
            sql.push_str(&format!("\nORDER BY {order}"));
        }
        self.ask(&sql).await
    }

    /// What `SHOW CREATE` says of an object.
    async fn show_create(&mut self, what: &str, name: &str) -> Result<Row, ReadError<A::Error>> {
        let rows = self.ask(&format!("SHOW CREATE {what} {}", super::quote::quoted(name))).await?;
        rows.into_iter().next().ok_or_else(|| unexpected(&format!("nothing is known of {what} {name}")))
    }
}

/// What is read so far.
struct Reading {
    catalog: Catalog,
    server: server::Server,
    tidy: Tidy,
    /// What the names of objects stand for that a view can name.
    objects: BTreeMap<String, Key>,
}

pub(crate) async fn read<A: Ask>(server: &mut A) -> Result<Catalog, ReadError<A::Error>> {
    let answers = &mut Answers(server);
    let server = server::Server::of(answers).await?;
    let tables = tables::rows(answers).await?;
    let views = views::rows(answers, &server).await?;
    let routines = routines::rows(answers).await?;
    let mut objects = BTreeMap::new();
    for row in &routines {
        objects.insert(cell(row, 0).to_owned(), Key::new(Kind::Function, None, cell(row, 0)));
    }
    for row in &views {
        objects.insert(cell(row, 0).to_owned(), Key::new(Kind::View, None, cell(row, 0)));
    }
    for row in &tables {
        let kind = if tables::is_sequence(row) { Kind::Sequence } else { Kind::Table };
        objects.insert(cell(row, 0).to_owned(), Key::new(kind, None, cell(row, 0)));
    }
    let names: BTreeSet<String> = objects.keys().cloned().collect();
    let tidy = Tidy { database: server.database.clone(), objects: names };
    let mut reading = Reading { catalog: Catalog::new(Dialect::Mysql), server, tidy, objects };
    tables::insert(&mut reading, &tables, answers).await?;
    sequences::insert(&mut reading, &tables, answers).await?;
    let checks = checks::rows(answers, &reading.server).await?;
    columns::insert(&mut reading, &checks, answers).await?;
    checks::insert(&mut reading, &checks);
    indexes::insert(&mut reading, answers).await?;
    foreign_keys::insert(&mut reading, answers).await?;
    views::insert(&mut reading, &views, answers).await?;
    routines::insert(&mut reading, &routines, answers).await?;
    triggers::insert(&mut reading, answers).await?;
    events::insert(&mut reading, answers).await?;
    Ok(reading.catalog)
}

/// A text of a row; empty if there is none.
fn cell(row: &Row, at: usize) -> &str {
    row.get(at).and_then(Option::as_deref).unwrap_or_default()
}

/// A text of a row that is not empty.
fn filled(row: &Row, at: usize) -> Option<String> {
    Some(cell(row, at)).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn unexpected<E>(what: &str) -> ReadError<E> {
    ReadError::Answer(what.to_owned())
}

fn table_key(name: &str) -> Key {
    Key::new(Kind::Table, None, name)
}

impl Reading {
    /// Whether this is a table that is read: the information schema also lists what belongs to views and sequences.
    fn has_table(&self, name: &str) -> bool {
        self.catalog.has(&table_key(name))
    }

    /// `key` needs what `text` names.
    fn require_named(&mut self, key: &Key, text: &str) {
        for name in self.tidy.named(text) {
            if let Some(required) = self.objects.get(&name) {
                self.catalog.require(key.clone(), required.clone());
            }
        }
    }
}
