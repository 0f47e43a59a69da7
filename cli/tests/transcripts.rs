//! Terminal transcripts. Each file in `transcripts/` is one, in a folder of its own that begins empty:
//!
//! ```text
//! # a remark
//! + path            writes a file: the lines below that are indented by four blanks
//! - path            removes it
//! ^ path            shows it
//! $ ambix heads     runs a command; before it may stand variables: `$ NAME=value ambix heads`
//! | standard output
//! ! standard error
//! = exit code, unless 0
//! ```
//!
//! `BLESS=1 cargo test -p ambix-cli` rewrites what commands say and files hold; read the diff before you commit it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;

use support::{Folder, words};

#[test]
fn transcripts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut failures = Vec::new();
    for file in files {
        let expected = fs::read_to_string(&file).unwrap();
        let found = replay(&expected);
        if expected == found {
            continue;
        }
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, &found).unwrap();
        } else {
            failures.push(format!("{}\n{}", file.display(), difference(&expected, &found)));
        }
    }
    assert!(failures.is_empty(), "{}\nBLESS=1 accepts it", failures.join("\n"));
}

fn difference(expected: &str, found: &str) -> String {
    let at = expected.lines().zip(found.lines()).take_while(|(expected, found)| expected == found).count();
    let rest = |text: &str| text.lines().skip(at).take(12).collect::<Vec<_>>().join("\n");
    format!("from line {}, expected:\n{}\nfound:\n{}\n", at + 1, rest(expected), rest(found))
}

fn replay(transcript: &str) -> String {
    let folder = Folder::new();
    let mut text = String::new();
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next() {
        let (mark, rest) = line.split_at_checked(2).unwrap_or((line, ""));
        if matches!(mark, "| " | "|" | "! " | "!" | "= ") {
            continue;
        }
        text.push_str(line);
        text.push('\n');
        match mark {
            "+ " => {
                let mut content = String::new();
                while let Some(line) = lines.next_if(|line| line.starts_with("    ")) {
                    text.push_str(&format!("{line}\n"));
                    content.push_str(&format!("{}\n", &line[4..]));
                }
                folder.write(rest, &content);
            }
            "- " => {
                let path = folder.path().join(rest);
                fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)).unwrap();
            }
            "^ " => text.push_str(&marked("|", &folder.read(rest), &folder)),
            "$ " => text.push_str(&run(&folder, rest)),
            _ => {}
        }
    }
    text
}

fn run(folder: &Folder, line: &str) -> String {
    let words = words(line);
    let command_at = words.iter().position(|word| word == "ambix").expect("a command");
    let arguments: Vec<&str> = words[command_at + 1..].iter().map(String::as_str).collect();
    let mut command = folder.ambix(&arguments);
    for variable in &words[..command_at] {
        let (name, value) = variable.split_once('=').expect("a variable");
        match name {
            "CD" => command.current_dir(folder.path().join(value)),
            _ => command.env(name, value),
        };
    }
    let output = command.output().unwrap();
    let mut text = marked("|", &String::from_utf8(output.stdout).unwrap(), folder);
    text.push_str(&marked("!", &String::from_utf8(output.stderr).unwrap(), folder));
    match output.status.code() {
        Some(0) => {}
        code => text.push_str(&format!("= {}\n", code.map_or("killed".to_owned(), |code| code.to_string()))),
    }
    text
}

/// What differs from run to run is replaced.
fn marked(mark: &str, text: &str, folder: &Folder) -> String {
    let text = text.replace(&folder.path().display().to_string(), "[FOLDER]");
    let parent = folder.path().parent().map(|parent| parent.display().to_string()).unwrap_or_default();
    let text = text.replace(&format!("`{parent}/"), "`[PARENT]/");
    let line = |line: &str| match line.split_once("created: ") {
        Some((before, _)) => format!("{before}created: [NOW]"),
        None => line.to_owned(),
    };
    text.lines().map(|text| format!("{mark} {}", line(text)).trim_end().to_owned() + "\n").collect()
}
