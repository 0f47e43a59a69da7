//! The command, run and looked at.

use std::io::Write as _;
use std::process::{Child, Command, Output, Stdio};

use ambix::Dialect;
use ambix_tests::set::{Folder, revision};

/// Of every user of these tests. Nothing that is printed or kept contains it.
pub(crate) const PASSWORD: &str = "xyzzy-Rumpelstilz";

/// Says that a part of the tests cannot run here. Not by a macro, whose output the test runner would keep to itself.
pub(crate) fn skipped(why: &str) {
    let _ = std::io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes());
}

/// A project with these revisions, which follow one another.
pub(crate) fn project(dialect: Dialect, revisions: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("ambix.toml", &format!("[ambix]\ndialects = [\"{}\"]\n", dialect.name()));
    let mut parent = "";
    for (id, sql) in revisions {
        folder.write(&format!("migrations/{id}.sql"), &revision(id, parent, sql, "SELECT 1;"));
        parent = id;
    }
    folder
}

/// What a run of the command left.
pub(crate) struct Run {
    /// Its exit code.
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

fn command(folder: &Folder, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ambix"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AMBIX_") || name == "DATABASE_URL")
    {
        command.env_remove(name);
    }
    command.current_dir(folder.path()).env("AMBIX_URL", url).args(arguments);
    command
}

/// Runs the command to its end.
pub(crate) fn run(folder: &Folder, url: &str, arguments: &[&str]) -> Run {
    looked_at(command(folder, url, arguments).output().unwrap())
}

/// Starts the command.
pub(crate) fn start(folder: &Folder, url: &str, arguments: &[&str]) -> Child {
    let mut command = command(folder, url, arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for the end of what was started.
pub(crate) fn end(child: Child) -> Run {
    looked_at(child.wait_with_output().unwrap())
}

fn looked_at(output: Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let run =
        Run { exit: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) };
    secret(&run.stdout);
    secret(&run.stderr);
    run
}

/// Fails if a text contains the password.
pub(crate) fn secret(text: &str) {
    assert!(!text.to_lowercase().contains(&PASSWORD.to_lowercase()), "the password: {text}");
}

impl Run {
    /// It failed with a code, an exit code, and words. There is advice, and nothing of the inside of the program.
    pub(crate) fn failed(&self, code: &str, exit: i32, words: &[&str]) {
        let said = &self.stderr;
        assert!(said.contains(&format!("error[{code}]: ")), "expected {code}:\n{said}");
        assert_eq!(self.exit, exit, "{said}");
        for words in words {
            assert!(said.contains(words), "expected `{words}`:\n{said}");
        }
        assert!(said.contains("= help: "), "{said}");
        for inside in ["panicked", "Some(", "Error {", "Os {", "RUST_BACKTRACE", "kind:"] {
            assert!(!said.contains(inside), "{said}");
        }
        println!("{said}");
    }

    /// It did what it should.
    pub(crate) fn succeeded(&self) {
        assert_eq!(self.exit, 0, "{}{}", self.stdout, self.stderr);
    }
}

/// A command that fails does so for people and for programs, which get the same code as JSON.
pub(crate) fn refused(folder: &Folder, url: &str, arguments: &[&str], code: &str, exit: i32, words: &[&str]) {
    run(folder, url, arguments).failed(code, exit, words);
    let json = run(folder, url, &[arguments, &["--json"]].concat());
    json.failed(code, exit, words);
    let answer: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(answer["errors"][0]["code"], code, "{answer}");
    assert!(!answer["errors"][0]["help"].as_array().unwrap().is_empty(), "{answer}");
}
