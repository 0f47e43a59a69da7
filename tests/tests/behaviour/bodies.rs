//! What stands in a revision arrives as it stands there.

use ambix::Dialect;
use ambix_tests::subject::Subject;

use crate::case::EVERYWHERE;
use crate::helpers::{chain, plain, tables, versions};

cases! {
    EVERYWHERE => literals_that_look_like_something_else, semicolons_inside_one_statement, a_long_text,
        many_statements, statements_that_give_rows, an_empty_way_back;
}

/// A table for texts.
fn texts(subject: &dyn Subject) -> &'static str {
    match subject.dialect() {
        Dialect::Mysql => "CREATE TABLE a (id INTEGER, t LONGTEXT CHARACTER SET utf8mb4);",
        _ => "CREATE TABLE a (id INTEGER, t TEXT);",
    }
}

fn literals_that_look_like_something_else(subject: &mut dyn Subject) {
    let text = "it''s ? ?1 $1 $$ :x @y %s {} \"q\" `q` größe 漢字 🦀 -- no /* no */ ; # no";
    let insert = format!(
        "{}\nINSERT INTO a /* a ; and 'a quote */ VALUES (1, '{text}'); -- it's done;",
        texts(subject)
    );
    let migrations = chain(subject, &[(&insert, "DROP TABLE a;")]).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(subject.texts("SELECT t FROM a"), [text.replace("''", "'")]);
    subject.check(&migrations, &plain).unwrap();
}

fn semicolons_inside_one_statement(subject: &mut dyn Subject) {
    let (up, down) = match subject.dialect() {
        Dialect::Sqlite | Dialect::Mysql => {
            let each = if subject.dialect() == Dialect::Mysql { " FOR EACH ROW" } else { "" };
            (
                format!(
                    "CREATE TABLE log (id INTEGER);\n-- ambix:statement\nCREATE TRIGGER logs AFTER INSERT ON a{each}\nBEGIN\n  INSERT INTO log VALUES (1);\n  INSERT INTO log VALUES (2);\nEND;\n-- ambix:end"
                ),
                "DROP TRIGGER logs;\nDROP TABLE log;",
            )
        }
        Dialect::Postgres => (
            "CREATE TABLE log (id INTEGER);\nCREATE FUNCTION logs() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  INSERT INTO log VALUES (1);\n  INSERT INTO log VALUES (2);\n  RETURN NEW;\nEND $body$;\nCREATE TRIGGER logs AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION logs();"
                .to_owned(),
            "DROP TRIGGER logs ON a;\nDROP FUNCTION logs;\nDROP TABLE log;",
        ),
    };
    let table = ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    let migrations = chain(subject, &[table, (&up, down)]).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    subject.execute("INSERT INTO a VALUES (7)");
    assert_eq!(subject.texts("SELECT id FROM log ORDER BY id"), ["1", "2"]);
    subject.downgrade(&migrations, "base", &plain).unwrap();
    assert_eq!(tables(subject), [""; 0]);
}

fn a_long_text(subject: &mut dyn Subject) {
    let insert =
        format!("{}\nINSERT INTO a VALUES (1, '{}');", texts(subject), "ä long text; ".repeat(30_000));
    let migrations = chain(subject, &[(&insert, "DROP TABLE a;")]).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    let characters = if subject.dialect() == Dialect::Mysql { "char_length" } else { "length" };
    assert_eq!(subject.texts(&format!("SELECT {characters}(t) FROM a")), ["390000"]);
}

fn many_statements(subject: &mut dyn Subject) {
    let inserts: String = (0..300).map(|number| format!("INSERT INTO a VALUES ({number});\n")).collect();
    let table = ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    let migrations = chain(subject, &[table, (&inserts, "DELETE FROM a;")]).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(subject.texts("SELECT count(*), sum(id) FROM a"), ["300 44850"]);
    assert_eq!(subject.downgrade(&migrations, "a", &plain).unwrap().applied().len(), 1);
    assert_eq!(subject.texts("SELECT count(*) FROM a"), ["0"]);
}

fn statements_that_give_rows(subject: &mut dyn Subject) {
    let returning = if subject.dialect() == Dialect::Mysql { "" } else { " RETURNING id" };
    let body = format!(
        "INSERT INTO a VALUES (1), (2){returning};\nSELECT id, id + 1 FROM a;\nSELECT NULL;\nWITH b AS (SELECT id FROM a) SELECT id FROM b;\nINSERT INTO a SELECT id + 10 FROM a;"
    );
    let table = ("CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
    let migrations = chain(subject, &[table, (&body, "SELECT 1;")]).load();
    subject.upgrade(&migrations, "head", &plain).unwrap();
    assert_eq!(subject.texts("SELECT id FROM a ORDER BY id"), ["1", "2", "11", "12"]);
}

/// Alembic's `pass`.
fn an_empty_way_back(subject: &mut dyn Subject) {
    let migrations = chain(subject, &[("CREATE TABLE a (id INTEGER);", ""), ("", "")]).load();
    assert_eq!(subject.upgrade(&migrations, "head", &plain).unwrap().applied().len(), 2);
    assert_eq!(versions(subject), ["b"]);
    assert_eq!(subject.downgrade(&migrations, "base", &plain).unwrap().applied().len(), 2);
    assert_eq!((versions(subject).len(), tables(subject)), (0, vec!["a".to_owned()]));
}
