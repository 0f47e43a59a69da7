//! A set with what is hard to get through a client program.
//!
//! ```text
//! a ── b1 ── m ── c ── d        d depends on x1
//!  └── b2 ──┘   x1 ── x2
//! ```

use ambix::{Dialect, Migrations};
use ambix_tests::set::{Folder, revision};

pub(crate) fn load(dialect: Dialect) -> Migrations {
    let folder = folder(dialect, "heads = \"many\"");
    let add = |id: &str, parents: &str, header: &str, (upgrade, downgrade): (String, &str)| {
        let text = revision(id, parents, &upgrade, downgrade);
        let text = text.replacen("\n\n-- ambix:upgrade", &format!("{header}\n\n-- ambix:upgrade"), 1);
        folder.write(&format!("migrations/{id}.sql"), &text);
    };
    add("a", "", "", (values(dialect), "DROP TABLE notes;"));
    add("b1", "a", "", names(dialect));
    add("b2", "a", "", programs(dialect));
    let merge = "INSERT INTO notes VALUES (20, 'merged;', NULL);";
    add("m", "b1, b2", "", (merge.to_owned(), "DELETE FROM notes WHERE id = 20;"));
    add("c", "m", "\n-- transaction: off", by_itself(dialect));
    add("d", "c", "\n-- depends_on: x1", at_a_boundary(dialect));
    add("x1", "", "", ("CREATE TABLE x1 (id INTEGER);".to_owned(), "DROP TABLE x1;"));
    add("x2", "x1", "", ("CREATE TABLE x2 (id INTEGER);".to_owned(), "DROP TABLE x2;"));
    folder.load()
}

/// A folder for a set of that dialect.
pub(crate) fn folder(dialect: Dialect, more: &str) -> Folder {
    let folder = Folder::new();
    folder.write("ambix.toml", &format!("[ambix]\ndialects = [\"{}\"]\n{more}\n", dialect.name()));
    folder
}

/// Text that looks like something else.
fn values(dialect: Dialect) -> String {
    let all = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR(200) NOT NULL, extra VARCHAR(200));
INSERT INTO notes VALUES (1, 'it''s; \"quoted\" -- no comment /* none */', NULL);
INSERT INTO notes VALUES (2, 'äöü, 漢字, 😀', '$1 ? :name @x %s');
INSERT INTO notes VALUES (3, 'two
lines; -- and
.dot /
/
go
\\\\q

DELIMITER //
end', 'go');
/* a comment; it's here */
INSERT INTO notes -- with; one inside, isn't it
VALUES (4, 'x' /* ; ' */, '') -- the last; of it's kind
;
";
    let own = match dialect {
        Dialect::Sqlite => r"INSERT INTO notes VALUES (5, 'C:\dir\', '\\');",
        Dialect::Postgres => {
            r"INSERT INTO notes VALUES (5, 'C:\dir\', '\\');
INSERT INTO notes VALUES (6, E'back\\slash \' quote;\n', $tag$dollar; 'quoted' $$ inside $ambix$ $tag$);
COMMENT ON TABLE notes IS U&'d\0061t\+000061;';"
        }
        Dialect::Mysql => {
            r#"INSERT INTO notes VALUES (5, 'back\\slash \' quote;\n " $$', "double; 'quoted' $$$");
INSERT INTO notes VALUES (6, 'x', 'y') # hash; isn't it
;
INSERT /*! HIGH_PRIORITY */ INTO notes VALUES (7, 'x', /* ; */ N'y');"#
        }
    };
    format!("{all}{own}")
}

/// Names that need quotes.
fn names(dialect: Dialect) -> (String, &'static str) {
    match dialect {
        Dialect::Mysql => (
            "CREATE TABLE `odd; ``name'` (id INTEGER PRIMARY KEY, `it's \"` TEXT, delimiter INTEGER);\n\
             INSERT INTO `odd; ``name'` VALUES (1, 'x', 2);"
                .to_owned(),
            "DROP TABLE `odd; ``name'`;",
        ),
        Dialect::Sqlite | Dialect::Postgres => (
            "CREATE TABLE \"odd; \"\"name'\" (id INTEGER PRIMARY KEY, \"it's `\" TEXT);\n\
             INSERT INTO \"odd; \"\"name'\" VALUES (1, 'x');"
                .to_owned(),
            "DROP TABLE \"odd; \"\"name'\";",
        ),
    }
}

/// Statements with statements in them.
fn programs(dialect: Dialect) -> (String, &'static str) {
    let (upgrade, downgrade) = match dialect {
        Dialect::Sqlite => (
            "CREATE TRIGGER noted AFTER INSERT ON notes WHEN NEW.id < 100 BEGIN
    UPDATE notes SET extra = CASE WHEN extra IS NULL THEN 'none; at all' ELSE extra END WHERE id = NEW.id;
    INSERT INTO notes (id, body, extra) VALUES (NEW.id + 100, 'copy; of', NEW.body); -- it's done;
END;
INSERT INTO notes VALUES (10, 'fires', NULL);",
            "DROP TRIGGER noted;\nDELETE FROM notes WHERE id IN (10, 110);",
        ),
        Dialect::Postgres => (
            "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id < 100 THEN
        NEW.extra := coalesce(NEW.extra, 'none; at all'); -- it's done;
        INSERT INTO notes VALUES (NEW.id + 100, E'copy; \\'of\\'', NEW.body);
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION two() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
CREATE TRIGGER noted BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION noted();
CREATE RULE quiet AS ON DELETE TO notes WHERE OLD.id < 0 DO INSTEAD (SELECT 1; SELECT two());
DO $do$ BEGIN PERFORM two(); INSERT INTO notes VALUES (11, 'from; DO', $$x$$); END $do$;
INSERT INTO notes VALUES (10, 'fires', NULL);",
            "DROP RULE quiet ON notes;\nDROP TRIGGER noted ON notes;\nDROP FUNCTION noted();\nDROP FUNCTION two();\n\
             DELETE FROM notes WHERE id IN (10, 11, 110, 111);",
        ),
        Dialect::Mysql => (
            "CREATE TABLE copies (id INTEGER PRIMARY KEY, body VARCHAR(200));
CREATE TRIGGER noted AFTER INSERT ON notes FOR EACH ROW BEGIN
    IF NEW.id < 100 THEN
        INSERT INTO copies VALUES (NEW.id, concat('copy; $$ of \\'', NEW.body)); -- it's done;
    END IF;
END;
CREATE FUNCTION two() RETURNS INTEGER DETERMINISTIC BEGIN DECLARE x INTEGER; SET x = 2; RETURN x; END;
CREATE PROCEDURE note(IN n INTEGER) BEGIN
    DECLARE i INTEGER DEFAULT 0;
    WHILE i < n DO
        INSERT INTO notes VALUES (12 + i, 'from a procedure;', NULL);
        SET i = i + 1;
    END WHILE;
END;
INSERT INTO notes VALUES (10, 'fires', NULL);
CALL note(two());",
            "DROP PROCEDURE note;\nDROP FUNCTION two;\nDROP TRIGGER noted;\nDROP TABLE copies;\n\
             DELETE FROM notes WHERE id IN (10, 12, 13);",
        ),
    };
    (upgrade.to_owned(), downgrade)
}

/// What cannot run in a transaction.
fn by_itself(dialect: Dialect) -> (String, &'static str) {
    let (upgrade, downgrade) = match dialect {
        Dialect::Sqlite => {
            ("CREATE INDEX notes_body ON notes (body);\nVACUUM;", "DROP INDEX notes_body;\nVACUUM;")
        }
        Dialect::Postgres => (
            "CREATE INDEX CONCURRENTLY notes_body ON notes (body);\nINSERT INTO notes VALUES (21, 'off', NULL);",
            "DROP INDEX CONCURRENTLY notes_body;\nDELETE FROM notes WHERE id IN (21, 121);",
        ),
        Dialect::Mysql => (
            "CREATE INDEX notes_body ON notes (body);\nINSERT INTO notes VALUES (21, 'off', NULL);",
            "DROP INDEX notes_body ON notes;\nDELETE FROM notes WHERE id = 21;\nDELETE FROM copies WHERE id = 21;",
        ),
    };
    (upgrade.to_owned(), downgrade)
}

/// What has a transaction of its own: a table that is built anew, a new value of an old type.
fn at_a_boundary(dialect: Dialect) -> (String, &'static str) {
    let (upgrade, downgrade) = match dialect {
        Dialect::Sqlite => (
            "CREATE TABLE replies (note INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE);
INSERT INTO replies VALUES (1);
CREATE TABLE new_notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL, extra TEXT, more TEXT);
INSERT INTO new_notes SELECT id, body, extra, 'more;' FROM notes;
DROP TABLE notes;
ALTER TABLE new_notes RENAME TO notes;
CREATE INDEX notes_body ON notes (body);
CREATE TRIGGER noted AFTER DELETE ON notes BEGIN DELETE FROM replies WHERE note = OLD.id; SELECT 1; END;",
            "DROP TRIGGER noted;\nCREATE TRIGGER noted AFTER DELETE ON notes BEGIN SELECT 1; END;\nDROP TABLE replies;\n\
             ALTER TABLE notes DROP COLUMN more;",
        ),
        Dialect::Postgres => (
            "CREATE TYPE mood AS ENUM ('so;so');\nALTER TYPE mood ADD VALUE 'it''s fine';\n\
             CREATE VIEW moods AS SELECT 'it''s; so' AS mood;",
            "DROP VIEW moods;\nDROP TYPE mood;",
        ),
        Dialect::Mysql => (
            "ALTER TABLE notes ADD COLUMN more ENUM('so;so', 'it''s');\n\
             CREATE VIEW moods AS SELECT 'it''s; so' AS mood;",
            "DROP VIEW moods;\nALTER TABLE notes DROP COLUMN more;",
        ),
    };
    (upgrade.to_owned(), downgrade)
}
