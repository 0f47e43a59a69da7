//! Hashes: which edits change them, and the values themselves, which stand in every database.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use ambix_graph::Graph;
use ambix_graph::script::{Dialect, Dialects, Script};
use ambix_source::{Check, Configuration, load};

use crate::cases::for_each_case;

/// These values are in version tables, journals and lock files. A failure here is a bug in the code, never in the
/// expectation.
#[test]
fn hashes_never_change() {
    for_each_case("frozen", |case| {
        let mut configuration = Configuration::load(&case.root, None).unwrap();
        // Whether a database would take the statements is not the question here.
        configuration.check = Check::Off;
        let loaded = load(&configuration);
        let mut answer = String::new();
        for script in &loaded.scripts {
            for variant in script.sections.iter().flat_map(|section| &section.variants) {
                for statement in &variant.statements {
                    let text =
                        &script.offline.as_ref().map_or(&script.source, |offline| &offline.source).text();
                    let start: String = text[statement.range.clone()]
                        .split_whitespace()
                        .take(3)
                        .collect::<Vec<_>>()
                        .join(" ");
                    let start: String = start.chars().take(40).collect();
                    writeln!(answer, "{} {start}", hex(&statement.hash)).unwrap();
                }
            }
        }
        let set = loaded.into_result().unwrap();
        let text = set.text();
        let image = set.image(&text);
        let graph = Graph::new(image);
        for index in 0..set.revisions {
            let id = graph.revision(ambix_graph::Index::new(index as u32)).id();
            for dialect in configuration.dialects.iter() {
                let lineage = Script::read(image, index).lineage(dialect).unwrap();
                writeln!(answer, "{} lineage of {id} {}", hex(&lineage), dialect.name()).unwrap();
            }
        }
        answer
    });
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hashes of the statements in `sql`.
fn hashes(name: &str, sql: &str, dialect: Dialect) -> Vec<[u8; 32]> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hashes").join(name);
    fs::create_dir_all(root.join("migrations")).unwrap();
    let header = "-- revision: a1\n-- down_revision: none\n-- ambix:upgrade\n";
    fs::write(root.join("migrations/a.sql"), format!("{header}{sql}\n-- ambix:downgrade\n")).unwrap();
    let mut configuration = Configuration::new(root);
    configuration.dialects = Dialects::default().with(dialect);
    configuration.check = Check::Off;
    let loaded = load(&configuration);
    assert!(loaded.findings.is_empty(), "{sql}: {:?}", loaded.findings);
    let sections = loaded.scripts.iter().flat_map(|script| &script.sections);
    sections.flat_map(|section| &section.variants[0].statements).map(|statement| statement.hash).collect()
}

#[test]
fn comments_and_white_space_do_not_count() {
    use Dialect::{Mysql, Postgres, Sqlite};
    for (dialect, a, b) in [
        (Sqlite, "CREATE TABLE t (a INT)", "CREATE  TABLE t(\r\n  a INT -- number\n) ;"),
        (Sqlite, "SELECT 1;", "/* one */ SELECT /**/ 1"),
        (Sqlite, "SELECT a<=b, c->>'d'", "SELECT a <= b , c ->> 'd'"),
        (Postgres, "SELECT 1 /* a /* b */ c */", "SELECT 1"),
        (Postgres, "SELECT a@>b", "SELECT a @> b"),
        (Mysql, "SELECT 1 # one", "SELECT 1 -- two"),
        (
            Mysql,
            "CREATE PROCEDURE p() BEGIN SELECT 1; END",
            "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END //\nDELIMITER ;",
        ),
        (
            Mysql,
            "CREATE PROCEDURE p() BEGIN SELECT 1; END",
            "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END; //\nDELIMITER ;",
        ),
        (Sqlite, "SELECT 1; SELECT 2;", ";;SELECT 1;;\n;SELECT 2"),
    ] {
        assert_eq!(hashes("same", a, dialect), hashes("same", b, dialect), "{a} and {b}");
    }
}

#[test]
fn everything_else_counts() {
    use Dialect::{Mysql, Postgres, Sqlite};
    for (dialect, a, b) in [
        (Sqlite, "SELECT 1", "select 1"),
        (Sqlite, "SELECT 'a b'", "SELECT 'a  b'"),
        (Sqlite, "SELECT ab", "SELECT a b"),
        (Sqlite, "SELECT 'a' 'b'", "SELECT 'a''b'"),
        (Sqlite, "SELECT \"a\"", "SELECT a"),
        (Sqlite, "SELECT 1; SELECT 2", "SELECT 2; SELECT 1"),
        (Postgres, "SELECT a <@ b", "SELECT a < @ b"),
        (Postgres, "SELECT $$ a $$", "SELECT $$ a  $$"),
        (Postgres, "SELECT $$-- a\n$$", "SELECT $$-- b\n$$"),
        (Mysql, "SELECT 1 /*!40101 + 1 */", "SELECT 1 /*!40102 + 1 */"),
        (Mysql, "SELECT 1 /*! + 1 */", "SELECT 1 /*M! + 1 */"),
        (Mysql, "SELECT /*+ A(t) */ 1", "SELECT /*+ B(t) */ 1"),
    ] {
        assert_ne!(hashes("different", a, dialect), hashes("different", b, dialect), "{a} and {b}");
    }
}
