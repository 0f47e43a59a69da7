//! A statement that the database refuses: the program stops, and what is left is what the transactions say.

use ambix::command::upgrade_sql;
use ambix::{Config, Dialect, Migrations};
use ambix_tests::set::revision;

use crate::revisions::folder;
use crate::side::{DIALECTS, Side, plain};

/// The second statement of the second revision is for later to decide.
fn set(dialect: Dialect, second: &str, header: &str) -> Migrations {
    let folder = folder(dialect, "");
    let upgrade = format!("CREATE TABLE q (id INTEGER);\n{second}\nCREATE TABLE after_q (id INTEGER);");
    let q = revision("q", "p", &upgrade, "DROP TABLE after_q;\nDROP TABLE q;");
    let q = q.replacen("\n\n-- ambix:upgrade", &format!("{header}\n\n-- ambix:upgrade"), 1);
    folder
        .write("migrations/p.sql", &revision("p", "", "CREATE TABLE p (id INTEGER);", "DROP TABLE p;"))
        .write("migrations/q.sql", &q)
        .write("migrations/r.sql", &revision("r", "q", "CREATE TABLE r (id INTEGER);", "DROP TABLE r;"));
    folder.load()
}

fn tables(side: &Side) -> Vec<String> {
    let tables = side.database().texts(match side.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1",
        Dialect::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        Dialect::Mysql => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = database() ORDER BY 1"
        }
    });
    let ours = |table: &String| !table.starts_with("ambix_") && table != "sqlite_sequence";
    tables.into_iter().filter(ours).collect()
}

#[test]
fn in_a_transaction() {
    for dialect in DIALECTS {
        let migrations = set(dialect, "INSERT INTO nowhere VALUES (1);", "");
        let mut side = Side::new(dialect);
        let script = upgrade_sql(&Config::new(&migrations), dialect, "base:head").unwrap();
        side.feed(script.as_str()).failed(dialect.name(), "nowhere");
        let versions = "SELECT version_num FROM ambix_version";
        match dialect {
            // One transaction for all.
            Dialect::Sqlite => assert_eq!(tables(&side), [""; 0]),
            Dialect::Postgres => {
                assert_eq!(tables(&side), ["p"]);
                assert_eq!(side.database().texts(versions), ["p"]);
            }
            // Every `CREATE TABLE` is one.
            Dialect::Mysql => {
                assert_eq!(tables(&side), ["p", "q"]);
                assert_eq!(side.database().texts(versions), ["p"]);
                continue;
            }
        }
        // Mended, the command takes it from there.
        let mended = set(dialect, "INSERT INTO q VALUES (1);", "");
        side.online().upgrade(&mended, "head", &plain).unwrap();
        assert_eq!(tables(&side), ["after_q", "p", "q", "r"]);
        side.is_at_heads(&mended, &plain);
    }
}

#[test]
fn outside_of_transactions() {
    for dialect in DIALECTS {
        let migrations = set(dialect, "INSERT INTO nowhere VALUES (1);", "\n-- transaction: off");
        let side = Side::new(dialect);
        let script = upgrade_sql(&Config::new(&migrations), dialect, "base:head").unwrap();
        side.feed(script.as_str()).failed(dialect.name(), "nowhere");
        assert_eq!(tables(&side), ["p", "q"], "{}", dialect.name());
        assert_eq!(
            side.database().texts("SELECT version_num FROM ambix_version"),
            ["p"],
            "{}",
            dialect.name()
        );
    }
}
