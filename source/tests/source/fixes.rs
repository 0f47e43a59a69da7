//! Changes that are certain: what they make of a statement, and where none is offered.

use std::fs;
use std::path::{Path, PathBuf};

use ambix_graph::script::Dialect;
use ambix_source::{Configuration, LintOptions, Linted, Refused, RuleLevel, lint};

/// A folder that is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let root = std::env::temp_dir().join(format!("ambix-fixes-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("migrations")).unwrap();
        Folder(root)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join("migrations").join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn lint(&self, dialect: Option<Dialect>) -> Linted {
        let mut options = LintOptions::default();
        options.any_layout = true;
        options.dialect = dialect;
        lint(&Configuration::new(&self.0), &options).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn fixed(name: &str, dialect: Dialect, text: &str) -> Option<String> {
    let folder = Folder::new(name);
    folder.write("1_a.sql", text);
    let fixes = folder.lint(Some(dialect)).fixes();
    assert!(fixes.refused.is_empty(), "{:?}", fixes.refused);
    let mut texts = fixes.files.into_iter().map(|file| file.text);
    texts.next()
}

use Dialect::{Mysql, Postgres, Sqlite};

#[test]
fn what_is_certain_is_changed() {
    for (dialects, before, after) in [
        (&[Sqlite, Postgres, Mysql][..], "CREATE TABLE t (a INT, b INT,);", "CREATE TABLE t (a INT, b INT);"),
        (&[Sqlite, Postgres, Mysql], "CREATE TABLE t (a INT,, b INT);", "CREATE TABLE t (a INT, b INT);"),
        (&[Sqlite, Postgres, Mysql], "DROP TABLE IF EXIST t;", "DROP TABLE IF EXISTS t;"),
        (&[Sqlite, Postgres, Mysql], "drop table if exist t;", "drop table if exists t;"),
        (
            &[Sqlite, Postgres],
            "CREATE TABLE IF NO EXISTS t (a INT);",
            "CREATE TABLE IF NOT EXISTS t (a INT);",
        ),
        (&[Sqlite, Postgres], "INSERT INTO t VALUES (‘x y’);", "INSERT INTO t VALUES ('x y');"),
        (&[Sqlite, Postgres], "INSERT INTO t VALUES (1, “x”);", "INSERT INTO t VALUES (1, 'x');"),
        (&[Sqlite, Postgres, Mysql], "DROP TABEL t;", "DROP TABLE t;"),
        (&[Sqlite, Postgres], "ALTER TABLE t RENAEM COLUMN a TO b;", "ALTER TABLE t RENAME COLUMN a TO b;"),
        (
            &[Sqlite],
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTO_INCREMENT);",
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);",
        ),
        (
            &[Mysql],
            "CREATE TABLE t (id BIGINT PRIMARY KEY AUTOINCREMENT);",
            "CREATE TABLE t (id BIGINT PRIMARY KEY AUTO_INCREMENT);",
        ),
        (
            &[Postgres],
            "CREATE TABLE `t` (`a` INT, b TEXT DEFAULT '`');",
            "CREATE TABLE \"t\" (\"a\" INT, b TEXT DEFAULT '`');",
        ),
        (&[Mysql], "UPDATE t SET a = 1 WHERE b == 2;", "UPDATE t SET a = 1 WHERE b = 2;"),
        (&[Sqlite, Postgres], "UPDATE t SET a = 1, WHERE b = 2;", "UPDATE t SET a = 1 WHERE b = 2;"),
    ] {
        for dialect in dialects {
            let found = fixed("certain", *dialect, before);
            assert_eq!(found.as_deref(), Some(after), "{before} {}", dialect.name());
        }
    }
}

#[test]
fn where_there_is_doubt_nothing_is_offered() {
    for (dialect, text) in [
        // Two mistakes: after one change it is still refused.
        (Sqlite, "CREATE TABLE t (a INT,, b INT,);"),
        // What should follow?
        (Postgres, "ALTER TABLE t ADD a INT,"),
        // `INT` does not count by itself.
        (Sqlite, "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT);"),
        // Where does the text end?
        (Sqlite, "INSERT INTO t VALUES (‘it’s’);"),
        // A name, or a text?
        (Postgres, "SELECT a FROM “x y”;"),
        (Postgres, "CREATE TABLE `a-b` (a INT);"),
        (Postgres, "CREATE TABLE t (a INT) ENGINE=InnoDB;"),
        (Sqlite, "CREATE IF EXISTS TABLE t (a INT);"),
    ] {
        assert_eq!(fixed("doubt", dialect, text), None, "{text}");
    }
}

#[test]
fn line_ends_and_the_mark_stay() {
    let text =
        "\u{feff}-- ä\r\nDROP TABLE\r\n  IF EXIST t;\r\nCREATE TABLE t (\n  a INT,,\r\n  b INT\r\n);\r\n";
    let found = fixed("crlf", Sqlite, text).unwrap();
    assert_eq!(found, text.replace("EXIST", "EXISTS").replace(",,", ","));

    // New lines end as the others do.
    let folder = Folder::new("crlf-lines");
    folder.write("1_a.sql", "DROP TABLE\r\nIF EXIST t;\r\n");
    let mut linted = folder.lint(Some(Sqlite));
    linted.findings[0].fix.as_mut().unwrap().replacement = "\nEXISTS".to_owned();
    assert_eq!(linted.fixes().files[0].text, "DROP TABLE\r\nIF \r\nEXISTS t;\r\n");
}

#[test]
fn what_may_have_run_is_not_changed() {
    let folder = Folder::new("may-have-run");
    let text = "CREATE TABLE t (a INT, b TEXT DEFAULT \"x\");\nUPDATE t SET a = 1 WHERE a = NULL;\n";
    folder.write("1_a.sql", &format!("{text}DROP TABLE IF EXIST u;\n"));
    let fixes = folder.lint(Some(Sqlite)).fixes();
    assert_eq!(fixes.files[0].text, format!("{text}DROP TABLE IF EXISTS u;\n"));
    let refused: Vec<Refused> = fixes.refused.iter().map(|(_, refused)| *refused).collect();
    assert_eq!(refused, [Refused::MayHaveRun, Refused::MayHaveRun]);
    // A rule that is denied is a rule still.
    let mut options = LintOptions::default();
    options.any_layout = true;
    options.dialect = Some(Sqlite);
    options.rules.push(("equals-null".to_owned(), RuleLevel::Deny));
    let linted = lint(&Configuration::new(&folder.0), &options).unwrap();
    assert_eq!(linted.fixes().refused.len(), 2);

    // Our own files say what was released.
    let folder = Folder::new("has-not-run");
    folder.write("a1.sql", &format!("-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\n{text}"));
    let fixes = folder.lint(None).fixes();
    assert!(fixes.refused.is_empty() && fixes.files[0].text.ends_with("IS NULL;\n"), "{fixes:?}");
}

#[test]
fn a_change_must_do_for_all_dialects() {
    let folder = Folder::new("dialects");
    let statement = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTO_INCREMENT, a INT);";
    let header = "-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\n";
    folder.write("a1_t.sql", &format!("{header}{statement}\nDROP TABLE IF EXIST t;\n\n-- ambix:downgrade\n"));
    let mut configuration = Configuration::new(&folder.0);
    configuration.dialects = configuration.dialects.with(Mysql);
    let linted = lint(&configuration, &LintOptions::default()).unwrap();
    assert_eq!(linted.findings.len(), 2, "{:?}", linted.findings);
    let fixes = linted.fixes();
    let titles: Vec<&str> =
        fixes.files.iter().flat_map(|file| &file.fixes).map(|fix| fix.title.as_str()).collect();
    assert_eq!(titles, ["write `IF EXISTS`"]);
}

#[test]
fn what_is_released_overlaps_or_has_changed_is_refused() {
    let folder = Folder::new("refused");
    let path = folder.write("1_a.sql", "DROP TABLE IF EXIST t;\n");
    let mut linted = folder.lint(Some(Sqlite));
    let refused = |linted: &Linted, count| {
        let fixes = linted.fixes();
        assert!(fixes.files.is_empty());
        assert_eq!(fixes.refused.len(), count);
        fixes.refused[0].1
    };
    assert_eq!(linted.fixes().files.len(), 1);

    // Two findings that want different things of one place.
    let mut other = linted.findings[0].clone();
    other.fix.as_mut().unwrap().replacement = "EXITS".to_owned();
    linted.findings.push(other);
    assert_eq!(refused(&linted, 2), Refused::Overlaps);
    linted.findings.pop();
    // The same one twice is one.
    linted.findings.push(linted.findings[0].clone());
    assert_eq!(linted.fixes().files[0].fixes.len(), 1);
    linted.findings.pop();

    linted.files[0].released = true;
    assert_eq!(refused(&linted, 1), Refused::Released);
    linted.files[0].released = false;

    fs::write(&path, "DROP TABLE IF EXIST u;\n").unwrap();
    assert_eq!(refused(&linted, 1), Refused::Changed);
    fs::remove_file(Path::new(&path)).unwrap();
    assert_eq!(refused(&linted, 1), Refused::Changed);
}
