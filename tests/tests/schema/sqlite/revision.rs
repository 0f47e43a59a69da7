//! A plan as a revision: what ambix makes of it.

use ambix::schema::{Filter, Plan, plan};
use ambix::{Config, command};
use ambix_source::{Configuration, load, render};
use ambix_tests::set::{Folder, revision};

use super::Sqlite;
use crate::harness::{Scratch as _, with};

const FROM: &str = "\
CREATE TABLE owners (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, note TEXT UNIQUE);
CREATE TABLE pets (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES owners ON DELETE CASCADE, age TEXT);
CREATE TABLE log (line TEXT);
CREATE INDEX pets_owner ON pets (owner_id);
CREATE VIEW names AS SELECT name FROM owners;
CREATE TRIGGER owners_gone AFTER DELETE ON owners BEGIN INSERT INTO log VALUES (old.name); END;
CREATE TRIGGER pets_gone AFTER DELETE ON pets BEGIN UPDATE owners SET name = NULL WHERE id = old.owner_id; END;";

const TO: &str = "\
CREATE TABLE owners (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
CREATE TABLE pets (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES owners ON DELETE CASCADE, age TEXT);
CREATE TABLE log (line TEXT);
CREATE INDEX pets_owner ON pets (owner_id);
CREATE VIEW names AS SELECT name FROM owners;
CREATE TRIGGER owners_gone AFTER DELETE ON owners BEGIN INSERT INTO log VALUES (old.name); END;
CREATE TRIGGER pets_gone AFTER DELETE ON pets BEGIN UPDATE owners SET name = '?' WHERE id = old.owner_id; END;";

const ROWS: &str = "\
INSERT INTO owners VALUES (1, 'ada', 'a'), (2, 'bob', 'b'), (9, 'eve', 'c');
INSERT INTO pets VALUES (10, 1, '7'), (11, 2, '8');
DELETE FROM owners WHERE id = 9;
DELETE FROM log;";

/// Revision `a` makes `from` and puts rows into it, revision `b` turns it into `to`.
fn revisions(from: &str, rows: &str, to: &str) -> Folder {
    let (before, after) = (with::<Sqlite>(from).catalog(), with::<Sqlite>(to).catalog());
    let (there, back) = (plan(&before, &after), plan(&after, &before));
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"sqlite\"]\n");
    let rows = format!("{from}\n{rows}");
    folder.write("migrations/a.sql", &revision("a", "", &rows, "SELECT 1;"));
    let destroyed: Vec<String> =
        there.steps.iter().flat_map(|step| &step.destroys).map(ToString::to_string).collect();
    let text = revision("b", "a", &body(&there), &body(&back));
    let text = match destroyed.is_empty() {
        true => text,
        false => {
            let parents = "-- down_revision: a\n";
            text.replace(parents, &format!("{parents}-- destroys: {}\n", destroyed.join(", ")))
        }
    };
    folder.write("migrations/b.sql", &text);
    folder
}

fn body(plan: &Plan) -> String {
    assert_eq!(plan.left, []);
    plan.steps.iter().map(|step| format!("{};\n\n", step.sql)).collect()
}

#[test]
fn no_row_is_lost_when_a_table_is_rebuilt() {
    let folder = revisions(FROM, ROWS, TO);
    let migrations = folder.load();
    let mut scratch = Sqlite::new();
    scratch.run("PRAGMA foreign_keys = ON").unwrap();
    let after = with::<Sqlite>(TO).catalog();
    command::upgrade(&mut Config::new(&migrations).connection(&mut scratch.0), "head").unwrap();
    let texts = |scratch: &mut Sqlite, sql: &str| scratch.texts(sql);
    let (owners, pets) =
        ("SELECT id || ' ' || name FROM owners", "SELECT id || ' ' || owner_id || ' ' || age FROM pets");
    let counter = "SELECT name || ' ' || seq FROM sqlite_sequence WHERE name = 'owners'";
    for at in ["head", "a", "head"] {
        match at {
            "a" => drop(
                command::downgrade(&mut Config::new(&migrations).connection(&mut scratch.0), "a").unwrap(),
            ),
            at => {
                drop(command::upgrade(&mut Config::new(&migrations).connection(&mut scratch.0), at).unwrap())
            }
        }
        assert_eq!(texts(&mut scratch, owners), ["Text(\"1 ada\")", "Text(\"2 bob\")"]);
        assert_eq!(texts(&mut scratch, pets), ["Text(\"10 1 7\")", "Text(\"11 2 8\")"], "no cascade");
        assert_eq!(texts(&mut scratch, "SELECT line FROM log"), [""; 0], "no trigger fires");
        assert_eq!(texts(&mut scratch, counter), ["Text(\"owners 9\")"], "what is counted goes on");
        assert_eq!(texts(&mut scratch, "PRAGMA foreign_keys"), ["Integer(1)"]);
    }
    // The tables of ambix itself apart.
    let filter = Filter::new(&[], &["table ambix_*"]).unwrap();
    let found = scratch.catalog().filtered(&filter).changes(&after);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, [""; 0]);
}

/// Tables that refer to each other are dropped with rows in them.
#[test]
fn a_circle_goes() {
    let from = "\
CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INT REFERENCES b (id));
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INT REFERENCES a (id));";
    let folder = revisions(
        from,
        "INSERT INTO a VALUES (1, NULL); INSERT INTO b VALUES (1, 1); UPDATE a SET b_id = 1;",
        "",
    );
    let migrations = folder.load();
    let mut scratch = Sqlite::new();
    scratch.run("PRAGMA foreign_keys = ON").unwrap();
    command::upgrade(&mut Config::new(&migrations).connection(&mut scratch.0), "head").unwrap();
    assert_eq!(scratch.texts("SELECT name FROM sqlite_schema WHERE name IN ('a', 'b')"), [""; 0]);
    assert_eq!(scratch.texts("PRAGMA foreign_keys"), ["Integer(1)"]);
}

/// A table that stays refers to rows of one that goes: they are not deleted with it.
#[test]
fn what_refers_to_a_table_that_goes_stays() {
    let from = "\
CREATE TABLE owners (id INTEGER PRIMARY KEY);
CREATE TABLE pets (id INTEGER PRIMARY KEY, owner_id INT REFERENCES owners ON DELETE CASCADE);";
    let to = "CREATE TABLE pets (id INTEGER PRIMARY KEY, owner_id INT);";
    let folder = revisions(from, "INSERT INTO owners VALUES (1); INSERT INTO pets VALUES (10, 1);", to);
    let migrations = folder.load();
    let mut scratch = Sqlite::new();
    scratch.run("PRAGMA foreign_keys = ON").unwrap();
    command::upgrade(&mut Config::new(&migrations).connection(&mut scratch.0), "head").unwrap();
    assert_eq!(scratch.texts("SELECT owner_id FROM pets"), ["Integer(1)"]);
}

/// The checks of the set have nothing to say of a plan: what it destroys, it says.
#[test]
fn what_is_destroyed_is_declared() {
    for (from, to) in [
        (FROM, TO),
        (FROM, ""),
        ("CREATE TABLE t (a TEXT, b TEXT)", "CREATE TABLE t (a TEXT)"),
        ("CREATE TABLE t (a TEXT, b TEXT, UNIQUE (b))", "CREATE TABLE t (a TEXT)"),
        ("CREATE TABLE \"größe\" (a TEXT, \"order\" TEXT)", "CREATE TABLE \"größe\" (a TEXT)"),
        ("CREATE TABLE t (a TEXT)", "CREATE TABLE t (b TEXT)"),
    ] {
        let from = if from.ends_with(';') { from.to_owned() } else { format!("{from};") };
        let folder = revisions(&from, "", to);
        let configuration = Configuration::load(folder.path(), None).unwrap();
        let found = load(&configuration).findings;
        assert!(found.is_empty(), "{}", render(&found).join("\n"));
    }
}
