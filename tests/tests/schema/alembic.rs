//! What Alembic's documentation says that autogenerate detects, and does not: a row of `COMPATIBILITY.md` each.

use ambix::schema::Plan;

use crate::harness::{Scratch, round_trip, said_and_done};
use crate::mysql::Mysql;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;

/// What must change is said in these lines, and can be done and undone. The plan.
fn says<S: Scratch>(from: &str, to: &str, expected: &[&str]) -> Plan {
    let (lines, plan) = said_and_done::<S>(from, to);
    // Dialects spell types and expressions in their own ways.
    let matches = lines.len() == expected.len()
        && lines.iter().zip(expected).all(|(line, expected)| line.starts_with(expected));
    assert!(matches, "{lines:#?}\nexpected {expected:#?}");
    plan
}

/// The same everywhere.
fn says_everywhere(from: &str, to: &str, expected: &[&str]) {
    says::<Sqlite>(from, to, expected);
    says::<Postgres>(from, to, expected);
    says::<Mysql>(from, to, expected);
}

const USERS: &str = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(100));";

fn and_users(more: &str) -> String {
    format!("{USERS} {more};")
}

#[test]
fn tables() {
    says_everywhere("", USERS, &["add table users"]);
    says_everywhere(USERS, "", &["drop table users"]);
}

#[test]
fn columns() {
    let one = "CREATE TABLE users (id integer PRIMARY KEY);";
    says_everywhere(one, USERS, &["add column users.email"]);
    says_everywhere(USERS, one, &["drop column users.email"]);
}

#[test]
fn nullability() {
    let strict = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(100) NOT NULL);";
    says_everywhere(USERS, strict, &["change column users.email: set NOT NULL"]);
    says_everywhere(strict, USERS, &["change column users.email: drop NOT NULL"]);
}

#[test]
fn indexes() {
    let one = and_users("CREATE INDEX ix ON users (email)");
    says_everywhere(USERS, &one, &["add index ix on users"]);
    let two = and_users("CREATE INDEX ix ON users (email, id)");
    says_everywhere(&one, &two, &["change index ix on users: definition"]);
    let unique = and_users("CREATE UNIQUE INDEX ix ON users (email)");
    says::<Sqlite>(&one, &unique, &["change index ix on users"]);
    says::<Postgres>(&one, &unique, &["change index ix on users"]);
    // There a unique index is a constraint.
    says::<Mysql>(&one, &unique, &["add unique constraint ix on users", "drop index ix on users"]);
    let partial = and_users("CREATE INDEX ix ON users (lower(email)) WHERE id > 5");
    says::<Sqlite>(&one, &partial, &["change index ix on users"]);
    says::<Postgres>(&one, &partial, &["change index ix on users"]);
    let hash = and_users("CREATE INDEX ix ON users USING hash (email)");
    says::<Postgres>(&one, &hash, &["change index ix on users"]);
}

#[test]
fn unique_constraints() {
    let named =
        "CREATE TABLE users (id integer PRIMARY KEY, email varchar(100), CONSTRAINT one UNIQUE (email));";
    says::<Sqlite>(USERS, named, &["add unique constraint"]);
    says::<Postgres>(USERS, named, &["add unique constraint one on users"]);
    says::<Mysql>(USERS, named, &["add unique constraint one on users"]);
}

#[test]
fn constraints_without_a_name() {
    let unique = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(100) UNIQUE);";
    says_everywhere(USERS, unique, &["add unique constraint"]);
    let check = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(100), CHECK (email <> ''));";
    says_everywhere(USERS, check, &["add check constraint"]);
}

#[test]
fn foreign_keys() {
    let plain = and_users("CREATE TABLE orders (id integer PRIMARY KEY, owner integer)");
    let key = |action: &str| {
        and_users(&format!(
            "CREATE TABLE orders (id integer PRIMARY KEY, owner integer, \
             CONSTRAINT fk FOREIGN KEY (owner) REFERENCES users (id){action})"
        ))
    };
    says::<Sqlite>(&plain, &key(""), &["add foreign key"]);
    says::<Postgres>(&plain, &key(""), &["add foreign key fk on orders"]);
    // MySQL makes an index for it.
    says::<Mysql>(&plain, &key(""), &["add index fk on orders", "add foreign key fk on orders"]);
    says_everywhere(&key(""), &key(" ON DELETE CASCADE"), &["change foreign key"]);
    says_everywhere(&key(" ON DELETE CASCADE"), &key(" ON UPDATE CASCADE"), &["change foreign key"]);
    let deferred = key(" DEFERRABLE INITIALLY DEFERRED");
    says::<Sqlite>(&key(""), &deferred, &["change foreign key"]);
    says::<Postgres>(&key(""), &deferred, &["change foreign key"]);
}

#[test]
fn types() {
    let wider = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(200));";
    says_everywhere(USERS, wider, &["change column users.email: type"]);
    let text = "CREATE TABLE users (id integer PRIMARY KEY, email text);";
    says_everywhere(USERS, text, &["change column users.email: type"]);
}

/// Other spellings are no difference.
#[test]
fn spellings() {
    let [one, other] = ["character varying(100)", "VARCHAR ( 100 )"]
        .map(|spelling| format!("CREATE TABLE users (id integer PRIMARY KEY, email {spelling});"));
    says::<Postgres>(&one, &other, &[]);
    says::<Mysql>(&one, &other, &[]);
    says::<Sqlite>(USERS, "create table \"users\"(id INTEGER primary key,\n  email VARCHAR(100))", &[]);
}

#[test]
fn defaults() {
    let with = |default: &str| {
        format!("CREATE TABLE users (id integer PRIMARY KEY, email varchar(100) DEFAULT {default});")
    };
    says_everywhere(USERS, &with("'nobody'"), &["change column users.email: default none -> "]);
    says_everywhere(&with("'nobody'"), &with("'somebody'"), &["change column users.email: default"]);
    says_everywhere(&with("'nobody'"), USERS, &["change column users.email: default"]);
}

/// A drop and an addition, with a note that says how to write a rename in their place.
#[test]
fn renames() {
    fn renamed<S: Scratch>(from: &str, to: &str, expected: &[&str], note: &str) {
        let plan = says::<S>(from, to, expected);
        let notes: Vec<&String> = plan.steps.iter().flat_map(|step| &step.notes).collect();
        assert!(notes.iter().any(|line| line.contains(note)), "{notes:#?}");
    }
    let people = USERS.replace("users", "people");
    let mail = USERS.replace("email", "mail");
    let tables = ["add table people", "drop table users"];
    renamed::<Sqlite>(USERS, &people, &tables, "ALTER TABLE users RENAME TO people");
    renamed::<Postgres>(USERS, &people, &tables, "ALTER TABLE users RENAME TO people");
    renamed::<Mysql>(USERS, &people, &tables, "ALTER TABLE users RENAME TO people");
    let columns = ["drop column users.email", "add column users.mail"];
    renamed::<Sqlite>(USERS, &mail, &columns, "RENAME COLUMN email TO mail");
    renamed::<Postgres>(USERS, &mail, &columns, "RENAME COLUMN email TO mail");
    renamed::<Mysql>(USERS, &mail, &columns, "RENAME COLUMN email TO mail");
}

#[test]
fn enums() {
    let table = |values: &str| {
        format!(
            "CREATE TYPE mood AS ENUM ({values}); CREATE TABLE users (id integer PRIMARY KEY, mood mood);"
        )
    };
    let two = table("'sad', 'happy'");
    says::<Postgres>("", &two, &["add type mood", "add table users"]);
    says::<Postgres>(&two, &table("'sad', 'fine', 'happy'"), &["change type mood: values"]);
    says::<Postgres>(&two, &table("'happy', 'sad'"), &["change type mood: values"]);
    let column = |values: &str| format!("CREATE TABLE users (id integer PRIMARY KEY, mood ENUM ({values}));");
    let three = column("'sad', 'fine', 'happy'");
    says::<Mysql>(&column("'sad', 'happy'"), &three, &["change column users.mood: type"]);
}

#[test]
fn primary_keys_and_checks() {
    let none = "CREATE TABLE users (id integer NOT NULL, email varchar(100) NOT NULL);";
    let one = "CREATE TABLE users (id integer NOT NULL, email varchar(100) NOT NULL, PRIMARY KEY (email));";
    let two =
        "CREATE TABLE users (id integer NOT NULL, email varchar(100) NOT NULL, PRIMARY KEY (email, id));";
    says_everywhere(none, one, &["add primary key"]);
    says_everywhere(one, none, &["drop primary key"]);
    round_trip::<Sqlite>(one, two);
    round_trip::<Postgres>(one, two);
    round_trip::<Mysql>(one, two);
    let check = |bound: u8| {
        format!("CREATE TABLE users (id integer PRIMARY KEY, CONSTRAINT positive CHECK (id > {bound}));")
    };
    says::<Postgres>(&check(0), &check(1), &["change check constraint positive on users"]);
    says::<Mysql>(&check(0), &check(1), &["change check constraint positive on users"]);
    round_trip::<Sqlite>(&check(0), &check(1));
    let rooms = |exclude: &str| format!("CREATE TABLE rooms (during tsrange{exclude});");
    says::<Postgres>(
        &rooms(""),
        &rooms(", CONSTRAINT free EXCLUDE USING gist (during WITH &&)"),
        &["add exclusion constraint free on rooms"],
    );
}

#[test]
fn sequences() {
    says::<Postgres>("", "CREATE SEQUENCE numbers START 5", &["add sequence numbers"]);
    says::<Postgres>(
        "CREATE SEQUENCE numbers START 5",
        "CREATE SEQUENCE numbers START 5 INCREMENT 10",
        &["change sequence numbers"],
    );
}

#[test]
fn comments() {
    says::<Postgres>(
        USERS,
        &and_users("COMMENT ON TABLE users IS 'people'; COMMENT ON COLUMN users.email IS 'theirs'"),
        &["change table users: comment none -> people", "change column users.email: comment none -> theirs"],
    );
    says::<Mysql>(
        USERS,
        "CREATE TABLE users (id integer PRIMARY KEY, email varchar(100) COMMENT 'theirs') COMMENT 'people'",
        &["change table users: comment none -> people", "change column users.email: comment none -> theirs"],
    );
}

#[test]
fn generated_columns_and_identities() {
    let plain = "CREATE TABLE users (id integer PRIMARY KEY, twice integer);";
    let twice = |factor: u8| {
        format!(
            "CREATE TABLE users (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * {factor}) STORED);"
        )
    };
    says_everywhere(plain, &twice(2), &["change column users.twice: generated"]);
    says_everywhere(&twice(2), &twice(3), &["change column users.twice: generated"]);
    says_everywhere(&twice(2), plain, &["change column users.twice: generated"]);
    let counted =
        "CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(100));";
    says::<Postgres>(USERS, counted, &["change column users.id: identity"]);
    let counted = "CREATE TABLE users (id integer AUTO_INCREMENT PRIMARY KEY, email varchar(100));";
    says::<Mysql>(USERS, counted, &["change column users.id: identity"]);
    let counted = "CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, email varchar(100));";
    says::<Sqlite>(USERS, counted, &["change column users.id: identity"]);
}

#[test]
fn views_triggers_and_functions() {
    let view = |column: &str| and_users(&format!("CREATE VIEW v AS SELECT {column} FROM users"));
    says_everywhere(USERS, &view("email"), &["add view v"]);
    says_everywhere(&view("email"), &view("id"), &["change view v"]);
    let trigger = and_users("CREATE TRIGGER t AFTER INSERT ON users BEGIN DELETE FROM users; END");
    says::<Sqlite>(USERS, &trigger, &["add trigger t on users"]);
    let trigger = and_users("CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW SET NEW.email = 'x'");
    says::<Mysql>(USERS, &trigger, &["add trigger t on users"]);
    let function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$";
    let trigger = and_users(&format!(
        "{function}; CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()"
    ));
    says::<Postgres>(USERS, &trigger, &["add function f()", "add trigger t on users"]);
}

#[test]
fn the_order_of_columns_is_no_difference() {
    let other = "CREATE TABLE users (email varchar(100), id integer PRIMARY KEY);";
    says_everywhere(USERS, other, &[]);
}
