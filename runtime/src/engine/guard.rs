//! The first statements of a script: it stops where the database is not where the script begins.
//!
//! On SQLite and PostgreSQL they stand in the script's first transaction, so that a second run of the same script
//! waits for the first one and then finds another start.

use ambix_graph::script::{Dialect, Direction, VersionTableFormat};
use ambix_graph::{Graph, Index, Step};

use super::session::Session;
use super::sql;
use crate::driver::DriverError;

/// What makes the usual client of a database stop at the first error, and read the script as what it is: UTF-8,
/// whatever the locale.
pub(super) fn preamble(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "-- For the program `sqlite3`; elsewhere leave out this line, and stop at the first error.\n.bail on\n\n"
        }
        Dialect::Postgres => {
            "-- For `psql`; elsewhere leave out this line, and stop at the first error.\n\\set ON_ERROR_STOP on\n\n\
             SET client_encoding TO 'UTF8';\n\n"
        }
        // These stop by themselves.
        Dialect::Mysql => {
            "-- For `mariadb` or `mysql`, which keep the comments of stored programs with `--comments`.\n\
             SET NAMES utf8mb4;\n\n"
        }
    }
}

/// The statements that refuse a database which is not at `start`, where other rows than those of `beside` count too.
/// They change nothing but that a database at base gets its empty version table.
pub(super) fn statements(session: &Session<'_>, start: &[Index], beside: &[Index]) -> Vec<String> {
    let ids = |rows: &[Index]| rows.iter().map(|&row| session.id(row)).collect::<Vec<_>>();
    let start = ids(start);
    let guard = Guard {
        session,
        place: if start.is_empty() { "base".to_owned() } else { start.join(", ") },
        creates: start.is_empty(),
        condition: condition(session, &start, &ids(beside)),
    };
    let mut statements = Vec::new();
    if guard.creates {
        statements.push(create_if_missing(session));
    }
    match session.dialect {
        Dialect::Sqlite => guard.sqlite(&mut statements),
        Dialect::Postgres => statements.push(guard.postgres()),
        Dialect::Mysql => guard.mysql(&mut statements),
    }
    statements
}

/// Creates the version table unless it is there.
pub(super) fn create_if_missing(session: &Session<'_>) -> String {
    let table = &session.version_table;
    let create = sql::create_version_table(session.dialect, table.format, &table.table, table.name);
    create.replacen("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)
}

/// Writes the statements, the first time that it is asked to.
pub(super) async fn write(session: &Session<'_>) -> Result<(), DriverError> {
    for statement in session.take_guard() {
        session.io.execute(statement).await?;
    }
    Ok(())
}

struct Guard<'g, 's> {
    session: &'g Session<'s>,
    /// The start, for people.
    place: String,
    /// The version table has just been created unless it was there.
    creates: bool,
    /// True where the database is at the start.
    condition: String,
}

impl Guard<'_, '_> {
    /// A constraint that says it is the only way to an error of one's own outside a trigger.
    fn sqlite(&self, statements: &mut Vec<String>) {
        let table = &self.session.version_table;
        let check = sql::quote(Dialect::Sqlite, &format!("the database is not at {}", self.place));
        // An earlier script may have stopped right there, in a session that went on.
        statements.push("DROP TABLE IF EXISTS temp.ambix_guard".to_owned());
        statements.push(format!(
            "CREATE TEMPORARY TABLE ambix_guard (\n    at_start INTEGER CONSTRAINT {check} CHECK (at_start)\n)"
        ));
        if !self.creates {
            let schema = sql::table(Dialect::Sqlite, table.schema(), "sqlite_master");
            let name = sql::literal(Dialect::Sqlite, table.name);
            statements.push(format!(
                "INSERT INTO temp.ambix_guard SELECT count(*) FROM {schema} WHERE type = 'table' AND name = {name} COLLATE NOCASE"
            ));
        }
        statements.push(format!("INSERT INTO temp.ambix_guard SELECT {}", self.condition));
        statements.push("DROP TABLE temp.ambix_guard".to_owned());
    }

    fn postgres(&self) -> String {
        let literal = |text: &str| sql::literal(Dialect::Postgres, text);
        let version_table = &self.session.version_table;
        let table = &version_table.table;
        let place = literal(&self.place);
        let row = match version_table.format {
            VersionTableFormat::Ambix => "version_num || coalesce(' (interrupted ' || state || ')', '')",
            VersionTableFormat::Alembic => "version_num",
        };
        let missing = if self.creates {
            String::new()
        } else {
            format!(
                "    IF to_regclass({0}) IS NULL THEN\n        \
                 RAISE EXCEPTION 'the database is not at %; it has no table %', {place}, {0};\n    END IF;\n",
                literal(table)
            )
        };
        let body = format!(
            " BEGIN\n{missing}    LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;\n    IF NOT ({}) THEN\n        \
             RAISE EXCEPTION 'the database is not at %; it is at %', {place},\n            \
             (SELECT coalesce(string_agg({row}, ', '), 'base') FROM {table});\n    END IF;\nEND ",
            self.condition
        );
        let mut tag = "$ambix$".to_owned();
        while body.contains(&tag) {
            tag.insert(1, '_');
        }
        format!("DO {tag}{body}{tag}")
    }

    /// Only a stored program could raise an error of its own; so a column is named that says it. Names of columns
    /// that are not created may be as long as it takes.
    fn mysql(&self, statements: &mut Vec<String>) {
        let literal = |text: &str| sql::literal(Dialect::Mysql, text);
        let table = &self.session.version_table;
        let refusal = literal(&format!("SELECT `the database is not at {}`", self.place));
        let mut stop_unless = |condition: &str| {
            statements.push(format!("SET @ambix_guard = IF({condition}, 'DO 0', {refusal})"));
            statements.push("PREPARE ambix_guard FROM @ambix_guard".to_owned());
            statements.push("EXECUTE ambix_guard".to_owned());
        };
        if !self.creates {
            let schema = table.schema().map_or_else(|| "DATABASE()".to_owned(), literal);
            stop_unless(&format!(
                "(SELECT count(*) FROM information_schema.tables WHERE table_schema = {schema} AND table_name = {}) > 0",
                literal(table.name)
            ));
        }
        stop_unless(&self.condition);
        statements.push("DEALLOCATE PREPARE ambix_guard".to_owned());
    }
}

/// The revisions whose rows may stand beside `start`: `steps` would be the same with them, and write the same rows.
pub(super) fn beside(graph: Graph<'_>, start: &[Index], steps: &[Step]) -> Vec<Index> {
    let ran: Vec<Index> = steps.iter().map(|step| step.revision).collect();
    let mut touched = ran.clone();
    for step in steps.iter().filter(|step| step.direction == Direction::Downgrade) {
        // These get a row back, unless another row needs them.
        touched.extend(graph.revision(step.revision).normalized_down());
    }
    let below = graph.ancestors(&[start, &ran].concat());
    let above = graph.descendants(&touched);
    let apart = |index: &Index| !below.contains(*index) && !above.contains(*index);
    graph.revisions().map(|revision| revision.index()).filter(apart).collect()
}

/// The revisions that have nothing in common with any of `rows`.
pub(super) fn unrelated(graph: Graph<'_>, rows: &[Index]) -> Vec<Index> {
    let below: Vec<Index> = graph.ancestors(rows).iter().collect();
    let related = graph.descendants(&below);
    let apart = |index: &Index| !related.contains(*index);
    graph.revisions().map(|revision| revision.index()).filter(apart).collect()
}

/// Every row of the start is there, none is half done, and there is no other that could make the script a wrong one.
fn condition(session: &Session<'_>, start: &[&str], beside: &[&str]) -> String {
    let table = &session.version_table.table;
    let list = |ids: &[&str]| {
        let literals: Vec<String> = ids.iter().map(|id| sql::literal(session.dialect, id)).collect();
        literals.join(", ")
    };
    let mut parts = Vec::new();
    if !start.is_empty() {
        parts.push(format!(
            "(SELECT count(*) FROM {table} WHERE version_num IN ({})) = {}",
            list(start),
            start.len()
        ));
    }
    let known = [start, beside].concat();
    parts.push(if known.is_empty() {
        format!("(SELECT count(*) FROM {table}) = 0")
    } else {
        format!("(SELECT count(*) FROM {table} WHERE version_num NOT IN ({})) = 0", list(&known))
    });
    if session.version_table.format == VersionTableFormat::Ambix && !known.is_empty() {
        parts.push(format!("(SELECT count(*) FROM {table} WHERE state IS NOT NULL) = 0"));
    }
    parts.join(" AND ")
}
