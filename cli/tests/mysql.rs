//! The command on a MySQL or MariaDB database.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

use ambix_tests::servers::mariadb::Database;
use ambix_tests::set::{Folder, revision};

fn ambix(folder: &Folder, url: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ambix"));
    command.current_dir(folder.path()).env_remove("DATABASE_URL").env("AMBIX_URL", url);
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("ambix.toml", "[ambix]\ndialects = [\"mysql\"]\n")
        .write("migrations/a.sql", &revision("a", "", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"));
    folder
}

#[test]
fn up_current_and_down() {
    let folder = folder();
    let database = Database::new();
    let url = database.url();
    let up = ambix(&folder, &url.replace("mysql:", "MariaDB:"), &["upgrade", "head"]);
    assert!(up.status.success(), "{}", text(&up.stderr));
    assert_eq!(database.texts("SELECT version_num FROM ambix_version"), ["a"]);
    assert_eq!(text(&ambix(&folder, &url, &["current"]).stdout), "a (head)\n");
    let verbose = ambix(&folder, &url, &["current", "--verbose"]);
    assert!(text(&verbose.stdout).contains(database.name()), "{}", text(&verbose.stdout));
    assert!(!text(&verbose.stdout).contains("hush"), "{}", text(&verbose.stdout));
    let down = ambix(&folder, &url, &["downgrade", "base"]);
    assert!(down.status.success(), "{}", text(&down.stderr));
    assert_eq!(database.texts("SHOW TABLES LIKE 'a'"), [""; 0]);
}

#[test]
fn what_cannot_be_reached_is_said_without_the_password() {
    let folder = folder();
    let database = Database::new();
    let good = database.url();
    for (url, code, words) in [
        (good.replace(database.name(), "nowhere"), "no-such-database", "Unknown database 'nowhere' (1049)"),
        (good.replace(":hush@", ":hush2@"), "login-refused", "(1045)"),
        ("mysql://me:hush@127.0.0.1:1/app".to_owned(), "cannot-connect", "refused"),
        ("mysql://me:hush@host.invalid/app".to_owned(), "cannot-connect", "host.invalid"),
        ("mysql://me:hush@host:port/app".to_owned(), "invalid-url", "MySQL"),
        ("mysql://me:hush@host/app?prefer_socket=hush".to_owned(), "invalid-url", "`prefer_socket`"),
        ("mysql://me:hush@host/app?require_ssl=true".to_owned(), "invalid-url", "`require_ssl`"),
    ] {
        let output = ambix(&folder, &url, &["upgrade", "head"]);
        let said = text(&output.stderr);
        assert!(!output.status.success());
        assert!(said.contains(&format!("error[{code}]")) && said.contains(words), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
}
