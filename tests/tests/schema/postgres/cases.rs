//! One small change each: what is found, and what is written for it, there and back.

use std::fs;
use std::path::Path;

use ambix::schema::Plan;

use super::Postgres;
use crate::harness::Scratch;

/// Every file of `tests/data/schema/postgres`: two structures, the changes between them, and the statements of both
/// ways. `BLESS=1` writes the last three anew; read the difference before you commit it.
#[test]
fn changes_and_their_statements() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schema/postgres");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut here, mut there) = (Postgres::new(), Postgres::new());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let given = text.split("---- changes\n").next().unwrap();
        let (from, to) = given.split_once("---- becomes\n").unwrap();
        here.reset(from).unwrap_or_else(|error| panic!("{error} in {}", file.display()));
        there.reset(to).unwrap_or_else(|error| panic!("{error} in {}", file.display()));
        let (before, after) = (here.catalog(), there.catalog());
        let changes: String = before.changes(&after).iter().map(|change| format!("{change}\n")).collect();
        let upgrade = here.apply(&before, &after);
        let downgrade = here.apply(&after, &before);
        let found = format!(
            "{given}---- changes\n{changes}---- upgrade\n{}---- downgrade\n{}",
            shown(&upgrade),
            shown(&downgrade)
        );
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, &found).unwrap();
            continue;
        }
        assert_eq!(found, text.replace("\r\n", "\n"), "{} differs; BLESS=1 writes it anew", file.display());
    }
}

/// The statements with what is worth knowing of each.
fn shown(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        text.extend(step.notes.iter().map(|note| format!("-- {note}\n")));
        text.extend(step.destroys.iter().map(|what| format!("-- destroys: {what}\n")));
        text.push_str(&format!("{};\n", step.sql));
    }
    text
}
