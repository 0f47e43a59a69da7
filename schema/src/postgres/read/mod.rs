//! Reads PostgreSQL's catalogs.

mod answer;
mod canonical;
mod columns;
mod names;
mod parts;
mod queries;
mod relations;
mod routines;
mod types;

use ambix_graph::script::Dialect;

use crate::catalog::Catalog;
use crate::read::{Ask, ReadError, Row};

use answer::{maybe, number, text};
use names::{Names, Place};

/// Everything that was answered.
struct Answers {
    dependencies: Vec<Row>,
    schemas: Vec<Row>,
    extensions: Vec<Row>,
    collations: Vec<Row>,
    relations: Vec<Row>,
    columns: Vec<Row>,
    sequences: Vec<Row>,
    constraints: Vec<Row>,
    indexes: Vec<Row>,
    types: Vec<Row>,
    labels: Vec<Row>,
    domain_checks: Vec<Row>,
    functions: Vec<Row>,
    aggregates: Vec<Row>,
    triggers: Vec<Row>,
    event_triggers: Vec<Row>,
    policies: Vec<Row>,
    rules: Vec<Row>,
}

/// What is known so far.
struct Reader {
    catalog: Catalog,
    names: Names,
}

pub(crate) async fn read<A: Ask>(server: &mut A) -> Result<Catalog, ReadError<A::Error>> {
    let about = ask(server, queries::SERVER).await?;
    let about = about.first().ok_or_else(|| ReadError::Answer("the server has no version".to_owned()))?;
    let version = number(about, 0).map_err(ReadError::Answer)?;
    let answers = Answers {
        dependencies: ask(server, queries::DEPENDENCIES).await?,
        schemas: ask(server, &queries::schemas()).await?,
        extensions: ask(server, queries::EXTENSIONS).await?,
        collations: ask(server, &queries::collations(version)).await?,
        relations: ask(server, &queries::relations()).await?,
        columns: ask(server, &queries::columns(version)).await?,
        sequences: ask(server, queries::SEQUENCES).await?,
        constraints: ask(server, queries::CONSTRAINTS).await?,
        indexes: ask(server, queries::INDEXES).await?,
        types: ask(server, &queries::types(version)).await?,
        labels: ask(server, queries::LABELS).await?,
        domain_checks: ask(server, queries::DOMAIN_CHECKS).await?,
        functions: ask(server, &queries::functions()).await?,
        aggregates: ask(server, &queries::aggregates()).await?,
        triggers: ask(server, &queries::triggers(version)).await?,
        event_triggers: ask(server, queries::EVENT_TRIGGERS).await?,
        policies: ask(server, queries::POLICIES).await?,
        rules: ask(server, queries::RULES).await?,
    };
    understand(&answers, maybe(about, 1)).map_err(ReadError::Answer)
}

async fn ask<A: Ask>(server: &mut A, sql: &str) -> Result<Vec<Row>, ReadError<A::Error>> {
    server.ask(sql).await.map_err(ReadError::Ask)
}

fn understand(answers: &Answers, default_schema: Option<String>) -> Result<Catalog, String> {
    let names = Names::new(default_schema, &answers.dependencies)?;
    let mut reader = Reader { catalog: Catalog::new(Dialect::Postgres), names };
    reader.schemas(&answers.schemas)?;
    reader.extensions(&answers.extensions)?;
    reader.collations(&answers.collations)?;
    reader.types(answers)?;
    reader.relations(answers)?;
    reader.routines(&answers.functions, &answers.aggregates)?;
    reader.parts(answers)?;
    reader.dependencies(&answers.dependencies)?;
    Ok(reader.catalog)
}

impl Reader {
    /// Who needs whom, at the level of our objects.
    fn dependencies(&mut self, rows: &[Row]) -> Result<(), String> {
        for row in rows {
            let from = Place::of(row, 0)?;
            let to = Place::of(row, 3)?;
            if text(row, 6) == "a" && self.names.is_sequence(from) && self.names.is_column(to) {
                // A column owns its sequence; it is the sequence that the column needs.
                continue;
            }
            if from.class == to.class && from.oid == to.oid {
                // A partition key.
                continue;
            }
            if let (Some(from), Some(to)) = (self.names.key(from), self.names.key(to)) {
                self.catalog.require(from.clone(), to.clone());
            }
        }
        Ok(())
    }
}
