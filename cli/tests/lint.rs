//! `lint`: what programs read, exit codes, and what `--fix` leaves on the disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use support::Folder;

const BROKEN: &str =
    "CREATE TABLE users (\n  id INTEGER PRIMARY KEY,,\n  näme TEXT\n);\nDROP TABLE IF EXIST \"ä, b\";\n";

/// A directory of another tool with an error, a warning and a name that needs escapes.
fn foreign() -> Folder {
    let folder = Folder::new();
    folder.write("db 100%/1_users.sql", BROKEN);
    folder.write("db 100%/2_names.sql", "BEGIN;\nALTER TABLE users ADD COLUMN name TEXT;\n");
    folder
}

/// An ambix directory with one revision that can be fixed.
fn own() -> Folder {
    let folder = Folder::new();
    folder.ok(&["init"]);
    folder.write("migrations/a1_users.sql", &revision("CREATE TABLE users (id INTEGER PRIMARY KEY,);"));
    folder
}

fn revision(statement: &str) -> String {
    format!(
        "-- revision: a1\n-- down_revision: none\n\n-- ambix:upgrade\n{statement}\n\n-- ambix:downgrade\n"
    )
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let output = folder.run(arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{text}"))
}

fn code(folder: &Folder, arguments: &[&str]) -> Option<i32> {
    folder.run(arguments).status.code()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn exit_codes() {
    let folder = foreign();
    assert_eq!(code(&folder, &["lint", "db 100%"]), Some(3));
    for format in ["human", "json", "github", "sarif"] {
        assert_eq!(code(&folder, &["lint", "db 100%", "--format", format]), Some(3), "{format}");
    }
    fs::remove_file(folder.path().join("db 100%/1_users.sql")).unwrap();
    assert_eq!(code(&folder, &["lint", "db 100%"]), Some(0));
    assert_eq!(code(&folder, &["lint", "db 100%", "--deny-warnings"]), Some(3));
    assert_eq!(code(&folder, &["lint", "db 100%", "--rule", "own-transaction=deny"]), Some(3));
    let allowed = ["lint", "db 100%", "--deny-warnings", "--rule", "own-transaction=allow"];
    assert_eq!(code(&folder, &allowed), Some(0));
    let quiet = |more: &[&str]| {
        String::from_utf8(folder.run(&[&["lint", "db 100%", "--quiet"], more].concat()).stdout).unwrap()
    };
    assert_eq!(quiet(&[]), "");
    assert!(quiet(&["--deny-warnings"]).starts_with("warning[own-transaction]"));
    assert_eq!(code(&folder, &["lint", "nowhere"]), Some(1));
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(code(&folder, &["lint", "empty"]), Some(1));
    assert_eq!(code(&folder, &["lint", "db 100%", "--rule", "own-transaction"]), Some(2));
    assert_eq!(code(&folder, &["lint", "db 100%", "--rule", "own-transaction=fatal"]), Some(2));
    assert_eq!(code(&folder, &["lint", "db 100%", "--format", "xml"]), Some(2));
    assert_eq!(code(&folder, &["lint", "db 100%", "--dialect", "oracle"]), Some(2));
    folder.write("ambix.toml", "[ambix]\ndialects = 1\n");
    assert_eq!(code(&folder, &["lint", "db 100%"]), Some(1));
}

#[test]
fn json_has_every_member() {
    let folder = foreign();
    let answer = json(&folder, &["lint", "db 100%", "--json"]);
    assert_eq!(answer, json(&folder, &["lint", "db 100%", "--format", "json"]));
    let members = [
        "dialect_from",
        "dialects",
        "directory",
        "findings",
        "fixed",
        "layout",
        "not_fixed",
        "sequences",
        "summary",
    ];
    assert_eq!(keys(&answer), BTreeSet::from(members));
    assert_eq!(
        answer["summary"],
        serde_json::json!({ "files": 2, "statements": 4, "errors": 2, "warnings": 1 })
    );
    assert_eq!(answer["layout"], "numbered");
    assert_eq!(answer["dialect_from"], "statements");
    assert_eq!(answer["dialects"], serde_json::json!(["sqlite"]));
    let first = &answer["findings"][0];
    let members = [
        "code",
        "column",
        "end_column",
        "end_line",
        "fix",
        "help",
        "labels",
        "level",
        "line",
        "message",
        "path",
        "range",
    ];
    assert_eq!(keys(first), BTreeSet::from(members));
    assert_eq!(first["path"], "db 100%/1_users.sql");
    let place: Vec<u64> =
        ["line", "column", "end_line", "end_column"].map(|name| first[name].as_u64().unwrap()).into();
    assert_eq!(place, [2, 26, 2, 27]);
    assert_eq!((&first["level"], &first["code"]), (&"error".into(), &"syntax".into()));
    assert_eq!(first["fix"]["replacement"], "");
    assert_eq!(first["labels"].as_array().unwrap().len(), 2);
    assert_eq!(answer["findings"][2]["fix"], Value::Null);
    let failed = json(&folder, &["lint", "nowhere", "--format", "json"]);
    assert_eq!(failed["errors"][0]["code"], "no-script-directory");
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let folder = foreign();
    let sarif = json(&folder, &["lint", "db 100%", "--format", "sarif"]);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "ambix");
    let rules: Vec<&str> =
        driver["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let at = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[at], result["ruleId"].as_str().unwrap());
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.starts_with("db%20100%25/"), "{uri}");
        let number = |name: &str| place["region"][name].as_u64().unwrap();
        assert!(
            number("startLine") <= number("endLine") && number("startColumn") > 0 && number("endColumn") > 0
        );
    }
    let change = &results[1]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "db%20100%25/1_users.sql");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "EXISTS");
    assert_eq!(change["replacements"][0]["deletedRegion"]["startColumn"], 15);
    assert_eq!(results[2].get("fixes"), None);
}

#[test]
fn github_gets_commands() {
    let folder = foreign();
    let output = folder.run(&["lint", "db 100%", "--format", "github"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "::error file=db 100%25/1_users.sql,line=2,col=26,endLine=2,endColumn=27,title=ambix%3A syntax::two commas in a \
         row%0Ahelp: remove one of them"
    );
    assert!(lines[2].starts_with("::warning file=db 100%25/2_names.sql,line=1,col=1,"), "{text}");
    assert_eq!(lines.len(), 3);
}

#[test]
fn fixes_are_made_once() {
    let folder = foreign();
    let output = folder.run(&["lint", "db 100%", "--fix"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("Fixed db 100%/1_users.sql:2:26: remove the second comma\n"), "{stderr}");
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let text = BROKEN.replace(",,", ",").replace("EXIST", "EXISTS");
    assert_eq!(folder.read("db 100%/1_users.sql"), text);
    let again = json(&folder, &["lint", "db 100%", "--fix", "--json"]);
    assert_eq!(again["fixed"], serde_json::json!([]));
    assert_eq!(folder.read("db 100%/1_users.sql"), text);
    let mut names: Vec<String> = fs::read_dir(folder.path().join("db 100%"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["1_users.sql", "2_names.sql"], "nothing is left beside them");
}

#[test]
fn a_released_revision_is_not_fixed() {
    let folder = own();
    folder.ok(&["lint", "--fix"]);
    assert_eq!(
        folder.read("migrations/a1_users.sql"),
        revision("CREATE TABLE users (id INTEGER PRIMARY KEY);")
    );
    folder.ok(&["release"]);
    let broken = revision("CREATE TABLE users (id INTEGER PRIMARY KEY,);");
    folder.write("migrations/a1_users.sql", &broken);
    let answer = json(&folder, &["lint", "--fix", "--json"]);
    assert_eq!(answer["not_fixed"][0]["reason"], "the revision is released");
    assert_eq!(answer["fixed"], serde_json::json!([]));
    assert_eq!(folder.read("migrations/a1_users.sql"), broken);
    // A lock file that nobody understands may say anything.
    folder.write("migrations/ambix.lock", "format 99\n");
    let answer = json(&folder, &["lint", "--fix", "--json"]);
    assert_eq!(answer["not_fixed"][0]["reason"], "the revision is released");
    assert_eq!(folder.read("migrations/a1_users.sql"), broken);
}

/// Of what is wrong in one file only the first findings are told.
#[test]
fn as_many_fixes_are_made_as_there_are() {
    let folder = own();
    let statement = "UPDATE users SET id = 1 WHERE id = NULL;\n";
    let table = "CREATE TABLE users (id INTEGER PRIMARY KEY);\n";
    folder.write("migrations/a1_users.sql", &revision(&format!("{table}{}", statement.repeat(130))));
    let answer = json(&folder, &["lint", "--fix", "--json"]);
    assert_eq!(answer["fixed"].as_array().unwrap().len(), 130);
    assert_eq!(answer["findings"], serde_json::json!([]));
    let fixed = statement.replace("= NULL", "IS NULL");
    assert_eq!(folder.read("migrations/a1_users.sql"), revision(&format!("{table}{}", fixed.repeat(130))));
}

/// The files of other tools may have run; what no database has taken has not.
#[test]
fn what_another_tool_may_have_run_is_not_fixed() {
    let folder = Folder::new();
    let text = "CREATE TABLE t (a INT);\nUPDATE t SET a = 1 WHERE a = NULL;\n";
    folder.write("db/1_a.sql", text);
    let output = folder.run(&["lint", "db", "--fix"]);
    let (shown, notes) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(shown.contains("write `IS NULL`") && !shown.contains("`--fix` does it"), "{shown}");
    assert!(notes.contains("Not fixed db/1_a.sql:2:28: it may have run already\n"), "{notes}");
    assert_eq!(folder.read("db/1_a.sql"), text);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = foreign();
    folder.write("elsewhere.sql", "DROP TABLE IF EXIST t;\n");
    let target = folder.path().join("elsewhere.sql");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("db 100%/3_link.sql");
    symlink(&target, &link).unwrap();
    folder.run(&["lint", "db 100%", "--fix"]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(folder.read("elsewhere.sql"), "DROP TABLE IF EXISTS t;\n");
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn the_directory_of_the_settings_is_ours() {
    let folder = own();
    // Somebody forgot the header: that is no other tool's file.
    folder.write("migrations/1_users.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);\n");
    for arguments in [&["lint", "--json"][..], &["lint", "migrations", "--json"]] {
        let answer = json(&folder, arguments);
        assert_eq!(answer["layout"], "ambix", "{arguments:?}");
        let codes: Vec<&Value> =
            answer["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
        assert!(codes.contains(&&Value::from("missing-key")), "{codes:?}");
    }
}

#[test]
fn the_settings_say_the_dialect() {
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\ndialects = [\"postgres\"]\n");
    folder.write("sqlite/1_users.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT);\n");
    let answer = json(&folder, &["lint", "sqlite", "--json"]);
    assert_eq!((&answer["dialects"][0], &answer["dialect_from"]), (&"postgres".into(), &"settings".into()));
    let answer = json(&folder, &["lint", "sqlite", "--json", "--dialect", "sqlite"]);
    assert_eq!((&answer["dialects"][0], &answer["dialect_from"]), (&"sqlite".into(), &"option".into()));
    assert_eq!(answer["findings"], serde_json::json!([]));
}

#[test]
fn a_directory_elsewhere_is_shown_from_here() {
    let folder = foreign();
    folder.write("here/Cargo.toml", "");
    let output =
        folder.ambix(&["lint", "../db 100%"]).current_dir(folder.path().join("here")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(" --> ../db 100%/1_users.sql:2:26\n"), "{text}");
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::new();
    let listed = String::from_utf8(folder.run(&["lint", "--list-rules"]).stdout).unwrap();
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.is_sorted() && names.len() > 60, "{listed}");
    for name in ["index-not-concurrent", "not-restored", "own-transaction", "unknown-column"] {
        assert!(names.contains(&name), "{name}");
    }
    let sqlite = json(&folder, &["lint", "--list-rules", "--dialect", "sqlite", "--format", "json"]);
    let rules = sqlite["rules"].as_array().unwrap();
    assert_eq!(keys(&rules[0]), BTreeSet::from(["dialects", "level", "name", "summary"]));
    assert!(!rules.iter().any(|rule| rule["name"] == "index-not-concurrent"));

    for name in ["index-not-concurrent", "not-restored", "unused-allow", "undeclared-destruction"] {
        let text = String::from_utf8(folder.run(&["lint", "--explain", name]).stdout).unwrap();
        assert!(text.starts_with(&format!("{name}: level ")) && !text.contains("```"), "{text}");
    }
    let explained = json(&folder, &["lint", "--explain", "zero-date", "--json"]);
    assert_eq!(keys(&explained), BTreeSet::from(["dialects", "docs", "level", "name", "summary"]));
    assert_eq!(json(&folder, &["lint", "--explain", "syntax", "--json"])["level"], Value::Null);

    let unknown = folder.run(&["lint", "--explain", "unknown-colum"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("did you mean `unknown-column`?"));
    let released = String::from_utf8(folder.run(&["lint", "--explain", "released-changed"]).stdout).unwrap();
    assert!(released.starts_with("released-changed: always an error\n\nA revision that was released is not"));
    let other = folder.run(&["lint", "--explain", "statement-failed"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(
        String::from_utf8(other.stderr).unwrap().contains("CODES.md says what the codes of other commands")
    );
    assert_eq!(code(&folder, &["lint", "--list-rules", "--format", "sarif"]), Some(2));
    assert_eq!(code(&folder, &["lint", "--list-rules", "--fix"]), Some(2));
}

#[test]
fn a_level_needs_a_rule() {
    let folder = foreign();
    let unknown = folder.run(&["lint", "db 100%", "--rule", "redundant-indx=deny"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("did you mean `redundant-index`?"));
    let fixed = folder.run(&["lint", "db 100%", "--rule", "syntax=allow"]);
    assert_eq!(fixed.status.code(), Some(2));
    assert!(String::from_utf8(fixed.stderr).unwrap().contains("always an error"));
    folder.write("ambix.toml", "[ambix.rules]\nown-transaction = \"allow\"\n");
    let answer = json(&folder, &["lint", "db 100%", "--dialect", "sqlite", "--json"]);
    assert_eq!(answer["summary"]["warnings"], 0);
}

#[test]
fn sarif_has_the_documentation_of_its_rules() {
    let folder = foreign();
    let answer = json(&folder, &["lint", "db 100%", "--format", "sarif"]);
    let rules = answer["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap();
    assert_eq!(rule("syntax")["defaultConfiguration"]["level"], "error");
    let own = rule("own-transaction");
    assert_eq!(own["defaultConfiguration"]["level"], "warning");
    for text in [&own["shortDescription"]["text"], &own["fullDescription"]["text"], &own["help"]["text"]] {
        assert!(text.as_str().unwrap().len() > 20, "{text}");
    }
}

/// Settings that say nothing about dialects are no reason to read another tool's PostgreSQL as SQLite.
#[test]
fn the_default_dialect_is_not_meant_for_other_tools() {
    let folder = Folder::new();
    folder.write("db/V1__a.sql", "CREATE TABLE users (id BIGSERIAL PRIMARY KEY, tags TEXT[]);\n");
    folder.write("ambix.toml", "[ambix.rules]\nequals-null = \"deny\"\n");
    let answer = json(&folder, &["lint", "db", "--json"]);
    assert_eq!((&answer["dialects"][0], answer["summary"]["errors"].as_u64()), (&"postgres".into(), Some(0)));
    folder.write("ambix.toml", "[ambix]\ndialects = [\"mysql\"]\n");
    assert_eq!(json(&folder, &["lint", "db", "--json"])["dialect_from"], "settings");
}
