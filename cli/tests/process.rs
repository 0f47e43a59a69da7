//! What a transcript cannot show: chance, terminals, pipes, locks, several processes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

use serde_json::Value;
use support::Folder;

/// A folder with three revisions, the last two of them heads.
fn forked() -> Folder {
    let folder = Folder::new();
    folder.write("ambix.toml", "[ambix]\nheads = \"many\"\n");
    folder.ok(&["init"]);
    folder.ok(&["revision", "-m", "one", "--rev-id", "a1"]);
    folder.ok(&["revision", "-m", "two", "--rev-id", "b2"]);
    folder.ok(&["revision", "-m", "three", "--rev-id", "c3", "--head", "a1", "--splice"]);
    folder
}

#[test]
fn ids_are_random_and_times_are_rfc_3339() {
    let folder = Folder::new();
    folder.ok(&["init"]);
    let mut ids = BTreeSet::new();
    for _ in 0..5 {
        let path = folder.ok(&["revision"]);
        let text = folder.read(path.trim());
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned();
        let id = value("-- revision: ");
        assert_eq!(path, format!("migrations/{id}_.sql\n"));
        assert!(
            id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
            "{id}"
        );
        let created = value("-- created: ");
        let form: String = created.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        assert_eq!(form.replace('-', "+"), "0000+00+00T00:00:00+00:00", "{created}");
        ids.insert(id);
    }
    assert_eq!(ids.len(), 5);
}

#[test]
fn the_time_zone_is_the_one_of_the_settings() {
    let folder = Folder::new();
    folder.ok(&["init"]);
    folder.write("ambix.toml", "[ambix]\ntimezone = \"Asia/Kathmandu\"\n");
    let path = folder.ok(&["revision"]);
    assert!(folder.read(path.trim()).contains("+05:45\n"), "{}", folder.read(path.trim()));
}

#[test]
fn colours_are_for_terminals() {
    let folder = Folder::new();
    for (variables, coloured) in [
        (&[][..], false),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
    ] {
        for arguments in [&["heads"][..], &["upgrade"]] {
            let output = folder.ambix(arguments).envs(variables.iter().copied()).output().unwrap();
            let text = String::from_utf8(output.stderr).unwrap();
            // clap has its own opinion about `CLICOLOR_FORCE` together with `NO_COLOR`.
            if variables.len() < 2 || arguments == ["heads"] {
                assert_eq!(text.contains('\u{1b}'), coloured, "{arguments:?} {variables:?}\n{text}");
            }
            assert!(text.contains("error"), "{text}");
        }
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = forked();
    for arguments in [&["history", "-v"][..], &["heads", "--json"], &["completions", "bash"], &["--help"]] {
        let mut child =
            folder.ambix(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr, "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn a_held_lock_means_try_again() {
    let folder = forked();
    let connection = rusqlite::Connection::open(folder.path().join("app.db")).unwrap();
    connection.execute_batch("CREATE TABLE t (a); BEGIN IMMEDIATE;").unwrap();
    for arguments in [["upgrade", "heads"], ["stamp", "b2"]] {
        let output = folder
            .ambix(&arguments)
            .args(["--url", "sqlite://app.db", "--lock-timeout", "0.05"])
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("error[lock-timeout]: "), "{stderr}");
        assert_eq!(output.status.code(), Some(4));
    }
    connection.execute_batch("ROLLBACK").unwrap();
    folder.ok(&["upgrade", "heads", "--url", "sqlite://app.db", "--lock-timeout", "0.05"]);
}

#[test]
fn every_answer_is_one_json_object() {
    let folder = forked();
    let database = ["--url", "sqlite://app.db", "--json"];
    for (line, members) in [
        ("init other --json", &["directory", "written", "skipped", "next"][..]),
        ("list_templates", &["templates"]),
        ("heads", &["revisions"]),
        ("branches", &["branches"]),
        ("history", &["revisions"]),
        ("show a1", &["revisions"]),
        ("upgrade heads", &["applied", "heads", "newer", "history_changed"]),
        ("history -i", &["revisions"]),
        ("show current", &["revisions"]),
        ("current", &["revisions", "rows"]),
        ("check", &["changes", "up_to_date"]),
        ("downgrade a1", &["applied", "heads", "newer", "history_changed"]),
        ("stamp b2", &["applied", "heads", "newer", "history_changed"]),
        ("ensure_version", &["version_table"]),
        ("repair", &["changes", "recorded"]),
        ("upgrade heads --sql", &["sql"]),
        ("downgrade b2:a1 --sql", &["sql"]),
        ("stamp heads --sql", &["sql"]),
        ("ensure_version --sql", &["sql"]),
        (
            "lint",
            &[
                "dialect_from",
                "dialects",
                "directory",
                "findings",
                "fixed",
                "layout",
                "not_fixed",
                "sequences",
                "summary",
            ],
        ),
        ("release a1", &["path", "released", "reopened"]),
        ("release --undo a1", &["path", "released", "reopened"]),
        ("revision --head b2", &["path", "revision"]),
        ("merge heads", &["path", "revision"]),
        ("merge", &["path", "revision"]),
        ("resolve b2 --done", &["errors"]),
        ("upgrade nope", &["errors"]),
        ("check --version-table other", &["errors"]),
    ] {
        let mut arguments: Vec<&str> = line.split(' ').filter(|word| *word != "--json").collect();
        arguments.extend(database);
        let output = folder.run(&arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().count(), 1, "{line}: {text}");
        let json: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{line}: {error}\n{text}"));
        let found: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, members.iter().copied().collect(), "{line}");
        assert_eq!(output.status.success(), members != ["errors"], "{line}");
    }
}

#[test]
fn completions_for_every_shell() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.ok(&["completions", shell]);
        assert!(script.contains("ensure_version") && script.contains("script-location"), "{shell}");
    }
}

/// Whoever comes first writes the file; the others change nothing.
#[test]
fn of_two_writers_one_wins() {
    let folder = Folder::new();
    folder.ok(&["init"]);
    let children: Vec<_> = (0..8)
        .map(|_| {
            folder
                .ambix(&["revision", "-m", "same", "--rev-id", "a1"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut winners = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        match output.status.success() {
            true => winners += 1,
            false => assert!(
                stderr.contains("error[file-exists]") || stderr.contains("error[duplicate-revision]"),
                "{stderr}"
            ),
        }
    }
    assert_eq!(winners, 1);
    let mut names: Vec<String> = fs::read_dir(folder.path().join("migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a1_same.sql", "ambix.lock"], "nothing else is left behind");
}
