//! The first statements of a script: it stops where the database is not where the script begins.

use ambix_graph::Index;
use ambix_graph::script::{Dialect, VersionTableFormat};

use super::session::Session;
use super::sql;
use crate::driver::DriverError;

/// What makes the usual client of a database stop at the first error.
pub(super) fn stop_on_error(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "-- For the program `sqlite3`; elsewhere leave out this line, and stop at the first error.\n.bail on\n\n"
        }
        Dialect::Postgres => {
            "-- For `psql`; elsewhere leave out this line, and stop at the first error.\n\\set ON_ERROR_STOP on\n\n"
        }
        // Its client stops by itself.
        Dialect::Mysql => "",
    }
}

/// Writes the statements that refuse a database which is not at `start`. They change nothing but that a database at
/// base gets its empty version table.
pub(super) async fn write(session: &Session<'_>, start: &[Index]) -> Result<(), DriverError> {
    let io = &session.io;
    let table = &session.version_table;
    if start.is_empty() {
        let create = sql::create_version_table(session.dialect, table.format, &table.table, &table.name);
        io.execute(create.replacen("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)).await?;
    }
    let ids: Vec<&str> = start.iter().map(|&index| session.id(index)).collect();
    let place = if ids.is_empty() { "base".to_owned() } else { ids.join(", ") };
    let condition = condition(session, &ids);
    match session.dialect {
        Dialect::Sqlite => {
            io.execute(format!(
                "CREATE TEMPORARY TABLE ambix_guard (\n    at_start INTEGER CONSTRAINT {} CHECK (at_start)\n)",
                sql::quote(session.dialect, &format!("the database is not at {place}"))
            ))
            .await?;
            io.execute(format!("INSERT INTO temp.ambix_guard SELECT {condition}")).await?;
            io.execute("DROP TABLE temp.ambix_guard").await
        }
        Dialect::Postgres => {
            io.execute(format!(
                "DO $ambix$ BEGIN\n    IF NOT ({condition}) THEN\n        \
                 RAISE EXCEPTION 'the database is not at {place}; it is at %',\n            \
                 (SELECT coalesce(string_agg(version_num, ', '), 'base') FROM {});\n    END IF;\nEND $ambix$",
                table.table
            ))
            .await
        }
        // Only a stored program could raise an error of its own; so a table is named that says it.
        Dialect::Mysql => {
            let message: String = format!("the database is not at {place}").chars().take(64).collect();
            let refusal = sql::literal(
                session.dialect,
                &format!("SELECT * FROM {}", sql::quote(session.dialect, &message)),
            );
            io.execute(format!("SET @ambix_guard = IF({condition}, 'DO 0', {refusal})")).await?;
            io.execute("PREPARE ambix_guard FROM @ambix_guard").await?;
            io.execute("EXECUTE ambix_guard").await?;
            io.execute("DEALLOCATE PREPARE ambix_guard").await
        }
    }
}

/// Every row of the start is there, and none is half done. At base there is none; elsewhere other branches may have
/// their own.
fn condition(session: &Session<'_>, ids: &[&str]) -> String {
    let table = &session.version_table.table;
    let there = match ids {
        [] => format!("(SELECT count(*) FROM {table}) = 0"),
        ids => {
            let literals: Vec<String> = ids.iter().map(|id| sql::literal(session.dialect, id)).collect();
            format!(
                "(SELECT count(*) FROM {table} WHERE version_num IN ({})) = {}",
                literals.join(", "),
                ids.len()
            )
        }
    };
    match session.version_table.format {
        VersionTableFormat::Ambix if !ids.is_empty() => {
            format!("{there} AND (SELECT count(*) FROM {table} WHERE state IS NOT NULL) = 0")
        }
        _ => there,
    }
}
