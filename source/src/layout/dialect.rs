//! Names of databases in names of files and folders.

use ambix_graph::script::Dialect;

/// The database that a word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Known(Dialect),
    /// One that nothing here can read.
    Other,
}

impl Named {
    pub(super) fn dialect(self) -> Option<Dialect> {
        match self {
            Named::Known(dialect) => Some(dialect),
            Named::Other => None,
        }
    }
}

/// The database that a whole word is the name of.
pub(super) fn named(word: &str) -> Option<Named> {
    Some(match word.to_ascii_lowercase().as_str() {
        "sqlite" | "sqlite3" | "libsql" => Named::Known(Dialect::Sqlite),
        "postgres" | "postgresql" | "pg" | "pgsql" | "psql" => Named::Known(Dialect::Postgres),
        "mysql" | "mariadb" => Named::Known(Dialect::Mysql),
        "bigquery" | "cassandra" | "clickhouse" | "cockroach" | "cockroachdb" | "crdb" | "db2" | "derby"
        | "duckdb" | "firebird" | "h2" | "hsqldb" | "mssql" | "oracle" | "redshift" | "snowflake"
        | "spanner" | "sqlserver" | "tidb" | "vertica" | "yugabyte" => Named::Other,
        _ => return None,
    })
}

/// The one dialect that the words of a name tell, `sqlite-migrations` as well as `pg`.
pub(super) fn in_words(name: &str) -> Option<Dialect> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let mut found = words.filter_map(named).filter_map(Named::dialect);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_databases() {
        assert_eq!(in_words("sqlite-migrations"), Some(Dialect::Sqlite));
        assert_eq!(in_words("migrations_pg"), Some(Dialect::Postgres));
        assert_eq!(in_words("from_mysql_to_postgres"), None);
        assert_eq!(in_words("pages"), None);
        assert_eq!(named("CockroachDB"), Some(Named::Other));
    }
}
