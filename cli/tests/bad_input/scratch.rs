//! Schemas that the server refuses, scratch databases that cannot be made, and those that a killed process has left.

use std::process::Child;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ambix::Dialect;
use ambix_tests::set::Folder;

use super::run::{project, refused, run, start};
use super::server::{Database, Server, servers};

const A: (&str, &str) = ("a", "CREATE TABLE a (id INTEGER);");

/// Servers that no other test uses at the same time: what is left on them can be counted.
fn own_servers() -> impl Iterator<Item = Arc<Server>> {
    servers().map(|server| Arc::new(Server::start(server.dialect).unwrap()))
}

/// A project whose database is at revision `a`, and whose owner may make databases.
fn at_a(server: &Arc<Server>, schema: &str) -> (Folder, Database) {
    let database = server.database();
    match server.dialect {
        Dialect::Postgres => server.admin(&format!("ALTER ROLE {} CREATEDB", database.owner)),
        _ => server.admin(&format!("GRANT ALL ON *.* TO {}@'%'", database.owner)),
    }
    let folder = project(server.dialect, &[A]);
    run(&folder, &database.owners(), &["upgrade", "head"]).succeeded();
    folder.write(
        "ambix.toml",
        &format!("[ambix]\ndialects = [\"{}\"]\nschema = \"schema.sql\"\n", server.dialect.name()),
    );
    folder.write("schema.sql", schema);
    (folder, database)
}

/// The scratch databases of the server.
fn scratches(database: &Database) -> Vec<String> {
    let (catalog, column) = match database.server.dialect {
        Dialect::Postgres => ("pg_database", "datname"),
        _ => ("information_schema.schemata", "schema_name"),
    };
    database
        .server
        .texts("", &format!("SELECT {column} FROM {catalog} WHERE {column} LIKE 'ambix\\_scratch\\_%'"))
}

#[test]
fn a_schema_is_compared_on_the_server() {
    for server in own_servers() {
        let (folder, database) = at_a(&server, "CREATE TABLE a (id INTEGER);");
        let url = database.owners();
        run(&folder, &url, &["check"]).succeeded();
        folder.write("schema.sql", "CREATE TABLE a (id INTEGER); CREATE TABLE b (id INTEGER);");
        let differs = run(&folder, &url, &["check"]);
        assert_eq!((differs.exit, differs.stdout.as_str()), (3, "add table b\n"), "{}", differs.stderr);
        run(&folder, &url, &["revision", "--autogenerate", "-m", "b", "--rev-id", "b"]).succeeded();
        let behind = run(&folder, &url, &["check"]);
        behind.failed("not-at-head", 3, &[]);
        run(&folder, &url, &["revision", "--autogenerate", "-m", "b"]).failed("not-at-head", 1, &[]);
        run(&folder, &url, &["upgrade", "head"]).succeeded();
        run(&folder, &url, &["check"]).succeeded();
        run(&folder, &url, &["check", "--from-revisions"]).succeeded();
        // The downgrade of `a` does nothing.
        refused(&folder, &url, &["verify"], "not-restored", 3, &["the downgrade of `a`", "drop table a"]);
        run(&folder, &url, &["diff", &url, "head"]).succeeded();
        let dumped = run(&folder, &url, &["schema", "dump"]).stdout;
        assert!(dumped.contains("CREATE TABLE a (") && !dumped.contains("ambix_version"), "{dumped}");
        folder.write("dumped.sql", &dumped);
        run(&folder, &url, &["diff", "dumped.sql", "head"]).succeeded();
        assert_eq!(scratches(&database), [""; 0]);
    }
}

#[test]
fn a_schema_that_the_server_refuses() {
    for server in servers() {
        let (folder, database) =
            at_a(server, "CREATE TABLE a (id INTEGER);\n\nCREATE TABLE b (\n    id NONSENSE\n);\n");
        let before = database.state();
        let url = database.owners();
        // PostgreSQL tells the place, MySQL the statement.
        let place = if server.dialect == Dialect::Postgres { "schema.sql:4:8" } else { "schema.sql:" };
        refused(&folder, &url, &["check"], "statement-failed", 1, &[place, "statement 2 of `schema.sql`"]);
        refused(&folder, &url, &["revision", "--autogenerate", "-m", "b"], "statement-failed", 1, &[place]);
        assert_eq!((database.state(), scratches(&database)), (before, vec![]));
    }
}

#[test]
fn no_right_to_make_databases() {
    for server in own_servers() {
        let (folder, database) = at_a(&server, "CREATE TABLE a (id INTEGER);");
        let able = database.owners();
        match server.dialect {
            Dialect::Postgres => server.admin(&format!("ALTER ROLE {} NOCREATEDB", database.owner)),
            _ => server.admin(&format!("REVOKE CREATE ON *.* FROM {}@'%'", database.owner)),
        }
        let words: [&str; 2] = match server.dialect {
            Dialect::Postgres => ["CREATEDB", "--scratch-url"],
            _ => ["GRANT ALL ON", "--scratch-url"],
        };
        refused(&folder, &able, &["check"], "cannot-create-scratch", 1, &words);
        refused(&folder, &able, &["verify"], "cannot-create-scratch", 1, &words);
        // Somebody who may, on the same server or on another one.
        let other = server.database();
        match server.dialect {
            Dialect::Postgres => server.admin(&format!("ALTER ROLE {} CREATEDB", other.owner)),
            _ => server.admin(&format!("GRANT ALL ON *.* TO {}@'%'", other.owner)),
        }
        run(&folder, &able, &["check", "--scratch-url", &other.owners()]).succeeded();
        refused(
            &folder,
            &able,
            &["check", "--scratch-url", "sqlite://x.db"],
            "wrong-dialect",
            1,
            &["--scratch-url"],
        );
    }
}

/// As the command names them; none of the tests' own processes does.
fn name(made: u64, right: bool) -> String {
    let stem = format!("ambix_scratch_{made:x}_0000beef");
    let sum =
        stem.bytes().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{stem}_{:08x}", if right { sum } else { !sum })
}

#[test]
fn what_a_killed_process_has_left() {
    for server in own_servers() {
        let (folder, database) = at_a(&server, "CREATE TABLE a (id INTEGER);");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let (old, young, foreign, used) =
            (name(now - 3600, true), name(now, true), name(now - 3600, false), name(now - 7200, true));
        for name in [&old, &young, &foreign, &used] {
            server.admin(&match server.dialect {
                Dialect::Postgres => format!("CREATE DATABASE {name} OWNER {}", database.owner),
                _ => format!("CREATE DATABASE {name}"),
            });
        }
        let holding = match server.dialect {
            Dialect::Postgres => server.holding(&used, &["SELECT 1"]),
            _ => server.holding(&used, &[&format!("SELECT GET_LOCK('{used}', 0)")]),
        };
        run(&folder, &database.owners(), &["check"]).succeeded();
        let mut left = scratches(&database);
        left.sort();
        let mut expected = vec![young, foreign, used];
        expected.sort();
        assert_eq!(left, expected);
        drop(holding);
    }
}

#[test]
fn killed_on_the_way() {
    for server in own_servers() {
        let sleep =
            if server.dialect == Dialect::Postgres { "SELECT pg_sleep(60);" } else { "DO SLEEP(60);" };
        let (folder, database) = at_a(&server, &format!("CREATE TABLE a (id INTEGER);\n{sleep}\n"));
        let mut child: Child = start(&folder, &database.owners(), &["check"]);
        while scratches(&database).is_empty() {
            thread::sleep(Duration::from_millis(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // It is there, and too young to be taken for one that nobody needs.
        folder.write("schema.sql", "CREATE TABLE a (id INTEGER);");
        run(&folder, &database.owners(), &["check"]).succeeded();
        assert_eq!(scratches(&database).len(), 1);
    }
}

#[test]
fn without_a_server() {
    let folder = project(Dialect::Postgres, &[A]);
    folder.write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\nschema = \"schema.sql\"\n");
    folder.write("schema.sql", "CREATE TABLE a (id INTEGER);");
    for arguments in [&["check", "--from-revisions"][..], &["verify"], &["diff", "head", "schema.sql"]] {
        refused(&folder, "", arguments, "no-url", 1, &["--scratch-url"]);
    }
}
