//! A longer set: settings of the session, several statements that commit by themselves, a table rebuild, a revision
//! in Rust, two bases.

use ambix_tests::set::Folder;

use super::{Set, write};

/// The function is in the program `migrate`.
const CODE: &str = "//! In Rust
//!
//! revision: code
//! down_revision: t2

pub async fn upgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {
    Ok(())
}

pub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {
    Ok(())
}
";

impl Set {
    pub fn ladder(self) -> Folder {
        let folder = self.folder();
        let (up, down) = self.steps();
        write(&folder, "s", "", true, &(up + &self.count(1)), &(down + &self.say("s down")));
        let (up, down) = self.types();
        write(&folder, "t", "s", false, &(self.say("t up") + up), &(down.to_owned() + &self.say("t down")));
        let (up, down) = self.change();
        write(
            &folder,
            "t2",
            "t",
            false,
            &(self.say("t2 up") + up),
            &(down.to_owned() + &self.say("t2 down")),
        );
        folder.write("migrations/code.rs", CODE);
        let (up, down) = self.table("u");
        write(&folder, "u", "", false, &(up + &self.count(1000)), &(self.count(10_000) + &down));
        write(&folder, "v", "u", false, &self.say("v up"), &self.say("v down"));
        write(&folder, "w", "code, v", false, &self.say("w up"), &self.count(100_000));
        folder
    }

    /// Statement by statement. The first one is a setting of the session, where there are such.
    fn steps(self) -> (String, String) {
        let (i, drop_i) = self.index("s_i", "s (v)");
        let (j, drop_j) = self.index("s_j", "s (w)");
        let setting = match self.dialect {
            "postgres" => "SET statement_timeout = '5min';\n",
            "mysql" => "SET lock_wait_timeout = 50;\n",
            _ => "VACUUM;\n",
        };
        let table = "CREATE TABLE s (id INTEGER, v INTEGER);\nINSERT INTO s VALUES (1, 2);\n";
        let column = "ALTER TABLE s ADD COLUMN w INTEGER;\n";
        let up = [setting, table, &i, column, &self.say("s up"), &j, &drop_i].concat();
        let down = [setting, &drop_j, "ALTER TABLE s DROP COLUMN w;\n", &self.say("s"), "DROP TABLE s;\n"];
        (up, down.concat())
    }

    fn types(self) -> (&'static str, &'static str) {
        match self.dialect {
            "postgres" => (
                "CREATE TYPE mood AS ENUM ('fair');\nCREATE TABLE t (id INTEGER, m mood);\n",
                "DROP TABLE t;\nDROP TYPE mood;\n",
            ),
            "mysql" => (
                "CREATE TABLE t (id INTEGER);\nCREATE TABLE child (id INTEGER);\nINSERT INTO child VALUES (1);\n",
                "DROP TABLE child;\nDROP TABLE t;\n",
            ),
            _ => (
                "CREATE TABLE t (id INTEGER PRIMARY KEY);\nINSERT INTO t VALUES (1);\n\
                 CREATE TABLE child (id INTEGER REFERENCES t (id));\nINSERT INTO child VALUES (1);\n",
                "DROP TABLE child;\nDROP TABLE t;\n",
            ),
        }
    }

    /// A value that cannot be used before it is committed; a table that is renamed; a table rebuild.
    fn change(self) -> (&'static str, &'static str) {
        match self.dialect {
            "postgres" => (
                "ALTER TYPE mood ADD VALUE 'foul';\n",
                "ALTER TYPE mood RENAME TO old;\nCREATE TYPE mood AS ENUM ('fair');\n\
                 ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood;\nDROP TYPE old;\n",
            ),
            "mysql" => ("ALTER TABLE t RENAME TO t_new;\n", "ALTER TABLE t_new RENAME TO t;\n"),
            _ => (
                "CREATE TABLE t_new (id INTEGER PRIMARY KEY, v INTEGER NOT NULL DEFAULT 3);\n\
                 INSERT INTO t_new (id) SELECT id FROM t;\nDROP TABLE t;\nALTER TABLE t_new RENAME TO t;\n",
                "CREATE TABLE t_old (id INTEGER PRIMARY KEY);\nINSERT INTO t_old SELECT id FROM t;\n\
                 DROP TABLE t;\nALTER TABLE t_old RENAME TO t;\n",
            ),
        }
    }
}
