//! From where the macro can be called when there are revisions in Rust, and what a release build holds.

use crate::project::Project;

const CODE: &str = "//! In Rust
//!
//! revision: b
//! down_revision: a

use ambix::Operations;

pub async fn upgrade(op: &mut Operations<'_>) -> ambix::Result<()> {
    op.execute(\"INSERT INTO a VALUES (1)\").await
}

pub async fn downgrade(op: &mut Operations<'_>) -> ambix::Result<()> {
    op.execute(\"DELETE FROM a\").await
}
";

const SQL: &str = "-- A\n--\n-- revision: a\n-- down_revision:\n\n-- ambix:upgrade\nCREATE TABLE a (id INTEGER);\n\n-- ambix:downgrade\nDROP TABLE a;\n";

const CALL: &str =
    "#![allow(missing_docs)]\npub static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!();\n";

#[test]
fn every_kind_of_file() {
    let project = Project::new().watched();
    project
        .write("migrations/a.sql", SQL)
        .write("migrations/deeper/b.rs", CODE)
        .write("src/db.rs", CALL)
        .write("src/store/mod.rs", CALL)
        .write("src/store/inner.rs", CALL)
        .write(
            "src/lib.rs",
            "#![deny(warnings)]\npub mod db;\npub mod store;\n#[path = \"store/inner.rs\"]\npub mod inner;\npub static HERE: ambix::Migrations = ambix::embed_migrations!();\n",
        )
        .write(
            "src/main.rs",
            &"fn main() {\n    let sets = [&app::HERE, &app::db::MIGRATIONS, &app::store::MIGRATIONS, &app::inner::MIGRATIONS];\n    println!(\"{}\", sets.map(|set| set.graph().len()).iter().sum::<usize>());\n}\n".replace("app::", &format!("{}::", project.name)),
        )
        .write(
            "tests/embedded.rs",
            "static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!();\n\n#[test]\nfn fresh() {\n    MIGRATIONS.assert_fresh().unwrap();\n    let mut connection = rusqlite::Connection::open_in_memory().unwrap();\n    let mut config = ambix::Config::new(&MIGRATIONS).connection(&mut connection);\n    assert_eq!(ambix::command::upgrade(&mut config, \"head\").unwrap().applied().len(), 2);\n    assert_eq!(ambix::command::downgrade(&mut config, \"base\").unwrap().applied().len(), 2);\n}\n",
        );
    assert_eq!(project.run().0, "8\n");
    let output = project.cargo(&["test", "--test", "embedded"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_release_build_holds_no_path_of_the_machine() {
    let project = Project::new().watched();
    let manifest = std::fs::read_to_string(project.folder.path().join("Cargo.toml")).unwrap();
    let without_driver = manifest.replace("ambix = {", "ambix = { default-features = false,");
    let without_driver: String = without_driver
        .lines()
        .filter(|line| !line.starts_with("rusqlite"))
        .map(|line| format!("{line}\n"))
        .collect();
    project.write("Cargo.toml", &without_driver).write("migrations/a.sql", SQL).write(
        "src/main.rs",
        "static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!();\n\nfn main() {\n    println!(\"{MIGRATIONS:?}\");\n}\n",
    );
    let output = project.cargo(&["build", "--release"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let binary = project.binary("release");
    let folder = project.folder.path().to_string_lossy().into_owned();
    let holds = |text: &str| binary.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("CREATE TABLE a"), "the revision is in the binary");
    assert!(!holds(&folder), "the path of the project is in the binary");
}
