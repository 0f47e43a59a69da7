//! A file with the schema that is wanted: plain statements, without a header.

use std::path::Path;

use ambix_graph::script::Dialect;

use crate::finding::{Finding, Source};
use crate::marks::Marks;
use crate::script_directory;
use crate::split::{Checks, Statement, split};

/// A file of statements.
#[derive(Clone, Debug)]
pub struct SchemaFile {
    /// The file with its normalised text.
    pub source: Source,
    /// Its statements.
    pub statements: Vec<Statement>,
}

impl SchemaFile {
    /// Reads the file at `path`, which findings call `shown`.
    ///
    /// # Errors
    ///
    /// Findings, if it cannot be read or split into statements. Sections and other directives of revisions have no
    /// place in it: `not-a-schema-file`.
    pub fn read(path: &Path, shown: &str, dialect: Dialect) -> Result<SchemaFile, Vec<Finding>> {
        let (source, _) = script_directory::read(path, shown).map_err(|finding| vec![finding])?;
        SchemaFile::of(source, dialect)
    }

    /// The same for a text.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn of(source: Source, dialect: Dialect) -> Result<SchemaFile, Vec<Finding>> {
        let source = if dialect == Dialect::Postgres { without_guards(source) } else { source };
        let part = split(&source, 0..source.text().len(), dialect, Checks::On, Marks::None);
        let mut findings: Vec<Finding> = part.findings.into_iter().filter(Finding::is_error).collect();
        if let Some(section) = part.next {
            findings.push(
                Finding::error(
                    "not-a-schema-file",
                    "a section of a revision in a file that holds the schema",
                )
                .at(&source, section.range, "this begins a section")
                .help("the file is what the database is to be, as `CREATE` statements alone"),
            );
        }
        if findings.is_empty() {
            Ok(SchemaFile { source, statements: part.statements })
        } else {
            Err(findings)
        }
    }

    /// The text of a statement.
    pub fn text(&self, statement: &Statement) -> &str {
        self.source.text().get(statement.range.clone()).unwrap_or_default()
    }
}

/// Blanks out the lines with which `pg_dump` guards against commands of `psql`: `\restrict`, `\unrestrict`.
fn without_guards(source: Source) -> Source {
    let is_guard = |line: &str| line.starts_with("\\restrict ") || line.starts_with("\\unrestrict ");
    if !source.text().lines().any(is_guard) {
        return source;
    }
    let blank = |line: &str| if is_guard(line) { " ".repeat(line.len()) } else { line.to_owned() };
    let lines: Vec<String> = source.text().split('\n').map(blank).collect();
    Source::new(source.path(), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(text: &str) -> Vec<String> {
        let file = SchemaFile::of(Source::new("schema.sql", text), Dialect::Postgres).unwrap();
        file.statements.iter().map(|statement| file.text(statement).to_owned()).collect()
    }

    #[test]
    fn a_dump_is_read() {
        let dump = "--\n-- PostgreSQL database dump\n--\n\n\\restrict a1B2\n\nSET row_security = off;\n\
                    CREATE TABLE public.t (\n    id integer\n);\n\n\\unrestrict a1B2\n";
        assert_eq!(
            statements(dump),
            ["SET row_security = off", "CREATE TABLE public.t (\n    id integer\n)"]
        );
    }

    #[test]
    fn a_revision_is_none() {
        let found = SchemaFile::of(Source::new("schema.sql", "-- ambix:upgrade\nSELECT 1;"), Dialect::Sqlite);
        assert_eq!(found.unwrap_err()[0].code, "not-a-schema-file");
    }
}
