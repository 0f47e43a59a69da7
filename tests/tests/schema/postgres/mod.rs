//! PostgreSQL.

mod cases;
mod model;
mod random;
mod rows;
mod trouble;

use ambix::schema::{Catalog, Plan};
use ambix_tests::servers::Database;

use crate::harness::{self, Scratch, round_trip};

pub(crate) struct Postgres {
    client: postgres::Client,
    /// Drops itself, after the connection has gone.
    _database: Database,
}

impl Scratch for Postgres {
    fn new() -> Self {
        let database = Database::new();
        let mut client = database.connect();
        client.batch_execute("SET client_min_messages = warning").unwrap();
        Postgres { client, _database: database }
    }

    fn run(&mut self, sql: &str) -> Result<(), String> {
        self.client.batch_execute(sql).map_err(|error| match error.as_db_error() {
            Some(refused) => refused.to_string(),
            None => error.to_string(),
        })
    }

    fn catalog(&mut self) -> Catalog {
        ambix::schema::read(&mut self.client).unwrap()
    }

    fn texts(&mut self, sql: &str) -> Vec<String> {
        let messages = self.client.simple_query(sql).unwrap();
        let rows = messages.iter().filter_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
            _ => None,
        });
        rows.collect()
    }
}

impl Postgres {
    /// Empties the database for the next structure, which is much faster than another database.
    fn reset(&mut self, sql: &str) -> Result<(), String> {
        self.run("DROP SCHEMA IF EXISTS app CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public")?;
        self.run(sql)
    }

    /// Runs the plan from one structure to the other, all of it in one transaction.
    fn apply(&mut self, from: &Catalog, to: &Catalog) -> Plan {
        self.run("BEGIN").unwrap();
        let plan = harness::apply(self, from, to);
        self.run("COMMIT").unwrap();
        plan
    }
}

#[test]
fn a_table_comes_and_goes() {
    round_trip::<Postgres>("", "CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL)");
}

/// A plan is the same whatever the search path, as long as both sides were read with it.
#[test]
fn another_search_path() {
    let (mut here, mut there) = (Postgres::new(), Postgres::new());
    let path = "CREATE SCHEMA app; SET search_path = app, public;";
    here.run(path).unwrap();
    there.run(path).unwrap();
    there
        .run(
            "CREATE TYPE public.mood AS ENUM ('sad', 'glad');
             CREATE TABLE users (id serial PRIMARY KEY, mood mood DEFAULT 'sad');
             CREATE TABLE public.posts (id serial PRIMARY KEY, author integer REFERENCES users);
             CREATE VIEW public.authors AS SELECT author FROM posts",
        )
        .unwrap();
    let (before, after) = (here.catalog(), there.catalog());
    here.apply(&before, &after);
    here.apply(&after, &before);
}
