//! The command on a PostgreSQL database.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

use ambix_tests::servers::Database;
use ambix_tests::set::{Folder, revision};

fn ambix(folder: &Folder, url: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ambix"));
    command.current_dir(folder.path()).env_remove("DATABASE_URL").env("AMBIX_URL", url);
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn up_current_and_down() {
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n")
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let database = Database::new();
    let url = database.url();
    let up = ambix(&folder, &url, &["upgrade", "head"]);
    assert!(up.status.success(), "{}", text(&up.stderr));
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["a"]);
    assert_eq!(text(&ambix(&folder, &url, &["current"]).stdout), "a (head)\n");
    let verbose = ambix(&folder, &url, &["current", "--verbose"]);
    assert!(text(&verbose.stdout).contains(database.name()), "{}", text(&verbose.stdout));
    assert!(!text(&verbose.stdout).contains("hush"), "{}", text(&verbose.stdout));
    assert!(ambix(&folder, &url, &["downgrade", "base"]).status.success());
    assert_eq!(database.texts("SELECT to_regclass('a')"), ["NULL"]);
}

#[test]
fn what_cannot_be_reached_is_said_without_the_password() {
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n");
    folder.write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    let database = Database::new();
    let good = database.url();
    for (url, code, words) in [
        (
            good.replace(database.name(), "nowhere"),
            "no-such-database",
            "database \"nowhere\" does not exist (3D000)",
        ),
        ("postgres://me:hush@127.0.0.1:1/app".to_owned(), "cannot-connect", "refused"),
        ("postgres://me:hush@host.invalid/app".to_owned(), "cannot-connect", "cannot be reached"),
        ("postgres://me:hush@host:port/app".to_owned(), "invalid-url", "PostgreSQL"),
        ("postgres://me:hush@host/app?sslmode=hush".to_owned(), "invalid-url", "`sslmode`"),
    ] {
        let output = ambix(&folder, &url, &["upgrade", "head"]);
        let said = text(&output.stderr);
        assert!(!output.status.success());
        assert!(said.contains(&format!("error[{code}]")) && said.contains(words), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
}
