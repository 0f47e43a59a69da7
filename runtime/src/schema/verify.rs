//! Runs every revision up, down and up again, and looks at what there is each time.

use std::fmt;

use ambix_graph::Index;
use ambix_graph::script::{Dialect, Direction};
use ambix_schema::{Catalog, Filter, plan};

use super::filter::without_own_tables;
use super::load::refuse_full;
use super::read::catalog;
use crate::config::{Config, Options};
use crate::driver::Connection;
use crate::engine::{Engine, Goal, Io, migrate, parts_of};
use crate::error::{Error, Result};
use crate::migrations::Migrations;

/// What was verified. `Display` is a line for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// How many revisions there are.
    pub revisions: usize,
    /// Those that cannot be taken back, which were run up alone.
    pub irreversible: Vec<String>,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let revisions = if self.revisions == 1 { "revision" } else { "revisions" };
        write!(f, "{} {revisions} up, down and up again", self.revisions)?;
        if !self.irreversible.is_empty() {
            write!(f, "; up alone: {}", self.irreversible.join(", "))?;
        }
        writeln!(f)
    }
}

impl Migrations {
    /// Runs every revision up, down and up again in the database that `connection` is connected to, and compares what
    /// there is before and after. The database must be empty, and keeps what the revisions make: take one that can be
    /// thrown away. There is no data in it, so what a revision does to rows is not seen.
    ///
    /// For a test of the application. `ambix verify` does the same for a script directory.
    ///
    /// # Errors
    ///
    /// - `not-empty` if there is something in the database; nothing is run then.
    /// - `not-restored` if a downgrade does not restore what was there before, or if the revision does not do the same
    ///   the second time; all of these, with what differs.
    /// - `statement-failed` and others of [`upgrade`](crate::command::upgrade).
    ///
    /// # Examples
    ///
    /// ```
    /// static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("src/example", watch = false);
    ///
    /// let mut connection = rusqlite::Connection::open_in_memory()?;
    /// let verified = MIGRATIONS.verify_with(&mut connection)?;
    /// assert_eq!(verified.revisions, MIGRATIONS.graph().revisions().count());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_with<'a, C: Connection>(
        &'a self,
        connection: &'a mut C,
    ) -> C::Answer<'a, Result<Verified>> {
        let options = Config::new(self).options;
        verify(self, options, connection)
    }
}

pub(crate) fn verify<'a, C: Connection>(
    migrations: &'a Migrations,
    options: Options,
    connection: &'a mut C,
) -> C::Answer<'a, Result<Verified>> {
    let dialect = connection.dialect();
    connection.drive(Engine::new(move |io| async move {
        refuse_full(&catalog(&io, dialect).await?)?;
        let mut run = Run { io, dialect, migrations, options, verified: Verified::default(), differences: Vec::new() };
        run.all().await?;
        match run.differences.is_empty() {
            true => Ok(run.verified),
            false => Err(Error::new("not-restored", run.differences.join("\n"))
                .with_help("write what is missing into the downgrade, or say `-- ambix:irreversible: <reason>` in its place")),
        }
    }))
}

struct Run<'a> {
    io: Io,
    dialect: Dialect,
    migrations: &'a Migrations,
    options: Options,
    verified: Verified,
    differences: Vec<String>,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<()> {
        let graph = self.migrations.graph();
        let steps = graph.upgrade_plan(&[], &["heads"])?.steps;
        let mut before = self.look().await?;
        for step in steps {
            before = self.revision(step.revision, before).await?;
            self.verified.revisions += 1;
        }
        Ok(())
    }

    /// One revision. The answer is what there is after it.
    async fn revision(&mut self, revision: Index, before: Catalog) -> Result<Catalog> {
        let id = self.migrations.graph().revision(revision).id().to_owned();
        self.step(revision, Direction::Upgrade).await?;
        let after = self.look().await?;
        let script = self.migrations.graph().revision(revision).script();
        let back = script.body(Direction::Downgrade, self.dialect);
        if back.is_none_or(|body| body.irreversible().is_some()) {
            self.verified.irreversible.push(id);
            return Ok(after);
        }
        self.step(revision, Direction::Downgrade).await?;
        let restored = self.look().await?;
        self.compare(
            &format!("the downgrade of `{id}` does not restore what was there before"),
            &restored,
            &before,
        );
        self.mend(&restored, &before, &id).await?;
        self.step(revision, Direction::Upgrade).await?;
        let again = self.look().await?;
        self.compare(&format!("the upgrade of `{id}` does something else the second time"), &again, &after);
        Ok(again)
    }

    /// Restores what a downgrade has not, so that the revisions after it can be looked at as well.
    async fn mend(&self, from: &Catalog, to: &Catalog, id: &str) -> Result<()> {
        for step in plan(from, to).steps {
            if let Err(refused) = self.io.execute(step.sql).await {
                let message = format!(
                    "{}\nwhat follows `{id}` is not verified: what its downgrade has left cannot be put right: {refused}",
                    self.differences.join("\n")
                );
                return Err(Error::new("not-restored", message));
            }
        }
        Ok(())
    }

    fn compare(&mut self, what: &str, found: &Catalog, expected: &Catalog) {
        let changes = found.changes(expected);
        if !changes.is_empty() {
            let lines: String = changes.iter().map(|change| format!("\n   {change}")).collect();
            self.differences.push(format!("{what}; it would take:{lines}"));
        }
    }

    async fn step(&self, revision: Index, direction: Direction) -> Result<()> {
        let parts = parts_of(self.migrations, &self.options, self.dialect);
        migrate(self.io.clone(), parts, Goal::Step(revision, direction)).await.map(drop)
    }

    async fn look(&self) -> Result<Catalog> {
        let catalog = catalog(&self.io, self.dialect).await?;
        Ok(without_own_tables(catalog, &Filter::default(), &self.options))
    }
}
