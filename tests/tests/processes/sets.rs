//! Sets of revisions in which a step that runs twice, or not at all, leaves a trace.

mod ladder;

use ambix_tests::set::{Folder, revision};

/// A set in the SQL of one database, and whether its statements take their time.
#[derive(Clone, Copy)]
pub struct Set {
    pub dialect: &'static str,
    pub slow: bool,
}

/// What stands in the database before the first revision, so that it is there after the last downgrade.
pub const PRELUDE: &str = "CREATE TABLE log (step VARCHAR(40)); \
                           CREATE TABLE counter (n INTEGER); \
                           INSERT INTO counter VALUES (0);";

impl Set {
    /// A folder with nothing but the settings.
    pub fn folder(self) -> Folder {
        let folder = Folder::new();
        folder.write("ambix.toml", &format!("[ambix]\ndialects = [\"{}\"]\n", self.dialect));
        folder
    }

    /// A row in the log.
    fn say(self, step: &str) -> String {
        match self.dialect {
            _ if !self.slow => format!("INSERT INTO log VALUES ('{step}');\n"),
            "sqlite" => format!(
                "INSERT INTO log WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 50000) \
                 SELECT '{step}' FROM c WHERE x = 50000;\n"
            ),
            "postgres" => format!("INSERT INTO log SELECT '{step}' FROM pg_sleep(0.02);\n"),
            _ => format!("INSERT INTO log SELECT '{step}' FROM (SELECT SLEEP(0.02)) AS pause;\n"),
        }
    }

    fn count(self, difference: i32) -> String {
        format!("UPDATE counter SET n = n + {difference};\n")
    }

    /// What is written for one database alone.
    fn only(self, dialect: &str, sql: &str) -> String {
        if self.dialect == dialect { format!("{sql}\n") } else { String::new() }
    }

    /// How an index is built and dropped.
    fn index(self, name: &str, on: &str) -> (String, String) {
        let table = on.split(' ').next().expect("a table");
        match self.dialect {
            "postgres" => (
                format!("CREATE INDEX CONCURRENTLY {name} ON {on};\n"),
                format!("DROP INDEX CONCURRENTLY {name};\n"),
            ),
            "mysql" => {
                (format!("CREATE INDEX {name} ON {on};\n"), format!("DROP INDEX {name} ON {table};\n"))
            }
            _ => (format!("CREATE INDEX {name} ON {on};\n"), format!("DROP INDEX {name};\n")),
        }
    }

    /// A table with rows, which take some time to be read.
    fn table(self, name: &str) -> (String, String) {
        let pause = if self.slow { 0.01 } else { 0.0 };
        // A thousand is MariaDB's limit.
        let rows = if self.slow { 900 } else { 2 };
        let create = format!("CREATE TABLE {name} (id INTEGER PRIMARY KEY, v VARCHAR(200));\n");
        let (before, fill, after) = match self.dialect {
            "postgres" => (
                format!(
                    "CREATE FUNCTION slow_{name}(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS \
                     $$ BEGIN PERFORM pg_sleep({pause}); RETURN $1; END $$;\n"
                ),
                format!("INSERT INTO {name} VALUES (1, 'x'), (2, 'y');\n"),
                format!("DROP FUNCTION slow_{name}(text);\n"),
            ),
            _ => (
                String::new(),
                format!(
                    "INSERT INTO {name} WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < {rows}) \
                     SELECT x, 'some text that takes room' FROM c;\n"
                ),
                String::new(),
            ),
        };
        (format!("{before}{create}{fill}"), format!("DROP TABLE {name};\n{after}"))
    }

    /// Four revisions: a table, two that follow it side by side, and their merge.
    pub fn diamond(self) -> Folder {
        let folder = self.folder();
        let write = |id: &str, parents: &str, off: bool, up: &str, down: &str| {
            write(&folder, id, parents, off, up, down);
        };
        let (up, down) = self.table("a");
        write("a", "", false, &(up + &self.say("a up") + &self.count(1)), &(self.say("a down") + &down));
        let on = if self.dialect == "postgres" { "a (slow_a(v))" } else { "a (v)" };
        let (up, down) = self.index("b_i", on);
        let vacuum = self.only("sqlite", "VACUUM;");
        write(
            "b",
            "a",
            true,
            &(self.say("b up") + &up + &vacuum + &self.count(10)),
            &(self.count(100) + &down + &vacuum + &self.say("b down")),
        );
        write(
            "c",
            "a",
            false,
            &(self.say("c up") + "ALTER TABLE a ADD COLUMN c INTEGER;\n" + &self.count(1000)),
            &(self.count(10_000) + "ALTER TABLE a DROP COLUMN c;\n" + &self.say("c down")),
        );
        write("m", "b, c", false, &(self.say("m up") + &self.count(100_000)), &self.say("m down"));
        folder
    }
}

impl Set {
    /// Six revisions in a row that begin with an empty database; the fourth commits statement by statement.
    pub fn chain(self) -> Folder {
        let folder = self.folder();
        write(&folder, "r0", "", false, &PRELUDE.replace("; ", ";\n"), "SELECT 1;");
        let (up, down) = self.table("a");
        write(&folder, "r1", "r0", false, &(up + &self.say("r1")), &down);
        write(&folder, "r2", "r1", false, &(self.say("r2") + &self.count(1)), "SELECT 1;");
        let on = if self.dialect == "postgres" { "a (slow_a(v))" } else { "a (v)" };
        let (up, down) = self.index("a_v", on);
        write(&folder, "r3", "r2", true, &(self.say("r3") + &up + &self.count(10)), &down);
        let up = "ALTER TABLE a ADD COLUMN c INTEGER;\n";
        write(&folder, "r4", "r3", false, &(self.say("r4") + up), "ALTER TABLE a DROP COLUMN c;");
        write(&folder, "r5", "r4", false, &(self.say("r5") + &self.count(100)), "SELECT 1;");
        folder
    }
}

/// Writes a revision; `off` is one whose statements commit one by one.
fn write(folder: &Folder, id: &str, parents: &str, off: bool, up: &str, down: &str) {
    let mut text = revision(id, parents, up, down);
    if off {
        text = text.replace("\n\n-- ambix:upgrade", "\n-- transaction: off\n\n-- ambix:upgrade");
    }
    folder.write(&format!("migrations/{id}.sql"), &text);
}
