//! A disk that is full: a small file system in memory, which only root may mount.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ambix::Dialect;

use super::run::{project, run, skipped};
use super::server::{Database, Server, mariadb, postgres};

/// A file system of a few megabytes; it goes away with the value.
struct Small(PathBuf);

impl Small {
    /// `None` where this user may not mount one.
    fn mount(server: &Server, folder: PathBuf) -> Option<Self> {
        fs::create_dir_all(&folder).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(&folder)
            .stderr(Stdio::null())
            .status();
        if !mount.is_ok_and(|mount| mount.success()) {
            skipped(&format!(
                "the full disk of {}, as this user may not mount a tmpfs",
                server.dialect.name()
            ));
            return None;
        }
        server.private.give(&folder);
        Some(Small(folder))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Also while the server still has files open there.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// `b` has a table of its own, and more rows than there is room for.
fn fills(folder: &ambix_tests::set::Folder, database: &Database, words: &[&str]) {
    run(folder, &database.owners(), &["upgrade", "a"]).succeeded();
    let before = database.state();
    // Not `refused`: on MariaDB the first statement of `b` is kept.
    let full = run(folder, &database.owners(), &["upgrade", "head"]);
    full.failed("statement-failed", 1, words);
    assert!(full.stderr.contains("make room"), "{}", full.stderr);
    match database.server.dialect {
        Dialect::Postgres => assert_eq!(database.state(), before),
        _ => {
            assert!(full.stderr.contains("statement 1 of `b`"), "{}", full.stderr);
            assert_eq!(database.texts("SELECT count(*) FROM b"), ["0"]);
        }
    }
    // Somebody makes room; here, by a table that can do with less.
    database.admin("DROP TABLE much");
    database.admin("CREATE TABLE much AS SELECT 1 AS n");
    run(folder, &database.owners(), &["upgrade", "head"]).succeeded();
    assert_eq!(database.texts("SELECT count(*) FROM b"), ["1"]);
    assert_eq!(database.texts("SELECT version_num, state FROM ambix_version"), ["b NULL"]);
}

const COPY: &str =
    "CREATE TABLE b (n BIGINT, filler TEXT);\nINSERT INTO b SELECT n, repeat('x', 1900) FROM much;";

#[test]
fn of_postgres() {
    let Some(server) = postgres() else { return };
    let Some(small) = Small::mount(server, server.private.folder().join("small")) else { return };
    server.admin(&format!("CREATE TABLESPACE small LOCATION '{}'", small.path().display()));
    let database = Database::new(server, "TABLESPACE small");
    let much = "CREATE TABLE much AS SELECT n FROM generate_series(1, 30000) AS n;";
    let folder = project(Dialect::Postgres, &[("a", much), ("b", COPY)]);
    // Also those that somebody else will create.
    database.admin(&format!("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {}", database.owner));
    fills(&folder, &database, &["No space left on device (53100)", "migrations/b.sql:8:1"]);
    server.admin(&format!("DROP DATABASE {} WITH (FORCE)", database.name));
    server.admin("DROP TABLESPACE small");
}

#[test]
fn of_mariadb() {
    let Some(server) = mariadb() else { return };
    let database = server.database();
    let data = server.private.folder().join("data").join(&database.name);
    let options = fs::read(data.join("db.opt")).unwrap();
    let Some(_small) = Small::mount(server, data.clone()) else { return };
    fs::write(data.join("db.opt"), options).unwrap();
    server.private.give(&data.join("db.opt"));
    let much = "CREATE TABLE much AS SELECT seq AS n FROM seq_1_to_30000;";
    let folder = project(Dialect::Mysql, &[("a", much), ("b", COPY)]);
    fills(&folder, &database, &["(1114)", "migrations/b.sql:8:1"]);
}
