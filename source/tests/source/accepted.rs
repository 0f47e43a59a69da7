//! What a database accepts, compiles: statements that look wrong to whoever does not know all that the server does.

use std::fs;
use std::path::Path;

use ambix_graph::script::{Dialect, Dialects};
use ambix_source::{Configuration, Downgrade, load, render};

#[test]
#[cfg(feature = "postgres")]
fn postgres() {
    accepted(Dialect::Postgres, include_str!("../data/accepted/postgres.sql"));
}

#[test]
#[cfg(feature = "sqlite")]
fn sqlite() {
    accepted(Dialect::Sqlite, include_str!("../data/accepted/sqlite.sql"));
}

#[test]
#[cfg(feature = "mysql")]
fn mysql() {
    accepted(Dialect::Mysql, include_str!("../data/accepted/mysql.sql"));
}

/// Cases begin with `-- == name`, and their further revisions with `-- -- revision`; a name that begins with `refused`
/// is that of one which the server refuses.
fn accepted(dialect: Dialect, text: &str) {
    let folder = format!("ambix-accepted-{}-{}", dialect.name(), std::process::id());
    let root = std::env::temp_dir().join(folder);
    let mut wrong = Vec::new();
    for case in format!("\n{text}").split("\n-- == ").skip(1) {
        let (name, statements) = case.split_once('\n').unwrap_or((case, ""));
        let directory = root.join(name.replace(' ', "_"));
        write(&directory, statements);
        let errors = errors(&directory, dialect);
        if errors.is_empty() == name.starts_with("refused") {
            wrong.push(format!("==== {name}\n{errors}"));
        }
    }
    let _ = fs::remove_dir_all(root);
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong.join("\n"));
}

fn write(directory: &Path, statements: &str) {
    fs::create_dir_all(directory).unwrap();
    let mut before = "none".to_owned();
    for (at, statements) in statements.split("-- -- revision\n").enumerate() {
        let header = format!("-- revision: a{at}\n-- down_revision: {before}\n\n-- ambix:upgrade\n");
        fs::write(directory.join(format!("a{at}_case.sql")), header + statements).unwrap();
        before = format!("a{at}");
    }
}

fn errors(directory: &Path, dialect: Dialect) -> String {
    let mut configuration = Configuration::new(directory);
    configuration.script_location = ".".into();
    configuration.directory = Some(directory.to_path_buf());
    configuration.dialects = Dialects::default().with(dialect);
    configuration.downgrade = Downgrade::Optional;
    let findings = load(&configuration).findings;
    // Transactions are those of whoever runs the statements.
    let errors: Vec<_> = findings
        .into_iter()
        .filter(|finding| finding.is_error() && finding.code != "own-transaction")
        .collect();
    render(&errors).join("\n")
}
