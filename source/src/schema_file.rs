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
